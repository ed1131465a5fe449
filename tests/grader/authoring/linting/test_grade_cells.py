"""Grade cells that nbgrader would take for a score, or for a failure."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from tiny import marked

from grader.authoring.linting.grade_cells import grade_cell_faults


def said(source: str, *outputs: object, **marks: object) -> list[str]:
    """Return what is said about a notebook with one grade cell."""
    cell = marked(new_code_cell(source, outputs=list(outputs)), "ex", **{"grade": True, "points": 1, **marks})
    return [fault.what for fault in grade_cell_faults(new_notebook(cells=[cell]), "nb")]


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("x = 1\nx", "ends in the expression x"),
        ("assert f(1)\nf(2)", "ends in the expression f(2)"),
        ("np.float64(2.0)", "ends in the expression np.float64(2.0)"),
        ("print('fine')\nassert f(1)", "prints (print('fine'))"),
        ("if f(1):\n    sys.stderr.write('no')\nassert f(1)", "writes to stderr (sys.stderr.write('no'))"),
        ("warnings.warn('careful')\nassert f(1)", "warns (warnings.warn('careful'))"),
        ("logger.warning('careful')\nassert f(1)", "logs a warning"),
        ("display(f(1))\nassert f(1)", "shows something"),
        ("assert f(1", "is not Python"),
    ],
)
def test_a_cell_that_bites_is_named(source: str, wrong: str) -> None:
    found = said(source)
    assert len([one for one in found if one.startswith(wrong)]) == 1, found


@pytest.mark.parametrize(
    "source",
    [
        "assert f(1) == 2",
        "%matplotlib inline\nassert f(1)",
        "np.testing.assert_allclose(f(1), 2)",
        "f(1);",
        "# partial credit\n0.5 * f(1)",
        "raise RuntimeError('hidden')",
        "",
    ],
)
def test_a_cell_that_does_not_is_not(source: str) -> None:
    assert said(source) == []


def test_a_manually_graded_answer_may_print() -> None:
    assert said("print(1)", solution=True) == []


@pytest.mark.parametrize(
    ("output", "wrong"),
    [
        (new_output("stream", name="stderr", text="RuntimeWarning: overflow"), "to stderr when it was run"),
        (new_output("stream", name="stdout", text="7 / 10\n"), "'7 / 10' when it was run, which could be taken"),
        (new_output("stream", name="stdout", text="Your score: 80 %\n"), "could be taken for a score"),
        (new_output("execute_result", {"text/plain": "np.float64(2.0)"}), "which nbgrader reads as its score"),
    ],
)
def test_outputs_of_a_run_are_looked_at(output: object, wrong: str) -> None:
    (found,) = said("assert f(1)", output)
    assert wrong in found


def test_words_are_no_score() -> None:
    assert said("assert f(1)", new_output("stream", name="stdout", text="✓ f: public checks passed (3 cases).")) == []
