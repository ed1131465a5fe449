"""Messages: ordinary English text that can be told in another language."""

from __future__ import annotations

import copy
import pickle

import pytest

from rnn_utils.checks.messages import Message, Template, by_itself, told, translated

WRONG = Template("t.wrong", "{path} is wrong at {places}, not {what}")
ODD = Template("t.odd", "an odd {kind}")
GERMAN = {
    "t.wrong": "{what} statt {path}, falsch bei {places}",
    "t.odd": "ein komischer {kind}",
    "axis.unit": "Einheit",
    "text.step": "Schritt",
}
MESSAGE = WRONG(path="a", places=(by_itself("axis", "unit"), by_itself("axis", "step"), "7"), what=ODD(kind="Typ"))


def test_a_message_is_its_english_text() -> None:
    assert MESSAGE == "a is wrong at unit, step, 7, not an odd Typ"
    assert hash(MESSAGE) == hash(str(MESSAGE))


def test_it_is_told_in_another_language_with_all_that_is_filled_in() -> None:
    """The second axis has no key of its own there: its text stands under what is the same everywhere."""
    assert MESSAGE.told(GERMAN) == "ein komischer Typ statt a, falsch bei Einheit, Schritt, 7"


def test_what_has_no_sentence_stays_in_english() -> None:
    assert MESSAGE.told({}) == MESSAGE
    assert MESSAGE.told({"t.odd": "seltsam"}) == MESSAGE
    assert translated("unit", "axis.unit", {}) == "unit"


@pytest.mark.parametrize("sentence", ["{nothing}", "{", "{0}", "{path.x.y}"])
def test_a_sentence_that_cannot_be_filled_in_gives_the_english_one(sentence: str) -> None:
    """Made by another version, or mistyped."""
    assert MESSAGE.told({"t.wrong": sentence}) == MESSAGE


def test_braces_in_what_a_student_wrote_and_in_plain_texts_mean_nothing() -> None:
    assert ODD(kind="{secret}").told(GERMAN) == "ein komischer {secret}"
    assert Message("{a}", "hint").told({"hint": "{b}"}) == "{b}"


def test_it_travels_to_workers() -> None:
    for twin in (pickle.loads(pickle.dumps(MESSAGE)), copy.deepcopy(MESSAGE)):
        assert (twin, twin.key, twin.values) == (MESSAGE, MESSAGE.key, MESSAGE.values)
        assert twin.told(GERMAN) == MESSAGE.told(GERMAN)


def test_plain_text_is_told_as_it_is() -> None:
    assert told("plain", GERMAN) == "plain"
