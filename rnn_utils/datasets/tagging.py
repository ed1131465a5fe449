"""Make sentences in which persons' names are to be found: fixed examples, and as many as one likes.

Names are those of the 1990 United States census (public domain), taken from the Python package `names` 0.3.0
(MIT licence) by `make_names.py`; templates, nouns and cities are the course's own. Half of the names, nouns
and cities never occur in the training sentences, so that an unknown word need not be a name.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from rnn_utils.types import Array

EXAMPLE = ("Harry", "Potter", "and", "Hermione", "Granger", "invented", "a", "new", "spell")
EXAMPLE_LABELS = np.array([1, 1, 0, 1, 1, 0, 0, 0, 0])
TEDDY_SENTENCES = (
    ("Teddy", "bears", "are", "on", "sale"),
    ("Teddy", "Roosevelt", "was", "a", "president"),
)

# Upper-case words are slots; FIRST and LAST are the names that are to be found.
TEMPLATES = (
    "FIRST LAST and FIRST LAST MADE a ADJECTIVE NOUN",
    "FIRST and FIRST LAST MADE the NOUN",
    "FIRST MADE a NOUN",
    "FIRST LAST MADE the ADJECTIVE NOUN",
    "the ADJECTIVE NOUN was MADE by FIRST LAST",
    "yesterday FIRST met FIRST LAST in CITY",
    "in CITY the NOUN was ADJECTIVE",
    "CITY has a ADJECTIVE NOUN",
    "CITY and CITY are ADJECTIVE cities",
    "the NOUN of FIRST LAST is ADJECTIVE",
    "my friend FIRST lives in CITY",
    "doctor LAST MADE a NOUN in CITY",
    "we bought a NOUN and a NOUN in CITY",
    "last MONTH FIRST LAST left CITY",
    "the NOUN from CITY is ADJECTIVE",
    "Teddy LAST was a ROLE",
    "Teddy bears are STATE",
)
_FILLERS = {
    "MADE": "invented found painted sold bought built lost repaired",
    "ADJECTIVE": "new old small large famous broken expensive beautiful",
    "MONTH": "January February March April May June July August September October November December",
    "ROLE": "president teacher doctor writer painter",
    "STATE": "on_sale expensive small famous in_the_box",
    "NOUN": (
        "spell machine clock bridge lamp garden boat song recipe castle letter kite violin map game "
        "engine tower ladder mirror coat basket drum chair wagon violet kettle saddle candle rocket "
        "puzzle helmet blanket anchor bottle camera carpet compass curtain feather fountain hammer jacket "
        "ladle lantern locket napkin needle oven paddle pillow pocket quilt ribbon sandal scarf shovel "
        "spoon statue table telescope tent ticket trumpet umbrella vase"
    ),
    "CITY": (
        "Paris London Berlin Rome Madrid Vienna Lisbon Oslo Dublin Prague Warsaw Athens Cairo Lima Delhi "
        "Tokyo Seoul Beijing Sydney Toronto Boston Chicago Nairobi Lagos Hanoi Manila Quito Havana Bogota "
        "Santiago Helsinki Stockholm Zurich Geneva Munich Hamburg Cologne Naples Milan Turin Venice "
        "Seville Porto Lyon Ghent Antwerp Rotterdam Utrecht Riga Vilnius Tallinn Sofia Bucharest Belgrade "
        "Zagreb Budapest Ankara Tunis Accra Dakar"
    ),
}
# Slots whose second half is kept out of training.
_HALVED = ("FIRST", "LAST", "NOUN", "CITY")


class TaggedSentence(NamedTuple):
    """Hold the words of a sentence, and for each word 1 where it belongs to a person's name, 0 elsewhere."""

    words: tuple[str, ...]
    labels: Int[Array, " T_x"]


@cache
def _fillers() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return for each slot the words of training sentences, and the words that never occur there."""
    lines = (Path(__file__).parent / "names.txt").read_text(encoding="ascii").splitlines()
    absent = set(EXAMPLE) | set(TEDDY_SENTENCES[1])
    words = {slot: text.split() for slot, text in _FILLERS.items()}
    words["FIRST"], words["LAST"] = ([w for w in line.split() if w not in absent] for line in lines[1:])
    halves = {}
    for slot, all_words in words.items():
        half = len(all_words) // 2 if slot in _HALVED else len(all_words)
        halves[slot] = tuple(all_words[:half]), tuple(all_words[half:]) or tuple(all_words)
    return halves


def tagging_sentences(rng: np.random.Generator, n: int, unseen: bool = False) -> list[TaggedSentence]:
    """Make sentences with persons' names.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    n : int
        Number of sentences.
    unseen : bool
        False: the sentences for training. True: every name but "Teddy" is one that no training sentence holds,
        and so is half of the nouns and cities.

    Returns
    -------
    list of TaggedSentence
        Words with the first one capitalised, as in print, without a full stop. The names of the example
        sentence and "Roosevelt" are in none of them.
    """
    return [_fill(TEMPLATES[k], rng, unseen) for k in rng.integers(len(TEMPLATES), size=n)]


def _fill(template: str, rng: np.random.Generator, unseen: bool) -> TaggedSentence:
    """Put words into the slots of a template."""
    words: list[str] = []
    labels: list[int] = []
    for place, token in enumerate(template.split()):
        is_name = token in ("FIRST", "LAST") or (token == "Teddy" and "LAST" in template)
        filler = _choose(token, rng, unseen) if re.fullmatch("[A-Z]{2,}", token) else token
        for word in filler.split("_"):
            words.append(word[0].upper() + word[1:] if place == 0 else word)
            labels.append(int(is_name))
    return TaggedSentence(tuple(words), np.array(labels))


def _choose(slot: str, rng: np.random.Generator, unseen: bool) -> str:
    """Draw a word for a slot."""
    known, new = _fillers()[slot]
    if not unseen:
        words = known
    elif slot in ("FIRST", "LAST"):
        words = new
    else:
        words = known if rng.random() < 0.5 else new
    return words[rng.integers(len(words))]


def capital_and_first(words: tuple[str, ...]) -> Float[Array, "2 T_x"]:
    """Describe what a word looks like, apart from which word it is.

    Parameters
    ----------
    words : tuple of str
        A sentence of T_x words.

    Returns
    -------
    (2, T_x) array
        First row: 1 where the word has an initial capital; second row: 1 at the first word, where a capital
        means nothing.
    """
    capital = [float(word[0].isupper()) for word in words]
    return np.array([capital, [1.0] + [0.0] * (len(words) - 1)])
