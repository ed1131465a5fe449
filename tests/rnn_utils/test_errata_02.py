"""Where the lecture notes are wrong about language models: the printed form fails, the corrected one holds."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from rnn_utils.reference import language_model as lm
from rnn_utils.reference import rnn
from rnn_utils.types import Array
from strategies import make_rnn_problem

# S3 §1.3.1: UNK as "Unique Token"; it is the unknown token


def test_s3_131_unk_is_no_unique_token_but_that_of_all_unknown_words() -> None:
    vocabulary = lm.build_vocabulary(["the cat sat on the mat"], 4)
    unknown = [lm.encode(word, vocabulary)[0] for word in ("Hermione", "invented", "mat", "on")]
    # "Unique" would be one token per word, from which the word could be read off again.
    assert len(set(unknown)) == 1
    assert set(unknown) == {vocabulary["<UNK>"]}
    assert lm.decode(lm.encode("the Hermione cat", vocabulary), vocabulary) == "the <UNK> cat"
    known = [lm.encode(word, vocabulary)[0] for word in ("the", "cat")]
    assert len({*known, *unknown}) == 3


# S4 step 4: the softmax output is fed on as the next input; it is the sampled character, one-hot


@pytest.fixture
def parameters() -> dict[str, Array]:
    size = 3
    drawn = make_rnn_problem(np.random.default_rng(90), size, 5, size).parameters
    return {name: 2 * array for name, array in drawn.items()}


def probability_of_pair(parameters: dict[str, Array], first: int, second: int, *, printed: bool) -> float:
    """Return P(first, second) of a network that writes two tokens, fed in either way."""
    size = parameters["by"].shape[0]
    a, y1, _ = rnn.rnn_cell_forward(np.zeros((size, 1)), np.zeros((5, 1)), parameters)
    _, y2, _ = rnn.rnn_cell_forward(y1 if printed else rnn.one_hot(np.array([first]), size), a, parameters)
    return float(y1[first, 0] * y2[second, 0])


def test_s4_4_the_next_input_is_what_was_drawn(parameters: dict[str, Array]) -> None:
    pairs = list(itertools.product(range(3), repeat=2))
    model = np.exp(lm.sentence_log_probability(np.array(pairs), parameters))
    corrected = [probability_of_pair(parameters, *pair, printed=False) for pair in pairs]
    np.testing.assert_allclose(corrected, model, rtol=1e-13)
    printed = [probability_of_pair(parameters, *pair, printed=True) for pair in pairs]
    assert np.max(np.abs(printed - model)) > 0.02


def test_s4_4_as_printed_a_letter_does_not_depend_on_the_letter_before(parameters: dict[str, Array]) -> None:
    pairs = np.array([[probability_of_pair(parameters, i, j, printed=True) for j in range(3)] for i in range(3)])
    np.testing.assert_allclose(pairs, np.outer(pairs.sum(axis=1), pairs.sum(axis=0)), rtol=1e-12)
    drawn = np.array([[probability_of_pair(parameters, i, j, printed=False) for j in range(3)] for i in range(3)])
    assert np.max(np.abs(drawn - np.outer(drawn.sum(axis=1), drawn.sum(axis=0)))) > 0.02


def test_s4_4_sampled_pairs_have_the_corrected_probabilities(parameters: dict[str, Array]) -> None:
    rng, n = np.random.default_rng(91), 3000
    vocabulary = {"<EOS>": -1}  # no token ends the sentence
    drawn = [tuple(lm.sample(parameters, vocabulary, rng, max_length=2).tolist()) for _ in range(n)]
    differences = {True: 0.0, False: 0.0}
    for printed, pair in itertools.product((True, False), itertools.product(range(3), repeat=2)):
        p = probability_of_pair(parameters, *pair, printed=printed)
        deviation = abs(drawn.count(pair) - n * p) / np.sqrt(n * p * (1 - p))
        differences[printed] = max(differences[printed], deviation)
    assert differences[True] > 10
    assert differences[False] < 6.5  # standard deviations
