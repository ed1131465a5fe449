"""Vocabulary, encoding and decoding at both levels, and the cutting of long texts into chunks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_utils.reference import language_model as lm
from rnn_utils.types import Array
from strategies import repeatable

CORPUS = ["the cat sat", "the cats sat down", "a cat"]

# Unicode is full of white space and of characters that only look like others: a small alphabet finds more.
words = st.text("abcXÄ字", min_size=1, max_size=3)
sentences = st.lists(words, max_size=6).map(" ".join)


def test_module_offers_the_whole_assignment_by_name() -> None:
    assert len(lm.__all__) == 12
    assert all(callable(getattr(lm, name)) for name in lm.__all__)


# vocabulary


def test_vocabulary_of_words_is_ordered_by_frequency_and_then_by_the_alphabet() -> None:
    vocabulary = lm.build_vocabulary(CORPUS, None)
    assert list(vocabulary) == ["<UNK>", "<EOS>", "cat", "sat", "the", "a", "cats", "down"]
    assert list(vocabulary.values()) == list(range(8))


def test_vocabulary_of_characters_counts_every_character() -> None:
    vocabulary = lm.build_vocabulary(["hello", "le h"], None, "character")
    assert list(vocabulary) == ["<UNK>", "<EOS>", "l", "e", "h", " ", "o"]


@pytest.mark.parametrize(("size", "last"), [(2, "<EOS>"), (3, "cat"), (5, "the"), (8, "down"), (99, "down")])
def test_size_of_the_vocabulary_includes_the_marks(size: int, last: str) -> None:
    vocabulary = lm.build_vocabulary(CORPUS, size)
    assert len(vocabulary) == min(size, 8)
    assert list(vocabulary)[-1] == last


def test_marks_that_the_corpus_spells_out_are_not_listed_twice() -> None:
    vocabulary = lm.build_vocabulary(["b <UNK> <UNK> <EOS>", "b a"], None)
    assert vocabulary == {"<UNK>": 0, "<EOS>": 1, "b": 2, "a": 3}


def test_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match='"word" or "character", not \'letter\''):
        lm.build_vocabulary(CORPUS, None, "letter")


# encoding and decoding


def test_encode_ends_with_the_mark_and_hides_what_is_unknown() -> None:
    vocabulary = lm.build_vocabulary(CORPUS, 5)
    tokens = lm.encode("the dog sat", vocabulary)
    assert tokens.dtype == np.int64
    np.testing.assert_array_equal(tokens, [4, 0, 3, 1])
    np.testing.assert_array_equal(lm.encode("", vocabulary), [1])


def test_decode_stops_at_the_first_mark_and_writes_unknown_tokens_as_such() -> None:
    vocabulary = lm.build_vocabulary(CORPUS, 5)
    assert lm.decode(np.array([4, 0, 3, 1, 2, 1]), vocabulary) == "the <UNK> sat"
    assert lm.decode(np.array([4, 2]), vocabulary) == "the cat"
    assert lm.decode(np.array([1]), vocabulary) == ""


def test_characters_are_joined_without_spaces() -> None:
    vocabulary = lm.build_vocabulary(["hello"], None, "character")
    tokens = lm.encode("hole", vocabulary, "character")
    assert len(tokens) == 5
    assert lm.decode(tokens, vocabulary, "character") == "hole"


@repeatable
@given(st.lists(sentences, min_size=1, max_size=4))
def test_decoding_undoes_encoding_of_known_tokens(corpus: list[str]) -> None:
    for level in ("word", "character"):
        vocabulary = lm.build_vocabulary(corpus, None, level)
        for sentence in corpus:
            assert lm.decode(lm.encode(sentence, vocabulary, level), vocabulary, level) == sentence


@repeatable
@given(st.lists(sentences, max_size=4), st.integers(2, 9))
def test_a_smaller_vocabulary_is_the_beginning_of_a_larger_one(corpus: list[str], size: int) -> None:
    whole = lm.build_vocabulary(corpus, None)
    assert list(lm.build_vocabulary(corpus, size)) == list(whole)[:size]


# chunks


def chunks(n: int, length: int, streams: int) -> Iterator[tuple[Array, Array]]:
    return lm.truncated_bptt_batches(np.arange(n), length, streams)


def test_chunks_by_hand() -> None:
    found = [(inputs.tolist(), targets.tolist()) for inputs, targets in chunks(12, 2, 2)]
    assert found == [
        ([[0, 1], [5, 6]], [[1, 2], [6, 7]]),
        ([[2, 3], [7, 8]], [[3, 4], [8, 9]]),
        ([[4], [9]], [[5], [10]]),
    ]


@repeatable
@given(st.integers(2, 60), st.integers(1, 9), st.integers(1, 6))
def test_chunks_continue_one_another_and_leave_out_less_than_a_column(n: int, length: int, streams: int) -> None:
    if n <= streams:
        with pytest.raises(ValueError, match=f"need {streams + 1} tokens or more, but there are {n}"):
            next(chunks(n, length, streams))
        return
    batches = list(chunks(n, length, streams))
    assert all(inputs.shape[1] == length for inputs, _ in batches[:-1])
    inputs = np.concatenate([batch[0] for batch in batches], axis=1)
    targets = np.concatenate([batch[1] for batch in batches], axis=1)
    np.testing.assert_array_equal(inputs.ravel(), np.arange(inputs.size))  # each token is read once, in order
    np.testing.assert_array_equal(targets, inputs + 1)
    assert n - 1 - inputs.size < streams


def test_chunks_are_copies() -> None:
    tokens = np.arange(9)
    for inputs, targets in lm.truncated_bptt_batches(tokens, 3, 2):
        assert not np.shares_memory(inputs, targets)
        inputs[...] = -1
        targets[...] = -1
    np.testing.assert_array_equal(tokens, np.arange(9))
