"""Find what is special about a wrong answer: every recogniser on every output, the most specific word first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from grader.exercises.judging import Attempt, Judgement
from grader.exercises.model import HiddenExercise, References
from grader.exercises.symptoms.attempts import telling_attempt
from grader.exercises.symptoms.blocks import blocks
from grader.exercises.symptoms.conditions import argument_given, batch, equal_sizes, length, single_precision
from grader.exercises.symptoms.evidence import Evidence, gather
from grader.exercises.symptoms.factors import factor, offset
from grader.exercises.symptoms.forms import (
    an_argument,
    another_output,
    not_finite,
    precision,
    reshaped,
    transposed,
    zeros,
)
from grader.exercises.symptoms.outputs import wrong_alone
from grader.exercises.symptoms.places import beginning, place
from grader.exercises.symptoms.published import ONLY_PUBLISHED, only_published
from grader.exercises.symptoms.recognised import Recognised, Recogniser
from grader.exercises.symptoms.repeats import repeated, unsteady
from grader.exercises.symptoms.sequences import shortened, turned_round
from grader.exercises.symptoms.source import NotebookSource
from grader.results import Symptom

MOST = 3

# The most specific first: of each output the first that fits is said.
RECOGNISERS: tuple[Recogniser, ...] = (
    precision,
    unsteady,
    repeated,
    not_finite,
    zeros,
    reshaped,
    transposed,
    turned_round,
    shortened,
    another_output,
    an_argument,
    factor,
    offset,
    blocks,
    place,
    batch,
    length,
    equal_sizes,
    argument_given,
    single_precision,
)


def symptoms(
    exercise: HiddenExercise,
    judgement: Judgement,
    references: References,
    *,
    source: NotebookSource | None = None,
    published: Attempt | None = None,
) -> tuple[Symptom, ...]:
    """Say what is special about the outputs of a failed exercise.

    Each statement holds on every input of the most telling attempt on which it can be judged.

    Parameters
    ----------
    exercise
        The exercise.
    judgement
        How it was judged.
    references
        Right functions by name.
    source
        The student's notebook, which is read and never run; None where there is none.
    published
        What the functions answered at the published sizes, if they were asked.

    Returns
    -------
    tuple of Symptom
        Three at the most, the most specific first; empty where nothing is wrong or nothing special is seen.
    """
    one = telling_attempt(judgement)
    read = source.symptoms(exercise) if source else ()
    if one is None:
        return read[:MOST]
    outputs = gather(exercise, one, references)
    at_published = {} if published is None else {e.name: e for e in gather(exercise, published, references)}
    found = _merged(outputs, at_published)
    return (*read, *(found or _general(outputs)))[:MOST]


def _merged(outputs: Iterable[Evidence], published: Mapping[str, Evidence]) -> tuple[Symptom, ...]:
    """Put outputs of which the same is to be said into one sentence."""
    outputs = [one for one in outputs if one.comparisons]
    by_name = {one.name: one for one in outputs}
    said: dict[tuple[int, Recognised], list[str]] = {}
    for one in outputs:
        recognised = _first(one, by_name, published) if one.wrong else None
        if recognised:
            said.setdefault(recognised, []).append(one.name)
    # Chance can make one output of several right there; a size that is written down spoils all that are wrong.
    wrong = sum(bool(one.wrong) for one in outputs)
    said = {key: names for key, names in said.items() if key[1] != ONLY_PUBLISHED or len(names) == wrong}
    ordered = sorted(said.items(), key=lambda item: item[0][0])
    return tuple(Symptom(what.key, tuple(names), dict(what.values)) for (_, what), names in ordered)


def _first(
    one: Evidence, by_name: Mapping[str, Evidence], published: Mapping[str, Evidence]
) -> tuple[int, Recognised] | None:
    for rank, recogniser in enumerate(RECOGNISERS):
        recognised = recogniser(one, by_name)
        if recognised:
            return rank, recognised
    recognised = only_published(one, published)
    return (len(RECOGNISERS), recognised) if recognised else None


def _general(outputs: tuple[Evidence, ...]) -> tuple[Symptom, ...]:
    """Say at least which outputs are wrong, or that the first step is."""
    alone = wrong_alone(outputs)
    begun: dict[Recognised, list[str]] = {}
    for one in outputs:
        recognised = beginning(one, {}) if one.wrong else None
        if recognised:
            begun.setdefault(recognised, []).append(one.name)
    starts = tuple(Symptom(what.key, tuple(names), dict(what.values)) for what, names in begun.items())
    return ((alone,) if alone else ()) + starts
