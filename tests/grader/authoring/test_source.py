"""The source notebook that nbgrader reads."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from small_assignment import TEXT

from grader.authoring.source import REFUSAL, source_notebook, to_bytes
from grader.authoring.text import read_text
from grader.errors import AuthoringError
from grader.exercises.catalogue import EXERCISES
from grader.exercises.model import HiddenExercise

Exercises = dict[str, HiddenExercise]


def make(folder: Path, text: str, exercises: Exercises) -> nbformat.NotebookNode:
    path = folder / "01_rnn.py"
    path.write_text(text, encoding="utf-8")
    return source_notebook(read_text(path), exercises)


def by_id(notebook: nbformat.NotebookNode) -> dict[str, nbformat.NotebookNode]:
    return {cell.id: cell for cell in notebook.cells}


def test_source_has_reference_bodies_grade_cells_and_points(tmp_path: Path, exercises: Exercises) -> None:
    cells = by_id(make(tmp_path, TEXT, exercises))
    solution, grade = cells["softmax_solution"], cells["softmax"]
    assert "### BEGIN SOLUTION" in solution.source and "np.exp" in solution.source
    assert solution.metadata.nbgrader.solution and not solution.metadata.nbgrader.locked
    assert grade.source.splitlines() == [
        "assert check(softmax)",
        "### BEGIN HIDDEN TESTS",
        f'raise RuntimeError("{REFUSAL}")',
        "### END HIDDEN TESTS",
    ]
    assert grade.metadata.nbgrader.points == EXERCISES["softmax"].public.points
    assert grade.metadata.nbgrader.grade and grade.metadata.nbgrader.locked
    assert cells["imports"].metadata.nbgrader.locked and not cells["imports"].metadata.nbgrader.grade


def test_solution_cells_run_as_they_stand(tmp_path: Path, exercises: Exercises) -> None:
    notebook = make(tmp_path, TEXT, exercises)
    namespace: dict[str, object] = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and not cell.metadata.get("nbgrader", {}).get("grade"):
            exec(cell.source, namespace)
    assert "rnn_cell_forward" in namespace


def test_ids_are_valid_stable_and_unique_even_for_equal_cells(tmp_path: Path, exercises: Exercises) -> None:
    first, second = (make(tmp_path, TEXT, exercises) for _ in range(2))
    ids = [cell.id for cell in first.cells]
    assert ids == [cell.id for cell in second.cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell_id) for cell_id in ids)
    # the same heading stands at the beginning and at the end
    twins = [cell.id for cell in first.cells if cell.source == "## Softmax"]
    assert twins[1] == f"{twins[0]}-2"


def test_id_of_a_cell_does_not_depend_on_cells_above_it(tmp_path: Path, exercises: Exercises) -> None:
    before = [cell.id for cell in make(tmp_path, TEXT, exercises).cells]
    after = [cell.id for cell in make(tmp_path, "# %% [markdown]\n# New.\n\n" + TEXT, exercises).cells]
    assert after[1:] == before


def test_source_holds_no_trace_of_machine_or_tool(tmp_path: Path, exercises: Exercises) -> None:
    notebook = make(tmp_path, TEXT, exercises)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert "version" not in notebook.metadata.language_info
    assert "jupytext" not in to_bytes(notebook).decode()
    assert all(set(cell.metadata) <= {"nbgrader"} for cell in notebook.cells)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("softmax", "softmaks", "there is no exercise 'softmaks' in 01_rnn"),
        (
            "def softmax(x)",
            "def softmax(z)",
            "the text has the signature softmax(z), the reference softmax(x)",
        ),
        ("import check", "import CheckFailed", "no locked cell imports 'check'"),
    ],
)
def test_text_that_does_not_fit_the_exercises_is_refused(
    tmp_path: Path, exercises: Exercises, old: str, new: str, message: str
) -> None:
    with pytest.raises(AuthoringError) as caught:
        make(tmp_path, TEXT.replace(old, new), exercises)
    assert message in str(caught.value) and "01_rnn.py" in str(caught.value)


def test_exercise_that_the_text_lacks_is_named(tmp_path: Path, exercises: Exercises) -> None:
    more = {**exercises, "one_hot": EXERCISES["one_hot"]}
    with pytest.raises(AuthoringError, match="the text lacks the exercises one_hot"):
        make(tmp_path, TEXT, more)


def test_exercise_before_what_it_depends_on_is_refused(tmp_path: Path, exercises: Exercises) -> None:
    cells = TEXT.split("\n# %%")
    pairs = [index for index, cell in enumerate(cells) if 'solution="' in cell]
    for offset in (0, 1):
        first, second = pairs[0] + offset, pairs[1] + offset
        cells[first], cells[second] = cells[second], cells[first]
    with pytest.raises(AuthoringError, match="'rnn_cell_forward' depends on 'softmax', which comes later"):
        make(tmp_path, "\n# %%".join(cells), exercises)


def test_locked_cell_may_hold_a_magic(tmp_path: Path, exercises: Exercises) -> None:
    notebook = make(tmp_path, TEXT.replace("import numpy as np", "%matplotlib inline\nimport numpy as np"), exercises)
    assert by_id(notebook)["imports"].source.startswith("%matplotlib inline\n")
