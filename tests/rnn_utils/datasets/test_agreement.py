"""Test the sentences with verbs to agree: distances, numbers, words that tell nothing, seeds."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_utils.datasets.agreement import (
    EXAMPLES,
    SHORTEST,
    VERBS,
    VOCABULARY,
    AgreementSentence,
    agreement_sentences,
    nearest_noun_rule,
)

SINGULAR = {"cat", "dog", "bird", "horse", "fox", "wolf", "mouse", "goose"}
PLURAL = {"cats", "dogs", "birds", "horses", "foxes", "wolves", "mice", "geese"}


@pytest.fixture(scope="module")
def sentences() -> list[AgreementSentence]:
    return agreement_sentences(np.random.default_rng(0), 2000, SHORTEST, 30)


def test_examples_are_those_of_the_notes() -> None:
    assert [str(sentence) for sentence in EXAMPLES] == [
        "the cat, which already ate a bunch of food, was full",
        "the cats, which already ate a bunch of food, were full",
    ]
    assert [sentence.distance for sentence in EXAMPLES] == [9, 9]


def test_every_distance_is_met_exactly(sentences: list[AgreementSentence]) -> None:
    assert {sentence.distance for sentence in sentences} == set(range(SHORTEST, 31))
    for distance in (4, 5, 17, 80):
        for sentence in agreement_sentences(np.random.default_rng(1), 20, distance, distance):
            words = str(sentence).replace(",", " ,").split()
            assert words.index(VERBS[sentence.verb]) - 1 - 1 == sentence.distance == distance


def test_verb_agrees_with_the_subject(sentences: list[AgreementSentence]) -> None:
    for words, verb in sentences:
        assert words[1] in (PLURAL if verb else SINGULAR)
        assert words[0] == "the"
        assert words[2:4] == (",", "which")
        assert words[-1] == ","


def test_both_numbers_are_as_frequent(sentences: list[AgreementSentence]) -> None:
    assert np.mean([sentence.verb for sentence in sentences]) == pytest.approx(0.5, abs=0.05)


def test_vocabulary_holds_every_word_and_no_other(sentences: list[AgreementSentence]) -> None:
    assert set(VOCABULARY) == {word for words, _ in (*sentences, *EXAMPLES) for word in words}
    assert len(set(VOCABULARY)) == len(VOCABULARY)
    assert list(VOCABULARY) == sorted(VOCABULARY)
    assert all(word == word.lower() for word in VOCABULARY)


def test_nearest_noun_says_nothing_when_it_is_another_one() -> None:
    far = agreement_sentences(np.random.default_rng(2), 2000, 30, 30)
    others = [(words, verb) for words, verb in far if set(words[2:]) & (SINGULAR | PLURAL)]
    assert len(others) > 1800
    assert np.mean([nearest_noun_rule(words) == verb for words, verb in others]) == pytest.approx(0.5, abs=0.05)


def test_nearest_noun_is_right_where_there_is_no_other() -> None:
    assert [nearest_noun_rule(sentence.words) for sentence in EXAMPLES] == [0, 1]


def test_sentences_repeat_with_the_seed_and_only_then() -> None:
    one, same, other = (agreement_sentences(np.random.default_rng(seed), 20, 5, 15) for seed in (3, 3, 4))
    assert one == same
    assert one != other


@pytest.mark.parametrize(("shortest", "longest"), [(3, 10), (12, 11)])
def test_impossible_distances_are_refused(shortest: int, longest: int) -> None:
    with pytest.raises(ValueError, match=f"from {shortest} to {longest}"):
        agreement_sentences(np.random.default_rng(0), 1, shortest, longest)
