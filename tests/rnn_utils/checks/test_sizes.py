"""What a function was called with, in a line."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_utils.checks.functions import sum_of_cubes
from rnn_utils.checks.sizes import size, sizes


def test_arguments_have_the_names_of_the_students_parameters() -> None:
    def cell(xt: object, cache: object, *more: object) -> None: ...

    arguments = (np.ones((3, 2)), {"Wax": np.ones((4, 3))}, 5, None)
    assert sizes(cell, arguments) == "xt (3, 2), cache {Wax (4, 3)}, more = 5, argument 4 = None"
    assert sizes(None, (1,)) == "argument 1 = 1"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (np.float64(0.5), "= 0.5"),
        ([1, 2, 3], "= [1, 2, 3]"),
        (np.array([0, 3, -1]), "= [0, 3, -1]"),
        (np.arange(7), "(7,)"),
        (np.ones((2, 2), int), "(2, 2)"),
        (list(range(100)), "of length 100"),
        ((np.ones(2), np.ones(2)), "of length 2"),
        ("a text that is longer than most of them are", "= 'a text that is longer …"),
        (dict.fromkeys("abcdefgh", 1), "{a = 1, b = 1, c = 1, d = 1, e = 1, f = 1, …}"),
        (np.random.default_rng(1), "a generator"),
        (sum_of_cubes, "sum_of_cubes"),
    ],
)
def test_shapes_are_said_and_values_when_they_are_short(value: object, said: str) -> None:
    assert size(value) == said
