"""Secret seeds: the same for a class, different for everything else."""

from __future__ import annotations

import pytest

from grader.exercises.seeds import Seed

SECRET = b"sixteen random bytes"


def test_a_seed_depends_on_secret_assignment_and_version() -> None:
    """Nothing else, and each of them."""
    seed = Seed.derive(SECRET, "01_rnn", "1")
    assert seed == Seed.derive(SECRET, "01_rnn", "1")
    others = [
        Seed.derive(SECRET[::-1], "01_rnn", "1"),
        Seed.derive(SECRET, "02", "1"),
        Seed.derive(SECRET, "01_rnn", "2"),
    ]
    assert len({seed.id, *(other.id for other in others)}) == 4


def test_purposes_do_not_share_numbers() -> None:
    """Neither two exercises nor two tries, nor names that join to the same text."""
    seed = Seed.derive(SECRET, "01_rnn", "1")
    purposes = [("softmax", "own"), ("softmax", "stand-in"), ("softmaxown",), ("softmax", "ow", "n")]
    drawn = {seed.generator(*purpose).random() for purpose in purposes}
    assert len(drawn) == 4
    assert seed.generator("softmax", "own").random() in drawn


def test_a_short_secret_is_refused() -> None:
    """It could be guessed."""
    with pytest.raises(ValueError, match="16 bytes"):
        Seed.derive(b"short", "01_rnn", "1")


def test_the_fingerprint_does_not_contain_the_key() -> None:
    """It is shown and recorded."""
    seed = Seed.derive(SECRET, "01_rnn", "1")
    assert seed.id not in seed.key.hex()
    assert len(seed.id) == 12
