"""What is read off the student's notebook without running it."""

from __future__ import annotations

import pytest

from grader.exercises.catalogue import EXERCISES
from grader.exercises.patching import bare_source
from grader.exercises.symptoms import NotebookSource
from grader.exercises.symptoms.source import LONGEST
from grader.results import Symptom

CELL = EXERCISES["rnn_cell_forward"]
RIGHT = "\n".join(bare_source(function) for function in CELL.reference.values())
DATA = "%matplotlib inline\nimport numpy as np\nweights = np.ones((2, 2))\nEPS = float('1e-8')\nx, a0 = make()\nn = 5"
HEAD = "def rnn_cell_forward(xt, a_prev, parameters):\n"


def read(*cells: str) -> tuple[Symptom, ...]:
    return NotebookSource((DATA, *cells)).symptoms(CELL)


def test_a_global_in_the_place_of_an_argument_is_seen() -> None:
    function = HEAD + "    return np.tanh(x + parameters['Waa'] @ a_prev)"
    values = {"function": "rnn_cell_forward", "name": "x", "argument": "xt"}
    assert read(function) == (Symptom("global_for_argument", (), values),)


def test_a_global_beside_all_arguments_is_seen() -> None:
    function = HEAD + "    return weights @ xt + a_prev, parameters"
    assert read(function) == (Symptom("global", (), {"function": "rnn_cell_forward", "name": "weights"}),)


def test_an_argument_that_is_never_read_is_seen() -> None:
    function = HEAD + "    a_prev = 0\n    return xt, parameters"
    assert read(function) == (Symptom("unread_argument", (), {"function": "rnn_cell_forward", "argument": "a_prev"}),)


def test_a_notebook_that_would_fill_the_memory_is_not_read() -> None:
    function = HEAD + "    return weights @ xt + a_prev, parameters"
    padding = "a;" * (LONGEST // 4)
    assert read(padding, function)
    assert read(padding, padding, function) == ()


def test_odd_escapes_and_deep_nests_are_no_trouble() -> None:
    function = HEAD + "    '\\d'\n    return xt, parameters"
    assert [symptom.key for symptom in read(function)] == ["unread_argument"]
    assert read(HEAD + "    return " + "(" * 5000 + ")" * 5000) == ()
    assert read(HEAD + "    return " + "-" * 100_000 + "1") == ()


@pytest.mark.parametrize(
    "function",
    [
        RIGHT,
        HEAD + "    return helper(xt, a_prev, parameters, EPS)",
        "def helper(v):\n    return v\n\n\nweights = helper\n\n" + HEAD + "    return weights, xt, a_prev, parameters",
        HEAD + "    weights = xt\n    return weights, a_prev, parameters",
        HEAD + "    def weights():\n        return xt\n    return weights(), a_prev, parameters",
        HEAD + "    return [weights for weights in (xt, a_prev, parameters)]",
        HEAD + "    return eval('xt + a_prev + parameters')",
        HEAD + "    xt += 1\n    a_prev += 1\n    return parameters",
        HEAD + "    return x(xt, a_prev, parameters)",
        "@cached\n" + HEAD + "    return weights",
        HEAD + "    return weights\n\nrnn_cell_forward = other",
        "this is no Python",
        "",
    ],
)
def test_nothing_is_said_of_what_may_be_meant(function: str) -> None:
    """Right functions, local names, functions, constants, and what cannot be told without running it."""
    assert read(function) == ()


def test_an_argument_that_the_reference_does_not_read_either_is_passed_over() -> None:
    for exercise in EXERCISES.values():
        source = "\n\n".join(bare_source(function) for function in exercise.reference.values())
        assert NotebookSource((DATA, source)).symptoms(exercise) == ()
