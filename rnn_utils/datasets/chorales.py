"""Read the melodies of Bach's chorales, in one key, split by tune.

The melodies are hymn tunes of the sixteenth to eighteenth centuries (public domain), taken by `make_chorales.py` from
the scores in the corpus of the Python package music21 (BSD-3-Clause). Bach set many of the tunes several times, so
that a split by work would test on tunes that were trained on: tunes are numbered, and splits keep them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Int

from rnn_utils.types import Array

Note = tuple[int, int]

MAJOR_KEY_NOTE, MINOR_KEY_NOTE = 0, 9  # pitch classes of C and A
N_PARTS = 10
PARTS = {"training": range(8), "validation": range(8, 9), "test": range(9, 10)}


class Melody(NamedTuple):
    """Hold a melody: its work, the number of its tune, "major" or "minor", and (pitch, sixteenths) of its notes."""

    work: str
    tune: int
    mode: str
    notes: tuple[Note, ...]

    @property
    def key_note(self) -> int:
        """Return the pitch class that the melody should come home to."""
        return MAJOR_KEY_NOTE if self.mode == "major" else MINOR_KEY_NOTE


@cache
def chorale_melodies(part: str) -> tuple[Melody, ...]:
    """Return the melodies of one part of the collection, all moved to C major or A minor.

    Parameters
    ----------
    part : str
        "training", "validation" or "test". No tune is in two of them.

    Returns
    -------
    tuple of Melody
        In the order of the file. Pitches are MIDI numbers: 60 is middle C, and 12 make an octave.
    """
    if part not in PARTS:
        raise ValueError(f"there is no part {part!r}: parts are {', '.join(PARTS)}")
    lines = (Path(__file__).parent / "chorales.txt").read_text(encoding="ascii").splitlines()
    melodies = [_read(line) for line in lines if not line.startswith("#")]
    return tuple(melody for melody in melodies if melody.tune % N_PARTS in PARTS[part])


def _read(line: str) -> Melody:
    """Read one line of the file, and move the melody by at most six semitones."""
    work, tune, tonic, mode, *notes = line.split()
    wanted = MAJOR_KEY_NOTE if mode == "major" else MINOR_KEY_NOTE
    shift = (wanted - int(tonic) + 6) % 12 - 6
    pairs = (note.split(":") for note in notes)
    return Melody(work, int(tune), mode, tuple((int(pitch) + shift, int(length)) for pitch, length in pairs))


def pad(sequences: Sequence[Sequence[int]]) -> tuple[Int[Array, "m T_x"], Bool[Array, "m T_x"]]:
    """Put sequences of unequal lengths into one array.

    Parameters
    ----------
    sequences : sequence of m sequences of int
        Indices.

    Returns
    -------
    tokens : (m, T_x) array of int
        The sequences, with zeros behind the shorter ones.
    mask : (m, T_x) array of bool
        True where there is no padding.
    """
    lengths = np.array([len(sequence) for sequence in sequences])
    mask = np.arange(lengths.max()) < lengths[:, np.newaxis]
    tokens = np.zeros(mask.shape, dtype=np.int64)
    tokens[mask] = np.concatenate([np.asarray(sequence) for sequence in sequences])
    return tokens, mask
