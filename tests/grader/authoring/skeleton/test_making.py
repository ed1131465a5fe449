"""A skeleton in a copy of the checkout: complete, importable, and never taken for finished."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import rnn_utils
from grader.authoring.skeleton import new_exercise, wish
from grader.cli import main
from grader.errors import AuthoringError

ROOT = Path(__file__).parents[4]
PARTS = ("rnn_utils", "grader", "solutions", "tests/rnn_utils/reference", "docs", "notebooks/03_gru")
WISH = wish("gate_mean", "03_gru", "(ut, axis=0)", "mean", after="gru_forward")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a copy of what a skeleton touches."""
    for part in PARTS:
        ignored = shutil.ignore_patterns("__pycache__", "datasets")
        shutil.copytree(ROOT / part, tmp_path / part, ignore=ignored)
    (tmp_path / "pyproject.toml").write_text("")
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    return tmp_path


def contents(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text() for path in root.rglob("*.py")}


def test_a_skeleton_is_in_every_place_and_nothing_else_changes(root: Path) -> None:
    before = contents(root)
    made = new_exercise(root, WISH)
    after = contents(root)
    assert made.by_hand == {}
    assert sorted(made.written) == sorted(after.keys() - before.keys())
    assert sorted(made.changed) == sorted(path for path in before if after[path] != before[path])
    for path in made.written:
        assert "UNFINISHED" in after[path]
    removed = [line for path in made.changed for line in set(before[path].splitlines()) - set(after[path].splitlines())]
    assert all("Exercise" in line or "GATED_NETWORKS" in line for line in removed), removed
    text = after["solutions/03_gru.py"]
    assert text.index('# %% grade="gru_forward"') < text.index("### Exercise 5: `gate_mean`")
    assert "### Exercise 6: `gru_cell_backward`" in text


def test_nothing_is_overwritten_and_nothing_half_written(root: Path) -> None:
    (root / "rnn_utils" / "reference" / "gate_mean.py").write_text("mine = 1\n")
    before = contents(root)
    with pytest.raises(AuthoringError, match=r"there already: rnn_utils/reference/gate_mean\.py"):
        new_exercise(root, WISH)
    (root / "rnn_utils" / "reference" / "gate_mean.py").unlink()
    (root / "grader" / "authoring" / "edition.py").write_text("def (\n")
    with pytest.raises(AuthoringError, match=r"cannot change grader/authoring/edition\.py"):
        new_exercise(root, WISH)
    assert contents(root).keys() == before.keys() - {"rnn_utils/reference/gate_mean.py"}


def test_what_is_not_safe_is_left_to_the_author(root: Path) -> None:
    path = root / "grader" / "exercises" / "gru" / "__init__.py"
    path.write_text(path.read_text().replace("    SEQUENCE_FORWARD,\n", "    SEQUENCE_FORWARD,  # the whole of it\n"))
    made = new_exercise(root, WISH)
    assert made.by_hand == {
        "grader/exercises/gru/__init__.py": "GATE_MEAN into ALL, behind gru_forward (ALL holds comments)"
    }


def test_outside_of_a_checkout_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(rnn_utils, "__file__", str(tmp_path / "site-packages" / "rnn_utils" / "__init__.py"))
    call = ["--course", str(ROOT), "new-exercise", "gate_mean", "--assignment", "03_gru"]
    result = CliRunner().invoke(main, call)
    assert result.exit_code == 1
    assert "exercises are made in a checkout of the course" in result.output
    assert "make venv" in result.output


@pytest.mark.slow
def test_a_skeleton_imports_builds_and_is_neither_clean_nor_released(root: Path) -> None:
    """As an author sees it, with the programs of the copy."""
    shutil.copytree(ROOT / "rnn_utils" / "datasets", root / "rnn_utils" / "datasets")

    def grader(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "grader", *arguments]
        environment = os.environ | {"PYTHONPATH": str(root)}
        return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)

    made = grader("new-exercise", "gate_mean", "--assignment", "03_gru", "--signature", "(ut, axis=0)")
    assert made.returncode == 0, made.stderr
    built = grader("build", "--no-execute", "03_gru")
    assert built.returncode == 0, built.stderr
    linted = grader("lint", "03_gru")
    assert linted.returncode == 1
    for kind in ("unfinished", "points", "source", "mistake", "variant"):
        assert f": {kind}: " in linted.stdout
    released = grader("release", "03_gru")
    assert released.returncode == 1
    assert "03_gru is unfinished" in released.stderr
