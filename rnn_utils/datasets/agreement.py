"""Make sentences whose verb must agree with a subject some words before it: "the cats, which …, were full".

The two examples are those of the lecture notes (S3 §1.4.1); words and grammar of all others are the course's own.
Nouns in the relative clause are singular or plural by chance, so that the nearest noun says nothing about the verb.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

VERBS = ("was", "were")
_SUBJECTS = tuple(
    tuple(nouns.split())
    for nouns in ("cat dog bird horse fox wolf mouse goose", "cats dogs birds horses foxes wolves mice geese")
)
_FILLERS = {
    "NOUN": _SUBJECTS[0] + _SUBJECTS[1],
    "ADVERB": ("already", "often", "again", "slowly", "quietly", "yesterday"),
}
# Upper-case words are slots.
_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "slept",
        "waited",
        "ran away",
        "chased the NOUN",
        "saw the NOUN",
        "sat near the NOUN",
        "ADVERB followed the NOUN",
        "ate a bunch of food",
        "ADVERB ate a bunch of food",
    )
)
# Words between subject and verb besides those of the clause: a comma, "which", and a comma.
_AROUND = 3
SHORTEST = _AROUND + 1
VOCABULARY = tuple(
    sorted(
        {"the", ",", "which", "and"}.union(*_FILLERS.values(), *_PHRASES) - set(_FILLERS),
    )
)


class AgreementSentence(NamedTuple):
    """Hold what is read before the verb, and which verb follows.

    Parameters
    ----------
    words : tuple of str
        From "the" to the comma before the verb.
    verb : int
        0 for "was", 1 for "were": the number of the subject, which is the second word.
    """

    words: tuple[str, ...]
    verb: int

    @property
    def distance(self) -> int:
        """Return how many words, commas included, stand between subject and verb."""
        return len(self.words) - 2

    def __str__(self) -> str:
        """Return the sentence with its verb."""
        return " ".join((*self.words, VERBS[self.verb], "full")).replace(" ,", ",")


EXAMPLES = tuple(
    AgreementSentence(tuple(f"the {subject} , which already ate a bunch of food ,".split()), verb)
    for verb, subject in enumerate(("cat", "cats"))
)


def agreement_sentences(rng: np.random.Generator, n: int, shortest: int, longest: int) -> list[AgreementSentence]:
    """Make sentences of given distances between subject and verb.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    n : int
        Number of sentences.
    shortest, longest : int
        Range of the number of words between subject and verb, drawn evenly; at least 4.

    Returns
    -------
    list of AgreementSentence
        Half of the subjects are plural, as far as chance will have it.
    """
    if not SHORTEST <= shortest <= longest:
        raise ValueError(f"distances from {shortest} to {longest}: expected {SHORTEST} <= shortest <= longest")
    return [_sentence(rng, int(distance)) for distance in rng.integers(shortest, longest + 1, size=n)]


def _sentence(rng: np.random.Generator, distance: int) -> AgreementSentence:
    """Make one sentence."""
    verb = int(rng.integers(len(VERBS)))
    subject = _choose(rng, _SUBJECTS[verb])
    return AgreementSentence(("the", subject, ",", "which", *_clause(rng, distance - _AROUND), ","), verb)


def _clause(rng: np.random.Generator, n_words: int) -> list[str]:
    """Join phrases by "and", and fill up with an adverb where no phrase fits."""
    words: list[str] = []
    while len(words) < n_words:
        joint = ["and"] if words else []
        room = n_words - len(words) - len(joint)
        fitting = [phrase for phrase in _PHRASES if len(phrase) <= room]
        phrase = fitting[rng.integers(len(fitting))] if fitting else ("ADVERB",)
        words += [*(joint if fitting else []), *(_choose(rng, _FILLERS.get(word, (word,))) for word in phrase)]
    return words


def _choose(rng: np.random.Generator, words: tuple[str, ...]) -> str:
    """Draw a word."""
    return words[rng.integers(len(words))]


def nearest_noun_rule(words: Sequence[str]) -> int:
    """Return the verb that agrees with the last noun before it: a rule that needs no memory.

    Parameters
    ----------
    words : sequence of str
        What is read before the verb.

    Returns
    -------
    int
        0 for "was", 1 for "were".
    """
    nouns = [word for word in words if word in _FILLERS["NOUN"]]
    return int(nouns[-1] in _SUBJECTS[1])
