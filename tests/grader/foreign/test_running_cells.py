"""Cells run in the sandbox as nbgrader's Execute runs them, and every failed cell shows an error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.errors import SandboxUnavailable
from grader.foreign.running_cells import Ran, run_cells
from grader.sandbox import Limits, Sandbox


@pytest.fixture(scope="module")
def bare() -> Iterator[Sandbox]:
    """Return a sandbox without a student edition, and with one distribution more than usual."""
    with Sandbox(packages=["mistune"]) as warm:
        yield warm


def run(sandbox: Sandbox, *sources: str, limits: Limits | None = None) -> tuple[NotebookNode, Ran]:
    notebook: NotebookNode = new_notebook(cells=[new_markdown_cell("1"), *map(new_code_cell, sources)])
    ran = run_cells(notebook, {"data/words.txt": b"hello"}, limits or Limits(), sandbox)
    notebook.cells.pop(0)
    return notebook, ran


def errors(cell: NotebookNode) -> list[str]:
    return [output.ename for output in cell.outputs if output.output_type == "error"]


def test_cells_are_numbered_and_show_what_a_kernel_shows(bare: Sandbox) -> None:
    notebook, ran = run(bare, "1 + 1", "", "1 / 0", "Out[2], open('data/words.txt').read()")
    assert [cell.execution_count for cell in notebook.cells] == [1, None, 2, 3]
    assert notebook.cells[0].outputs[0]["execution_count"] == 1
    assert notebook.cells[3].outputs[0]["data"]["text/plain"] == "(2, 'hello')"
    assert errors(notebook.cells[2]) == ["ZeroDivisionError"]
    assert ran.stopped == ""


def test_the_announcement_leaves_no_name_behind(bare: Sandbox) -> None:
    notebook, _ = run(bare, "'os' in globals(), __import__('os').environ['NBGRADER_EXECUTION']")
    assert notebook.cells[0].outputs[0]["data"]["text/plain"] == "(False, 'autograde')"


def test_notebooks_share_nothing(bare: Sandbox) -> None:
    run(bare, "open('left.txt', 'w').write('x')", "import builtins; builtins.left = 1")
    notebook, _ = run(bare, "import os; os.path.exists('left.txt'), 'left' in dir(__builtins__)")
    assert notebook.cells[0].outputs[0]["data"]["text/plain"] == "(False, False)"


@pytest.mark.parametrize(
    "source",
    [
        "get_ipython().showtraceback = lambda *a, **k: None\n1 / 0",
        "from IPython.display import clear_output\ntry:\n    1 / 0\nfinally:\n    clear_output(wait=True)",
        "import sys; sys.exit(0)",
        "this is no Python",
        "raise KeyboardInterrupt",
    ],
)
def test_a_cell_that_failed_always_shows_an_error(bare: Sandbox, source: str) -> None:
    notebook, _ = run(bare, source, "1")
    assert len(errors(notebook.cells[0])) == 1
    assert errors(notebook.cells[1]) == []


@pytest.mark.parametrize("source", ["while True: pass", "try:\n    while True: pass\nexcept KeyboardInterrupt: pass"])
def test_a_cell_out_of_time_is_an_error_even_when_it_obeys_quietly(bare: Sandbox, source: str) -> None:
    notebook, ran = run(bare, source, "1", limits=Limits(cell_timeout_s=0.5))
    assert "CellTimeoutError" in errors(notebook.cells[0])
    assert errors(notebook.cells[1]) == []
    assert ran.stopped == ""


def test_cells_after_the_end_of_the_kernel_are_not_run(bare: Sandbox) -> None:
    notebook, ran = run(bare, "1", "import os; os._exit(3)", "1")
    assert [errors(cell) for cell in notebook.cells] == [[], ["KernelStopped"], ["NotRun"]]
    assert "it ended its own Python process" in ran.stopped


def test_a_course_may_name_further_packages(bare: Sandbox) -> None:
    notebook, _ = run(bare, "import mistune", "import nbgrader")
    assert [errors(cell) for cell in notebook.cells] == [[], ["ModuleNotFoundError"]]


def test_a_package_that_is_not_installed_is_a_clear_error() -> None:
    with pytest.raises(SandboxUnavailable, match="no-such-package is not installed"):
        Sandbox(packages=["no-such-package"])
