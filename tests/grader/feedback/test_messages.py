"""The catalogue: every key that is used exists, none is unused, every placeholder is filled."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import grader.feedback
from grader.errors import CourseError
from grader.exercises.symptoms.recognised import KEYS
from grader.feedback.messages import Catalogue
from grader.results import Status, Verdict

FOLDER = Path(grader.feedback.__file__).parent


def used_keys() -> set[str]:
    """Return the keys in sources and templates; those put together from a name are listed for every name."""
    sources = [*FOLDER.glob("*.py"), *FOLDER.glob("templates/*.j2")]
    text = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    keys = set(re.findall(r"""say(?:\(|\.sentences\[)\s*["']([a-z_.]+)["'](?!\s*~)""", text))
    counted = set(re.findall(r"""say\.count\(\s*["']([a-z_.]+)["']""", text))
    counted |= set(re.findall(r'Status\.[A-Z_]+, "([a-z_.]+)"', text))
    keys |= {f"{key}.{form}" for key in counted for form in ("one", "many")}
    keys |= {f"{group}.{status.name.lower()}" for status in Status for group in ("status", "sign")}
    keys |= {f"symptom.{key}" for key in KEYS}
    return keys | {f"{group}.{verdict.name.lower()}" for verdict in Verdict for group in ("verdict", "explain")}


def test_every_key_that_is_used_exists_and_none_is_unused() -> None:
    # The report looks after its own sentences, in tests/grader/report/test_page.py.
    kept = {key for key in Catalogue.load("en").sentences if not key.startswith("report.")}
    assert kept == used_keys() | {"explain.graded"}


def test_every_language_has_the_same_keys_and_values_to_fill_in() -> None:
    english = Catalogue.load("en").sentences
    for file in FOLDER.glob("messages/*.toml"):
        sentences = Catalogue.load(file.stem).sentences
        assert sentences.keys() == english.keys()
        for key, sentence in sentences.items():
            assert set(re.findall(r"{\w+}", sentence)) == set(re.findall(r"{\w+}", english[key])), key


def test_values_are_filled_in_and_numbers_choose_the_form() -> None:
    say = Catalogue("xx", {"a": "to {name}", "b.one": "one", "b.many": "{number} of {kind}"})
    assert say("a", name="you") == "to you"
    assert say.count("b", 1) == "one"
    assert say.count("b", 3, kind="them") == "3 of them"


@pytest.mark.parametrize("language", ["xx", "../en", ""])
def test_an_unknown_language_is_refused_with_the_known_ones(language: str) -> None:
    with pytest.raises(CourseError, match="there is en"):
        Catalogue.load(language)
