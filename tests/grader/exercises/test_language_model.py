"""What is peculiar to the checks of assignment 02: certainty, chance, costs, and functions that come in pairs."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from judged import failed, judged_source, right, seeds

from grader.exercises.catalogue import EXERCISES
from grader.exercises.inputs import Inputs
from grader.exercises.language_model.certain import EARLY, FAR_NATS, certain, ending
from grader.exercises.language_model.sampling import LARGEST_DEVIATION, SENTENCES, TOKENS, _divergence
from grader.exercises.patching import bare_source, functions_of, wrong_source
from grader.exercises.publish import published_cases
from rnn_utils.checks.model import MissingOutput
from rnn_utils.reference.language_model import (
    language_model_forward,
    perplexity,
    sample,
    sentence_log_probability,
    train,
)

SEED = seeds(1)[0]
SAMPLE = bare_source(sample)


@pytest.mark.parametrize("seed", range(10))
def test_certain_networks_leave_nothing_to_chance(seed: int) -> None:
    """Along the path every other token is less likely than e⁻⁶⁰, so that any way to draw writes the path."""
    network = certain(Inputs(np.random.default_rng(seed)))
    _, y_pred, _, _ = language_model_forward(network.path[np.newaxis], network.parameters, np.zeros((5, 1)))
    likely = np.sort(y_pred[:, 0], axis=0)
    assert np.all(likely[-2] <= 1.01 * math.exp(-FAR_NATS))
    np.testing.assert_array_equal(y_pred[:, 0].argmax(axis=0), network.path)
    assert len(set(network.path[:EARLY].tolist())) >= 3
    assert network.missing not in network.path


@pytest.mark.parametrize("seed", range(5))
def test_a_sentence_can_end_where_its_network_says(seed: int) -> None:
    """Under its new name the token that ends the sentence has index 1 and is new there."""
    network, step = ending(Inputs(np.random.default_rng(seed)))
    renamed = network.renamed(int(network.path[step]), 1)
    written = sample(renamed.parameters, renamed.vocabulary(1), np.random.default_rng(seed))
    np.testing.assert_array_equal(written, renamed.path[: step + 1])
    assert written[-1] == 1
    assert 1 not in written[:-1]


@pytest.mark.parametrize("p", [0.01, 0.215, 0.355, 0.813])
@pytest.mark.parametrize("n", [TOKENS, SENTENCES * TOKENS])
def test_frequencies_are_refused_only_where_chance_is_out_of_the_question(n: int, p: float) -> None:
    """The exact probability of all counts that are refused, on both sides, is below twice e⁻²⁸."""
    refused = [k for k in range(n + 1) if n * _divergence(k / n, p) > LARGEST_DEVIATION]
    chance = sum(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in refused)
    assert refused
    assert chance < 2 * math.exp(-LARGEST_DEVIATION)


def test_random_numbers_from_elsewhere_cost_the_generators_points_alone() -> None:
    """NumPy's global generator draws rightly and cannot be repeated."""
    judgement = judged_source(EXERCISES["sample"], SAMPLE.replace("rng.choice", "np.random.choice"), SEED)
    assert failed(judgement) == {"generator"}


def test_a_soft_mistake_of_the_temperature_costs_the_temperatures_points_alone() -> None:
    """A sample that ignores it is right at temperature 1."""
    judgement = judged_source(EXERCISES["sample"], SAMPLE.replace(" / temperature", ""), SEED)
    assert failed(judgement) == {"temperature"}


def test_ends_and_lengths_cost_their_own_points_alone() -> None:
    """What is written up to there stays right."""
    for right_text, wrong, lost in (
        ("< max_length", "<= max_length", "length"),
        ('token == vocabulary["<EOS>"]', "token == 1", "end"),
    ):
        judgement = judged_source(EXERCISES["sample"], SAMPLE.replace(right_text, wrong), SEED)
        assert lost in failed(judgement)
        assert not failed(judgement) & {"tokens", "temperature", "generator"}


def test_a_perplexity_that_fits_wrong_log_probabilities_earns_its_points() -> None:
    """The mistake is in the other function, and the note says so."""
    exercise = EXERCISES["sentence_log_probability"]
    mistake = next(m for m in exercise.mistakes if m.id.endswith(".first-left-out"))
    judgement = judged_source(exercise, wrong_source(exercise, mistake), SEED)
    assert "perplexity" not in failed(judgement)
    assert {"log_probability", "mask"} <= failed(judgement)
    assert "the mistake is there" in judgement.result.note


def test_chunks_that_never_end_are_wrong_and_do_not_take_long() -> None:
    """Only so many are read."""
    source = """
def truncated_bptt_batches(tokens, chunk_length, batch_size):
    while True:
        yield tokens, tokens
"""
    assert judged_source(EXERCISES["truncated_bptt_batches"], source, SEED).result.points == 0


DIFFERENCES = """
def train(tokens, parameters, a_prev, learning_rate=0.01, max_norm=5.0, previous=None, mask=None):
    loss, _, a, _ = language_model_forward(tokens, parameters, a_prev, previous, mask)
    moved = {name: value.astype(float) for name, value in parameters.items()}
    gradients, eps, started = {}, 1e-5, time.process_time()
    for name, value in moved.items():
        gradients["d" + name] = np.zeros_like(parameters[name])
        for index in np.ndindex(value.shape):
            kept = value[index]
            value[index] = kept + eps
            up = language_model_forward(tokens, moved, a_prev.astype(float), previous, mask)[0]
            value[index] = kept - eps
            down = language_model_forward(tokens, moved, a_prev.astype(float), previous, mask)[0]
            value[index] = kept
            gradients["d" + name][index] = (up - down) / (2 * eps)
            if time.process_time() - started > 2:  # long enough to be found out
                return loss, parameters, a[:, :, -1]
    return loss, sgd_step(parameters, clip_by_norm(gradients, max_norm), learning_rate), a[:, :, -1]
"""


@pytest.mark.slow
def test_finite_differences_are_no_backpropagation() -> None:
    """Right at small sizes, far too slow at a large one."""
    judgement = judged_source(EXERCISES["train"], "import time\n" + DIFFERENCES, SEED)
    assert {"parameters", "cost"} <= failed(judgement)
    assert not failed(judgement) & {"loss", "a_last"}


def test_loops_over_every_element_are_no_finite_differences() -> None:
    """The bound leaves room for a step that is written without matrix products."""
    exercise = EXERCISES["train"]
    source = bare_source(train).replace(
        "gradients |= rnn_backward",
        "for _ in range(50):\n        rnn_backward(gradients['da'], caches)\n    gradients |= rnn_backward",
    )
    assert not failed(judged_source(exercise, source, SEED))


def test_wrong_dependencies_are_named_in_the_note() -> None:
    """A right step of training on top of a clipping that loses everything."""
    wrong = "def clip_by_norm(gradients, max_norm):\n    return {name: 0 * g for name, g in gradients.items()}\n"
    judgement = judged_source(EXERCISES["train"], wrong + bare_source(train), SEED)
    assert not failed(judgement)
    assert "the mistake is in" in judgement.result.note


def test_the_exercises_stand_in_the_order_of_the_notebook() -> None:
    """What is used is written before."""
    names = list(right(EXERCISES["train"]))
    order = ["build_vocabulary", "language_model_forward", "clip_by_norm", "sgd_step", "train", "sample"]
    assert all(names.index(one) < names.index(other) for one, other in pairwise(order))


def test_a_sentence_that_ends_sooner_or_later_ends_however_its_tokens_are_drawn() -> None:
    """The reference and every variant, on many generators: the published case refuses none of them."""
    exercise = EXERCISES["sample"]
    case = published_cases(exercise)[-1]
    parameters, vocabulary, _, temperature, longest = case.arguments
    drawing = [functions_of(exercise, variant.source, right(exercise))["sample"] for variant in exercise.variants]
    assert case.expected == {"tokens[-1]": 1}
    for write in (sample, *drawing):
        for seed in range(40):
            tokens = write(parameters, vocabulary, np.random.default_rng(seed), temperature, longest)
            assert tokens[-2:].tolist() == [4, 1]
            assert len(tokens) < 100


def test_a_last_token_is_taken_out_of_an_array_of_tokens_alone() -> None:
    """What is no array, and an empty one, has none; and the message says what came."""
    public = EXERCISES["sample"].public
    whole, last = public.outputs
    assert public.pick(np.array([4, 1]), last) == 1
    assert public.pick([4, 1], whole) == [4, 1]
    for value in ([4, 1], np.array([], dtype=int), np.array([[1]]), None):
        with pytest.raises(MissingOutput) as caught:
            public.pick(value, last)
        assert "tokens should be an array of shape (T,)" in str(caught.value.message)


def test_an_epsilon_below_every_probability_costs_nothing() -> None:
    """It is not what the docstring asks for, but the sentences that are graded are told apart all the same."""
    source = bare_source(sentence_log_probability).replace(
        "np.maximum(probabilities, np.finfo(y_pred.dtype).tiny)", "probabilities + y_pred.dtype.type(1e-30)"
    )
    assert "1e-30" in source
    exercise = EXERCISES["sentence_log_probability"]
    assert not failed(judged_source(exercise, source + "\n\n" + bare_source(perplexity), SEED))
