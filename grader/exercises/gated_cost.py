"""How much CPU time backpropagation through a gated cell may take: more than loops, less than trying weights out.

MEASURED
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.exercises.gated_backward import Backward
from grader.exercises.inputs import Inputs, Sizes
from grader.exercises.model import Cost, Probe
from grader.exercises.probes import expect

LARGE = Sizes(n_x=40, n_a=60, n_y=2, m=2, T_x=2)
MULTIPLE = 4000.0


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
