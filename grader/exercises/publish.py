"""Write the public cases of an assignment as data: inputs from fixed seeds, values from the reference."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

import rnn_utils.checks
from grader.exercises.catalogue import exercises_of
from grader.exercises.model import HiddenExercise
from grader.exercises.probes import right_outputs
from rnn_utils.checks.published import PublicCase, case_to_json

DATA = Path(rnn_utils.checks.__file__).parent / "data"


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
    value = exercise.reference[case.function](*case.arguments)
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
