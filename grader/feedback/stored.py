"""The result that grading left in an autograded notebook's metadata, read with care."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from grader.results import CriterionResult, ExerciseResult, MistakeMatch, SubmissionResult


def stored_result(notebook: Mapping[str, Any]) -> SubmissionResult | None:
    """Return the result in a notebook's metadata, or None where there is none or it is malformed.

    Parameters
    ----------
    notebook
        An autograded notebook. One that was not graded by us may carry whatever its author put there.

    Returns
    -------
    SubmissionResult or None
        A result all of whose fields have the types that they should have.
    """
    metadata = notebook.get("metadata")
    grader = metadata.get("grader") if isinstance(metadata, Mapping) else None
    data = grader.get("result") if isinstance(grader, Mapping) else None
    if not isinstance(data, Mapping):
        return None
    try:
        result = SubmissionResult.from_dict(data)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return result if _sound(result) else None


def _sound(result: SubmissionResult) -> bool:
    texts: list[object] = [result.assignment, result.detail, result.seed_id, result.language, *result.remarks]
    numbers: list[object] = []
    if not isinstance(result.versions, Mapping) or not isinstance(result.usage, Mapping):
        return False
    texts += [*result.versions.keys(), *result.versions.values()]
    numbers += result.usage.values()
    for exercise in result.exercises:
        _collect_exercise(exercise, texts, numbers)
    return all(isinstance(text, str) for text in texts) and all(map(_is_number, numbers))


def _collect_exercise(exercise: ExerciseResult, texts: list[object], numbers: list[object]) -> None:
    parts: list[CriterionResult | MistakeMatch] = [*exercise.criteria, *exercise.mistakes]
    for part in (exercise, *parts):
        for name, value in vars(part).items():
            if name in ("points", "max_points"):
                numbers.append(value)
            elif name == "messages":
                texts += value
            elif name not in ("status", "passed", "criteria", "mistakes", "symptoms"):
                texts.append(value)
    for symptom in exercise.symptoms:
        texts += [symptom.key, *symptom.outputs, *symptom.values.keys(), *symptom.values.values()]


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and isfinite(value)
