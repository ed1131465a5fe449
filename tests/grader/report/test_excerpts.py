"""A student's code out of a graded notebook: bounded, nothing followed, nothing hidden shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.report.excerpts import LONGEST, MOST_LINES, code_of

NOTE = "[{number} left out]"


def notebook(path: Path, source: object, name: object = "f_solution") -> Path:
    cell = {"cell_type": "code", "source": source, "metadata": {"nbgrader": {"grade_id": name}}}
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": "other"}, cell]}), encoding="utf-8")
    return path


def test_the_cell_of_the_exercise_is_found_whether_text_or_lines(tmp_path: Path) -> None:
    assert code_of(notebook(tmp_path / "a.ipynb", "def f():\n    pass"), "f", NOTE) == "def f():\n    pass"
    assert code_of(notebook(tmp_path / "b.ipynb", ["def f():\n", "    pass"]), "f", NOTE) == "def f():\n    pass"
    assert code_of(tmp_path / "a.ipynb", "g", NOTE) == ""


DAMAGED = [b"", b"{", b"[]", b'{"cells": 3}', b'{"cells": [1, {"metadata": 2}]}', b"[" * 99999]


@pytest.mark.parametrize("content", DAMAGED)
def test_damaged_notebooks_have_no_code(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.ipynb").write_bytes(content)
    assert code_of(tmp_path / "a.ipynb", "f", NOTE) == ""


def test_links_and_missing_files_have_no_code(tmp_path: Path) -> None:
    target = notebook(tmp_path / "a.ipynb", "secret = 1")
    (tmp_path / "link.ipynb").symlink_to(target)
    assert code_of(tmp_path / "link.ipynb", "f", NOTE) == ""
    assert code_of(tmp_path / "none.ipynb", "f", NOTE) == ""


def test_long_code_is_cut_in_lines_and_characters(tmp_path: Path) -> None:
    lines = code_of(notebook(tmp_path / "a.ipynb", "x\n" * 5000), "f", NOTE).split("\n")
    assert len(lines) == MOST_LINES + 1 and lines[-1] == "…"
    wide = code_of(notebook(tmp_path / "b.ipynb", "y" * 100_000), "f", NOTE)
    assert len(wide) < LONGEST + 100 and "left out]" in wide


def test_a_hidden_test_that_was_copied_into_the_cell_is_not_shown(tmp_path: Path) -> None:
    source = "def f():\n    pass\n### BEGIN HIDDEN TESTS\nassert secret\n### END HIDDEN TESTS"
    assert "secret" not in code_of(notebook(tmp_path / "a.ipynb", source), "f", NOTE)
