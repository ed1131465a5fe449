"""Make a course folder for one class: nbgrader's configuration, and the texts of the assignments that it gets."""

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
    """Make a course folder with its own submissions, gradebook and secret.

    Parameters
    ----------
    source
        The course whose texts are copied.
    folder
        Where it goes: a new folder, or an empty one.
    names
        The assignments; all of them, where there are none.
    course_id
        What nbgrader's exchange calls it; by default the name of the folder.

    Returns
    -------
    Course
        The new course, in which nothing has been built yet.

    Raises
    ------
    CourseError
        If the folder holds something, an assignment has no text, or the id is none.
    """
    course_id = course_id or folder.name
    if not COURSE_ID.fullmatch(course_id):
        hint = "give another one with --id: letters, digits, '-', '_' and '.'"
        raise CourseError(f"{course_id!r} cannot be the id of a course", hint=hint)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} is not empty", hint="name a folder that is not there yet")
    texts = {name: source.text(name) for name in names or source.names()}
    course = Course(folder)
    for name, text in texts.items():
        write_atomically(course.text_path(name), text)
        if source.executed_path(name).is_file():
            write_atomically(course.executed_path(name), source.executed_path(name).read_bytes())
    write_atomically(course.root / CONFIGURATION, TEMPLATE.format(course_id=course_id).encode())
    return course
