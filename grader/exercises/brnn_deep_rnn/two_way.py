"""Hidden checks of a network that reads in both directions, forward."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.exercises import sentences
from grader.exercises.brnn_deep_rnn.drawn import SMALL, SQUARE, two_way
from grader.exercises.brnn_deep_rnn.mistakes import two_way as mistakes
from grader.exercises.brnn_deep_rnn.variants import two_way as variants
from grader.exercises.inputs import ONE_EXAMPLE, ONE_STEP, PUBLIC, Inputs, Sizes, single
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.networks import mask_of, unequal_lengths
from grader.exercises.pieces import Piece, in_pieces
from grader.exercises.probes import against, ask, disagreement, leaves_no_trace, relation
from rnn_utils.checks.brnn_deep_rnn import BRNN_FORWARD
from rnn_utils.checks.messages import Message
from rnn_utils.checks.published import PublicCase
from rnn_utils.reference import brnn_deep_rnn as reference

NAME, LAYER = "brnn_forward", "brnn_layer_forward"
STATES_ALONE = {"a": None}  # predictions at padding mean nothing
RIGHT_ONCE_TURNED = sentences.ONCE_TURNED(functions=sentences.ONE_OF(first="reverse_sequences", last="sequence_mask"))


def _probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    usual, padded = two_way(inputs, Sizes()), two_way(inputs, Sizes(n_x=3, n_a=2, m=4, T_x=5))
    lengths = unequal_lengths(inputs, 4, 5)
    lstm = (*two_way(inputs, SMALL, "lstm"), "lstm", unequal_lengths(inputs, SMALL.m, SMALL.T_x))
    return [
        _halves("all sizes different", usual),
        _network("unequal lengths", "padding", *padded, "rnn", lengths),
        _alone((*padded, "rnn", lengths)),
        against(BRNN_FORWARD, reference.brnn_layer_forward, "the layer alone", *padded, "rnn", lengths),
        _network("GRU", "cells", *two_way(inputs, SMALL, "gru"), "gru"),
        _network("LSTM, unequal lengths", "cells", *lstm),
        _network("one example", "sizes", *two_way(inputs, ONE_EXAMPLE)),
        _network("one time step", "sizes", *two_way(inputs, ONE_STEP)),
        _network("all sizes equal", "sizes", *two_way(inputs, SQUARE)),
        _network("float32", "dtype", *single(usual)),
        leaves_no_trace("side effects", "side_effects", ask(BRNN_FORWARD, NAME, *padded, "rnn", lengths)),
        leaves_no_trace("side effects", "side_effects", ask(BRNN_FORWARD, LAYER, *padded, "rnn", lengths)),
    ]


def _halves(label: str, arguments: tuple[Any, ...]) -> Probe:
    a, y_pred, _ = reference.brnn_forward(*arguments)
    n_a = len(a) // 2
    pieces = [
        Piece("forward", "a", a, rows=(0, n_a)),
        Piece("backward", "a", a, rows=(n_a, None)),
        Piece("y_pred", "y_pred", y_pred),
    ]
    return in_pieces(BRNN_FORWARD, label, ask(BRNN_FORWARD, NAME, *arguments), pieces)


def _network(label: str, criterion: str, *arguments: Any) -> Probe:
    """Compare states everywhere and predictions where there are words: those at padding mean nothing."""
    return network(BRNN_FORWARD, reference.brnn_forward, label, criterion, arguments)


def network(
    exercise: Any, function: Callable[..., Any], label: str, criterion: str, arguments: tuple[Any, ...]
) -> Probe:
    """Compare states everywhere and predictions where there are words: those at padding mean nothing."""
    a, y_pred, _ = function(*arguments)
    lengths = arguments[4] if len(arguments) > 4 else np.full(a.shape[1], a.shape[2])
    where = mask_of(lengths, a.shape[2])
    pieces = [Piece(criterion, "a", a), Piece(criterion, "y_pred", y_pred, where=where)]
    return in_pieces(exercise, label, ask(exercise, function.__name__, *arguments), pieces)


def _alone(arguments: tuple[Any, ...]) -> Probe:
    """Compare the shortest sentence of a batch with itself, alone and without padding.

    The two products have other sizes and so round otherwise, by 1e-16 a term: far below 1e-9.
    """
    x, a0, parameters, cell, lengths = arguments
    j = int(np.argmin(lengths))
    length = int(lengths[j])
    alone = x[:, j : j + 1, :length], a0[:, :, j : j + 1], parameters, cell
    requests = ask(BRNN_FORWARD, NAME, *arguments), ask(BRNN_FORWARD, NAME, *alone)

    def differs(values: list[Any]) -> Message | None:
        (a, y_pred, _), (a_alone, y_alone, _) = values
        changed = disagreement(a[:, j : j + 1, :length], a_alone, "a")
        changed = changed or disagreement(y_pred[:, j : j + 1, :length], y_alone, "y_pred")
        return changed and sentences.OTHERWISE_PADDED()

    return relation("a sentence alone", "padding", requests, differs)


def _published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    padded = two_way(inputs, Sizes(n_x=2, n_a=3, n_y=2, m=2, T_x=3))
    lengths = np.array([3, 2])
    return [
        PublicCase("two steps, three examples", NAME, two_way(inputs, PUBLIC)),
        PublicCase("lengths 3 and 2", NAME, (*padded, "rnn", lengths), STATES_ALONE),
        PublicCase("GRU, float32", NAME, (*single(two_way(inputs, ONE_SMALL, "gru")), "gru")),
        PublicCase("lengths 3 and 2", LAYER, (*padded, "rnn", lengths)),
    ]


ONE_SMALL = Sizes(n_x=3, n_a=2, n_y=3, m=1, T_x=2)

FORWARD = HiddenExercise(
    public=BRNN_FORWARD,
    reference={NAME: reference.brnn_forward, LAYER: reference.brnn_layer_forward},
    depends_on=("reverse_sequences", "sequence_mask"),
    tries=(
        Try("own", _probes),
        Try("stand-in", _probes, ("reverse_sequences", "sequence_mask"), RIGHT_ONCE_TURNED),
    ),
    published=_published,
    mistakes=mistakes.FORWARD,
    variants=variants.FORWARD,
)
