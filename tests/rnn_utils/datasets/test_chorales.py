"""Test the melodies of the chorales: what they hold, that tunes are kept apart, and how tunes are recognised."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from rnn_utils.datasets.chorales import PARTS, Melody, chorale_melodies, pad
from rnn_utils.datasets.make_chorales import SHARED, Found, intervals, number_tunes

ALL = {part: chorale_melodies(part) for part in PARTS}
PITCHES = (0, 2, 4, 5, 4, 2, 0, 7, 9, 5, 11, 12)


def _moved(by: int) -> tuple[tuple[int, int], ...]:
    return tuple((60 + by + pitch, length) for pitch, length in zip(PITCHES, (4, 4, 4, 4, 2, 2) * 2, strict=True))


def test_no_tune_is_in_two_parts() -> None:
    for one, other in combinations(PARTS, 2):
        assert not {melody.tune for melody in ALL[one]} & {melody.tune for melody in ALL[other]}


def test_no_test_melody_resembles_a_training_melody() -> None:
    known = [intervals(melody.notes) for melody in ALL["training"]]
    for melody in (*ALL["validation"], *ALL["test"]):
        stretches = intervals(melody.notes)
        assert all(len(stretches & other) < SHARED * min(len(stretches), len(other)) for other in known)


def test_there_are_enough_melodies_to_learn_from_and_to_test_on() -> None:
    assert len(ALL["training"]) > 200
    assert all(len(ALL[part]) > 20 for part in ("validation", "test"))


def test_notes_can_be_sung_and_last() -> None:
    for melody in sum(ALL.values(), start=()):
        pitches, lengths = np.array(melody.notes).T
        assert 50 < pitches.min() < pitches.max() < 86
        assert 1 <= lengths.min() <= lengths.max() <= 48
        assert melody.mode in ("major", "minor")


def test_most_melodies_end_on_their_key_note() -> None:
    home = [melody.notes[-1][0] % 12 == melody.key_note for melody in sum(ALL.values(), start=())]
    assert np.mean(home) > 0.85


def test_unknown_part_is_refused() -> None:
    with pytest.raises(ValueError, match="no part 'final'"):
        chorale_melodies("final")


def test_key_note_follows_the_mode() -> None:
    assert Melody("a", 1, "major", ()).key_note == 0
    assert Melody("a", 1, "minor", ()).key_note == 9


def test_a_tune_is_recognised_in_another_key_and_rhythm() -> None:
    slower = tuple((pitch, 2 * length) for pitch, length in _moved(5))
    repeated = (_moved(0)[0], *_moved(0))
    other = tuple((60 + pitch, 4) for pitch in (0, 7, 3, 8, 2, 5, 1, 6, 0, 4, 11, 3))
    found = [Found("a", 0, "major", notes) for notes in (_moved(0), other, slower, repeated)]
    assert number_tunes(found) == [1, 2, 1, 1]


def test_padding_goes_behind_and_is_masked() -> None:
    tokens, mask = pad([[3, 1, 2], [5]])
    assert tokens.tolist() == [[3, 1, 2], [5, 0, 0]]
    assert mask.tolist() == [[True, True, True], [True, False, False]]
