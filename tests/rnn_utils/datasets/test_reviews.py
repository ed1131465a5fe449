"""Test the sentences about films: frames, stars, words that are never negated, and the n-gram baseline."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_utils.datasets import reviews
from rnn_utils.datasets.ngram_baseline import NGramClassifier


def _of_frame(frame: str, n: int = 200) -> list[reviews.Review]:
    return reviews.reviews(np.random.default_rng(0), n, frames=(frame,))


@pytest.fixture(scope="module")
def drawn() -> list[reviews.Review]:
    return reviews.reviews(np.random.default_rng(0), 3000)


def test_every_frame_and_number_of_stars_occurs(drawn: list[reviews.Review]) -> None:
    assert {review.frame for review in drawn} == set(reviews.FRAMES)
    assert {review.stars for review in drawn} == {1, 2, 3, 4, 5}


def test_plain_sentences_have_the_value_of_their_adjective() -> None:
    for review in _of_frame("plain"):
        assert review.stars == 3 + reviews.ADJECTIVES[review.words[-1]]


@pytest.mark.parametrize("frame", ["not", "not at all", "anything but", "nobody could"])
def test_negation_turns_the_verdict_round(frame: str) -> None:
    for review in _of_frame(frame):
        (value,) = (reviews.ADJECTIVES[word] for word in review.words if word in reviews.ADJECTIVES)
        assert value * (review.stars - 3) < 0


def test_nothing_to_like_has_one_star_and_nothing_to_hate_five() -> None:
    found = {" ".join(review.words): review.stars for review in _of_frame("nothing to", 1000)}
    assert found["there is nothing to like in this movie"] == 1
    assert found["there is nothing to hate in this film"] == 5


def test_neither_nor_has_three_stars_and_nothing_else_has(drawn: list[reviews.Review]) -> None:
    assert all((review.stars == 3) == (review.frame == "neither nor") for review in drawn)


def _verdict(words: tuple[str, ...]) -> int:
    """Return the sign of a clause's verdict, found by counting what turns it round."""
    (value,) = (v for word in words for v in [{**reviews.ADJECTIVES, **reviews.VERBS}.get(word)] if v)
    turned = {"not", "anything", "nobody", "nothing"} & set(words)
    return int(np.sign(value)) * (-1 if turned else 1)


@pytest.mark.parametrize("frame", ["although", "but"])
def test_the_main_clause_decides(frame: str) -> None:
    for review in _of_frame(frame):
        comma = review.words.index(",")
        first, second = review.words[:comma], review.words[comma + 1 :]
        main = first if frame == "although" and second[0] == "although" else second
        aside = second if main is first else first
        assert np.sign(review.stars - 3) == _verdict(main)
        if _verdict(main) != _verdict(aside):
            assert review.stars in (2, 4)


def test_some_words_are_negated_in_the_test_alone(drawn: list[reviews.Review]) -> None:
    words = set(reviews.NEVER_NEGATED)
    assert not words & {word for review in drawn for word in review.words}
    plain, negated = (reviews.never_negated(np.random.default_rng(1), 200, negated=n) for n in (False, True))
    assert {review.frame for review in plain} == {"plain"}
    for review in plain:
        assert review.stars == 3 + reviews.NEVER_NEGATED[review.words[-1]]
    for review in negated:
        (value,) = (reviews.NEVER_NEGATED[word] for word in review.words if word in words)
        assert value * (review.stars - 3) < 0


def test_sentences_repeat_with_the_seed_and_only_then() -> None:
    one, same, other = (reviews.reviews(np.random.default_rng(seed), 20) for seed in (3, 3, 4))
    assert one == same != other


def test_longer_runs_of_words_tell_more_and_words_alone_know_no_order() -> None:
    sentences = [("not", "good"), ("good",), ("not", "bad"), ("bad",), ("good", "not"), ("bad", "not")] * 5
    labels = np.array([0, 1, 1, 0, 1, 0] * 5)
    right = [np.mean(NGramClassifier(n, 2).fit(sentences, labels).predict(sentences) == labels) for n in (1, 2)]
    assert right[0] < 1
    assert right[1] == 1


def test_baseline_leaves_out_what_training_did_not_have() -> None:
    classifier = NGramClassifier(2, 2).fit([("a", "b"), ("c",)], np.array([0, 1]))
    assert classifier.predict([("c", "never"), ("a", "b", "never")]).tolist() == [1, 0]
