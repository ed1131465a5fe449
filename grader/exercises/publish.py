"""Write the public cases of an assignment as data: inputs from fixed seeds, values from the reference."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

import rnn_utils.checks
from grader.exercises.catalogue import exercises_of
from grader.exercises.model import HiddenExercise
from grader.exercises.probes import right_outputs
from rnn_utils.checks.published import PublicCase, case_to_json, drained

DATA = Path(rnn_utils.checks.__file__).parent / "data"
# What processors may differ by, as a share of an array's largest element: the order in which products are added.
NEARLY = {"float32": 1e-5}
NEARLY_IN_DOUBLE = 1e-10


def published_cases(exercise: HiddenExercise) -> tuple[PublicCase, ...]:
    """Make the public cases of an exercise, with the values expected for them.

    Parameters
    ----------
    exercise
        The exercise.

    Returns
    -------
    tuple of PublicCase
        The same whenever it is called.
    """
    rng = np.random.default_rng(list(exercise.id.encode()))
    return tuple(_with_expected(exercise, case) for case in exercise.published(rng))


def _with_expected(exercise: HiddenExercise, case: PublicCase) -> PublicCase:
    if case.raises:
        return case
    value = drained(exercise.reference[case.function](*case.arguments))
    right = right_outputs(exercise.public, case.function, value)
    return replace(case, expected={name: right[name] for name in case.expected or right})


def published_text(assignment: str) -> str:
    """Return the data file of an assignment as text, one case a line."""
    blocks = []
    for exercise in exercises_of(assignment):
        cases = [json.dumps(case_to_json(case), ensure_ascii=False) for case in published_cases(exercise)]
        blocks.append(f'"{exercise.id}": [\n' + ",\n".join(cases) + "\n]")
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def write_published(assignment: str, folder: Path = DATA) -> Path:
    """Write the data file of an assignment.

    Parameters
    ----------
    assignment
        Name of the assignment.
    folder
        Where to write it; by default into the library.

    Returns
    -------
    Path
        The file.
    """
    folder.mkdir(exist_ok=True)
    path = folder / f"{assignment}.json"
    path.write_text(published_text(assignment), encoding="utf-8")
    return path


def same_published(one: str, other: str) -> bool:
    """Say whether two data files are the same up to the rounding of another processor.

    Parameters
    ----------
    one, other
        Texts as :func:`published_text` writes them; a text that is no JSON is like no other.

    Returns
    -------
    bool
        Whether everything is equal but the last digits of numbers.
    """
    try:
        return _same(json.loads(one), json.loads(other), NEARLY_IN_DOUBLE)
    except json.JSONDecodeError:
        return False


def _same(one: object, other: object, nearly: float) -> bool:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        nearly = NEARLY.get(str(one.get("dtype")), NEARLY_IN_DOUBLE)
        return list(one) == list(other) and all(_same(one[key], other[key], nearly) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return False
        if all(isinstance(number, float) for number in [*one, *other]):
            return bool(np.allclose(one, other, rtol=0.0, atol=nearly * max(map(abs, one), default=0.0)))
        return all(_same(first, second, nearly) for first, second in zip(one, other, strict=True))
    if isinstance(one, float) and isinstance(other, float):
        return bool(np.isclose(one, other, rtol=nearly, atol=0.0, equal_nan=True))
    return one == other
