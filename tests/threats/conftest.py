"""One class with every attacker in it, graded once by the real command, and the same class without them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from threats.classroom import Run, grade, hand_in, hand_in_first, honest
from threats.host import WRITTEN, Snapshot, host, snapshot
from threats.model import NAME, Release
from threats.table import THREATS

from grader.authoring import build
from grader.course import Course
from grader.demo.notebooks import answers_of
from grader.demo.show import make_course

REPOSITORY = Course(Path(__file__).parents[2])


@dataclass(frozen=True)
class Attacked:
    """What the attackers did, and did not do.

    Parameters
    ----------
    course
        The course with attackers in it.
    first, run
        The grading of those who hand in twice, and of everybody.
    calm
        The grading of a class without attackers, on the same hidden inputs.
    before, after
        Everything around the run, before and after.
    visitors
        How many of the host's services somebody has reached.
    bystander_lives
        Whether the other process of the same account is still there.
    """

    course: Course
    first: Run
    run: Run
    calm: Run
    before: Snapshot
    after: Snapshot
    visitors: int
    bystander_lives: bool


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course in which the assignment has been built and a secret made."""
    course = make_course(REPOSITORY, tmp_path_factory.mktemp("threats") / "course", [NAME])
    build(course, NAME, execute=False)
    course.secret()
    return course


@pytest.fixture(scope="session")
def attacked(built: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """Grade the class with and without attackers."""
    folder = tmp_path_factory.mktemp("attacked")
    answers = answers_of(json.loads(built.source_path(NAME).read_text(encoding="utf-8")))
    with host(folder) as machine:
        courses = {name: Course(folder / name) for name in ("calm", "course")}
        for course in courses.values():
            shutil.copytree(built.root, course.root)
            released = course.definition(NAME).release
            release = Release(released, answers, courses["course"].root, machine.home, machine.port)
            for student, handed in honest(release).items():
                hand_in(course, student, handed)
        course = courses["course"]
        calm = grade(courses["calm"], machine)
        first = grade(course, machine, *hand_in_first(course, release, THREATS))
        for threat in THREATS:
            hand_in(course, threat.student, threat.make(release))
        places = (course.root, machine.home, courses["calm"].root)
        before = {path: what for place in places for path, what in snapshot(place, WRITTEN).items()}
        run = grade(course, machine, workers=2)
        after = {path: what for place in places for path, what in snapshot(place, WRITTEN).items()}
        lives = machine.bystander.poll() is None
        yield Attacked(course, first, run, calm, before, after, machine.visitors(), lives)
