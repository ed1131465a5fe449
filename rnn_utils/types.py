"""Names for the arrays and containers that every module of the library passes around."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

Array = np.ndarray

# The weights of a network by name (`Wax`, `Waa`, `Wya`, `ba`, `by`); read, never changed.
Parameters = Mapping[str, Array]

# Gradients by name: `d` and the name of what the loss was differentiated by.
Gradients = dict[str, Array]

# What one step keeps for its backward pass: (a_next, a_prev, xt, parameters).
RNNCache = tuple[Array, Array, Array, Parameters]

# What a sequence keeps: the caches of its steps in the order of time, and the input x.
RNNCaches = tuple[list[RNNCache], Array]

# (c_next, c_prev, ut, cct, xt, parameters): the gated recurrent unit with its update gate alone
SimplifiedGRUCache = tuple[Array, Array, Array, Array, Array, Parameters]

# (c_next, c_prev, ut, rt, cct, xt, parameters)
GRUCache = tuple[Array, Array, Array, Array, Array, Array, Parameters]
GRUCaches = tuple[list[GRUCache], Array]

# (a_next, c_next, a_prev, c_prev, ft, ut, cct, ot, xt, parameters), with or without peepholes
LSTMCache = tuple[Array, Array, Array, Array, Array, Array, Array, Array, Array, Parameters]
LSTMCaches = tuple[list[LSTMCache], Array]

# What any cell hands on to its next step: (a,), (c,) or (a, c). The first one is what others see of it.
State = tuple[Array, ...]
