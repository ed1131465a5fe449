"""Mutants of the reference solution of an exercise: one small wrong change each.

Of the well-kept tools, mutmut and cosmic-ray change files and start a test runner for each mutant, and their operators
know no transposes, axes, keywords, slices or names; libcst gives exact places, so that a change touches nothing else.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import libcst as cst

from grader.exercises.model import HiddenExercise
from grader.exercises.patching import bare_source
from grader.strength import array_operators, expression_operators, name_operators
from grader.strength.seen import SeenSources
from grader.strength.sites import Edit, FunctionTree

Operator = Callable[[cst.CSTNode, FunctionTree], Iterator[Edit]]

OPERATORS: Mapping[str, Operator] = {
    "arithmetic": expression_operators.arithmetic,
    "term": expression_operators.terms,
    "comparison": expression_operators.comparisons,
    "augmented": expression_operators.augmented,
    "index": array_operators.indices,
    "constant": expression_operators.constants,
    "sign": expression_operators.signs,
    "condition": expression_operators.conditions,
    "subscript": array_operators.subscripts,
    "slice": array_operators.slices,
    "transpose": array_operators.transposes,
    "keyword": array_operators.keywords,
    "function": array_operators.functions,
    "name": name_operators.names,
    "key": name_operators.keys,
    "order": name_operators.order,
    "statement": name_operators.statements,
}


@dataclass(frozen=True)
class Mutant:
    """A reference solution with one change.

    Parameters
    ----------
    id
        ``"<exercise>:<operator>:<hash>"``; it stays the same as long as the changed line does, wherever it stands.
    exercise
        Id of the exercise.
    operator
        What kind of change it is, a key of `OPERATORS`.
    function
        The function that is changed.
    diff
        The unified diff without headers.
    source
        Source of all functions of the exercise.
    """

    id: str
    exercise: str
    operator: str
    function: str
    diff: str
    source: str


def mutants_of(exercise: HiddenExercise) -> tuple[Mutant, ...]:
    """Mutate the reference functions of an exercise, one change at a time.

    Signatures, which students are given, and the words of error messages stay.

    Parameters
    ----------
    exercise
        The exercise.

    Returns
    -------
    tuple of Mutant
        In the order of the operators and of the source, no two with the same syntax tree.
    """
    sources = {name: bare_source(function) for name, function in exercise.reference.items()}
    found: dict[str, Mutant] = {}
    for name, source in sources.items():
        for operator, changed in changes_of(source):
            diff = _diff(source, changed)
            mutant_id = _unused(f"{exercise.id}:{operator}:{_fingerprint(name, diff)}", found)
            whole = "\n\n".join({**sources, name: changed}.values())
            found[mutant_id] = Mutant(mutant_id, exercise.id, operator, name, diff, whole)
    return tuple(found.values())


def changes_of(source: str) -> Iterator[tuple[str, str]]:
    """Change the source of one function in every way, one change at a time.

    Parameters
    ----------
    source
        The source of the function.

    Yields
    ------
    operator : str
        What kind of change it is, a key of `OPERATORS`.
    changed : str
        The source with the change; what has the same syntax tree as something before is left out.
    """
    tree, seen = FunctionTree(source), SeenSources(source)
    for name, operator in OPERATORS.items():
        for node in tree.nodes():
            for place, text in operator(node, tree):
                changed = tree.edited(place, text)
                if seen.is_new(changed):
                    yield name, changed


def _diff(before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


def _fingerprint(function: str, diff: str) -> str:
    lines = [line[0] + line[1:].strip() for line in diff.splitlines()]
    return hashlib.sha256("\n".join([function, *lines]).encode()).hexdigest()[:8]


def _unused(mutant_id: str, taken: Mapping[str, object]) -> str:
    """Number the mutants that change equal lines in the same way."""
    number, free = 1, mutant_id
    while free in taken:
        number += 1
        free = f"{mutant_id}-{number}"
    return free
