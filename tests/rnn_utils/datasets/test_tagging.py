"""Test the sentences to tag: what they look like, what is kept out of training, and that seeds decide."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rnn_utils.datasets import (
    EXAMPLE,
    EXAMPLE_LABELS,
    TEDDY_SENTENCES,
    TaggedSentence,
    capital_and_first,
    tagging_sentences,
)
from rnn_utils.datasets.make_names import main
from rnn_utils.datasets.tagging import TEMPLATES


@pytest.fixture(scope="module")
def training() -> list[TaggedSentence]:
    return tagging_sentences(np.random.default_rng(0), 2000)


@pytest.fixture(scope="module")
def unseen() -> list[TaggedSentence]:
    return tagging_sentences(np.random.default_rng(1), 2000, unseen=True)


def _words(sentences: list[TaggedSentence], label: int) -> set[str]:
    """Return the words of one label in lower case."""
    return {
        word.lower()
        for words, labels in sentences
        for word, is_name in zip(words, labels, strict=True)
        if is_name == label
    }


def test_example_has_one_label_per_word() -> None:
    names = [word for word, label in zip(EXAMPLE, EXAMPLE_LABELS, strict=True) if label]
    assert names == ["Harry", "Potter", "Hermione", "Granger"]


@pytest.mark.parametrize("half", [False, True])
def test_names_of_the_example_and_roosevelt_are_in_no_sentence(half: bool) -> None:
    sentences = tagging_sentences(np.random.default_rng(2), 5000, unseen=half)
    words = _words(sentences, 0) | _words(sentences, 1)
    assert not words & {"harry", "potter", "hermione", "granger", "roosevelt"}


def test_sentences_repeat_with_the_seed_and_only_then() -> None:
    texts = [[s.words for s in tagging_sentences(np.random.default_rng(seed), 20)] for seed in (3, 3, 4)]
    assert texts[0] == texts[1] != texts[2]


def test_sentences_have_one_label_per_word_and_begin_with_a_capital(training: list[TaggedSentence]) -> None:
    for words, labels in training:
        assert labels.shape == (len(words),)
        assert words[0][0].isupper()
        assert all(word.isalpha() for word in words)


def test_every_template_occurs(training: list[TaggedSentence]) -> None:
    assert len(TEMPLATES) == 17
    assert {words[0] for words, _ in training} >= {"The", "Yesterday", "In", "My", "Doctor", "We", "Last", "Teddy"}


def test_names_of_test_sentences_are_in_no_training_sentence(
    training: list[TaggedSentence], unseen: list[TaggedSentence]
) -> None:
    assert _words(training, 1) & _words(unseen, 1) == {"teddy"}


def test_a_name_is_never_also_another_word(training: list[TaggedSentence], unseen: list[TaggedSentence]) -> None:
    both = training + unseen
    assert _words(both, 1) & _words(both, 0) == {"teddy"}


def test_unknown_words_of_test_sentences_are_not_all_names(
    training: list[TaggedSentence], unseen: list[TaggedSentence]
) -> None:
    known = _words(training, 0) | _words(training, 1)
    assert len(_words(unseen, 0) - known) > 40


def test_teddy_is_a_name_in_about_half_of_the_sentences(training: list[TaggedSentence]) -> None:
    labels = [labels[0] for words, labels in training if words[0] == "Teddy"]
    assert 0.35 < np.mean(labels) < 0.65


def test_teddy_sentences_begin_alike_and_differ_in_the_second_word() -> None:
    first, second = TEDDY_SENTENCES
    assert first[0] == second[0] == "Teddy"
    assert first[1] != second[1]
    assert len(first) == len(second)


def test_looks_of_words_are_capital_and_first_place() -> None:
    assert capital_and_first(("In", "Paris", "it", "rained")).tolist() == [[1, 1, 0, 0], [1, 0, 0, 0]]


def test_name_lists_are_made_from_the_census_files(tmp_path: Path) -> None:
    (tmp_path / "dist.female.first").write_text("MARY 2.6 2.6 1\nROSE 1 3 2\n", encoding="ascii")
    (tmp_path / "dist.male.first").write_text("JAMES 3.3 3.3 1\nMARY 1 1 2\n", encoding="ascii")
    (tmp_path / "dist.all.last").write_text("JAMES 1 1 1\nLI 1 1 2\nSMITH 1 2 3\nPOTTER 1 1 4\n", encoding="ascii")
    comment, first_names, surnames = main(tmp_path).splitlines()
    assert "public domain" in comment
    assert first_names == "Mary James"
    assert surnames == "Smith"
