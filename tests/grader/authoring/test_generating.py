"""The student notebook: nbgrader's own, with nothing in it that students must not see."""

from __future__ import annotations

import json
from dataclasses import replace

import nbformat
import pytest
from small_assignment import NAME

from grader.authoring import BuildReport
from grader.authoring.generating import Generated, check_release, generate
from grader.authoring.source import REFUSAL, to_bytes
from grader.course import Course
from grader.errors import AuthoringError
from grader.exercises.model import HiddenExercise

Built = tuple[Course, BuildReport]


def test_student_notebook_has_stubs_and_public_checks_alone(built: Built) -> None:
    _, report = built
    cells = {cell["id"]: cell for cell in report.definition.release["cells"]}
    stub = "    # Write your code here.\n    raise NotImplementedError"
    assert cells["softmax_solution"]["source"].endswith(f'axis."""\n{stub}')
    assert cells["softmax"]["source"] == "assert check(softmax)"
    text = report.release.read_text()
    for secret in ("SOLUTION", "HIDDEN", REFUSAL, "np.tanh", "jupytext", "/tmp"):
        assert secret not in text


def test_student_notebook_locks_what_students_must_not_change(built: Built) -> None:
    _, report = built
    cells = {cell["id"]: cell["metadata"] for cell in report.definition.release["cells"]}
    assert cells["softmax"]["editable"] is False and cells["softmax"]["deletable"] is False
    assert cells["imports"]["editable"] is False
    assert "editable" not in cells["softmax_solution"] and cells["softmax_solution"]["deletable"] is False


def test_written_release_is_the_definitions_release_byte_by_byte(built: Built) -> None:
    _, report = built
    assert report.release.read_bytes() == to_bytes(nbformat.from_dict(report.definition.release))
    nbformat.validate(nbformat.read(report.release, nbformat.NO_CONVERT))


def test_cells_of_the_definition_stand_in_the_notebooks_order(built: Built) -> None:
    definition = built[1].definition
    names = ["imports", "softmax_solution", "softmax", "rnn_cell_forward_solution", "rnn_cell_forward"]
    assert [cell.name for cell in definition.source_cells] == names
    assert [cell.name for cell in definition.grade_cells] == ["softmax", "rnn_cell_forward"]
    assert definition.solution_cells == ("softmax_solution", "rnn_cell_forward_solution")
    assert definition.exercises == {"softmax": "softmax", "rnn_cell_forward": "rnn_cell_forward"}


def test_definition_holds_what_nbgrader_saves(built: Built) -> None:
    """A cell is saved after solutions and before hidden regions are cleared, with its checksum then."""
    definition = built[1].definition
    softmax = definition.source_cell("softmax")
    assert softmax is not None and softmax.locked and "BEGIN HIDDEN TESTS" in softmax.source
    released = next(cell for cell in definition.release["cells"] if cell["id"] == "softmax")
    assert softmax.checksum and softmax.checksum != released["metadata"]["nbgrader"]["checksum"]
    solution = definition.source_cell("softmax_solution")
    assert solution is not None and not solution.locked and "NotImplementedError" in solution.source


def test_nbgraders_refusal_becomes_one_error_that_says_why(built: Built) -> None:
    course, _ = built
    notebook = nbformat.read(course.source_path(NAME), nbformat.NO_CONVERT)
    solution = next(cell for cell in notebook.cells if cell.id == "softmax_solution")
    solution.source = solution.source.replace("### END SOLUTION", "")
    with pytest.raises(AuthoringError, match="no end solution statement found"):
        generate(notebook, NAME)


@pytest.mark.parametrize(
    ("cell_id", "leak", "what"),
    [
        ("softmax_solution", "### END SOLUTION", "'END SOLUTION'"),
        ("softmax", "### BEGIN HIDDEN TESTS", "'BEGIN HIDDEN TESTS'"),
        ("softmax", f"raise RuntimeError({REFUSAL!r})", "own preprocessors"),
    ],
)
def test_mark_in_the_student_notebook_stops_the_build(
    built: Built, exercises: dict[str, HiddenExercise], cell_id: str, leak: str, what: str
) -> None:
    with pytest.raises(AuthoringError, match=what) as caught:
        check_release(_with(built[1], cell_id, leak), exercises)
    assert cell_id in str(caught.value)


def test_solution_in_a_given_cell_stops_the_build(built: Built, exercises: dict[str, HiddenExercise]) -> None:
    course, report = built
    source = nbformat.read(course.source_path(NAME), nbformat.NO_CONVERT)
    body = next(cell.source for cell in source.cells if cell.id == "softmax_solution")
    lines = [line.strip() for line in body.splitlines() if "SOLUTION" not in line]
    with pytest.raises(AuthoringError, match="the solution of softmax"):
        check_release(_with(report, "imports", "\n".join(lines)), exercises)


def test_output_in_the_student_notebook_stops_the_build(built: Built, exercises: dict[str, HiddenExercise]) -> None:
    generated = _with(built[1], "imports", "")
    notebook = generated.notebook
    cell = next(cell for cell in notebook.cells if cell.id == "imports")
    cell.outputs = [nbformat.v4.new_output("stream", text="the answer")]
    with pytest.raises(AuthoringError, match="holds outputs"):
        check_release(replace(generated, content=to_bytes(notebook)), exercises)


def _with(report: BuildReport, cell_id: str, addition: str) -> Generated:
    release = json.loads(report.release.read_text())
    for cell in release["cells"]:
        if cell["id"] == cell_id:
            cell["source"] = [*cell["source"], "\n" + addition]
    definition = report.definition
    return Generated(
        json.dumps(release).encode(),
        definition.source_cells,
        definition.grade_cells,
        definition.solution_cells,
        (),
    )
