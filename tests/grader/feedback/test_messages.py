"""The catalogue: every key that is used exists, none is unused, every placeholder is filled."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import grader.feedback
from grader.errors import CourseError
from grader.exercises.symptoms.recognised import KEYS
from grader.feedback.cell_status import BY_PERSON, UNMARKED
from grader.feedback.messages import Catalogue
from grader.regrading.changes import PARTS
from grader.regrading.reproducing import Outcome
from grader.results import Status, Verdict

FOLDER = Path(grader.feedback.__file__).parent
REGRADING = ("change.", "dry_run.", "history.", "reproduce.")
WITH_VERDICTS = ("verdict", "explain", "comment")


def used_keys() -> set[str]:
    """Return the keys in sources and templates; those put together from a name are listed for every name."""
    sources = [*FOLDER.glob("*.py"), *FOLDER.glob("templates/*.j2"), FOLDER.parent / "outputs.py"]
    text = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    keys = set(re.findall(r"""say(?:\(|\.sentences\[)\s*["']([a-z_.]+)["'](?!\s*~)""", text))
    counted = set(re.findall(r"""say\.count\(\s*["']([a-z_.]+)["']""", text))
    counted |= set(re.findall(r'Status\.[A-Z_]+, "([a-z_.]+)"', text))
    keys |= {f"{key}.{form}" for key in counted for form in ("one", "many")}
    keys |= {f"{group}.{status.name.lower()}" for status in Status for group in ("status", "sign")}
    keys |= {f"{group}.{status}" for status in (BY_PERSON, UNMARKED) for group in ("status", "sign")}
    keys |= {f"symptom.{key}" for key in KEYS}
    assert "comment.verdict" in keys
    return keys | {f"{group}.{verdict.name.lower()}" for verdict in Verdict for group in WITH_VERDICTS}


def test_every_key_that_is_used_exists_and_none_is_unused() -> None:
    # The report looks after its own sentences, in tests/grader/report/test_page.py; regrading's are below.
    kept = {key for key in Catalogue.load("en").sentences if not key.startswith(("report.", *REGRADING))}
    used = {key for key in used_keys() if not key.startswith(REGRADING)}
    assert kept == used | {"explain.graded"}


def test_every_sentence_about_regrading_is_used() -> None:
    sources = [*FOLDER.parent.glob("regrading/*.py"), FOLDER.parent / "cli_regrading.py", FOLDER / "regrading.py"]
    text = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    kept = [key for key in Catalogue.load("en").sentences if key.startswith(REGRADING)]
    put_together = {f"change.{part}" for part in PARTS} | {f"reproduce.{outcome.name.lower()}" for outcome in Outcome}
    spelled = [re.sub(r"\.(one|many)$", "", key) for key in kept if key not in put_together]
    quoted = set(re.findall(r"""["']([a-z_.]+)["']""", text))
    unused = [key for key in spelled if not quoted.intersection([key, key.split(".", 1)[1]])]
    assert len(kept) > 50 and unused == []


def test_values_are_filled_in_and_numbers_choose_the_form() -> None:
    say = Catalogue("xx", {"a": "to {name}", "b.one": "one", "b.many": "{number} of {kind}"})
    assert say("a", name="you") == "to you"
    assert say.count("b", 1) == "one"
    assert say.count("b", 3, kind="them") == "3 of them"


@pytest.mark.parametrize("language", ["xx", "../en", ""])
def test_an_unknown_language_is_refused_with_the_known_ones(language: str) -> None:
    with pytest.raises(CourseError, match="there is de, en"):
        Catalogue.load(language)
