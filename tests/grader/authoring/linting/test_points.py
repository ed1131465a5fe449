"""Points that do not add up."""

from __future__ import annotations

from dataclasses import replace

from nbformat.v4 import new_notebook
from tiny import definition, grade_cell

from grader.authoring.linting import points
from rnn_utils.checks.model import Criterion, Exercise, Output

ONE = Criterion("a", "first", 1)


def exercise(*criteria: Criterion) -> Exercise:
    return Exercise("f", "01_rnn", "title", (Output("a", None, "a"),), criteria)


def test_criteria_that_earn_nothing_or_never_can_are_named() -> None:
    assert list(points.exercise_faults(exercise(ONE))) == []
    (free,) = points.exercise_faults(exercise(replace(ONE, points=0)))
    (odd,) = points.exercise_faults(exercise(replace(ONE, points=0.3)))
    assert (free.what, odd.what) == ("earns 0 points", "earns 0.3 points")
    first, second = points.exercise_faults(
        exercise(replace(ONE, requires=("b",)), Criterion("b", "second", 1, requires=("a",)))
    )
    assert first.where == "f.a" and second.where == "f.b"
    assert "nobody can earn it" in first.what


def test_an_assignment_of_other_than_a_hundred_points_is_named() -> None:
    assert list(points.total_faults("01_rnn", {"f": 60, "g": 40})) == []
    (found,) = points.total_faults("01_rnn", {"f": 60, "g": 43})
    assert found.what.startswith("the exercises have 103 points together, not 100 (f 60, g 43)")


def test_a_notebook_with_other_points_than_the_exercises_is_named() -> None:
    notebook = new_notebook(cells=[grade_cell("f", 3), grade_cell("g", 4)])
    assert list(points.notebook_faults(notebook, "nb", {"f": 3, "g": 4})) == []
    other, missing = points.notebook_faults(notebook, "nb", {"f": 3, "g": 5, "h": 1})
    assert other.what == "has 4 points, its exercise 5"
    assert missing.what == "has no graded cell for h"
    (stranger,) = points.notebook_faults(notebook, "nb", {"f": 3})
    assert stranger.what == "belongs to no exercise"


def test_a_foreign_grade_cell_needs_points() -> None:
    cell = grade_cell("f", 3)
    del cell.metadata.nbgrader["points"]
    (found,) = points.notebook_faults(new_notebook(cells=[cell]), "nb")
    assert found.what == "has the points None"


def test_a_definition_that_was_built_with_other_points_is_named() -> None:
    assert list(points.definition_faults(definition(), {"one_hot": 3, "softmax": 4})) == []
    (found,) = points.definition_faults(definition(), {"one_hot": 3, "softmax": 5})
    assert found.what == "was built with other points or exercises: softmax"
