"""Collect the melodies of Bach's chorales: the script that made `chorales.txt`.

Origin: the scores in the corpus of the Python package music21 10.5 (BSD-3-Clause), of which nothing is taken but the
notes of the highest voice: hymn tunes of the sixteenth to eighteenth centuries, in the public domain. Run
`python -m rnn_utils.datasets.make_chorales > chorales.txt` where music21 is installed; it takes some minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

N_INTERVALS, SHARED = 7, 0.3
SHORTEST, LONGEST = 20, 120  # notes of a melody
LONGEST_NOTE = 16  # a whole note; what is held longer is a matter of taste
HEAD = (
    "# Highest voices of Bach's chorales, from the corpus of the Python package music21; tunes in the public domain.\n"
    "# Work, number of its tune, pitch class of the key-note, mode; notes as MIDI pitch:length in sixteenths.\n"
)


class Found(NamedTuple):
    """Hold a melody as it was found: its work, its key, and pitch and length of its notes."""

    work: str
    tonic: int
    mode: str
    notes: tuple[tuple[int, int], ...]


def melodies() -> Iterator[Found]:
    """Yield the highest voice of every chorale of the corpus that has one by the name of soprano."""
    corpus, converter = import_module("music21.corpus"), import_module("music21.converter")
    for path in sorted(map(Path, corpus.getComposer("bach"))):
        if not path.name.startswith("bwv"):
            continue
        score = converter.parse(path)
        if len(score.parts) < 4 or not str(score.parts[0].partName).lower().startswith("soprano"):
            continue
        elements = list(score.parts[0].stripTies().flatten().notesAndRests)
        if all(_sixteenths(element).denominator == 1 for element in elements):
            yield Found(path.stem, *_key(score), tuple(_notes(elements)))


def _key(score: Any) -> tuple[int, str]:
    """Return pitch class of the key-note and mode: chorales end with the key-note in the bass."""
    voices = [[p.pitchClass for note in part.flatten().notes for p in note.pitches] for part in score.parts]
    tonic = voices[-1][-1]
    minor, major = (sum(voice.count((tonic + third) % 12) for voice in voices) for third in (3, 4))
    return tonic, "minor" if minor > major else "major"


def _sixteenths(element: Any) -> Fraction:
    """Return the length of a note or rest; triplets have fractions."""
    return Fraction(element.quarterLength) * 4


def _notes(elements: list[Any]) -> Iterator[tuple[int, int]]:
    """Yield pitch and length in sixteenths; a rest lengthens the note before it; grace notes fall away."""
    held: list[int] = []
    for element in elements:
        length = int(_sixteenths(element))
        if element.isRest:
            held[1:] = [held[1] + length] if held else []
        elif length:
            if held:
                yield held[0], min(held[1], LONGEST_NOTE)
            held = [element.pitches[-1].midi, length]
    if held:
        yield held[0], min(held[1], LONGEST_NOTE)


def intervals(notes: tuple[tuple[int, int], ...]) -> set[tuple[int, ...]]:
    """Return all stretches of seven intervals of a melody, repeated notes taken together: what makes a tune.

    Parameters
    ----------
    notes : tuple of (int, int)
        Pitch and length of each note.

    Returns
    -------
    set of tuple of int
        Differences of pitch, in semitones, the same in every key.
    """
    pitches = [pitch for pitch, _ in notes]
    steps = [later - earlier for earlier, later in pairwise(pitches) if later != earlier]
    return {tuple(steps[k : k + N_INTERVALS]) for k in range(len(steps) - N_INTERVALS + 1)}


def number_tunes(found: list[Found]) -> list[int]:
    """Give melodies that share much the same number: Bach set many tunes several times.

    Parameters
    ----------
    found : list of Found
        Melodies.

    Returns
    -------
    list of int
        One number per melody. Two melodies are one tune if 30 % of the stretches of the shorter one are in the
        other, or if a third melody is one tune with both.
    """
    stretches = [intervals(melody.notes) for melody in found]
    numbers = list(range(len(found)))
    for i in range(len(found)):
        for j in range(i):
            common = len(stretches[i] & stretches[j])
            if common >= SHARED * min(len(stretches[i]), len(stretches[j])) and numbers[i] != numbers[j]:
                numbers = [numbers[j] if number == numbers[i] else number for number in numbers]
    order = {number: place for place, number in enumerate(dict.fromkeys(numbers), start=1)}
    return [order[number] for number in numbers]


def main() -> str:
    """Return the text of `chorales.txt`: two lines of comment, then one melody a line, no melody twice."""
    found = {(m.tonic, m.notes): m for m in melodies() if SHORTEST <= len(m.notes) <= LONGEST}
    kept = list(found.values())
    lines = [
        f"{m.work} {number} {m.tonic} {m.mode} " + " ".join(f"{pitch}:{length}" for pitch, length in m.notes)
        for m, number in zip(kept, number_tunes(kept), strict=True)
    ]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(main())
