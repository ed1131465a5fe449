"""The executed solution: what it says, and that it says the same in every build."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from pathlib import Path

import nbformat
import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_notebook
from small_assignment import NAME

from grader.authoring import BuildReport
from grader.authoring.execute import execute, solution_notebook, solution_of, without_demonstrations, without_remarks
from grader.authoring.source import source_notebook
from grader.authoring.text import parse_text
from grader.course import Course
from grader.definition import source_hash
from grader.errors import AuthoringError
from grader.exercises.model import HiddenExercise


def notebook(*sources: str) -> nbformat.NotebookNode:
    cells = [new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(sources)]
    made: nbformat.NotebookNode = new_notebook(cells=cells)
    return made


def test_solution_notebook_has_bodies_without_marks_and_hidden_checks(
    built: tuple[Course, BuildReport], exercises: dict[str, HiddenExercise]
) -> None:
    course, _ = built
    source = nbformat.read(course.source_path(NAME), nbformat.NO_CONVERT)
    cells = {cell.id: cell for cell in solution_notebook(source, exercises).cells}
    assert "np.exp" in cells["softmax_solution"].source and "SOLUTION" not in cells["softmax_solution"].source
    assert cells["softmax"].source.splitlines() == [
        "from grader.authoring.verify import hidden_check",
        "",
        "assert check(softmax)",
        'hidden_check("softmax", globals())',
    ]
    assert cells["rnn_cell_forward"].source.splitlines() == [
        "assert check(rnn_cell_forward)",
        'hidden_check("rnn_cell_forward", globals())',
    ]
    assert not any(cell.metadata for cell in cells.values())
    assert "BEGIN SOLUTION" in str(source), "the source notebook itself is left as it was"


def test_nbval_passes_over_what_varies_from_processor_to_processor_and_over_nothing_else() -> None:
    text = parse_text("# %%\nx = 1\n\n# %% demo varies\nprint(x)\n", Path("a.py"))
    made = solution_of(text, source_notebook(text, {}), {})
    assert [cell.metadata for cell in made.cells] == [{}, {"tags": ["nbval-ignore-output"]}]


def test_demonstrations_can_be_left_out() -> None:
    left = without_demonstrations(notebook("x = 1", "print(x)"), {source_hash("print(x)")})
    assert [cell.source for cell in left.cells] == ["x = 1"]


def test_remarks_are_taken_out_of_a_picture_and_the_picture_stays() -> None:
    plain, remarked = io.BytesIO(), io.BytesIO()
    Figure(figsize=(1, 1)).savefig(plain, metadata={"Software": None})
    Figure(figsize=(1, 1)).savefig(remarked, metadata={"Software": "a program", "Title": "a title"})
    assert remarked.getvalue() != plain.getvalue()
    assert without_remarks(remarked.getvalue()) == plain.getvalue()


@pytest.mark.slow
def test_execution_keeps_results_and_pictures_and_no_times(tmp_path: Path) -> None:
    body = zlib.compress(b"\0\0")
    remark = struct.pack(">I", 4) + b"tEXt" + b"a\0bc" + struct.pack(">I", zlib.crc32(b"tEXta\0bc"))
    picture = (
        "import base64\nfrom IPython.display import Image, display\n"
        f"display(Image(base64.b64decode({base64.b64encode(_png(body, remark))!r})))"
    )
    before = notebook("print('a')\nprint('b')", "1 + 1", picture, "import os\nos.environ.get('MPLBACKEND')")
    executed = execute(before, tmp_path)
    assert before.cells[0].outputs == []
    assert [(output.name, output.text) for output in executed.cells[0].outputs] == [("stdout", "a\nb\n")]
    assert executed.cells[1].outputs[0].data["text/plain"] == "2"
    shown = base64.b64decode(executed.cells[2].outputs[0].data["image/png"])
    assert shown == _png(body, b"")
    assert "inline" in executed.cells[3].outputs[0].data["text/plain"]
    assert all("execution" not in cell.metadata for cell in executed.cells)


def _png(body: bytes, remark: bytes) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + remark + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import warnings\nwarnings.warn('careful')", "UserWarning: careful"),
        ("import sys\nprint('hm', file=sys.stderr)", "writes to stderr: hm"),
        ("object()", "prints an address in memory"),
        ("1 / 0", "ZeroDivisionError"),
    ],
)
def test_cell_that_warns_fails_or_differs_from_run_to_run_stops_the_build(
    tmp_path: Path, source: str, message: str
) -> None:
    with pytest.raises(AuthoringError) as caught:
        execute(notebook("x = 1", source), tmp_path)
    assert message in str(caught.value) and source in str(caught.value)
    assert "\x1b" not in str(caught.value)
