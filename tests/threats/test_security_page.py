"""``docs/security.md`` says what the tests assert and what was measured, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from threats.rendering import PAGE, measured, rendered, stock_cell
from threats.stock import measure
from threats.table import THREATS

LINES = {*map(str, range(1, 27)), "11b"}


def test_the_page_is_freshly_rendered() -> None:
    """Run ``python tests/threats/rendering.py`` where this fails."""
    text = PAGE.read_text(encoding="utf-8")
    assert rendered(text) == text


def test_every_line_of_the_list_has_a_threat() -> None:
    assert {threat.line for threat in THREATS} == LINES
    assert len({threat.student for threat in THREATS}) == len(THREATS)


def test_everything_that_is_safe_was_measured() -> None:
    known = measured()["results"]
    assert set(known) == {"ada", *(threat.student for threat in THREATS if threat.stock)}
    assert known["ada"]["score"] == measured()["max_score"]


def test_a_stock_grade_that_is_not_deserved_stands_out() -> None:
    assert stock_cell({"success": True, "score": 5.0, "honest": 0}, 40) == "**5 of 40**"
    assert stock_cell({"success": True, "score": 5.0, "honest": 5}, 40) == "5 of 40"
    assert stock_cell({"success": False, "score": None, "honest": 5}, 40) == "**no grade**, deserves 5"
    assert stock_cell({"success": False, "score": None, "honest": 0}, 40) == "no grade"
    assert stock_cell(None, 40) == "not run"


@pytest.mark.soak
def test_stock_nbgrader_still_gives_what_the_page_says(tmp_path: Path) -> None:
    known, fresh = measured(), measure(tmp_path)
    same = known["versions"] == fresh["versions"]
    assert not same or {name: one["score"] for name, one in known["results"].items()} == {
        name: one["score"] for name, one in fresh["results"].items()
    }
