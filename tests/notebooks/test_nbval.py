"""nbval with the course's sanitising file: strict, but for what the file says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

REPOSITORY = Path(__file__).parents[2]
SANITISE = REPOSITORY / "tests" / "nbval_sanitise.cfg"


CELLS = [
    ("print('[ 0.5 -0. ]', -0.0)", "[ 0.5 0. ] 0.0\n", "PASSED"),
    ("print(0.25)", "0.25\n", "PASSED"),
    ("print(0.25)", "0.26\n", "FAILED"),
    ("print(-0.04)", "0.04\n", "FAILED"),
    ("print('a')", "a\nb\n", "FAILED"),
    ("import sys; print('b'); print('careful', file=sys.stderr)", "b\n", "FAILED"),
]


def write_notebook(path: Path) -> None:
    """Write a notebook of cells with stored outputs."""
    notebook = new_notebook()
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for source, stored, _ in CELLS:
        output = new_output("stream", name="stdout", text=stored)
        notebook.cells.append(new_code_cell(source, outputs=[output], execution_count=1))
    nbformat.write(notebook, path)


@pytest.mark.slow
def test_output_that_differs_fails_unless_it_is_the_sign_of_a_zero(tmp_path: Path) -> None:
    write_notebook(tmp_path / "a.ipynb")
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "--rootdir", ".", "a.ipynb"]
    options = ["--nbval", "--nbval-current-env", "--nbval-sanitize-with", str(SANITISE)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    result = subprocess.run(
        [*command, *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=120,
    )
    found = re.findall(r"Cell \d+ (PASSED|FAILED)", result.stdout)
    assert found == [expected for _, _, expected in CELLS], result.stdout + result.stderr
