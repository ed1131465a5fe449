"""Measure whether a backward function costs what backpropagation costs, or what finite differences cost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from time import thread_time

from grader.exercises import sentences
from grader.exercises.model import Caller, Cost, Finding, HiddenExercise, Probe, References
from grader.exercises.seeds import Seed
from rnn_utils.checks.messages import NOTHING, Message

# Calls that end for these reasons have cost more than is allowed.
TOO_EXPENSIVE = frozenset({"time", "memory"})
LABEL = "cost"
# Others on the machine lengthen a time by up to two or three, and never shorten it: of several, the least counts.
# Trying weights out takes at least three times what is allowed.
NEAR = 3.0
AGAIN = ("cost, once more", "cost, a third time", "cost, a fourth time", "cost, a fifth time")


@dataclass(frozen=True)
class _Measured:
    """One measurement: what is wrong, whether the bound was passed, by little enough for noise, what was right."""

    message: Message
    exceeded: bool = False
    near: bool = False
    right: frozenset[str] = frozenset()

    def settles(self, wanted: Collection[str]) -> bool:
        return not self.message and self.right.issuperset(wanted)


@lru_cache(maxsize=8)  # large arrays, which no other submission shares: each has a seed of its own
def _prepared(
    exercise: HiddenExercise, cost: Cost, seed: Seed, purpose: str = "cost"
) -> tuple[Callable[[], object], tuple[Probe, ...]]:
    return cost.prepare(seed.generator(exercise.id, purpose))


def cost_findings(
    exercise: HiddenExercise, caller: Caller, seed: Seed, references: References, passed: Collection[str] = ()
) -> tuple[Finding, ...]:
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
    passed
        Criteria that were passed at small sizes. Those that the cost excludes have to be right here as
        well: else a function that notices the size could return anything quickly where its time counts.

    Returns
    -------
    tuple of Finding
        One about the criterion of the cost; one more about each criterion that it excludes when the bound
        is passed, or that was passed at small sizes and is wrong here.
    """
    cost = exercise.cost
    assert cost is not None
    forward, probes = _prepared(exercise, cost, seed)
    stand_ins = {name: references[name] for name in cost.stand_ins}
    wanted, right = set(cost.excludes).intersection(passed), set[str]()
    for number, probe in enumerate(probes):
        found = _measure(exercise, caller, probe, _allowed(cost, forward), {})
        right |= found.right
        for purpose in AGAIN if found.exceeded or (stand_ins and not found.settles(wanted)) else ():
            # Once more: a measurement can be disturbed, and a wrong dependency costs its own exercise alone. On other
            # inputs: whoever left the first answers somewhere must not find them again.
            _, others = _prepared(exercise, cost, seed, purpose)
            found = _measure(exercise, caller, others[number], _allowed(cost, forward), stand_ins)
            right |= found.right
            if not (found.exceeded and found.near):
                break
        if found.exceeded or (not found.message and right >= wanted):
            break
    about_cost = Finding(cost.criterion, not found.message, found.message, LABEL)
    return (about_cost, *_excluded(exercise, found, wanted - right, _function(probes[0])))


def _function(probe: Probe) -> str:
    """Return the name of the function whose time a probe takes; an exercise may hold several."""
    return probe.requests[-1].steps[-1].function


def _excluded(exercise: HiddenExercise, found: _Measured, wrong: Collection[str], function: str) -> Iterator[Finding]:
    assert exercise.cost is not None
    slow, small = sentences.SLOW(function=function), sentences.WRONG_AT_LARGE_SIZE(function=function)
    for criterion in exercise.cost.excludes:
        if found.exceeded:
            yield Finding(criterion, False, slow, LABEL)
        elif criterion in wrong:
            yield Finding(criterion, False, small, LABEL)


def _measure(
    exercise: HiddenExercise, caller: Caller, probe: Probe, allowed_s: float, stand_ins: References
) -> _Measured:
    answers = caller.ask(probe.requests, stand_ins=stand_ins, offered=exercise.offered, measure=True)
    (outcome,) = answers.outcomes
    if outcome.error:
        return _Measured(sentences.AT_LARGE_SIZE(reason=outcome.error.message), outcome.error.kind in TOO_EXPENSIVE)
    right = frozenset(finding.criterion for finding in probe.judge(answers.outcomes) if finding.passed)
    if answers.cpu_s is None:  # whoever has their time counted nowhere may have used any amount of it
        return _Measured(sentences.NOT_MEASURED(), exceeded=True)
    if answers.cpu_s <= allowed_s:
        return _Measured(NOTHING, right=right)
    took, allowed = f"{answers.cpu_s:.2f}", f"{allowed_s:.2f}"
    message = sentences.TOOK_LONGER(function=_function(probe), took=took, allowed=allowed)
    return _Measured(message, exceeded=True, near=answers.cpu_s < NEAR * allowed_s)


def _allowed(cost: Cost, forward: Callable[[], object]) -> float:
    """Return the CPU time that is allowed at this moment: a machine is slower at some than at others."""
    return max(cost.floor_s, cost.multiple * _quickest(forward))


def _quickest(work: Callable[[], object], runs: int = 20) -> float:
    # The clock of the thread, not of the process: where a timer counts the CPU time of a process, as in a worker, the
    # kernel reads that clock in whole ticks of some milliseconds.
    times = []
    for _ in range(runs):
        start = thread_time()
        work()
        times.append(thread_time() - start)
    return min(times)
