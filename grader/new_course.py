"""Make a course folder for one class, or add to it: nbgrader's configuration, and the texts of its assignments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from grader.configuration import FILE as CONFIGURATION
from grader.course import Course
from grader.definition import write_atomically
from grader.errors import CourseError

# What nbgrader's exchange makes a folder of, and what can stand in a configuration without quoting.
COURSE_ID = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
TEMPLATE = '''"""nbgrader's configuration of this course."""

from grader.settings import configure

c = get_config()  # noqa: F821, nbgrader defines it
configure(c)
# The name of this course in nbgrader's exchange; students' own configuration has to say the same.
c.CourseDirectory.course_id = "{course_id}"
'''


def new_course(source: Course, folder: Path, names: Sequence[str], course_id: str = "") -> Course:
    """Make a course folder with its own submissions, gradebook and secret; or add assignments to one that is there.

    Parameters
    ----------
    source
        The course whose texts are copied.
    folder
        Where it goes: a new folder, an empty one, or a course that was made so.
    names
        The assignments; where there are none, all that are not there yet.
    course_id
        What nbgrader's exchange calls it; by default the name of the folder.

    Returns
    -------
    Course
        The course, in which what is new has not been built yet.

    Raises
    ------
    CourseError
        If the folder holds something else, an assignment is there already or has no text, or the id is none.
    """
    course = Course(folder)
    if (folder / CONFIGURATION).is_file() and course.names():
        return _added(source, course, names, course_id)
    course_id = course_id or folder.name
    if not COURSE_ID.fullmatch(course_id):
        hint = "give another one with --id: letters, digits, '-', '_' and '.'"
        raise CourseError(f"{course_id!r} cannot be the id of a course", hint=hint)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        hint = "name a folder that is not there yet, or that of a course to which assignments are to be added"
        raise CourseError(f"{folder} is not empty", hint=hint)
    _copy(source, course, names or source.names())
    write_atomically(course.root / CONFIGURATION, TEMPLATE.format(course_id=course_id).encode())
    return course


def _added(source: Course, course: Course, names: Sequence[str], course_id: str) -> Course:
    there = course.names()
    if course_id and course_id != course.course_id:
        hint = "leave --id out; its name stands in nbgrader_config.py"
        raise CourseError(f"{course.root} is the course {course.course_id!r} already", hint=hint)
    if again := [name for name in names if name in there]:
        hint = "nothing was changed; to take a newer text, copy it from solutions/ yourself and build it"
        raise CourseError(f"{course.root} has {', '.join(again)} already", hint=hint)
    _copy(source, course, names or [name for name in source.names() if name not in there])
    return course


def _copy(source: Course, course: Course, names: Sequence[str]) -> None:
    texts = {name: source.text(name) for name in names}
    for name, text in texts.items():
        write_atomically(course.text_path(name), text)
        if source.executed_path(name).is_file():
            write_atomically(course.executed_path(name), source.executed_path(name).read_bytes())
