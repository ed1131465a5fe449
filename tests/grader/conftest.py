"""One built course and one warm sandbox for all tests of grading."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.authoring import build
from grader.course import Course
from grader.demo.notebooks import answers_of, fill
from grader.demo.show import make_course
from grader.exercises.seeds import Seed
from grader.grading import Conditions, GradedSubmission, grade_submission
from grader.sandbox import Sandbox
from grader.submission import Submission

NAME = "01_rnn"
REPOSITORY = Course(Path(__file__).parents[2])


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course in which assignment 01 has been built."""
    made = make_course(REPOSITORY, tmp_path_factory.mktemp("course") / "course", [NAME])
    build(made, NAME, execute=False)
    return made


@pytest.fixture(scope="session")
def sandbox(course: Course) -> Iterator[Sandbox]:
    """Return a warm sandbox with the assignment's student edition."""
    with Sandbox(edition=course.edition_path(NAME)) as warm:
        yield warm


@pytest.fixture(scope="session")
def conditions(course: Course) -> Conditions:
    """Return the conditions of a grade with a fixed secret."""
    definition = course.definition(NAME)
    return Conditions(definition, Seed.derive(b"a secret for tests alone", NAME, definition.version))


@pytest.fixture(scope="session")
def answers(course: Course) -> dict[str, str]:
    """Return the model answers by solution cell."""
    return answers_of(json.loads(course.source_path(NAME).read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def grade(conditions: Conditions, sandbox: Sandbox) -> Callable[..., GradedSubmission]:
    """Return a function that grades answers, given by solution cell, or whole notebooks as bytes."""

    def run(work: dict[str, str] | bytes, extra: str = "", under: Conditions = conditions) -> GradedSubmission:
        notebook = work if isinstance(work, bytes) else fill(under.definition.release, work, extra)
        return grade_submission(Submission("student", NAME, notebook), under, sandbox)

    return run
