"""Run the demo: a course in a folder of its own, an invented class, and the whole path from build to feedback."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from grader.authoring import build, release
from grader.course import COURSE_ID, Course, register
from grader.definition import write_atomically
from grader.demo.classroom import DemoStudent, classroom
from grader.demo.invented import invent
from grader.demo.notebooks import answers_of
from grader.errors import CourseError
from grader.exercises.catalogue import exercises_of
from grader.feedback.terminal import class_table
from grader.new_course import new_course
from grader.progress import Watch
from grader.runner import Graded, grade_assignment

MARKER = ".grader-demo"


def make_course(source: Course, folder: Path, names: Sequence[str]) -> Course:
    """Make a fresh demo course with the given assignments' texts.

    Parameters
    ----------
    source
        The course whose texts are used.
    folder
        Where it goes; an earlier demo there is removed, any other folder is refused.
    names
        The assignments.

    Raises
    ------
    CourseError
        If the folder holds something that is not an earlier demo.
    """
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARKER).exists():
            raise CourseError(f"{folder} is not empty and is no earlier demo", hint="name another folder with --folder")
        shutil.rmtree(folder)
    course = new_course(source, folder, names, COURSE_ID)
    write_atomically(folder / MARKER, b"made by 'grader demo', removed by the next one\n")
    return course


def whole_class(course: Course, name: str, size: int = 0) -> list[DemoStudent]:
    """Return the demo class, and beside it as many invented students as make up a size.

    Parameters
    ----------
    course, name
        An assignment that has been built.
    size
        How many students there are to be; the demo class is there in any case.

    Returns
    -------
    list of DemoStudent
        In alphabetical order of their names.
    """
    told = classroom(course, name)
    source = json.loads(course.source_path(name).read_text(encoding="utf-8"))
    release = course.definition(name).release
    works = invent(answers_of(source), exercises_of(name), max(0, size - len(told)))
    invented = [DemoStudent(work.student, work.kind, "invented", work.notebook(release)) for work in works]
    return sorted([*told, *invented], key=lambda student: student.name)


def hand_in(course: Course, name: str, students: Sequence[DemoStudent]) -> None:
    """Put the class's notebooks where nbgrader collects them."""
    for student in students:
        write_atomically(course.submission_path(student.name, name), student.notebook)


@dataclass(frozen=True)
class Scene:
    """What a demo shows, and of how much.

    Parameters
    ----------
    names
        The assignments.
    students
        Size of the class, where it is to be larger than the one whose students each show something.
    grade
        Whether the class is graded; otherwise it only hands in, for somebody to try the commands on.
    """

    names: Sequence[str]
    students: int = 0
    grade: bool = True


def show(
    source: Course, folder: Path, scene: Scene, console: Console | None, watch: Watch | None = None
) -> dict[str, Any]:
    """Build, release, hand in and grade, and say what was done.

    Parameters
    ----------
    source, folder
        As for :func:`make_course`.
    scene
        What to show.
    console
        Where to print; None prints nothing.
    watch
        Shows how far the grading is.

    Returns
    -------
    dict
        Assignment → the table's rows as dictionaries.
    """
    say, watch = (console or Console(quiet=True)).print, watch or Watch(Console(quiet=True))
    course = make_course(source, folder, scene.names)
    results = {}
    for name in scene.names:
        start = time.perf_counter()
        build(course, name, execute=False)
        wheel = release(course, name)
        register(course, course.definition(name))
        students = whole_class(course, name, scene.students)
        hand_in(course, name, students)
        say(f"{name}: built and released with {wheel.name}; {len(students)} submissions handed in")
        if not scene.grade:
            results[name] = [_handed_in(student) for student in students]
            continue
        lines = watch.follow(name, len(students), grade_assignment(course, name))
        graded = sorted(lines, key=lambda one: one.student)
        say(class_table(one.row for one in graded))
        say(f"built, released, handed in and graded in {time.perf_counter() - start:.0f} s\n")
        results[name] = [_row(one, students) for one in graded]
    if scene.grade:
        say(f"gradebook: {course.root / 'gradebook.db'}")
        say(f"feedback:  {course.feedback}/STUDENT/ASSIGNMENT/ASSIGNMENT.html")
    else:
        say(f"course: {course.root}")
    return results


def _handed_in(student: DemoStudent) -> dict[str, Any]:
    return {"student": student.name, "kind": student.kind, "about": student.about, "mistake": student.mistake}


def _row(graded: Graded, students: Sequence[DemoStudent]) -> dict[str, Any]:
    student = next(student for student in students if student.name == graded.student)
    return {
        **_handed_in(student),
        "score": graded.score,
        "max_score": graded.result.max_points,
        "verdict": graded.result.verdict.value,
        "named": [mistake.id for exercise in graded.result.exercises for mistake in exercise.mistakes],
        "feedback": str(graded.feedback),
    }
