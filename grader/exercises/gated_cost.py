"""How much CPU time backpropagation through a gated cell may take: more than loops, less than trying weights out.

With g gates, the candidate counted as one, there are P = g n_a (n_a + n_x + 1) weights: 18,000 in a GRU of the
sizes below, 24,000 in an LSTM. Trying out each of them costs P forward passes or more; backpropagation by matrix
products costs a few, and plain Python loops over every element take 2 P m T_x turns at some 0.2 µs. Measured on
one core, as multiples of the reference's forward pass (50 µs for one step of a GRU, 60 µs for one of an LSTM):

===================================  ======  ======  ============  =============
method                               GRU     LSTM    GRU sequence  LSTM sequence
===================================  ======  ======  ============  =============
reference                                 6       7             6              5
plain loops over every element          380     570           360            510
central differences                  26,000  43,000
complex steps (in each step)         25,000  42,000        21,000         44,000
===================================  ======  ======  ============  =============

The bound of 3,000 lies between the two kinds, at least five times away from either: a slower machine moves both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.exercises.gated_backward import Backward
from grader.exercises.inputs import Inputs, Sizes
from grader.exercises.model import Cost, Probe
from grader.exercises.probes import expect

LARGE = Sizes(n_x=40, n_a=60, n_y=2, m=2, T_x=2)
MULTIPLE = 3000.0


def cost_of(backward: Backward, excludes: Sequence[str], stand_ins: Sequence[str] = ()) -> Cost:
    """Return the cost bound of a backward function.

    Parameters
    ----------
    backward
        The function.
    excludes
        Criteria that earn nothing when the bound is passed.
    stand_ins
        Dependencies that a second measurement replaces.
    """

    def prepare(rng: np.random.Generator) -> tuple[Callable[[], object], tuple[Probe, ...]]:
        case = backward.draw(Inputs(rng), LARGE)
        right = backward.right(case)
        asks = [backward.given, backward.own, *([backward.own_steps] if backward.step else [])]
        probes = tuple(expect(backward.public, "cost", ask(*case), right) for ask in asks)
        return lambda: backward.forward(*case[1]), probes

    return Cost("cost", prepare, MULTIPLE, excludes=tuple(excludes), stand_ins=tuple(stand_ins))
