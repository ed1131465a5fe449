"""Write the fingerprints of the known mistakes of an assignment as data, for the check that students run.

A mistake that passes the public check has none. Nor has one that gives nothing but errors and values that are not
finite: many mistakes have these in common, the message says what stopped in which line, and a wrong name is worse
than none.
"""

from __future__ import annotations

import json
import math
import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from grader.exercises.catalogue import exercises_of, references_of
from grader.exercises.model import HiddenExercise, Mistake, References
from grader.exercises.patching import functions_of, wrong_source
from grader.exercises.publish import DATA, published_cases
from rnn_utils.checks.fingerprints import DIGITS_SINGLE, fingerprint
from rnn_utils.checks.published import PublicCase, case_from_json, case_to_json
from rnn_utils.checks.trials import tried

# Fresh numbers may differ from committed ones by rounding of another machine's libraries, in the last digit written.
NEARLY = 2 * 10.0 ** (1 - DIGITS_SINGLE)


def mistakes_path(assignment: str, folder: Path = DATA) -> Path:
    """Return the file of the fingerprints of an assignment."""
    return folder / f"{assignment}_mistakes.json"


@cache
def mistakes_text(assignment: str) -> str:
    """Return the fingerprints of an assignment as text, one mistake a line."""
    blocks = []
    for exercise in exercises_of(assignment):
        # through JSON, because students' inputs are rounded
        cases = tuple(case_from_json(json.loads(json.dumps(case_to_json(case)))) for case in published_cases(exercise))
        entries = [_entry(exercise, mistake, cases, references_of(assignment)) for mistake in exercise.mistakes]
        lines = [json.dumps(entry, ensure_ascii=False) for entry in entries if entry]
        blocks.append(f'"{exercise.id}": [\n' + ",\n".join(lines) + "\n]")
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def _entry(
    exercise: HiddenExercise, mistake: Mistake, cases: Sequence[PublicCase], references: References
) -> dict[str, object]:
    """Return what students get of a mistake: no id, no code and no line; nothing where it cannot be named."""
    namespace = functions_of(exercise, wrong_source(exercise, mistake), references)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # of the wrong function
        trials = [tried(exercise.public, case, namespace) for case in cases]
        prints = [fingerprint(exercise.public, t.case, t.outcomes[0]) if t.finding else None for t in trials]
    if all(one is None or one.weak for one in prints):
        return {}
    hint = {"hint": mistake.hint} if mistake.hint else {}
    marks = [one.mark() if one else None for one in prints]
    return {"says": mistake.says, "criterion": mistake.criterion, **hint, "marks": marks}


def same_mistakes(one: str, other: str) -> bool:
    """Say whether two texts of fingerprints are the same up to the rounding of another machine.

    Parameters
    ----------
    one, other
        Texts as :func:`mistakes_text` writes them; a text that is no JSON is like no other.

    Returns
    -------
    bool
        Whether words, forms and order are equal and numbers nearly so.
    """
    try:
        return _same(json.loads(one), json.loads(other))
    except json.JSONDecodeError:
        return False


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=NEARLY, abs_tol=1e-8)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return one == other
