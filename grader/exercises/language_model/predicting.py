"""Hidden checks of the language model forward, and of what it says about whole sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from grader.exercises import sentences
from grader.exercises.inputs import Inputs, single
from grader.exercises.language_model.inputs import CLIPPED, ONE_SENTENCE, ONE_STEP, PUBLIC, SQUARE, Batch, batch, sizes
from grader.exercises.language_model.mistakes import predicting, probability
from grader.exercises.language_model.variants import predicting as variants
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.probes import against, call, disagreement, expect, leaves_no_trace, relation
from rnn_utils.checks.language_model import LANGUAGE_MODEL_FORWARD, SENTENCE_LOG_PROBABILITY
from rnn_utils.checks.messages import Message
from rnn_utils.checks.published import PublicCase
from rnn_utils.reference import language_model as reference
from rnn_utils.types import Array

FORWARD, PROBABILITY, PERPLEXITY = "language_model_forward", "sentence_log_probability", "perplexity"
RIGHT_ONCE_FORWARD_IS = sentences.ONCE_IT_IS_THERE(function="language_model_forward")


def _forward_probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    usual, other = batch(inputs, sizes()), batch(inputs, sizes(depth=5, n_a=6, m=2, T_x=3))
    one, step, square = (batch(inputs, chosen) for chosen in (ONE_SENTENCE, ONE_STEP, SQUARE))
    floats = single((usual.parameters, usual.a_prev))
    return [
        _forward("all sizes different", "", usual),
        _forward("first state zero", "", Batch(other.tokens, other.parameters, other.zero, other.previous, other.mask)),
        _forward("one sentence", "sizes", one),
        _forward("one time step", "sizes", step),
        _forward("all sizes equal", "sizes", square),
        _forward("a token before the first one", "previous", usual, usual.previous),
        _forward("a token before the first one, one sentence", "previous", one, one.previous),
        _forward("a token before the only one", "previous", step, step.previous),
        _two_pieces(other),
        _loss("mask of 0 and 1", usual, None, usual.mask),
        _loss("mask of booleans", square, None, square.mask.astype(bool)),
        _loss("mask and a token before", usual, usual.previous, usual.mask),
        against(
            LANGUAGE_MODEL_FORWARD,
            reference.language_model_forward,
            "float32",
            usual.tokens,
            *floats,
            usual.previous,
            criterion="dtype",
            only=("y_pred", "a"),
        ),
        leaves_no_trace("side effects", "side_effects", call(FORWARD, *_arguments(usual))),
    ]


def _arguments(given: Batch) -> tuple[Any, ...]:
    return given.tokens, given.parameters, given.a_prev


def _forward(label: str, criterion: str, given: Batch, *more: object) -> Probe:
    """Compare with the reference; odd caches cost their own points alone."""
    return against(
        LANGUAGE_MODEL_FORWARD,
        reference.language_model_forward,
        label,
        *_arguments(given),
        *more,
        criterion=criterion,
        only=("loss", "y_pred", "a") if criterion else (),
        tolerance=CLIPPED,
    )


def _loss(label: str, given: Batch, *more: object) -> Probe:
    arguments = (*_arguments(given), *more)
    expected = {"loss": reference.language_model_forward(*arguments)[0]}
    criteria = {"loss": "mask"}
    request = call(FORWARD, *arguments)
    return expect(LANGUAGE_MODEL_FORWARD, label, request, expected, tolerance=CLIPPED, criteria=criteria)


def _two_pieces(given: Batch) -> Probe:
    """Read a text at once, and in two pieces between which state and last token are handed on."""
    tokens, parameters, a_prev = _arguments(given)
    state = reference.language_model_forward(tokens[:, :2], parameters, a_prev)[2][:, :, -1]
    whole, first = call(FORWARD, tokens, parameters, a_prev), call(FORWARD, tokens[:, :2], parameters, a_prev)
    second = call(FORWARD, tokens[:, 2:], parameters, state, tokens[:, 1])

    def differs(values: list[Any]) -> Message | None:
        (loss, y_pred), (loss_first, y_first), (loss_second, y_second) = (value[:2] for value in values)
        changed = disagreement(y_pred, np.concatenate([y_first, y_second], axis=2), "y_pred")
        changed = changed or disagreement(loss, loss_first + loss_second, "loss")
        return changed and sentences.OTHERWISE_IN_TWO_PIECES()

    return relation("a text in two pieces", "previous", (whole, first, second), differs)


def _forward_published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    usual, one = batch(inputs, PUBLIC), batch(inputs, sizes(depth=3, n_a=2, m=1, T_x=3))
    floats = single((one.parameters, one.a_prev))
    return [
        PublicCase("two sentences", FORWARD, _arguments(usual)),
        PublicCase("a token before, and a mask", FORWARD, (*_arguments(usual), usual.previous, usual.mask)),
        PublicCase("one sentence, float32", FORWARD, (one.tokens, *floats)),
    ]


def _probability_probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    usual, other = batch(inputs, sizes()), batch(inputs, sizes(depth=5, n_a=6, m=4, T_x=3))
    one, step, square = (batch(inputs, chosen) for chosen in (ONE_SENTENCE, ONE_STEP, SQUARE))
    return [
        _likely("all sizes different", "", usual.tokens, usual.parameters),
        _likely("more sentences than steps", "", other.tokens, other.parameters),
        _likely("one sentence", "sizes", one.tokens, one.parameters),
        _likely("one time step", "sizes", step.tokens, step.parameters),
        _likely("all sizes equal", "sizes", square.tokens, square.parameters),
        _likely("mask of 0 and 1", "mask", usual.tokens, usual.parameters, usual.mask),
        _likely("mask of booleans", "mask", other.tokens, other.parameters, other.mask.astype(bool)),
        _likely("float32", "dtype", usual.tokens, single(usual.parameters)),
        *_small_probes(inputs),
        *_perplexity_probes(usual, other, one),
    ]


def _likely(label: str, criterion: str, *arguments: object) -> Probe:
    function = reference.sentence_log_probability
    return against(SENTENCE_LOG_PROBABILITY, function, label, *arguments, criterion=criterion, tolerance=CLIPPED)


def _small_probes(inputs: Inputs) -> list[Probe]:
    """Ask for sentences whose probability is too small for a float, and for one of probability 0.

    The long one has 90 steps of probability e⁻¹⁰ or less each, so that the product is below the smallest float
    although no factor is near it. The short one has factors of some e⁻⁴⁵, far below 1e-12 and the eps of double
    precision. In the last the scores differ by 2,000, and softmax gives exactly 0.
    """
    long = batch(inputs, sizes(depth=5, n_a=3, m=2, T_x=90))
    rare = {**long.parameters, "by": long.parameters["by"] + np.array([[25.0], [0.0], [0.0], [0.0], [0.0]])}
    rarer = {**rare, "by": rare["by"] + np.array([[20.0], [0.0], [0.0], [0.0], [0.0]])}
    tokens = np.maximum(long.tokens, 1)
    usual = batch(inputs, sizes(depth=6, n_a=4, m=3, T_x=4))
    never = {**usual.parameters, "by": usual.parameters["by"] - 2000.0 * (np.arange(6) == 2)[:, np.newaxis]}
    with_it = np.where(usual.tokens == 2, 1, usual.tokens)
    with_it[1, 1] = 2

    def differs(values: list[Any]) -> Message | None:
        found = _real(values[0])
        if found.shape != (3,) or not np.all(np.isfinite(found)):
            return sentences.LOGARITHM_NOT_FINITE()
        least = float(np.min(right[[0, 2]])) - 10
        return None if found[1] < least else sentences.NOT_UNLIKELY()

    right = np.asarray(reference.sentence_log_probability(with_it, never))
    return [
        _likely("a very unlikely sentence", "zero", tokens, rare),
        _likely("very unlikely tokens", "zero", tokens[:, :4], rarer),
        relation("a token of probability 0", "zero", (call(PROBABILITY, with_it, never),), differs),
    ]


def _real(value: object) -> Float[Array, "..."]:
    """Return real numbers as an array; anything else is refused."""
    array = np.asarray(value)
    if array.dtype.kind not in "iuf":
        raise TypeError("no real numbers")
    return array.astype(np.float64)


def _perplexity_probes(usual: Batch, other: Batch, one: Batch) -> list[Probe]:
    def perplexity(label: str, *arguments: object) -> Probe:
        return against(SENTENCE_LOG_PROBABILITY, reference.perplexity, label, *arguments, tolerance=CLIPPED)

    return [
        perplexity("all sizes different", usual.tokens, usual.parameters),
        perplexity("one sentence", one.tokens, one.parameters),
        perplexity("with a mask", usual.tokens, usual.parameters, usual.mask),
        perplexity("with a mask of booleans", other.tokens, other.parameters, other.mask.astype(bool)),
    ]


def _own_probes(rng: np.random.Generator) -> Sequence[Probe]:
    """Compare the perplexity with the student's own log-probabilities, right or wrong."""
    inputs = Inputs(rng)
    probes = []
    for chosen in (sizes(), sizes(depth=5, n_a=6, m=4, T_x=3)):
        given = batch(inputs, chosen)
        for mask, count in ((None, given.tokens.size), (given.mask, int(given.mask.sum()))):
            arguments = (given.tokens, given.parameters, mask)
            requests = call(PROBABILITY, *arguments), call(PERPLEXITY, *arguments)
            label = "own log-probabilities, " + ("no mask" if mask is None else "with a mask")
            probes.append(relation(label, PERPLEXITY, requests, _fits(count)))
    return probes


def _fits(count: int) -> Callable[[list[Any]], Message | None]:
    def differs(values: list[Any]) -> Message | None:
        logarithms, perplexity = values
        return disagreement(float(np.exp(-np.sum(_real(logarithms)) / count)), perplexity, "perplexity")

    return differs


def _probability_published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    usual = batch(inputs, sizes(depth=4, n_a=3, m=2, T_x=4))
    text = usual.tokens, usual.parameters
    # 8 tokens, 5 of them count; no wrong count, such as one with the end marks added, is one of these by chance.
    mask = (np.arange(4) < np.array([[4], [1]])).astype(np.int64)
    return [
        PublicCase("two sentences", PROBABILITY, text),
        PublicCase("with a mask, float32", PROBABILITY, (usual.tokens, single(usual.parameters), mask)),
        *_small_published(),
        PublicCase("two sentences", PERPLEXITY, text),
        PublicCase("with a mask", PERPLEXITY, (*text, mask)),
    ]


def _small_published() -> list[PublicCase]:
    """Ask for very small probabilities, of a network whose probabilities are e to the power of its bias.

    Two tokens of probability e⁻³⁷² have e⁻⁷⁴⁴ together, of which a float keeps no digit. One of e⁻²⁸ is near 10⁻¹².
    """
    by = np.array([[0.0], [-372.0], [-2000.0], [-28.0]])
    weights = {"Wax": np.zeros((1, 4)), "Waa": np.zeros((1, 1)), "Wya": np.zeros((4, 1)), "ba": np.zeros((1, 1))}
    asked = {"one very unlikely sentence": [[1, 0, 1]], "a probability of 0": [[2, 0], [3, 1]]}
    return [
        PublicCase(label, PROBABILITY, (np.array(tokens), {**weights, "by": by})) for label, tokens in asked.items()
    ]


LANGUAGE_MODEL = HiddenExercise(
    public=LANGUAGE_MODEL_FORWARD,
    reference={FORWARD: reference.language_model_forward},
    tries=(Try("own", _forward_probes),),
    published=_forward_published,
    mistakes=predicting.FORWARD,
    variants=variants.FORWARD,
)

SENTENCES = HiddenExercise(
    public=SENTENCE_LOG_PROBABILITY,
    reference={PROBABILITY: reference.sentence_log_probability, PERPLEXITY: reference.perplexity},
    depends_on=(FORWARD,),
    tries=(
        Try("own", _probability_probes),
        Try("stand-in", _probability_probes, (FORWARD,), RIGHT_ONCE_FORWARD_IS),
        Try(
            "own log-probabilities",
            _own_probes,
            note=sentences.FITS_YOUR_OWN(function=PROBABILITY),
        ),
    ),
    published=_probability_published,
    mistakes=probability.PROBABILITY,
    variants=variants.PROBABILITY,
)
