"""Every assignment's text: exercises in order, docstrings with shapes, no answers, cells that need no demonstration."""

from __future__ import annotations

import ast
import inspect
import re
from itertools import pairwise

import pytest

from grader.authoring.edition import EDITIONS
from grader.exercises.catalogue import EXERCISES, TOPICS, exercises_of, references_of
from texts import NAMES, cells_of, functions_of_solutions, run_without_demonstrations, shown_by, text_of

EACH = pytest.mark.parametrize("name", NAMES)


def test_every_assignment_with_exercises_has_a_text_and_an_edition() -> None:
    assert sorted({exercise.public.assignment for exercise in EXERCISES.values()}) == NAMES
    assert set(NAMES) <= set(EDITIONS)


@EACH
def test_each_exercise_is_a_solution_cell_followed_by_its_grade_cell(name: str) -> None:
    code = [cell for cell in cells_of(name) if cell.options != "[markdown]"]
    solutions = [cell.names("solution") for cell in code if cell.names("solution")]
    assert solutions == [exercise.id for exercise in exercises_of(name)]
    for cell, following in pairwise(code):
        if cell.names("solution"):
            assert following.names("grade") == cell.names("solution")
            assert not following.source.strip()


@EACH
def test_solution_cells_hold_signature_and_docstring_and_no_answer(name: str) -> None:
    for function in functions_of_solutions(name):
        assert len(function.body) == 1
        assert ast.get_docstring(function)
        assert not any(a.annotation for a in function.args.args)
        reference = inspect.signature(references_of(name)[function.name])
        assert [a.arg for a in function.args.args] == list(reference.parameters)
        defaults = [p.default for p in reference.parameters.values() if p.default is not p.empty]
        assert [ast.literal_eval(d) for d in function.args.defaults] == defaults


@EACH
def test_docstrings_say_what_every_argument_and_result_is(name: str) -> None:
    for function in functions_of_solutions(name):
        text = ast.get_docstring(function) or ""
        assert all(re.search(rf"\b{a.arg}\b.* : ", text) for a in function.args.args), function.name
        lines = text.splitlines()
        assert "Parameters" in lines
        assert {"Returns", "Yields"} & set(lines)


@EACH
def test_given_functions_are_what_the_locked_cell_imports(name: str) -> None:
    """A body may use them, in the notebook and wherever a known mistake is replayed."""
    names: dict[str, object] = {}
    for cell in cells_of(name):
        if cell.names("locked"):
            exec(cell.source, names)
    topic = next(topic for topic in TOPICS if topic.ALL and topic.ALL[0].public.assignment == name)
    assert {key: names.get(key) for key in topic.GIVEN} == topic.GIVEN


@EACH
@pytest.mark.slow
def test_cells_that_are_no_demonstration_run_without_the_demonstrations(name: str) -> None:
    names = run_without_demonstrations(name)
    assert all(names[function] for exercise in exercises_of(name) for function in exercise.reference)


@EACH
def test_printed_text_is_short_enough_to_read(name: str) -> None:
    assert max(map(len, shown_by(name).out.splitlines())) < 200


@EACH
def test_text_names_no_place_on_a_disk(name: str) -> None:
    assert not re.search(r"""["' ](/|~/|[A-Z]:\\)\w+/""", text_of(name))
