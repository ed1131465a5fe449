"""Hidden checks of padded batches: turning sequences round, and their mask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.exercises import sentences
from grader.exercises.brnn_deep_rnn.mistakes import padding as mistakes
from grader.exercises.brnn_deep_rnn.variants import padding as variants
from grader.exercises.inputs import Inputs
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.networks import mask_of, unequal_lengths
from grader.exercises.pieces import Piece, in_pieces
from grader.exercises.probes import against, call, leaves_no_trace, relation
from rnn_utils.checks.brnn_deep_rnn import REVERSE_SEQUENCES
from rnn_utils.checks.messages import Message, Value
from rnn_utils.checks.published import PublicCase
from rnn_utils.reference import brnn_deep_rnn as reference
from rnn_utils.types import Array

REVERSE, MASK = "reverse_sequences", "sequence_mask"


def _probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    x, lengths = inputs.normal(2, 4, 6), unequal_lengths(inputs, 4, 6)
    full, other = np.full(3, 5), unequal_lengths(inputs, 5, 4)
    short = inputs.rng.integers(1, 4, size=3)
    return [
        _words("unequal lengths", x, lengths),
        _words("all of full length", inputs.normal(2, 3, 5), full),
        _padding(x, lengths),
        against(REVERSE_SEQUENCES, reference.sequence_mask, "unequal lengths", lengths, 6),
        against(REVERSE_SEQUENCES, reference.sequence_mask, "more examples than steps", other, 4),
        against(REVERSE_SEQUENCES, reference.sequence_mask, "steps behind the longest", short, 5),
        *_sizes(inputs),
        _types(inputs, lengths),
        leaves_no_trace("side effects", "side_effects", call(REVERSE, x, lengths)),
        leaves_no_trace("side effects", "side_effects", call(MASK, lengths, 6)),
    ]


def _words(label: str, x: Array, lengths: Array) -> Probe:
    where = mask_of(lengths, x.shape[2])
    piece = Piece("reversed", "the result", reference.reverse_sequences(x, lengths), where=where)
    return in_pieces(REVERSE_SEQUENCES, label, call(REVERSE, x, lengths), [piece])


def _padding(x: Array, lengths: Array) -> Probe:
    piece = Piece("padding", "the result", x, where=~mask_of(lengths, x.shape[2]))
    return in_pieces(REVERSE_SEQUENCES, "padding", call(REVERSE, x, lengths), [piece])


def _sizes(inputs: Inputs) -> list[Probe]:
    cases = (
        ("one example", inputs.normal(3, 1, 5), np.array([4])),
        ("one time step", inputs.normal(3, 2, 1), np.array([1, 1])),
        ("all sizes equal", inputs.normal(3, 3, 3), unequal_lengths(inputs, 3, 3)),
        ("one row", inputs.normal(1, 2, 4), unequal_lengths(inputs, 2, 4)),
    )
    probes = []
    for label, x, lengths in cases:
        for right, given in ((reference.reverse_sequences, x), (reference.sequence_mask, x.shape[2])):
            arguments = (given, lengths) if right is reference.reverse_sequences else (lengths, given)
            probes.append(against(REVERSE_SEQUENCES, right, label, *arguments, criterion="sizes"))
    return probes


def _types(inputs: Inputs, lengths: Array) -> Probe:
    x = inputs.normal(2, 4, 6).astype(np.float32)
    tokens = inputs.rng.integers(0, 9, size=(1, 4, 6))
    requests = [call(REVERSE, x, lengths), call(REVERSE, tokens, lengths), call(MASK, lengths, 6)]
    wanted: tuple[tuple[Value, np.dtype[Any]], ...] = (
        ("float32", x.dtype),
        (sentences.INTEGERS(), tokens.dtype),
        (sentences.LENGTHS(), np.dtype(bool)),
    )

    def differs(values: list[Any]) -> Message | None:
        for (given, dtype), value in zip(wanted, values, strict=True):
            if np.asarray(value).dtype != dtype:
                found = str(np.asarray(value).dtype)
                return sentences.OTHER_DTYPE(given=given, found=found, expected=str(dtype))
        return None

    return relation("types", "dtype", requests, differs)


def _published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=1)
    lengths = np.array([4, 2, 3])
    return [
        PublicCase("lengths 4, 2 and 3", REVERSE, (inputs.normal(2, 3, 4), lengths)),
        PublicCase("one sequence, float32", REVERSE, (inputs.normal(3, 1, 3).astype(np.float32), np.array([2]))),
        PublicCase("lengths 4, 2 and 3 in five steps", MASK, (lengths, 5)),
        PublicCase("one step", MASK, (np.array([1, 1]), 1)),
    ]


PADDING = HiddenExercise(
    public=REVERSE_SEQUENCES,
    reference={REVERSE: reference.reverse_sequences, MASK: reference.sequence_mask},
    tries=(Try("own", _probes),),
    published=_published,
    mistakes=mistakes.PADDING,
    variants=variants.PADDING,
)
