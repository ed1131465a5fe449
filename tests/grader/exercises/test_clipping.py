"""Clipping as it is done in practice: a small number in the denominator is no mistake."""

from __future__ import annotations

import pytest
from judged import failed, judged_source, right, seeds

from grader.exercises.catalogue import EXERCISES
from grader.exercises.patching import functions_of
from grader.exercises.seeds import Seed
from rnn_utils.checks import check

CLIPPING = EXERCISES["clip_by_value"]
# With the 1e-6 of PyTorch. It is allowed for, not rounding: so it stands here and not among the variants, whose errors
# have to be far below what is allowed.
SOURCE = """
def clip_by_value(gradients, max_value):
    return {k: np.clip(g, a_min=-max_value, a_max=max_value) for k, g in gradients.items()}


def clip_by_norm(gradients, max_norm):
    total_norm = np.linalg.norm([float(np.linalg.norm(g)) for g in gradients.values()])
    coefficient = min(1.0, float(max_norm / (total_norm + 1e-6)))
    return {k: g * coefficient for k, g in gradients.items()}
"""


@pytest.mark.parametrize("seed", seeds(20))
def test_the_hidden_check_passes_it(seed: Seed) -> None:
    assert failed(judged_source(CLIPPING, SOURCE, seed)) == set()


def test_the_students_check_passes_it() -> None:
    assert check(functions_of(CLIPPING, SOURCE, right(CLIPPING))["clip_by_value"])
