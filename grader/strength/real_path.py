"""Name known mistakes through the real path: a notebook with mistakes in it, graded in the sandbox as any other.

A notebook holds one mistake in each of its functions, since each function is judged on its own: that is harder than
one mistake at a time, and all mistakes of the course take a few hundred notebooks. What is not named there is tried
once more alone.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.authoring import build
from grader.course import Course
from grader.demo.notebooks import answers_of, fill, with_mistake
from grader.demo.show import make_course
from grader.exercises.catalogue import exercises_of
from grader.exercises.model import Mistake
from grader.grading import Conditions, grade_submission
from grader.results import Status
from grader.sandbox import Sandbox
from grader.strength.flakiness import public_seed
from grader.strength.naming import verdict_on
from grader.strength.tally import RIGHT, Tally
from grader.submission import Submission


@dataclass(frozen=True)
class Desk:
    """What is needed to grade notebooks of one assignment.

    Parameters
    ----------
    assignment
        Its name.
    conditions
        The assignment, a public seed and the usual limits.
    answers
        Solution cell's grade id → right answer.
    sandbox
        A warm sandbox.
    """

    assignment: str
    conditions: Conditions
    answers: dict[str, str]
    sandbox: Sandbox

    def names(self, mistakes: Sequence[Mistake]) -> dict[str, frozenset[str]]:
        """Grade a notebook with mistakes in it.

        Parameters
        ----------
        mistakes
            At most one for each exercise.

        Returns
        -------
        dict
            Exercise → ids of the mistakes that the grader names, for each exercise that is not right.
        """
        wrong = {f"{one.exercise}_solution": one for one in mistakes}
        answers = {
            cell: with_mistake(bare(text), wrong[cell]) if cell in wrong else text
            for cell, text in self.answers.items()
        }
        notebook = fill(self.conditions.definition.release, answers)
        graded = grade_submission(Submission("student", self.assignment, notebook), self.conditions, self.sandbox)
        return {
            exercise.id: frozenset(match.id for match in exercise.mistakes)
            for exercise in graded.result.exercises
            if exercise.status is not Status.RIGHT
        }


@contextmanager
def desk(course: Course, assignment: str, number: int = 0) -> Iterator[Desk]:
    """Build an assignment in a folder of its own and keep a sandbox for it.

    Parameters
    ----------
    course
        The course whose text is used.
    assignment
        Name of the assignment.
    number
        Number of the seed.

    Yields
    ------
    Desk
        Ready to grade.
    """
    with TemporaryDirectory() as folder:
        made = make_course(course, Path(folder) / "course", [assignment])
        build(made, assignment, execute=False)
        answers = answers_of(json.loads(made.source_path(assignment).read_text(encoding="utf-8")))
        conditions = Conditions(made.definition(assignment), public_seed(assignment, number))
        with Sandbox(edition=made.edition_path(assignment)) as sandbox:
            yield Desk(assignment, conditions, answers, sandbox)


def crowded(assignment: str, every: int = 1) -> Iterator[tuple[Mistake, ...]]:
    """Share the mistakes of an assignment among notebooks, one for each function.

    Parameters
    ----------
    assignment
        Name of the assignment.
    every
        Take one mistake of so many.

    Yields
    ------
    tuple of Mistake
        Those of one notebook; each mistake of the assignment is in one of them.
    """
    columns = [exercise.mistakes[::every] for exercise in exercises_of(assignment)]
    for row in range(max(map(len, columns), default=0)):
        yield tuple(column[row] for column in columns if row < len(column))


def through_notebooks(at: Desk, every: int = 1) -> tuple[Tally, Tally]:
    """Grade notebooks that hold all known mistakes of an assignment.

    Parameters
    ----------
    at
        Where they are graded.
    every
        Take one mistake of so many.

    Returns
    -------
    together : Tally
        One mistake in each function of a notebook.
    alone : Tally
        The same, where what was not named rightly has been tried in a notebook of its own.
    """
    together, alone = Tally(), Tally()
    for mistakes in crowded(at.assignment, every):
        named = at.names(mistakes)
        for mistake in mistakes:
            said, words = _verdict(mistake, named)
            together.add(said, words)
            alone.add(*(_verdict(mistake, at.names([mistake])) if said != RIGHT else (said, words)))
        for exercise, names in named.items():
            if names and exercise not in {mistake.exercise for mistake in mistakes}:
                together.add("wrong", f"the right {exercise} is called {', '.join(sorted(names))}")
    return together, alone


def bare(answer: str) -> str:
    """Return an answer without docstrings, where the text that a mistake replaces may stand once more."""
    lines: list[str | None] = list(answer.splitlines())
    for node in ast.walk(ast.parse(answer)):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
            first = node.body[0]
            for number in range(first.lineno - 1, first.end_lineno or first.lineno):
                lines[number] = None
    return "\n".join(line for line in lines if line is not None)


def _verdict(mistake: Mistake, named: dict[str, frozenset[str]]) -> tuple[str, str]:
    names = named.get(mistake.exercise, frozenset())
    return verdict_on(names, {mistake.id}), f"{mistake.id} is called {', '.join(sorted(names)) or 'nothing'}"
