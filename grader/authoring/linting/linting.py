"""Put all rules together: which are asked about an assignment, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat

from grader.authoring.linting import kills, leaks, points, texts, words
from grader.authoring.linting.documents import document_faults
from grader.authoring.linting.fault import Fault
from grader.authoring.linting.foreign import source_folder_faults
from grader.authoring.linting.unfinished import unfinished_faults
from grader.course import Course
from grader.errors import CourseError
from grader.exercises.catalogue import exercises_of, references_of
from grader.foreign.course import ForeignCourse, is_foreign


def lint(course: Course, names: Sequence[str] = (), *, deep: bool = False) -> Iterator[Fault]:
    """Look for what would bite.

    Parameters
    ----------
    course
        The course.
    names
        Assignments; by default all of them.
    deep
        Whether to judge the right solutions in another style as well.

    Yields
    ------
    Fault
        One for each thing.

    Raises
    ------
    CourseError
        If there is no such assignment.
    """
    foreign = _foreign_names(course)
    chosen = list(names or [*course.names(), *foreign])
    unknown = [name for name in chosen if name not in {*course.names(), *foreign}]
    if unknown or not chosen:
        there = ", ".join([*course.names(), *foreign]) or "none"
        raise CourseError(f"there is no assignment {', '.join(unknown)}; there are: {there}", hint="name one of them")
    own = [name for name in chosen if name not in foreign]
    if own:
        yield from unfinished_faults(course.root)
        yield from words.id_faults()
    for name in chosen:
        yield from source_folder_faults(foreign[name]) if name in foreign else _assignment_faults(course, name, deep)


def _foreign_names(course: Course) -> dict[str, Path]:
    """Return the assignments that are nbgrader's alone, with the folders of their sources."""
    example = ForeignCourse.of(course.root).source("any")
    folders = sorted(path for path in example.parent.glob("*") if path.is_dir() and any(path.glob("*.ipynb")))
    return {path.name: path for path in folders if is_foreign(course, path.name)}


def _assignment_faults(course: Course, name: str, deep: bool) -> Iterator[Fault]:
    exercises = {exercise.id: exercise for exercise in exercises_of(name)}
    given = {key: exercise.public.points for key, exercise in exercises.items()}
    yield from texts.text_faults(course, name, exercises)
    yield from texts.executed_faults(course, name, exercises)
    yield from _release_faults(course, name)
    yield from leaks.edition_faults(name)
    yield from points.total_faults(name, given)
    for exercise in exercises.values():
        yield from points.exercise_faults(exercise.public)
        yield from words.words_faults(exercise)
        yield from document_faults(course.root, exercise)
        yield from kills.mistake_faults(exercise, references_of(name))
        if deep:
            yield from kills.variant_faults(exercise, references_of(name))


def _release_faults(course: Course, name: str) -> Iterator[Fault]:
    given = {exercise.id: exercise.public.points for exercise in exercises_of(name)}
    path = course.release_path(name) / f"{name}.ipynb"
    if path.is_file():
        notebook = nbformat.read(path, nbformat.NO_CONVERT)
        yield from points.notebook_faults(notebook, f"notebooks/{name}", given)
        yield from leaks.release_faults(notebook, name)
    else:
        yield Fault(str(path), "text", "there is no student notebook", f"run 'grader build {name}'")
    if course.definition_path(name).is_file():
        yield from points.definition_faults(course.definition(name), given)
