"""Restoring submissions: released cells come back as they were, the student's code stays."""

from __future__ import annotations

import copy
from collections.abc import Callable

import nbformat
import pytest
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell
from tiny import definition, submitted

from grader.sanitizing import sanitize

DEFINITION = definition()


def by_name(notebook: NotebookNode) -> dict[str, NotebookNode]:
    return {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}


def place(notebook: NotebookNode, name: str) -> int:
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    return names.index(name)


def edited(notebook: NotebookNode) -> None:
    by_name(notebook)["one_hot"].source = "print('100')"


def retyped(notebook: NotebookNode) -> None:
    cell = by_name(notebook)["softmax"]
    cell.cell_type = "markdown"
    del cell["outputs"], cell["execution_count"]


def retagged(notebook: NotebookNode) -> None:
    by_name(notebook)["one_hot"].metadata["tags"] = ["skip-execution", "raises-exception"]


def repriced(notebook: NotebookNode) -> None:
    by_name(notebook)["one_hot"].metadata.nbgrader.points = 1000


def unlocked(notebook: NotebookNode) -> None:
    cell = by_name(notebook)["one_hot"]
    cell.metadata.nbgrader.update(locked=False, grade=False, solution=True)
    cell.source = "pass"


def deleted(notebook: NotebookNode) -> None:
    del notebook.cells[place(notebook, "one_hot")]


def stripped(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata = NotebookNode()


def copied(notebook: NotebookNode) -> None:
    notebook.cells.insert(0, copy.deepcopy(by_name(notebook)["one_hot"]))


def strange(notebook: NotebookNode) -> None:
    by_name(notebook)["one_hot"].metadata.nbgrader.schema_version = 99


def invented(notebook: NotebookNode) -> None:
    cell = new_code_cell("100", metadata={"nbgrader": {"grade": True, "grade_id": "mine", "points": 50}})
    notebook.cells.append(cell)


def reordered(notebook: NotebookNode) -> None:
    notebook.cells.reverse()


def misformed(notebook: NotebookNode) -> None:
    by_name(notebook)["one_hot"].metadata["nbgrader"] = "text"


DAMAGES = [
    edited,
    retyped,
    retagged,
    repriced,
    unlocked,
    deleted,
    stripped,
    copied,
    strange,
    invented,
    reordered,
    misformed,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_grade_cell_is_there_once_as_defined(damage: Callable[[NotebookNode], None]) -> None:
    notebook = submitted(one_hot="def one_hot(): return 1")
    damage(notebook)
    restored, _ = sanitize(notebook, DEFINITION)
    graded = [cell for cell in restored.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert sorted(cell.metadata.nbgrader.grade_id for cell in graded) == ["one_hot", "softmax"]
    for cell in DEFINITION.grade_cells:
        found, wanted = by_name(restored)[cell.name], DEFINITION.source_cell(cell.name)
        assert wanted is not None
        assert (found.source, found.cell_type) == (wanted.source, "code")
        assert found.metadata.nbgrader.points == cell.max_score
        assert found.metadata.get("tags") is None


@pytest.mark.parametrize("damage", [d for d in DAMAGES if d is not retagged])
def test_damage_is_told_to_the_instructor(damage: Callable[[NotebookNode], None]) -> None:
    notebook = submitted()
    damage(notebook)
    _, remarks = sanitize(notebook, DEFINITION)
    if damage in (repriced, strange):
        assert remarks == ()  # metadata alone: nobody needs to look at it
    else:
        assert remarks


def test_an_untouched_notebook_needs_no_remark() -> None:
    restored, remarks = sanitize(submitted(), DEFINITION)
    assert remarks == ()
    assert [cell.source for cell in restored.cells if cell.cell_type == "markdown"] == ["A tiny assignment"]


def test_the_student_code_stays() -> None:
    notebook = submitted(softmax="def softmax(x):\n    return x")
    notebook.cells.insert(2, new_code_cell("mine = 2"))
    restored, _ = sanitize(notebook, DEFINITION)
    sources = [cell.source for cell in restored.cells]
    assert "def softmax(x):\n    return x" in sources
    assert "mine = 2" in sources


def test_a_deleted_grade_cell_comes_back_behind_its_solution() -> None:
    notebook = submitted()
    deleted(notebook)
    restored, _ = sanitize(notebook, DEFINITION)
    assert place(restored, "one_hot") == place(restored, "one_hot_solution") + 1


def test_with_all_metadata_stripped_grade_cells_come_last_where_every_function_is_known() -> None:
    notebook = submitted(softmax="def softmax(x): return x")
    stripped(notebook)
    restored, _ = sanitize(notebook, DEFINITION)
    assert [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in restored.cells[-2:]] == ["one_hot", "softmax"]


def test_the_last_of_several_copies_counts() -> None:
    notebook = submitted()
    copied(notebook)
    restored, _ = sanitize(notebook, DEFINITION)
    assert "nbgrader" not in restored.cells[0].metadata


def test_the_kernel_is_that_of_the_assignment() -> None:
    notebook = submitted()
    notebook.metadata = NotebookNode({"kernelspec": {"name": "bash", "language": "bash", "display_name": "Bash"}})
    restored, _ = sanitize(notebook, DEFINITION)
    assert restored.metadata.kernelspec.name == "python3"


def test_the_argument_is_left_unchanged() -> None:
    notebook = submitted()
    before = copy.deepcopy(notebook)
    sanitize(notebook, DEFINITION)
    assert notebook == before


def test_attachments_of_a_grade_cell_that_was_markdown_are_dropped() -> None:
    notebook = submitted()
    retyped(notebook)
    by_name(notebook)["softmax"]["attachments"] = {"a.png": {"image/png": "AAAA"}}
    restored, _ = sanitize(notebook, DEFINITION)
    nbformat.validate(restored)
    assert "attachments" not in by_name(restored)["softmax"]


def test_names_of_cells_are_quoted_in_short_and_not_all() -> None:
    notebook = submitted()
    for number in range(300):
        cell = new_code_cell("", metadata={"nbgrader": {"grade_id": "\U000e0001" * 5000 + str(number)}})
        notebook.cells.append(cell)
    _, remarks = sanitize(notebook, DEFINITION)
    assert len(remarks) == 101 and "more" in remarks[-1]
    assert max(map(len, remarks)) < 1000
