"""All requests of a try go into one process: none may bring what another one is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from grader.exercises.catalogue import EXERCISES, references_of
from grader.exercises.direct import DirectCaller
from grader.exercises.judging import probes_of
from grader.exercises.seeds import Seed
from grader.sandbox.inside.requests import Request

SEED = Seed.derive(b"nothing but a test of inputs", "assignment", "version")
# The state between two pieces of a text is handed on to the second; that probe does not look at states.
HANDED_ON = frozenset(["a text in two pieces"])
ENOUGH = 3  # numbers in common; a bound that is given stands in clipped gradients too


def numbers_in(value: object) -> Iterator[float]:
    """Yield the numbers of a value that are no counts, zeros or halves, wherever they stand."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from numbers_in(one)
    elif isinstance(value, (np.ndarray, np.floating, float)):
        array = np.asarray(value)
        if array.dtype.kind == "f":
            found = array.astype(float).ravel()
            yield from found[np.isfinite(found) & (found != np.round(2 * found) / 2)].tolist()


def brought_by(request: Request) -> set[float]:
    return {number for step in request.steps for number in numbers_in([step.args, dict(step.kwargs)])}


@pytest.mark.parametrize("name", EXERCISES)
def test_no_request_brings_the_answer_to_another_one(name: str) -> None:
    exercise = EXERCISES[name]
    references = references_of(exercise.public.assignment)
    for tried in exercise.tries:
        asked = [(probe.label, one) for probe in probes_of(exercise, tried, SEED) for one in probe.requests]
        stand_ins: dict[str, Any] = {function: references[function] for function in tried.stand_ins}
        requests = [request for _, request in asked]
        answers = DirectCaller(references).ask(requests, stand_ins=stand_ins, offered=exercise.offered).outcomes
        brought = [brought_by(request) for request in requests]
        for position, ((label, _), answer) in enumerate(zip(asked, answers, strict=True)):
            wanted = set(numbers_in(answer.value)) - brought[position]
            others = set().union(*brought[:position], *brought[position + 1 :])
            assert label in HANDED_ON or len(wanted & others) < ENOUGH, (tried.name, label)
