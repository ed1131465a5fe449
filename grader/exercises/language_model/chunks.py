"""Hidden checks of the pieces of a long text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.exercises.language_model.mistakes import chunks as mistakes
from grader.exercises.language_model.variants import text as variants
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.probes import expect, raises
from grader.sandbox.inside.calls import Request, Step
from rnn_utils.checks.language_model import TRUNCATED_BPTT_BATCHES
from rnn_utils.checks.published import PublicCase
from rnn_utils.reference.chunks import truncated_bptt_batches
from rnn_utils.types import Array

NAME = "truncated_bptt_batches"
MOST_CHUNKS = 200  # of a generator that never ends


def _request(*arguments: object) -> Request:
    return Request((Step(NAME, arguments, drain=MOST_CHUNKS),))


def _text(rng: np.random.Generator, length: int) -> Array:
    """Draw a text in which every token is another one, so that no two places can be taken for each other."""
    return rng.permutation(3 * length)[:length]


def _probes(rng: np.random.Generator) -> Sequence[Probe]:
    def chunks(label: str, criterion: str, length: int, chunk_length: int, batch_size: int) -> Probe:
        arguments = _text(rng, length), chunk_length, batch_size
        expected = {"chunks": list(truncated_bptt_batches(*arguments))}
        return expect(TRUNCATED_BPTT_BATCHES, label, _request(*arguments), expected, criteria={"chunks": criterion})

    return [
        chunks("three streams of three chunks", "chunks", 37, 4, 3),
        chunks("two streams of four chunks", "chunks", 41, 5, 2),
        chunks("as many streams as steps in a chunk", "chunks", 28, 3, 3),
        chunks("a last chunk that is shorter", "sizes", 34, 4, 3),
        chunks("tokens that fit nowhere", "sizes", 40, 3, 4),
        chunks("as many tokens as streams divide", "sizes", 36, 4, 3),
        chunks("one stream", "sizes", 12, 5, 1),
        chunks("chunks of one step", "sizes", 10, 1, 2),
        chunks("one chunk longer than the text", "sizes", 11, 60, 2),
        chunks("just enough tokens", "sizes", 6, 4, 5),
        raises("as many tokens as streams", "errors", _request(_text(rng, 4), 2, 4)),
        raises("fewer tokens than streams", "errors", _request(_text(rng, 3), 2, 5)),
        raises("a single token", "errors", _request(_text(rng, 1), 3, 1)),
    ]


def _published(rng: np.random.Generator) -> Sequence[PublicCase]:
    return [
        PublicCase("two streams, chunks of three", NAME, (np.arange(20, 39), 3, 2)),
        PublicCase("a shorter last chunk, and tokens left over", NAME, (rng.permutation(40)[:18], 4, 3)),
        PublicCase("five tokens for four streams", NAME, (np.arange(5), 2, 4)),
        PublicCase("four tokens for four streams", NAME, (np.arange(4), 2, 4), raises="ValueError"),
    ]


CHUNKS = HiddenExercise(
    public=TRUNCATED_BPTT_BATCHES,
    reference={NAME: truncated_bptt_batches},
    tries=(Try("own", _probes),),
    published=_published,
    mistakes=mistakes.CHUNKS,
    variants=variants.CHUNKS,
)
