"""What is special about an answer, in the words of the catalogue."""

from __future__ import annotations

from grader.feedback.messages import Catalogue
from grader.feedback.text import one_line
from grader.results import Symptom

MOST_NAMED = 6
LONGEST_VALUE = 120
IN_WORDS = frozenset({"axis", "gate"})  # values that are words and not names or numbers


def in_words(symptom: Symptom, say: Catalogue) -> str:
    """Return the sentence for a symptom.

    Parameters
    ----------
    symptom
        What was found. One that comes out of a stored notebook may be anything.
    say
        The sentences.

    Returns
    -------
    str
        The sentence, with names between backticks; empty where the catalogue has none that fits.
    """
    key = f"symptom.{symptom.key}"
    if key not in say.sentences or symptom.key in ("special", "and_more"):
        return ""
    values = {name: one_line(_said(name, value, say), LONGEST_VALUE) for name, value in symptom.values.items()}
    try:
        return say(key, **{**values, "outputs": _named(symptom.outputs, say)})
    except (KeyError, TypeError):  # stored with another version's values
        return ""


def _said(name: str, value: str, say: Catalogue) -> str:
    return say.translated.get(f"{name}.{value}", value) if name in IN_WORDS else value


def _named(outputs: tuple[str, ...], say: Catalogue) -> str:
    names = ", ".join(f"`{one_line(name, LONGEST_VALUE)}`" for name in outputs[:MOST_NAMED])
    more = len(outputs) - MOST_NAMED
    return say("symptom.and_more", outputs=names, number=more) if more > 0 else names
