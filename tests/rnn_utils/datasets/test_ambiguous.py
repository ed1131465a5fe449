"""Test the sentences with ambiguous first words: what decides, what is kept out of training, and that seeds decide."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from rnn_utils.datasets import TEDDY_SENTENCES, TaggedSentence
from rnn_utils.datasets.ambiguous import AMBIGUOUS, FLORENCE_SENTENCES, PARTS, READINGS, ambiguous_sentences

Sentences = dict[str, list[TaggedSentence]]


@pytest.fixture(scope="module")
def sentences() -> Sentences:
    return {part: ambiguous_sentences(np.random.default_rng(k), 3000, part) for k, part in enumerate(PARTS)}


def _words(sentences: list[TaggedSentence], label: int) -> set[str]:
    """Return the words of one label, ambiguous ones left out."""
    pairs = [pair for s in sentences for pair in zip(s.words[1:], s.labels[1:], strict=True)]
    return {word for word, is_name in pairs if is_name == label} - set(AMBIGUOUS)


def test_ambiguous_words_are_names_at_the_beginning_half_of_the_time(sentences: Sentences) -> None:
    first = [(words[0], labels[0]) for words, labels in sentences["training"] if words[0] in AMBIGUOUS]
    assert len(AMBIGUOUS) == 36
    assert len(first) > 1200
    assert 0.45 < np.mean([label for _, label in first]) < 0.55
    by_word = defaultdict(set)
    for word, label in first:
        by_word[word].add(label)
    assert set(by_word) == set(AMBIGUOUS)
    assert all(labels == {0, 1} for labels in by_word.values())


@pytest.mark.parametrize("part", PARTS)
def test_a_sentence_read_to_its_end_has_one_reading(sentences: Sentences, part: str) -> None:
    """Even for a reader to whom all words that training sentences lack look alike."""
    known = {word.lower() for words, _ in sentences["training"] for word in words}
    readings = defaultdict(set)
    for words, labels in sentences[part]:
        shape = tuple(word if word.lower() in known else "?" for word in words)
        readings[shape].add(tuple(labels))
    assert max(map(len, readings.values())) == 1


def test_half_of_the_names_of_other_parts_are_new_and_of_their_own(sentences: Sentences) -> None:
    of_training = _words(ambiguous_sentences(np.random.default_rng(5), 15_000), 1)  # enough to draw all of them
    new = {part: _words(sentences[part], 1) - of_training for part in PARTS[1:]}
    assert not new["validation"] & new["test"]
    for part in PARTS[1:]:
        counted = [w in new[part] for s in sentences[part] for w, k in zip(s.words[1:], s.labels[1:], strict=True) if k]
        assert 0.35 < np.mean(counted) < 0.55


def test_new_words_are_not_all_names(sentences: Sentences) -> None:
    known = _words(sentences["training"], 0) | _words(sentences["training"], 1)
    assert len(_words(sentences["test"], 0) - known) > 15


def test_a_name_that_is_not_ambiguous_is_never_another_word(sentences: Sentences) -> None:
    together = [sentence for part in PARTS for sentence in sentences[part]]
    assert not _words(together, 0) & _words(together, 1)


def test_sentences_repeat_with_the_seed_and_only_then() -> None:
    texts = [[s.words for s in ambiguous_sentences(np.random.default_rng(seed), 20)] for seed in (3, 3, 4)]
    assert texts[0] == texts[1] != texts[2]


def test_sentences_are_words_with_one_label_each(sentences: Sentences) -> None:
    for words, labels in sentences["training"]:
        assert labels.shape == (len(words),)
        assert words[0][0].isupper()
        assert all(word.isalpha() and (word.istitle() or word.islower()) for word in words)
        assert 3 < len(words) < 13


def test_roosevelt_and_the_names_of_the_example_are_in_no_sentence(sentences: Sentences) -> None:
    words = {word for part in PARTS for s in sentences[part] for word in s.words}
    assert not words & {"Roosevelt", "Harry", "Potter", "Hermione", "Granger"}


def test_examples_begin_with_an_ambiguous_word_and_those_of_florence_part_at_the_last_word() -> None:
    assert {s[0] for s in (*TEDDY_SENTENCES, *FLORENCE_SENTENCES)} <= set(AMBIGUOUS)
    city, singer = FLORENCE_SENTENCES
    assert city[:-1] == singer[:-1]
    assert city[-1] != singer[-1]


def test_every_reading_occurs(sentences: Sentences) -> None:
    begun = {words[:2] for words, labels in sentences["training"] if not labels[0]}
    assert {tuple(text.split()) for text in READINGS["thing"]} <= begun


def test_unknown_part_is_refused() -> None:
    with pytest.raises(ValueError, match="not 'all'"):
        ambiguous_sentences(np.random.default_rng(0), 1, "all")
