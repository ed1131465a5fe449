"""Records, figures, tables and data of a measurement."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.strength import records
from grader.strength.counts import counts, total
from grader.strength.document import differences, document, to_text
from grader.strength.keeping import load, save
from grader.strength.records import Changed, Known, Record
from grader.strength.table import share, table

DIFF = "-    return x\n+    return y"
RECORD = Record(
    "softmax",
    "01_rnn",
    mistakes=(Known("softmax.a", False, ("values",), "values"), Known("softmax.b", True, ("shapes",), "values")),
    variants=(Known("softmax.loops", True, ()), Known("softmax.odd", False, ())),
    mutants=(
        Changed("softmax:name:1", DIFF, False, "values", stops=True),
        Changed("softmax:name:2", DIFF, True, "shapes"),
        Changed("softmax:name:3", DIFF, True, "", equivalent=True),
        Changed("softmax:name:4", DIFF, True, "", equivalent=True, cache=True),
        Changed("softmax:name:5", DIFF, True, "", equivalent=True),
        Changed("softmax:name:6", DIFF, True, ""),
    ),
    seeds=1000,
)


@pytest.fixture(autouse=True)
def reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    """Accept one mutant, which agrees on the inputs that were tried."""
    known: Mapping[str, str] = {"softmax:name:5": "It is right."}
    monkeypatch.setattr(records, "REASONS", known)
    monkeypatch.setattr("grader.strength.table.REASONS", known)


def test_fates() -> None:
    """Killed by a criterion, or why it lives; a written reason comes before equality."""
    fates = [mutant.fate for mutant in RECORD.mutants]
    assert fates == ["values", "shapes", "equivalent", "cache unread", "accepted", "survived"]


def test_figures() -> None:
    """A mistake counts as rejected by its own criterion; shares are of what returns something else."""
    figures = counts(RECORD)
    assert (figures.mistakes, figures.mistakes_own, figures.mistakes_public) == (2, 1, 1)
    assert (figures.mutants, figures.stops, figures.equivalent, figures.cache, figures.different) == (6, 1, 1, 1, 4)
    assert (figures.killed, figures.killed_public, figures.accepted, figures.survived) == (2, 1, 1, 1)
    assert (figures.variants, figures.passed, figures.passed_public) == (2, 2, 1)
    assert total([RECORD, RECORD]).mutants == 12


def test_a_share_is_rounded_down() -> None:
    """100 % means all."""
    assert [share(999, 1000), share(9999, 10000), share(1, 1), share(0, 0)] == ["99.9 %", "99.9 %", "100.0 %", "–"]


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    """Every part of it."""
    assert load(tmp_path, "softmax") is None
    save(tmp_path, RECORD)
    assert load(tmp_path, "softmax") == RECORD


def test_agreement_is_noted() -> None:
    """Only of those named, with the number of seeds."""
    noted = RECORD.with_equivalent(["softmax:name:6", "softmax:name:3"], 5, ["softmax:name:6", "softmax:name:2"])
    assert [mutant.fate for mutant in noted.mutants][2:] == ["equivalent", "survived", "accepted", "cache unread"]
    assert noted.seeds == 5


def test_the_table_lists_what_lives() -> None:
    """With the change, and the reason where there is one."""
    text = table([RECORD])
    assert "| softmax | 2 | 1 | 1 | 6 | 1 | 1 | 2 | 50.0 % | 1 | 25.0 % | 1 | 1 | 2 | 1 |" in text
    assert "`softmax:name:5`: It is right." in text
    assert text.count("```diff\n- return x\n+ return y\n```") == 4
    assert "- softmax: shapes 1, values 1" in text
    assert "name:1" not in text


def test_differences_are_named() -> None:
    """A mutant that lives now, a mistake that slips through, an exercise that is new."""
    data = document([RECORD])
    assert differences(data, data) == []
    equal = [mutant.id for mutant in RECORD.mutants if mutant.equivalent]
    living = document([RECORD.with_equivalent([*equal, "softmax:name:6"], 1000, ["softmax:name:4"])])
    said = "\n".join(differences(data, living))
    assert "softmax:name:6 is survived, found equivalent" in said
    assert "softmax: survived is 1, found 0" in said
    assert differences({}, data) == ["softmax is not there"]
    assert to_text(data).count("\n") > 20
