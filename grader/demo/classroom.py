"""The demo class: who handed in what, and what should come of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grader.course import Course
from grader.demo import cheats
from grader.demo.notebooks import answers_of, fill, with_mistake
from grader.exercises.catalogue import exercises_of
from grader.exercises.model import HiddenExercise

MISTAKEN_STUDENTS = 6
SUFFIX = "_solution"


@dataclass(frozen=True)
class DemoStudent:
    """An invented student.

    Parameters
    ----------
    name
        The student's id.
    kind
        What sort of work it is: ``"right"``, ``"variant"``, ``"blank"``, ``"half"``, ``"mistake"``,
        ``"earlier mistake"``, ``"cheat"`` or ``"damaged"``.
    about
        What is special, for the table.
    notebook
        The bytes that were handed in.
    mistake
        Id of the known mistake in it; empty when there is none.
    """

    name: str
    kind: str
    about: str
    notebook: bytes
    mistake: str = ""


def classroom(course: Course, name: str) -> list[DemoStudent]:
    """Return the class for one assignment.

    Parameters
    ----------
    course
        A course in which the assignment has been built.
    name
        The assignment.

    Returns
    -------
    list of DemoStudent
        In alphabetical order of their names.
    """
    source = json.loads(course.source_path(name).read_text(encoding="utf-8"))
    release = course.definition(name).release
    answers = answers_of(source)
    exercises = list(exercises_of(name))
    students = [
        DemoStudent("ada", "right", "the model solution", fill(release, answers)),
        DemoStudent("blank", "blank", "nothing written", fill(release, {})),
        *_variants(release, answers, exercises),
        _half(release, answers, exercises),
        *_mistaken(release, answers, exercises),
        *_cheats(release, answers, exercises),
        DemoStudent("zoe", "damaged", "half of a file", fill(release, answers)[:2000]),
    ]
    return sorted(students, key=lambda student: student.name)


def _variants(
    release: Mapping[str, Any], answers: Mapping[str, str], exercises: list[HiddenExercise]
) -> Iterator[DemoStudent]:
    for position, name in enumerate(("bao", "cleo")):
        other = {
            exercise.id + SUFFIX: exercise.variants[position % len(exercise.variants)].source
            for exercise in exercises
            if exercise.variants
        }
        yield DemoStudent(name, "variant", "right in another style", fill(release, {**answers, **other}))


def _half(release: Mapping[str, Any], answers: Mapping[str, str], exercises: list[HiddenExercise]) -> DemoStudent:
    done = {exercise.id + SUFFIX for exercise in exercises[: len(exercises) // 2]}
    work = {grade_id: answer for grade_id, answer in answers.items() if grade_id in done}
    return DemoStudent("dina", "half", f"{len(work)} of {len(exercises)} functions written", fill(release, work))


def _mistaken(
    release: Mapping[str, Any], answers: Mapping[str, str], exercises: list[HiddenExercise]
) -> Iterator[DemoStudent]:
    """Give one known mistake each to six students, and to a seventh one in the function that most others depend on."""
    needed = Counter(dependency for exercise in exercises for dependency in exercise.depends_on)
    early = [exercise for exercise in exercises if exercise.id in needed and exercise.mistakes]
    late = [exercise for exercise in reversed(exercises) if exercise.mistakes]
    for position in range(MISTAKEN_STUDENTS):
        exercise = late[position % len(late)]
        mistake = exercise.mistakes[position % len(exercise.mistakes)]
        wrong = {exercise.id + SUFFIX: with_mistake(answers[exercise.id + SUFFIX], mistake)}
        notebook = fill(release, {**answers, **wrong})
        yield DemoStudent(f"m{position + 1}-{exercise.id}", "mistake", mistake.says, notebook, mistake.id)
    if early:
        exercise = max(early, key=lambda one: needed[one.id])
        mistake = exercise.mistakes[0]
        wrong = {exercise.id + SUFFIX: with_mistake(answers[exercise.id + SUFFIX], mistake)}
        about = f"{exercise.id} wrong, everything after it right"
        yield DemoStudent("early-mistake", "earlier mistake", about, fill(release, {**answers, **wrong}), mistake.id)


def _cheats(
    release: Mapping[str, Any], answers: Mapping[str, str], exercises: list[HiddenExercise]
) -> Iterator[DemoStudent]:
    everything = [exercise.id for exercise in exercises]
    equal = {name + SUFFIX: cheats.ALWAYS_EQUAL.format(function=name) for name in everything}
    yield DemoStudent("x-always-equal", "cheat", "returns objects that equal anything", fill(release, equal))
    patched = fill(release, {}, extra=cheats.PATCHED_KERNEL)
    yield DemoStudent("x-patched-kernel", "cheat", "replaces the check, NumPy's asserts, the kernel", patched)
    looted = {name + SUFFIX: cheats.LOOTED.format(function=name) for name in everything}
    hunt = fill(release, looted, extra=cheats.TREASURE_HUNT)
    yield DemoStudent("x-treasure-hunt", "cheat", "searches for the solution, the gradebook, the network", hunt)
    if "rnn_cell_backward" in everything:
        step = {"rnn_cell_backward" + SUFFIX: cheats.COMPLEX_STEP_CELL_BACKWARD}
        notebook = fill(release, {**answers, **step})
        yield DemoStudent("x-complex-step", "cheat", "differentiates numerically, no backpropagation", notebook)
