"""Make sentences about films whose verdict depends on the order of the words.

Words and templates are the course's own; reviews that people wrote are third-party text and not shipped. A verdict
is turned round by "not", "not … at all", "anything but", "nobody could call …", "nobody could say that …" and
"nothing to …", and of two verdicts the one in the main clause counts: "although …", "… but …".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

# Value of a word: 2 or 1 for praise, −2 or −1 for blame.
ADJECTIVES: Mapping[str, int] = {
    **dict.fromkeys(("wonderful", "brilliant", "superb", "marvellous"), 2),
    **dict.fromkeys(("good", "funny", "clever", "charming", "gripping", "fresh"), 1),
    **dict.fromkeys(("awful", "dreadful", "terrible", "horrible"), -2),
    **dict.fromkeys(("bad", "boring", "silly", "clumsy", "tiresome", "stale"), -1),
}
VERBS: Mapping[str, int] = {"like": 1, "enjoy": 1, "admire": 1, "hate": -1, "regret": -1, "dislike": -1}
# In training these stand in plain sentences alone: nobody says "not entertaining" there.
NEVER_NEGATED: Mapping[str, int] = {
    "entertaining": 1,
    "touching": 1,
    "splendid": 2,
    "tedious": -1,
    "shallow": -1,
    "appalling": -2,
}
THINGS = ("film", "movie", "plot", "acting", "ending", "music", "dialogue", "story")
FRAMES = ("plain", "not", "not at all", "anything but", "nobody could", "nothing to", "neither nor", "although", "but")
_NEGATING = ("not", "not at all", "anything but", "nobody could", "nothing to")


class Review(NamedTuple):
    """Hold a sentence in words, its stars from 1 to 5, and the frame that it was made from."""

    words: tuple[str, ...]
    stars: int
    frame: str


def reviews(rng: np.random.Generator, n: int, frames: tuple[str, ...] = FRAMES) -> list[Review]:
    """Make sentences, each of a frame drawn at random.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    n : int
        Number of sentences.
    frames : tuple of str
        Some of `FRAMES`.

    Returns
    -------
    list of Review
        Sentences in lower case, with commas as words.
    """
    return [_review(rng, frames[k]) for k in rng.integers(len(frames), size=n)]


def never_negated(rng: np.random.Generator, n: int, negated: bool) -> list[Review]:
    """Make sentences with the words that training never negates.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    n : int
        Number of sentences.
    negated : bool
        False: plain sentences, for training. True: the same words behind a negation, for the test.

    Returns
    -------
    list of Review
        Sentences.
    """
    words = list(NEVER_NEGATED)
    frames = ("not", "not at all", "anything but", "nobody could") if negated else ("plain",)
    chosen = rng.integers(len(words), size=n)
    return [_clause_of(rng, frames[rng.integers(len(frames))], words[k], NEVER_NEGATED[words[k]]) for k in chosen]


def _review(rng: np.random.Generator, frame: str) -> Review:
    """Make one sentence of a frame."""
    if frame in ("although", "but"):
        return _two_clauses(rng, frame)
    if frame == "neither nor":
        praise, blame = (_draw(rng, [w for w, v in ADJECTIVES.items() if v * sign > 0]) for sign in (1, -1))
        first, second = (praise, blame) if rng.random() < 0.5 else (blame, praise)
        return Review(("the", _draw(rng, THINGS), "was", "neither", first, "nor", second), 3, frame)
    if frame == "nothing to":
        verb = _draw(rng, tuple(VERBS))
        text = f"{_draw(rng, ('there is', 'i found'))} nothing to {verb} in this {_draw(rng, THINGS[:2])}"
        return Review(tuple(text.split()), 3 - 2 * VERBS[verb], frame)
    adjective = _draw(rng, tuple(ADJECTIVES))
    return _clause_of(rng, frame, adjective, ADJECTIVES[adjective])


def _clause_of(rng: np.random.Generator, frame: str, adjective: str, value: int) -> Review:
    """Say something about a thing with an adjective of the given value."""
    thing = _draw(rng, THINGS)
    sign = 1 if value > 0 else -1
    text, verdict = {
        "plain": (f"the {thing} was {adjective}", value),
        "not": (f"the {thing} was not {adjective}", -sign),
        "not at all": (f"the {thing} was not {adjective} at all", -2 * sign),
        "anything but": (f"the {thing} was anything but {adjective}", -2 * sign),
        "nobody could": (
            _draw(
                rng,
                (f"nobody could call the {thing} {adjective}", f"nobody could say that the {thing} was {adjective}"),
            ),
            -sign,
        ),
    }[frame]
    return Review(tuple(text.split()), 3 + verdict, frame)


def _two_clauses(rng: np.random.Generator, frame: str) -> Review:
    """Join two clauses of which one counts; where they disagree, the verdict is a weak one."""
    aside, main = (_review(rng, _draw(rng, ("plain", *_NEGATING))) for _ in range(2))
    disagree = (aside.stars - 3) * (main.stars - 3) < 0
    stars = 3 + (1 if main.stars > 3 else -1) if disagree else main.stars
    if frame == "but":
        return Review((*aside.words, ",", "but", *main.words), stars, frame)
    clauses = ("although", *aside.words, ",", *main.words), (*main.words, ",", "although", *aside.words)
    return Review(clauses[rng.integers(2)], stars, frame)


def _draw(rng: np.random.Generator, words: tuple[str, ...] | list[str]) -> str:
    """Draw one of several words."""
    return words[rng.integers(len(words))]
