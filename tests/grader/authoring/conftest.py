"""Fixtures over the small assignment."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_assignment import NAME, make_course

from grader.authoring import BuildReport, build
from grader.course import Course
from grader.exercises.catalogue import EXERCISES
from grader.exercises.model import HiddenExercise


@pytest.fixture(scope="session")
def exercises() -> dict[str, HiddenExercise]:
    """Return the exercises of the small assignment."""
    return {name: EXERCISES[name] for name in ("softmax", "rnn_cell_forward")}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a course of the small assignment in which nothing has been built."""
    return make_course(tmp_path / "course")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, exercises: dict[str, HiddenExercise]) -> tuple[Course, BuildReport]:
    """Return a course of the small assignment that has been built without running it; tests only read it."""
    course = make_course(tmp_path_factory.mktemp("built") / "course")
    return course, build(course, NAME, execute=False, exercises=exercises)
