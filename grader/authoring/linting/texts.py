"""The text of an assignment: what the build would stop at, all of it at once, and not the first thing alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import nbformat

from grader.authoring.linting.fault import Fault, of_error
from grader.authoring.linting.grade_cells import grade_cell_faults, output_faults, place_of
from grader.authoring.linting.marks import marks_faults
from grader.authoring.source import Exercises, exercise_faults, solution_source, source_notebook
from grader.authoring.text import AssignmentText, Kind, faults, parse_text
from grader.course import Course
from grader.errors import AuthoringError

HEADING = re.compile(r"^### Exercise (\d+): `(\w+)`", re.MULTILINE)


def text_faults(course: Course, name: str, exercises: Exercises) -> Iterator[Fault]:
    """Look at the text of an assignment, and at the source notebook that it makes.

    Parameters
    ----------
    course, name
        Which text.
    exercises
        The assignment's exercises by id.

    Yields
    ------
    Fault
        Whatever the build would refuse; where it would not, what is wrong with the notebook's graded cells and marks.
    """
    path = course.text_path(name)
    try:
        text = parse_text(path.read_text(encoding="utf-8"), path)
    except AuthoringError as error:
        yield of_error(error, "text", str(path))
        return
    yield from _heading_faults(text)
    found = [*_cell_faults(text, exercises)]
    yield from found
    if not found:
        notebook = source_notebook(text, exercises)
        yield from grade_cell_faults(notebook, path.name)
        yield from marks_faults(notebook, path.name)


def _cell_faults(text: AssignmentText, exercises: Exercises) -> Iterator[Fault]:
    for error in faults(text):
        yield of_error(error, "marks", str(text.path))
    for error in exercise_faults(text, exercises):
        yield of_error(error, "order", str(text.path))
    for cell in text.of_kind(Kind.SOLUTION):
        if cell.name in exercises:
            try:
                solution_source(text, cell, exercises)
            except AuthoringError as error:
                yield of_error(error, "solution", str(text.path))


def _heading_faults(text: AssignmentText) -> Iterator[Fault]:
    """Compare the headings of the exercises with their order."""
    wanted = [cell.name for cell in text.of_kind(Kind.GRADE)]
    found = [
        (int(number), name, cell.line)
        for cell in text.of_kind(Kind.MARKDOWN)
        for number, name in HEADING.findall(cell.source)
    ]
    for place, (number, name, line) in enumerate(found, 1):
        if number != place or wanted[place - 1 : place] != [name]:
            expected = f"{place}: {wanted[place - 1]}" if place <= len(wanted) else "no further one"
            what = f"Exercise {number}: {name} stands where {expected} should be"
            yield Fault(f"{text.path}:{line}", "order", what, "number the headings as the exercises come")


def executed_faults(course: Course, name: str, exercises: Exercises) -> Iterator[Fault]:
    """Look at what the grade cells of the executed solution put out.

    Parameters
    ----------
    course, name, exercises
        As for :func:`text_faults`.

    Yields
    ------
    Fault
        A cell that prints or warns, or a solution that was not executed.
    """
    path = course.executed_path(name)
    if not path.is_file():
        yield Fault(str(path), "text", "the solution has not been executed", f"run 'grader build {name}'")
        return
    notebook = nbformat.read(path, nbformat.NO_CONVERT)
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.get("id") in exercises:
            yield from output_faults(cell, place_of(path.name, cell))
