"""Make sentences that begin with words which may be a name or not: Teddy, April, Florence, Mark, Hope.

Only the words that follow tell, and some of them come late. First names and surnames are those of `names.txt`, from
the 1990 United States census (public domain; see `make_names.py`); templates and all other words are the course's own.
Half of the names, nouns and cities never occur in training sentences, so that an unknown word need not be a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

from rnn_utils.datasets.tagging import EXAMPLE, TEDDY_SENTENCES, TaggedSentence

PARTS = ("training", "validation", "test")

# Alike up to the last word, which decides about the first one.
FLORENCE_SENTENCES = (
    ("Florence", "is", "a", "famous", "city"),
    ("Florence", "is", "a", "famous", "singer"),
)

# What a word can be when it is no name; "May" is a month and a verb. Things come with what follows them.
READINGS: Mapping[str, tuple[str, ...]] = {
    "month": ("April", "May", "June", "August"),
    "place": ("Paris", "Florence", "Sydney", "Austin", "Jordan", "Georgia", "Virginia", "Chelsea", "Savannah"),
    "verb": ("Mark", "Bill", "Sue", "Chase", "Rob"),
    "question": ("Will", "May"),
    "quality": ("Hope", "Grace", "Faith", "Joy", "Dawn"),
    "thing": (
        "Teddy bears",
        "Rose bushes",
        "Violet curtains",
        "Ruby rings",
        "Crystal glasses",
        "Amber beads",
        "Olive trees",
        "Ginger biscuits",
        "Daisy chains",
        "Pearl buttons",
        "Ivy leaves",
        "Robin nests",
    ),
}
AMBIGUOUS = tuple(sorted({text.split()[0] for texts in READINGS.values() for text in texts}))

# Upper-case words are slots. NAME, FIRST and LAST are names; OTHER is an ambiguous word that is none.
_NAME_FIRST = (
    "NAME LAST was a ROLE",
    "NAME LAST was MEANWHILE a ADJECTIVE ROLE",
    "NAME LAST MADE a NOUN in CITY",
    "NAME LAST and FIRST LAST MADE a ADJECTIVE NOUN in CITY",
    "NAME MADE the ADJECTIVE NOUN",
    "NAME was MEANWHILE a ADJECTIVE ROLE in CITY",
    "NAME was MEANWHILE FEELING in MONTH",
    "NAME is MEANWHILE a ADJECTIVE ROLE",
    "NAME is MEANWHILE famous for PRONOUN NOUN",
    "NAME the ADJECTIVE ROLE lives in CITY",
    "NAME the ROLE MADE the NOUN",
)
_OTHER_FIRST: Mapping[str, tuple[str, ...]] = {
    "month": (
        "OTHER was MEANWHILE a ADJECTIVE month in CITY",
        "OTHER was MEANWHILE WEATHER in CITY",
        "OTHER is MEANWHILE a ADJECTIVE month",
    ),
    "place": (
        "OTHER was MEANWHILE WEATHER in MONTH",
        "OTHER is MEANWHILE a ADJECTIVE city",
        "OTHER is MEANWHILE famous for its NOUN",
        "OTHER has a ADJECTIVE NOUN",
    ),
    "verb": ("OTHER the ROLE for the NOUN", "OTHER the ROLE and the ROLE too", "OTHER the ADJECTIVE ROLE in CITY"),
    "question": ("OTHER the ROLE leave CITY", "OTHER it be WEATHER in CITY", "OTHER FIRST LAST leave CITY"),
    "quality": ("OTHER is all that FIRST has", "OTHER is what the ROLE needs", "OTHER was all that we had"),
    "thing": ("OTHER are STATE", "OTHER are MADE in CITY", "OTHER from CITY are ADJECTIVE"),
}
# No ambiguous word at the beginning of these: its readings are balanced above.
_PLAIN = (
    *(template.replace("NAME", "FIRST") for template in _NAME_FIRST),
    *(template.replace("OTHER", "CITY") for template in _OTHER_FIRST["place"]),
    "the ADJECTIVE NOUN was MADE by FIRST LAST",
    "yesterday NAME met NAME LAST in CITY",
    "yesterday the ROLE MADE a NOUN",
    "in CITY the NOUN was MADE by the ROLE",
    "the NOUN of NAME LAST is ADJECTIVE",
    "my friend NAME lives in CITY",
    "doctor LAST MADE a NOUN and a ADJECTIVE NOUN in CITY",
    "we bought a NOUN and a NOUN in CITY",
    "last MONTH FIRST LAST left CITY",
    "the NOUN from CITY is ADJECTIVE",
)
_NAMES = ("NAME", "FIRST", "LAST")

_FILLERS: Mapping[str, str] = {
    "MADE": "found painted sold bought built lost repaired",
    "ADJECTIVE": "new small famous lovely quiet strange",
    "ROLE": "president teacher doctor writer painter farmer singer lawyer",
    "MONTH": "January February March April May June July August September October November December",
    "WEATHER": "cold warm dry rainy sunny windy",
    "FEELING": "ill tired late happy hungry angry",
    "PRONOUN": "his her",
    "MEANWHILE": "_ _ still perhaps as_we_know for_a_long_time in_those_happy_days",
    "STATE": "on_sale expensive small famous in_the_box",
    "NOUN": (
        "machine clock bridge lamp garden boat song recipe castle letter kite violin map game tower ladder mirror coat "
        "basket drum chair wagon kettle saddle candle rocket puzzle helmet blanket bottle camera carpet compass "
        "curtain feather fountain hammer jacket ladle lantern locket napkin needle paddle pillow pocket quilt ribbon "
        "sandal scarf shovel spoon statue table telescope tent ticket trumpet vase"
    ),
    "CITY": (
        "London Berlin Rome Madrid Vienna Lisbon Oslo Dublin Prague Warsaw Athens Cairo Lima Delhi Tokyo Seoul Beijing "
        "Toronto Boston Chicago Nairobi Lagos Hanoi Manila Quito Havana Bogota Santiago Helsinki Stockholm Zurich "
        "Geneva Munich Hamburg Cologne Naples Milan Turin Venice Seville Porto Lyon Ghent Antwerp Rotterdam Utrecht "
        "Riga Vilnius Tallinn Sofia Bucharest Belgrade Zagreb Budapest Ankara Tunis Accra Dakar"
    ),
}
# Slots with words that are kept out of training.
_DIVIDED = ("FIRST", "LAST", "NOUN", "CITY")


def ambiguous_sentences(rng: np.random.Generator, n: int, part: str = "training") -> list[TaggedSentence]:
    """Make sentences with persons' names, half of which begin with an ambiguous word.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    n : int
        Number of sentences.
    part : str
        "training", "validation" or "test". In the last two, every other first name, surname, noun and city is one
        that no training sentence holds; validation and test have different ones.

    Returns
    -------
    list of TaggedSentence
        Words with the first one capitalised, as in print, without a full stop. An ambiguous first word is a name in
        about half of its sentences. The names of the example sentence and "Roosevelt" are in none.
    """
    if part not in PARTS:
        raise ValueError(f"part must be one of {', '.join(PARTS)}, not {part!r}")
    return [_sentence(rng, PARTS.index(part)) for _ in range(n)]


def _sentence(rng: np.random.Generator, part: int) -> TaggedSentence:
    """Draw a template and put words into its slots."""
    if rng.random() < 0.5:
        return _fill(_draw(rng, _PLAIN), {}, rng, part)
    word = _draw(rng, AMBIGUOUS)
    if rng.random() < 0.5:
        return _fill(_draw(rng, _NAME_FIRST), {"NAME": word}, rng, part)
    readings = [(kind, text) for kind, texts in READINGS.items() for text in texts if text.split()[0] == word]
    kind, text = readings[rng.integers(len(readings))]
    return _fill(_draw(rng, _OTHER_FIRST[kind]), {"OTHER": text}, rng, part)


def _draw(rng: np.random.Generator, choices: tuple[str, ...]) -> str:
    return choices[rng.integers(len(choices))]


def _fill(template: str, chosen: Mapping[str, str], rng: np.random.Generator, part: int) -> TaggedSentence:
    """Put words into the slots of a template, those that are already chosen and others by chance."""
    words: list[str] = []
    labels: list[int] = []
    for token in template.split():
        filler = chosen[token] if token in chosen else _choose(token, rng, part)
        for word in filler.replace("_", " ").split():
            words.append(word if words else word[0].upper() + word[1:])
            labels.append(int(token in _NAMES))
    return TaggedSentence(tuple(words), np.array(labels))


def _choose(token: str, rng: np.random.Generator, part: int) -> str:
    """Draw a word for a slot; any other word stands for itself."""
    if token == "NAME":
        return _draw(rng, AMBIGUOUS) if rng.random() < 0.3 else _choose("FIRST", rng, part)
    fillers = _fillers()
    if token not in fillers:
        return token
    known, *new = fillers[token]
    return _draw(rng, new[part - 1] if part and new and rng.random() < 0.5 else known)


@cache
def _fillers() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the words for each slot: all of them, or those of training, new ones of validation and of test."""
    lines = (Path(__file__).parent / "names.txt").read_text(encoding="ascii").splitlines()
    absent = {*AMBIGUOUS, *EXAMPLE, *TEDDY_SENTENCES[1]}
    words = {slot: text.split() for slot, text in _FILLERS.items()}
    words["FIRST"], words["LAST"] = ([w for w in line.split() if w not in absent] for line in lines[1:])
    parts = {}
    for slot, all_words in words.items():
        half, quarter = len(all_words) // 2, len(all_words) // 4
        pieces = (all_words[:half], all_words[half : half + quarter], all_words[half + quarter :])
        parts[slot] = tuple(map(tuple, pieces)) if slot in _DIVIDED else (tuple(all_words),)
    return parts
