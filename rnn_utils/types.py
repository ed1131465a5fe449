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
