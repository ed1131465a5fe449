"""Solutions that leak, under other names and in another layout."""

from __future__ import annotations

import inspect

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from tiny import marked

from grader.authoring import edition
from grader.authoring.linting import leaks
from grader.authoring.linting.leaks import edition_faults, release_faults, source_faults
from rnn_utils.reference.gru import gru_cell_backward

NAME = "03_gru"
BODY = inspect.getsource(gru_cell_backward).split('"""')[2]
DISGUISED = (
    f"def helper(gradient, kept):{BODY}".replace("dc_next", "gradient")
    .replace("cache", "kept")
    .replace("stacked", "both")
    .replace("dzu", "update")
    .replace("cct", "candidate")
    .replace(" = ", "  =  ")
    .replace("    # Gradients", "    # Nothing to see here")
)


def said(*cells: NotebookNode) -> list[str]:
    return [fault.what for fault in release_faults(new_notebook(cells=list(cells)), NAME)]


@pytest.mark.parametrize(
    "cell",
    [
        new_code_cell(DISGUISED),
        new_markdown_cell(f"Try this:\n\n```python\n{DISGUISED}\n```"),
        new_code_cell(f'def f():\n    """Help.\n\n{DISGUISED}\n    """\n    raise NotImplementedError'),
    ],
    ids=["code", "markdown", "docstring"],
)
def test_a_solution_under_other_names_is_found(cell: NotebookNode) -> None:
    (found,) = said(cell)
    assert found.startswith("is to ") and found.endswith("% the solution of gru_cell_backward, 03_gru")


def test_a_line_of_it_is_no_leak() -> None:
    assert said(new_markdown_cell("`dzr = dreset * c_prev * rt * (1 - rt)` is one of them")) == []


def test_outputs_are_a_leak() -> None:
    (found,) = said(new_code_cell("f()", outputs=[new_output("stream", text="0.25")]))
    assert "outputs" in found


def test_a_solution_in_the_edition_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """And an earlier reference, which looks like a later solution, is none."""
    assert list(edition_faults(NAME)) == []
    files = edition.edition_files(NAME) | {"rnn_utils/training.py": DISGUISED.encode()}
    monkeypatch.setattr(leaks, "edition_files", lambda name: files)
    (found,) = edition_faults(NAME)
    assert found.where == "rnn_utils/training.py in the student edition of 03_gru"
    assert "gru_cell_backward" in found.what


def test_a_solution_region_that_stands_elsewhere_too_is_found() -> None:
    region = f"def helper(gradient, kept):\n    ### BEGIN SOLUTION{BODY}    ### END SOLUTION"
    answer = marked(new_code_cell(region), "answer", solution=True)
    assert list(source_faults(new_notebook(cells=[answer]), "nb")) == []
    (found,) = source_faults(new_notebook(cells=[answer, new_code_cell(DISGUISED, id="twice")]), "nb")
    assert found.where == "nb, cell twice"
