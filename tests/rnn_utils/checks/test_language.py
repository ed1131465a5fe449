"""The students' check in the language that their edition brings along."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import numpy as np
import pytest
from judged import right

from grader.exercises.catalogue import EXERCISES
from grader.exercises.patching import functions_of, wrong_source
from grader.feedback.messages import Catalogue
from grader.wording import public_sentences
from rnn_utils.checks import CheckFailed, check, language
from rnn_utils.checks.naming import known_mistakes

CELL = EXERCISES["rnn_cell_forward"]


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the edition be one in German."""
    found = public_sentences([CELL, EXERCISES["softmax"]], Catalogue.load("de"))
    monkeypatch.setattr(language, "sentences", lambda: found)
    yield


def failure(function: Callable[..., object], name: str) -> str:
    with pytest.raises(CheckFailed) as caught:
        check(function, name)
    return str(caught.value)


@pytest.mark.usefixtures("german")
def test_a_known_mistake_is_named_in_the_language_of_the_edition() -> None:
    mistake = next(one for one in CELL.mistakes if one.id.endswith(".transposed"))
    said = failure(functions_of(CELL, wrong_source(CELL, mistake), right(CELL))["rnn_cell_forward"], "rnn_cell_forward")
    assert said.startswith("✗ rnn_cell_forward (drei Beispiele): a_next hat falsche Werte: ")
    assert "das erste bei Einheit 0, Beispiel 0" in said
    assert "Erhalten:  a_next[0, 0:3] = " in said
    assert "bei diesem bekannten Fehler: Waa ist transponiert." in said
    assert "Hinweis: Drei Terme werden addiert" in said
    assert "Siehe die Formel S3(2): " in said


@pytest.mark.usefixtures("german")
def test_what_is_not_translated_stays_in_english() -> None:
    said = failure(lambda x: x / np.sum(x), "softmax")
    assert "Erwartet:" in said
    assert "Hinweis: Each column is a distribution of its own" in said


@pytest.mark.usefixtures("german")
def test_short_answers_are_in_the_language_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(CELL.reference["rnn_cell_forward"])
    assert "Die öffentlichen Prüfungen sind bestanden (3 Fälle)." in capsys.readouterr().out
    assert "Für 'f' gibt es keine Prüfung." in failure(lambda: None, "f")


@pytest.mark.usefixtures("german")
def test_a_mistake_is_found_by_the_same_numbers() -> None:
    """Only its words are others."""
    assert len(known_mistakes(CELL.public)) > 30


def test_an_edition_without_a_language_is_in_english() -> None:
    assert not language.sentences()
    assert language.in_language(CELL.public) is CELL.public


def test_a_notebook_shows_a_green_line_in_the_colours_of_the_page(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No text of its own colour, so that it reads on any background; nothing on stderr, nothing that is a score."""
    shown: list[dict[str, str]] = []
    shell = SimpleNamespace(display_pub=SimpleNamespace(publish=shown.append))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert check(CELL.reference["rnn_cell_forward"])
    (bundle,) = shown
    line = "✓ rnn_cell_forward: public checks passed (3 cases). More are run when it is graded."
    assert bundle["text/plain"] == line
    assert line in bundle["text/html"]
    assert "background: rgba(45, 164, 78" in bundle["text/html"] and "; color" not in bundle["text/html"]
    assert capsys.readouterr() == ("", "")
