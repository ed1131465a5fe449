"""Right for the published sizes only: one more round of questions, on new numbers of the sizes that students see."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from grader.exercises.judging import Attempt, Judgement
from grader.exercises.model import Caller, HiddenExercise, Probe, References, Try
from grader.exercises.probes import expect, right_outputs
from grader.exercises.seeds import Seed
from grader.exercises.symptoms.attempts import telling_attempt
from grader.exercises.symptoms.evidence import Comparison, Evidence
from grader.exercises.symptoms.recognised import Recognised
from grader.sandbox.inside.placeholders import Generator, StandIn
from grader.sandbox.inside.requests import Request, Step
from rnn_utils.checks.functions import FUNCTIONS
from rnn_utils.checks.published import MOST_YIELDED, PublicCase, drained

NAME = "published sizes"
ONLY_PUBLISHED = Recognised("right_at_published_sizes")


def at_published_sizes(
    exercise: HiddenExercise, judgement: Judgement, caller: Caller, seed: Seed, references: References
) -> Attempt | None:
    """Ask the student's functions for values at the sizes of the published cases.

    Parameters
    ----------
    exercise
        The exercise.
    judgement
        How it was judged; the dependencies that its most telling attempt replaced are replaced here too.
    caller
        Asks the student's functions.
    seed
        Source of the numbers, which are not those that were published.
    references
        Right functions by name.

    Returns
    -------
    Attempt or None
        What came back; None where nothing was wrong.
    """
    one = telling_attempt(judgement)
    if one is None:
        return None
    probes = _probes(exercise, seed)
    stand_ins = {name: references[name] for name in one.tried.stand_ins}
    requests = [request for probe in probes for request in probe.requests]
    offered = {**FUNCTIONS, **exercise.offered}
    outcomes = caller.ask(requests, stand_ins=stand_ins, offered=offered).outcomes
    return Attempt(Try(NAME, lambda _: probes, one.tried.stand_ins), probes, tuple(outcomes), ())


def only_published(evidence: Evidence, published: Mapping[str, Evidence]) -> Recognised | None:
    """Recognise what is right at the published sizes and nowhere else.

    Parameters
    ----------
    evidence
        An output on hidden inputs.
    published
        The outputs by name on inputs of the published sizes.

    Returns
    -------
    Recognised or None
        What to say.
    """
    seen = published.get(evidence.name)
    spoilt = any(one.wrong for one in published.values())
    if seen is None or spoilt or not seen.right or len(evidence.wrong) < 2:
        return None
    if not {_manner(one) for one in evidence.wrong} <= {_manner(one) for one in seen.right}:
        return None  # an LSTM or a mask that no published case has may be what is wrong
    for name in seen.right[0].sizes:
        known = {one.sizes.get(name) for one in seen.right}
        outside = all(one.sizes.get(name, 0) not in known for one in evidence.wrong)
        if outside and all(one.sizes.get(name) in known for one in evidence.right):
            return ONLY_PUBLISHED
    return None


def _manner(one: Comparison) -> frozenset[tuple[str, str]]:
    """Return how a function was called: words as they are, of other arguments that they were given."""
    given = ((name, value) for name, value in one.arguments.items() if value is not None)
    return frozenset((name, value if isinstance(value, str) else "") for name, value in given)


@lru_cache(maxsize=256)
def _probes(exercise: HiddenExercise, seed: Seed) -> tuple[Probe, ...]:
    cases = exercise.published(seed.generator(exercise.id, NAME))
    return tuple(_probe(exercise, case) for case in cases if not case.raises)


def _probe(exercise: HiddenExercise, case: PublicCase) -> Probe:
    step = Step(case.function, tuple(map(_placed, case.arguments)), drain=MOST_YIELDED)
    right = right_outputs(exercise.public, case.function, drained(exercise.reference[case.function](*case.arguments)))
    names = case.expected or right
    return expect(exercise.public, case.label, Request((step,)), {name: right[name] for name in names})


def _placed(argument: Any) -> Any:
    """Put what stands for it in the place of an argument that is no data."""
    if isinstance(argument, np.random.Generator):
        state = argument.bit_generator.seed_seq
        assert isinstance(state, np.random.SeedSequence) and isinstance(state.entropy, int)
        return Generator(state.entropy)
    if callable(argument):
        return StandIn(next(name for name, known in FUNCTIONS.items() if known is argument))
    return argument
