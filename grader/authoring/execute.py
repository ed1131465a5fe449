"""Make the executed solution: the notebook as a reader wants it, with the same outputs in every build."""

from __future__ import annotations

import base64
import os
import re
import struct
from collections.abc import Callable, Collection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from nbformat import NotebookNode

import grader
from grader.authoring.functions import without_marks
from grader.authoring.source import Exercises, public_check
from grader.authoring.text import AssignmentText
from grader.definition import source_hash
from grader.errors import AuthoringError

TIMEOUT_S = 600
PART = 1500  # characters of a traceback that are shown at its head and at its end
IMPORT = "from grader.authoring.verify import hidden_check"
IGNORE_OUTPUT = "nbval-ignore-output"
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Chunks that tell when and with which program a picture was made.
REMARKS = frozenset({b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf"})


def say_nothing() -> None:
    """Keep to oneself that a cell has run."""


def solution_notebook(source: NotebookNode, exercises: Exercises) -> NotebookNode:
    """Turn the source notebook into one that a reader can run.

    Parameters
    ----------
    source
        nbgrader's source notebook.
    exercises
        The exercises behind its grade cells, whose hidden checks take the place of hidden regions.

    Returns
    -------
    NotebookNode
        Without marks, without nbgrader's metadata and without outputs.
    """
    notebook = NotebookNode(nbformat.from_dict(source))
    imported = False
    for cell in notebook.cells:
        marks = cell.metadata.pop("nbgrader", {})
        if marks.get("solution"):
            cell.source = without_marks(cell.source)
        elif marks.get("grade"):
            head = "" if imported else f"{IMPORT}\n\n"
            exercise = exercises[marks["grade_id"]]
            cell.source = f'{head}{public_check(exercise)}\nhidden_check("{exercise.id}", globals())'
            imported = True
    return notebook


def solution_of(text: AssignmentText, source: NotebookNode, exercises: Exercises) -> NotebookNode:
    """Return the solution notebook of a text, in which nbval passes over the outputs that vary.

    Parameters
    ----------
    text
        The assignment's text.
    source, exercises
        As for :func:`solution_notebook`; the notebook has the text's cells in their order.

    Returns
    -------
    NotebookNode
        Without outputs.
    """
    notebook = solution_notebook(source, exercises)
    for told, cell in zip(text.cells, notebook.cells, strict=True):
        if told.varies:
            cell.metadata["tags"] = [IGNORE_OUTPUT]
    return notebook


def without_demonstrations(notebook: NotebookNode, demonstrations: Collection[str]) -> NotebookNode:
    """Return a notebook without the cells that the course lists as demonstrations."""
    result = NotebookNode(nbformat.from_dict(notebook))
    result.cells = [cell for cell in result.cells if source_hash(cell.source) not in demonstrations]
    return result


def execute(notebook: NotebookNode, folder: Path, tell: Callable[[], None] = say_nothing) -> NotebookNode:
    """Run a notebook with this Python and return it with its outputs, cleaned of what differs between runs.

    Parameters
    ----------
    notebook
        The notebook; it is not changed.
    folder
        The working folder of its code.
    tell
        Told each time that a cell has run.

    Returns
    -------
    NotebookNode
        The executed notebook.

    Raises
    ------
    AuthoringError
        If a cell fails, warns or prints something that differs from run to run; the message shows the cell.
    """
    result = NotebookNode(nbformat.from_dict(notebook))
    _run_cells(result, folder, tell)
    result.metadata = nbformat.from_dict(notebook.metadata)  # a kernel writes its version there
    for number, cell in enumerate(result.cells, 1):
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", ()):
            _check_output(output, number, cell)
            _clean_output(output)
    return result


def _run_cells(notebook: NotebookNode, folder: Path, tell: Callable[[], None]) -> None:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    from grader.authoring.kernel import this_python

    with TemporaryDirectory(prefix="grader-kernel-") as own:
        client = NotebookClient(
            notebook,
            km=this_python(Path(own)),
            timeout=TIMEOUT_S,
            record_timing=False,
            coalesce_streams=True,
            on_cell_executed=lambda **_: tell(),
            resources={"metadata": {"path": str(folder)}},
        )
        try:
            client.execute(env=_environment(own), cleanup_kc=True)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            hint = "mend the cell in the assignment's text"
            message = f"the solution fails when it is run: {_shortened(ESCAPES.sub('', str(error)).strip())}"
            raise AuthoringError(message, hint=hint) from error


def _shortened(message: str) -> str:
    """Leave out the middle of a long traceback: its head shows the cell, its end the error."""
    if len(message) <= 2 * PART:
        return message
    return f"{message[:PART]}\n[…]\n{message[-PART:]}"


def _environment(settings: str) -> dict[str, str]:
    """Return this process's environment with a fresh IPython, figures in the page and one thread."""
    here = str(Path(grader.__file__).parent.parent)
    path = os.pathsep.join(part for part in (here, os.environ.get("PYTHONPATH", "")) if part)
    fixed = {"IPYTHONDIR": settings, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return {key: value for key, value in os.environ.items() if key != "MPLBACKEND"} | fixed


def _check_output(output: Any, number: int, cell: Any) -> None:
    text = output.get("text", "") or output.get("data", {}).get("text/plain", "")
    if output.get("name") == "stderr":
        wrong = f"writes to stderr: {text.strip()}"
    elif ADDRESS.search(text):
        wrong = f"prints an address in memory, which differs from run to run: {text.strip()}"
    else:
        return
    raise AuthoringError(f"cell {number} ({cell.id}) {wrong}\n--- the cell:\n{cell.source}")


def _clean_output(output: Any) -> None:
    data = output.get("data", {})
    if "image/png" in data:
        plain = without_remarks(base64.b64decode(data["image/png"]))
        data["image/png"] = base64.b64encode(plain).decode("ascii")


def without_remarks(picture: bytes) -> bytes:
    """Return a PNG picture without the chunks that say when and with what it was made."""
    kept, position = [SIGNATURE], len(SIGNATURE)
    while position < len(picture):
        (length,) = struct.unpack(">I", picture[position : position + 4])
        end = position + 12 + length
        if picture[position + 4 : position + 8] not in REMARKS:
            kept.append(picture[position:end])
        position = end
    return b"".join(kept)
