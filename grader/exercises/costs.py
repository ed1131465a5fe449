"""Measure whether a backward function costs what backpropagation costs, or what finite differences cost."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from time import process_time

from grader.exercises.model import Caller, Cost, Finding, HiddenExercise, References
from grader.exercises.seeds import Seed
from grader.sandbox.inside.calls import Request

# Calls that end for these reasons have cost more than is allowed.
TOO_EXPENSIVE = frozenset({"time", "memory"})
LABEL = "cost"


@lru_cache(maxsize=64)
def _prepared(exercise: HiddenExercise, cost: Cost, seed: Seed) -> tuple[Callable[[], object], tuple[Request, ...]]:
    return cost.prepare(seed.generator(exercise.id, "cost"))


def cost_findings(exercise: HiddenExercise, caller: Caller, seed: Seed, references: References) -> tuple[Finding, ...]:
    """Measure the cost of an exercise's function.

    Parameters
    ----------
    exercise
        The exercise, with a cost.
    caller
        Asks the student's functions.
    seed
        Source of the hidden inputs.
    references
        Right functions by name, for dependencies that the second measurement replaces.

    Returns
    -------
    tuple of Finding
        One about the criterion of the cost; when the bound is passed, one more about each criterion
        that it excludes.
    """
    cost = exercise.cost
    assert cost is not None
    forward, requests = _prepared(exercise, cost, seed)
    allowed = max(cost.floor_s, cost.multiple * _quickest(forward))
    for request in requests:
        message, exceeded = _measure(exercise, caller, request, allowed, {})
        if exceeded or (message and cost.stand_ins):
            # Once more: a measurement can be disturbed, and a wrong dependency costs its own exercise alone.
            stand_ins = {name: references[name] for name in cost.stand_ins}
            message, exceeded = _measure(exercise, caller, request, allowed, stand_ins)
        if exceeded or not message:
            break
    excluded = cost.excludes if exceeded else ()
    said = f"earns nothing while {exercise.id} takes longer than backpropagation does"
    return (
        Finding(cost.criterion, not message, message, LABEL),
        *(Finding(criterion, False, said, LABEL) for criterion in excluded),
    )


def _measure(
    exercise: HiddenExercise, caller: Caller, request: Request, allowed_s: float, stand_ins: References
) -> tuple[str, bool]:
    """Return what is wrong, and whether it is that the bound was passed."""
    answers = caller.ask([request], stand_ins=stand_ins, offered=exercise.offered, measure=True)
    (outcome,) = answers.outcomes
    if outcome.error:
        return f"at a large size: {outcome.error.message}", outcome.error.kind in TOO_EXPENSIVE
    if answers.cpu_s is None:
        return "its time could not be measured", False
    if answers.cpu_s <= allowed_s:
        return "", False
    return (
        f"{exercise.id} took {answers.cpu_s:.2f} s of CPU time where {allowed_s:.2f} s are allowed: "
        f"backpropagation "
        "costs a small multiple of the forward pass, finite differences a forward pass for each weight"
    ), True


def _quickest(work: Callable[[], object], runs: int = 20) -> float:
    times = []
    for _ in range(runs):
        start = process_time()
        work()
        times.append(process_time() - start)
    return min(times)
