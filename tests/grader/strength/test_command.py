"""The command: which exercises it takes, and how it says that something is not as committed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from grader.cli import main
from grader.course import Course
from grader.errors import StrengthError
from grader.exercises.catalogue import EXERCISES
from grader.strength import command
from grader.strength.command import chosen, compare, compare_sample
from grader.strength.document import document, to_text
from grader.strength.places import Places
from grader.strength.records import Changed, Record
from grader.strength.sampling import differences_in_sample, sampled

ROOT = Course.find(Path(__file__)).root
RECORD = Record("sgd_step", "02_language_model", mutants=(Changed("sgd_step:name:1", "-a\n+b", False, "parameters"),))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Return a course folder with a committed measurement of one exercise."""
    (tmp_path / "docs").mkdir()
    places = Places(tmp_path, "strength")
    places.data.write_text(to_text(document([RECORD])), encoding="utf-8")
    return places


def test_names_are_those_of_assignments_and_exercises() -> None:
    """Without any, all of them."""
    assert [exercise.id for exercise in chosen(["softmax", "03_gru"])][:2] == ["softmax", "gradient_norms_through_time"]
    assert len(chosen([])) == len(EXERCISES)
    with pytest.raises(StrengthError, match="no exercise 'sotfmax'"):
        chosen(["sotfmax"])


def test_a_measurement_is_compared(places: Places) -> None:
    """What differs is listed, with what to do."""
    compare(places, [RECORD])
    lives = Record("sgd_step", "02_language_model", mutants=(Changed("sgd_step:name:1", "-a\n+b", True, ""),))
    with pytest.raises(StrengthError, match="name:1 is parameters, found survived") as raised:
        compare(places, [lives])
    assert "make strength" in raised.value.hint


def test_mutants_that_the_committed_measurement_does_not_know_are_found(places: Places) -> None:
    """The reference has changed since."""
    with pytest.raises(StrengthError, match="are there on one side alone"):
        compare_sample(places, ["sgd_step"], Console(quiet=True))


def test_nothing_is_written_when_comparing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither with --check nor with names."""
    written: list[object] = []
    monkeypatch.setattr(command, "measure", lambda *_: [RECORD])
    monkeypatch.setattr(command, "compare", lambda *_: None)
    monkeypatch.setattr(command, "write", lambda *_: written.append(1))
    for arguments, times in ((["--check"], 0), (["sgd_step"], 0), ([], 1)):
        result = CliRunner().invoke(main, ["--course", str(ROOT), "strength", *arguments])
        assert result.exit_code == 0, result.output
        assert "sgd_step" in result.output
        assert len(written) == times


def test_the_committed_measurement_is_good() -> None:
    """Every exercise; every known mistake rejected, nothing left unexplained, no variant rejected."""
    measured = Places(ROOT, "strength").committed()
    assert list(measured) == list(EXERCISES)
    for name, entry in measured.items():
        figures, exercise = entry["counts"], EXERCISES[name]
        assert figures["mistakes"] == figures["mistakes_own"] == len(exercise.mistakes)
        assert figures["variants"] == figures["passed"] == figures["passed_public"] == len(exercise.variants)
        assert figures["survived"] == 0
    killed, mutants, alike = (
        sum(entry["counts"][name] for entry in measured.values()) for name in ("killed", "mutants", "equivalent")
    )
    caches = sum(entry["counts"]["cache"] for entry in measured.values())
    assert killed >= 0.99 * (mutants - alike - caches)


@pytest.mark.slow
def test_a_sample_of_the_mutants_has_the_committed_fate() -> None:
    """One in so many of all, judged again."""
    expected = Places(ROOT, "strength").committed()
    assert list(differences_in_sample(expected, EXERCISES.values())) == []
    names = [name for entry in expected.values() for name in entry["mutants"]]
    assert len(sampled(names)) > 40
