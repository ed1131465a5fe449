"""The definition and its version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from small_assignment import TEXT

from grader.authoring import BuildReport
from grader.authoring.defining import define, grading_code
from grader.authoring.generating import Generated
from grader.authoring.text import AssignmentText, read_text
from grader.course import Course
from grader.definition import source_hash
from grader.errors import AuthoringError
from grader.exercises.model import HiddenExercise, Probe, Try

Exercises = dict[str, HiddenExercise]


@pytest.fixture
def generated(built: tuple[Course, BuildReport]) -> Generated:
    """Return what nbgrader made of the small assignment."""
    report = built[1]
    cells = report.definition
    return Generated(report.release.read_bytes(), cells.source_cells, cells.grade_cells, cells.solution_cells, ())


def parsed(folder: Path, text: str = TEXT) -> AssignmentText:
    path = folder / "01_rnn.py"
    path.write_text(text, encoding="utf-8")
    return read_text(path)


def test_demonstrations_are_told_by_their_source(
    built: tuple[Course, BuildReport], tmp_path: Path, generated: Generated, exercises: Exercises
) -> None:
    definition = built[1].definition
    assert definition == define(parsed(tmp_path), exercises, generated)
    (shown,) = (cell["source"] for cell in definition.release["cells"] if "round(3)" in cell["source"])
    assert definition.demonstrations == {source_hash(shown)}
    assert definition.is_demonstration(shown)
    assert not definition.is_demonstration("twice = 2 * np.arange(3)")


def test_demonstration_with_the_source_of_another_cell_is_refused(
    tmp_path: Path, generated: Generated, exercises: Exercises
) -> None:
    text = parsed(tmp_path, TEXT + "\n# %% demo\ntwice = 2 * np.arange(3)\n")
    with pytest.raises(AuthoringError, match=r"01_rnn\.py:\d+: this demonstration has the source of line \d+"):
        define(text, exercises, generated)


def test_version_changes_with_content_and_with_exercises(
    tmp_path: Path, generated: Generated, exercises: Exercises
) -> None:
    text = parsed(tmp_path)
    first = define(text, exercises, generated)
    assert define(text, exercises, generated).version == first.version
    other_text = replace(generated, content=generated.content.replace(b"A small", b"A tiny"))
    assert define(text, exercises, other_text).version != first.version
    worth_more = {**exercises, "softmax": _worth_more(exercises["softmax"])}
    assert define(text, worth_more, generated).version != first.version


def _worth_more(exercise: HiddenExercise) -> HiddenExercise:
    criteria = tuple(replace(criterion, points=criterion.points + 1) for criterion in exercise.public.criteria)
    return replace(exercise, public=replace(exercise.public, criteria=criteria))


def _probes(scale: float, rng: np.random.Generator) -> Sequence[Probe]:
    return ()


def test_code_of_exercises_may_be_made_by_partial(exercises: Exercises) -> None:
    exercise = replace(exercises["softmax"], tries=(Try("own", partial(_probes, 2.0)),))
    assert len(grading_code({"softmax": exercise})) == 32


def test_code_of_one_exercise_does_not_depend_on_the_list_of_all(exercises: Exercises) -> None:
    assert grading_code(exercises) == grading_code(dict(reversed(exercises.items())))
    assert grading_code(exercises) != grading_code({"softmax": exercises["softmax"]})
