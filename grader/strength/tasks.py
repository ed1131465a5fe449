"""The pieces into which measuring the accuracy is cut: each says something about one exercise, as plain data."""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import grader.exercises
import rnn_utils
from grader.exercises.catalogue import EXERCISES
from grader.strength.flakiness import measure, nearest_wrong
from grader.strength.mutation import mutants_of
from grader.strength.naming import known_mistakes
from grader.strength.unlisted import one_in, tallies

CHUNK = 50  # seeds
NEAREST_SEEDS = range(2)


@dataclass(frozen=True)
class Task:
    """Something to measure on one exercise.

    Parameters
    ----------
    kind
        A key of `KINDS`.
    exercise
        The exercise's id.
    first, count
        The seeds, where the kind is about seeds; of mutants, one in ``count`` is judged.
    variants
        Whether the variants are judged as well as the reference.
    """

    kind: str
    exercise: str
    first: int = 0
    count: int = 1
    variants: bool = False

    def key(self) -> str:
        """Return a name of the task and of everything that its result comes from."""
        return json.dumps([*asdict(self).values(), fingerprint(self.exercise, diagnosed=self.kind != "steady")])


def _steady(task: Task) -> Any:
    seeds = range(task.first, task.first + task.count)
    return [asdict(one) for one in measure(EXERCISES[task.exercise], seeds, task.variants)]


def _nearest(task: Task) -> Any:
    return asdict(nearest_wrong(EXERCISES[task.exercise], NEAREST_SEEDS))


def _known(task: Task) -> Any:
    return asdict(known_mistakes(EXERCISES[task.exercise], [task.first]))


def _mutants(task: Task) -> Any:
    exercise = EXERCISES[task.exercise]
    chosen = [mutant for mutant in mutants_of(exercise) if one_in(task.count, mutant.id)]
    return {half: asdict(tally) for half, tally in tallies(exercise, chosen).items()}


KINDS: Mapping[str, Callable[[Task], Any]] = {
    "steady": _steady,
    "nearest": _nearest,
    "known": _known,
    "mutants": _mutants,
}


def perform(task: Task) -> Any:
    """Do a task.

    Parameters
    ----------
    task
        The task.

    Returns
    -------
    object
        What JSON can hold.
    """
    return KINDS[task.kind](task)


def steady_tasks(names: Iterable[str], reference_seeds: int, variant_seeds: int) -> Iterator[Task]:
    """Cut the judging of right solutions into tasks.

    Parameters
    ----------
    names
        Ids of the exercises.
    reference_seeds, variant_seeds
        On how many seeds the reference and each variant are judged, rounded up to a multiple of 50.

    Yields
    ------
    Task
        All exercises on the first seeds before the next ones, so that a stopped run knows a little of each.
    """
    chosen = list(names)
    for first in range(0, max(reference_seeds, variant_seeds), CHUNK):
        yield from (Task("steady", name, first, CHUNK, first < variant_seeds) for name in chosen)


@cache
def fingerprint(exercise_id: str, *, diagnosed: bool) -> str:
    """Return a digest of the programs that judge an exercise, and where it counts of those that name its mistakes."""
    exercises = Path(grader.exercises.__file__).parent
    library = Path(rnn_utils.__file__).parent
    topic = Path(inspect.getfile(EXERCISES[exercise_id].tries[0].probes)).parent
    left_out = {"catalogue.py"} if diagnosed else {"catalogue.py", "diagnosis.py"}
    shared = [path for path in exercises.glob("*.py") if path.name not in left_out]
    own = topic.rglob("*.py") if topic != exercises else exercises.rglob("*/*.py")
    strength = Path(__file__).parent.glob("*_operators.py") if diagnosed else ()
    digest = hashlib.sha256()
    for path in sorted({*shared, *own, *strength, *library.glob("checks/*.py"), *library.glob("reference/*.py")}):
        digest.update(_program(path).encode())
    return digest.hexdigest()[:16]


@cache
def _program(path: Path) -> str:
    """Return what a module does, without comments and docstrings: to explain it better is no change."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)
