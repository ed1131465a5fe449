"""Hidden checks of ``sample``: what is certain must come out, and what is not must come as often as it should.

How the numbers of the generator are used is free, so no random path is compared with another one's. Frequencies of n
independent tokens are judged by Chernoff's bound: with probability p the frequency is f or further away on one side
with a probability of at most exp(−n · KL(f, p)), where KL is the divergence of two coins. A right function is refused
if that is below e⁻²⁸ for one of some 350 frequencies and sides, hence in fewer than 1 of 10⁹ gradings. What is meant
to be certain is so but for e⁻⁶⁰ a token.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.exercises import sentences
from grader.exercises.inputs import Inputs
from grader.exercises.inputs import single as in_single
from grader.exercises.language_model.certain import FAR_NATS, certain, ending
from grader.exercises.language_model.inputs import sizes
from grader.exercises.language_model.mistakes import sampling as mistakes
from grader.exercises.language_model.variants import sampling as variants
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.probes import call, relation
from grader.sandbox.inside.calls import Generator, Request
from rnn_utils.checks.language_model import SAMPLE
from rnn_utils.checks.messages import Message
from rnn_utils.checks.published import PublicCase
from rnn_utils.reference.sampling import sample
from rnn_utils.types import Array

NAME, FORWARD = "sample", "language_model_forward"
RIGHT_ONCE_FORWARD_IS = sentences.ONCE_IT_IS_THERE(function="language_model_forward")
LARGEST_DEVIATION = 28.0
LENGTH = 9
SENTENCES, TOKENS = 6, 40  # of a test of frequencies
# Of the last public case: with its numbers wrong ways to draw leave off at other tokens than the likeliest one.
SHOWING_SEED = 7

# Scores of tokens without a state. <UNK> is 0, and the end mark 1 never comes.
NEVER = -2000.0
UNEVEN = (1.2, NEVER, 0.0, -1.2, 3.0)
SHARP = (12.0, NEVER, 4.0, 0.0, 0.0)
FLAT = (0.5, NEVER, 0.0, 0.0, 0.0)


def _request(inputs: Inputs, parameters: dict[str, Array], vocabulary: dict[str, int], *more: object) -> Request:
    return call(NAME, parameters, vocabulary, Generator(int(inputs.rng.integers(1 << 40))), *more)


def _tokens(value: object) -> Array:
    """Return the tokens as an array; anything but whole numbers in one axis is refused."""
    if not isinstance(value, np.ndarray) or value.ndim != 1 or value.dtype.kind not in "iu":
        raise TypeError("no array of tokens")
    return value


def _judged(
    label: str, criterion: str, requests: Sequence[Request], differs: Callable[[list[Array]], Message | None]
) -> Probe:
    def message(values: list[Any]) -> Message | None:
        try:
            tokens = [_tokens(value) for value in values]
        except TypeError:
            return sentences.NO_TOKENS()
        return differs(tokens)

    return relation(label, criterion, requests, message)


def _probes(rng: np.random.Generator) -> Sequence[Probe]:
    inputs = Inputs(rng)
    return [
        *(_begins(inputs, label) for label in ("a network", "another network", "a third network")),
        *_end_probes(inputs),
        *_length_probes(inputs),
        *_temperature_probes(inputs),
        _frequencies(inputs, "uneven probabilities", "distribution", UNEVEN, 1.0),
        _frequencies(inputs, "nearly equal probabilities", "distribution", FLAT, 1.0),
        _frequencies(inputs, "float32", "distribution", UNEVEN, 1.0, single=True),
        _frequencies(inputs, "temperature 4", "temperature", SHARP, 4.0),
        _frequencies(inputs, "temperature 0.4", "temperature", UNEVEN, 0.4),
        _second_token(inputs),
        *_generator_probes(inputs),
    ]


def _begins(inputs: Inputs, label: str, criterion: str = "tokens", temperature: float = 1.0, by: float = 1.0) -> Probe:
    """Compare the beginning alone: how a sentence ends has points of its own."""
    network = certain(inputs)
    request = _request(inputs, network.stretched(by), network.vocabulary(network.missing), temperature, LENGTH)
    right = network.path[: LENGTH - 1]

    def differs(values: list[Array]) -> Message | None:
        begun = values[0][: len(right)]
        if begun.shape == right.shape and np.all(begun == right):
            return None
        step = next((k for k, pair in enumerate(zip(begun, right, strict=False)) if pair[0] != pair[1]), len(begun))
        return sentences.LEFT_THE_WAY(step=str(step))

    return _judged(label, criterion, (request,), differs)


def _exactly(label: str, criterion: str, request: Request, right: Array, said: Message) -> Probe:
    def differs(values: list[Array]) -> Message | None:
        return None if np.array_equal(values[0], right) else said

    return _judged(label, criterion, (request,), differs)


def _end_probes(inputs: Inputs) -> list[Probe]:
    """Let sentences end at the end mark: under its usual index 1, under another one, and in the very last place."""
    network, step = ending(inputs)
    usual = network.renamed(int(network.path[step]), 1)
    other, at = ending(inputs)
    end = int(other.path[at])
    moved = other.renamed(end, 4) if end < 2 else other
    index = 4 if end < 2 else end
    said = sentences.NO_SINGLE_END()
    return [
        _exactly(
            "an end mark", "end", _request(inputs, usual.parameters, usual.vocabulary(1)), usual.path[: step + 1], said
        ),
        _exactly(
            "an end mark of another index",
            "end",
            _request(inputs, moved.parameters, moved.vocabulary(index), 1.0, 30),
            moved.path[: at + 1],
            said,
        ),
        _exactly(
            "an end mark in the last place there is",
            "end",
            _request(inputs, usual.parameters, usual.vocabulary(1), 1.0, step + 1),
            usual.path[: step + 1],
            said,
        ),
        _exactly(
            "an end mark one place too late",
            "length",
            _request(inputs, usual.parameters, usual.vocabulary(1), 1.0, step),
            usual.path[:step],
            sentences.NOT_CUT_OFF(),
        ),
    ]


def _length_probes(inputs: Inputs) -> list[Probe]:
    network = certain(inputs)
    vocabulary = network.vocabulary(network.missing)
    probes = []
    for length in (1, 6):
        request = _request(inputs, network.parameters, vocabulary, 1.0, length)
        said = sentences.WRONG_COUNT(length=str(length))
        probes.append(_exactly(f"max_length = {length}", "length", request, network.path[:length], said))
    return probes


def _temperature_probes(inputs: Inputs) -> list[Probe]:
    """Cold makes a soft network certain, and one of enormous scores stays certain when it is hot."""
    return [
        _begins(inputs, "temperature 0.005, soft scores", "temperature", 0.005, 0.005),
        _begins(inputs, "temperature 8, enormous scores", "temperature", 8.0, 8.0),
    ]


def _memoryless(inputs: Inputs, scores: tuple[float, ...]) -> dict[str, Array]:
    """Return a network whose tokens are independent draws: the scores depend on nothing that came before."""
    parameters = inputs.parameters(sizes(depth=len(scores), n_a=3))
    parameters |= {name: 0 * parameters[name] for name in ("Wax", "Waa")}
    given = parameters["Wya"] @ np.tanh(parameters["ba"])
    return {**parameters, "by": np.array(scores)[:, np.newaxis] - given}


def _frequencies(
    inputs: Inputs, label: str, criterion: str, scores: tuple[float, ...], temperature: float, *, single: bool = False
) -> Probe:
    drawn = _memoryless(inputs, scores)
    parameters, vocabulary = in_single(drawn) if single else drawn, {"<UNK>": 0, "<EOS>": 1, "a": 2, "b": 3, "c": 4}
    requests = [_request(inputs, parameters, vocabulary, temperature, TOKENS) for _ in range(SENTENCES)]
    raised = np.exp(np.array(scores) / temperature)

    def differs(values: list[Array]) -> Message | None:
        if any(len(tokens) < TOKENS - 1 for tokens in values):
            return sentences.ENDS_IMPOSSIBLY()
        said = (_improbable(tokens, raised / raised.sum()) for tokens in (*values, np.concatenate(values)))
        return next(filter(None, said), None)

    return _judged(label, criterion, requests, differs)


def _improbable(tokens: Array, right: Array) -> Message | None:
    """Say which token comes too often or too rarely for chance."""
    if np.any((tokens < 0) | (tokens >= len(right))):
        return sentences.UNKNOWN_TOKENS()
    found = np.bincount(tokens, minlength=len(right)) / len(tokens)
    for token, (f, p) in enumerate(zip(found, right, strict=True)):
        if len(tokens) * _divergence(float(f), float(p)) > LARGEST_DEVIATION:
            return (sentences.TOO_OFTEN if f > p else sentences.TOO_RARELY)(token=str(token))
    return None


def _divergence(f: float, p: float) -> float:
    """Return the divergence of two coins, in nats."""
    parts = [(f, p), (1 - f, 1 - p)]
    return sum(a * np.log(a / b) if b > 0 else np.inf for a, b in parts if a > 0)


def _second_token(inputs: Inputs) -> Probe:
    """Let the second token depend on what the first turned out to be: two kinds of sentences, half of each."""
    draws = 60
    Wya = np.zeros((5, 3))
    Wya[4, 0], Wya[0, 1] = 2 * FAR_NATS, 2 * FAR_NATS  # after 2 comes 4, after 3 comes 0
    Wax = np.zeros((3, 5))
    Wax[0, 2], Wax[1, 3] = 10.0, 10.0
    by = np.array([[-FAR_NATS], [-400.0], [0.0], [0.0], [-FAR_NATS]])  # the first is 2 or 3, the others once in e⁶⁰
    parameters = {"Wax": Wax, "Waa": np.zeros((3, 3)), "ba": np.zeros((3, 1)), "Wya": Wya, "by": by}
    vocabulary = {"<UNK>": 0, "<EOS>": 1, "a": 2, "b": 3, "c": 4}
    requests = [_request(inputs, parameters, vocabulary, 1.0, 2) for _ in range(draws)]

    def differs(values: list[Array]) -> Message | None:
        found = [tuple(tokens[:2].tolist()) for tokens in values]
        if not set(found) <= {(2, 4), (3, 0)}:
            return sentences.DOES_NOT_FOLLOW()
        return _improbable(np.array([pair[0] - 2 for pair in found]), np.array([0.5, 0.5]))

    return _judged("a second token that follows from the first", "distribution", requests, differs)


def _generator_probes(inputs: Inputs) -> list[Probe]:
    """Sample twice with one seed and once with another; 40 tokens agree by chance once in 10²³ times."""
    parameters, vocabulary = _memoryless(inputs, FLAT), {"<UNK>": 0, "<EOS>": 1, "a": 2, "b": 3, "c": 4}
    first = _request(inputs, parameters, vocabulary, 1.0, TOKENS)
    other = _request(inputs, parameters, vocabulary, 1.0, TOKENS)

    def differs(values: list[Array]) -> Message | None:
        one, again, another = values
        if not np.array_equal(one, again):
            return sentences.OTHER_RANDOMNESS()
        return sentences.SAME_SENTENCE() if np.array_equal(one, another) else None

    return [_judged("two generators of one seed, and another", "generator", (first, first, other), differs)]


def _published(rng: np.random.Generator) -> Sequence[PublicCase]:
    inputs = Inputs(rng, digits=2)
    network, step = ending(inputs)
    end = int(network.path[step])
    usual, moved = network.renamed(end, 1), network.renamed(end, 5)
    other = certain(inputs)
    soft = {name: value.round(6) for name, value in other.stretched(0.005).items()}

    def case(label: str, seed: int, *arguments: Any, looked_at: str = "tokens") -> PublicCase:
        parameters, vocabulary, *more = arguments
        given = (parameters, vocabulary, np.random.default_rng(seed), *more)
        return PublicCase(label, NAME, given, {looked_at: None})

    return [
        case("until an end mark of index 5", 1, moved.parameters, moved.vocabulary(5)),
        case("temperature 0.005, six tokens", 2, soft, other.vocabulary(other.missing), 0.005, 6),
        case(
            "temperature 8, an end mark in the last place",
            3,
            usual.stretched(8.0),
            usual.vocabulary(1),
            8.0,
            step + 1,
        ),
        case("an end mark that comes by and by", SHOWING_SEED, *_sooner_or_later(), looked_at="tokens[-1]"),
    ]


def _sooner_or_later() -> tuple[Any, ...]:
    """Return a network that draws the unlikeliest of four tokens sooner or later, and then ends for certain.

    However the tokens are drawn, "c" has not come in 299 steps once in 10²⁹ times; behind it the end mark follows, but
    for e⁻¹²⁰. Whoever takes the likeliest token, or one of the two likeliest, never gets there; whoever hands back the
    likeliest token in place of the drawn one, neither. Probabilities that are fed back, of which "c" has a fifth, bring
    "never", at every second step.
    """
    vocabulary = {"<UNK>": 0, "<EOS>": 1, "a": 2, "b": 3, "c": 4, "never": 5}
    # One unit is −1 where the input has less than a tenth of "c", the other where it has less than six tenths.
    Wax, ba = np.zeros((2, 6)), np.array([[-4.0], [-24.0]])
    Wax[:, 4] = 40.0
    Wya, by = np.zeros((6, 2)), np.log([[0.3], [1.0], [0.26], [0.24], [0.2], [1.0]]).round(4)
    Wya[1], Wya[5], by[5] = (FAR_NATS, FAR_NATS), (FAR_NATS, -FAR_NATS), -FAR_NATS
    return {"Wax": Wax, "Waa": np.zeros((2, 2)), "Wya": Wya, "ba": ba, "by": by}, vocabulary, 1.0, 300


SAMPLING = HiddenExercise(
    public=SAMPLE,
    reference={NAME: sample},
    depends_on=(FORWARD,),
    tries=(Try("own", _probes), Try("stand-in", _probes, (FORWARD,), RIGHT_ONCE_FORWARD_IS)),
    published=_published,
    mistakes=mistakes.SAMPLING,
    variants=variants.SAMPLING,
)
