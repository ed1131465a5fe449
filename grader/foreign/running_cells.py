"""Run a notebook's cells in a sandbox, as nbgrader's Execute runs them in a kernel: an error stops its cell alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output

from grader.cell_errors import NOT_RUN, TIME_OVER
from grader.grading import in_words
from grader.sandbox import CellRun, Ending, Limits, Sandbox, Usage
from grader.sentences import RAN_TOO_LONG
from rnn_utils.checks.messages import NOTHING, Message

# The name is nbgrader's: a course's cells may ask whether they are being graded. Nothing else is left behind.
ANNOUNCE = "__import__('os').environ.update(NBGRADER_EXECUTION='autograde')"


@dataclass(frozen=True)
class Ran:
    """How a notebook ran: what stopped it in words, empty where nothing did, and what it used."""

    stopped: Message
    usage: Usage


def run_cells(notebook: NotebookNode, files: Mapping[str, bytes], limits: Limits, sandbox: Sandbox) -> Ran:
    """Run the code cells of a notebook in order, in a kernel of their own, and put their outputs into it.

    Parameters
    ----------
    notebook
        The notebook; its cells' outputs are replaced.
    files
        What it finds beside itself, by relative path.
    limits
        What its code may use.
    sandbox
        A warm sandbox.

    Returns
    -------
    Ran
        How it went. A cell that did not end well always has an error among its outputs.

    Raises
    ------
    SubmissionError
        If the files are more than the sandbox takes.
    SandboxFailed
        If the sandbox broke, which says nothing about the notebook.
    """
    with sandbox.open(files, limits) as session:
        session.run_cell(ANNOUNCE)
        for cell in notebook.cells:
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            if session.ended is None:
                _take(cell, session.run_cell(cell.source), session.ended, limits)
            else:
                cell.outputs = [_error(NOT_RUN, f"the notebook was stopped before: {in_words(session.ended)}")]
        stopped = in_words(session.ended) if session.ended else NOTHING
        usage = session.close()
    return Ran(stopped, usage)


def _take(cell: NotebookNode, ran: CellRun, ended: Ending | None, limits: Limits) -> None:
    cell.outputs = [nbformat.from_dict(output) for output in ran.outputs]
    if ran.execution_count:
        cell.execution_count = ran.execution_count - 1  # the announcement was number 1
    for output in cell.outputs:
        if output.output_type == "execute_result":
            output.execution_count = cell.execution_count
    if ran.stopped:
        _say_that_time_was_over(cell, f"{limits.cell_timeout_s:g}")
    elif not ran.ok and not any(output.output_type == "error" for output in cell.outputs):
        why = in_words(ended) if ended else "the cell did not end well, and its error was not shown"
        cell.outputs.append(_error("KernelStopped" if ended else "HiddenError", why))


def _say_that_time_was_over(cell: NotebookNode, seconds: str) -> None:
    """Put the limit in the place of the KeyboardInterrupt by which the cell was stopped; where it was, stays."""
    over = _error(TIME_OVER, str(RAN_TOO_LONG(seconds=seconds)))
    last = cell.outputs[-1] if cell.outputs else None
    if last and last.output_type == "error" and last.ename == "KeyboardInterrupt":
        cell.outputs.pop()
        over.traceback = [*(line.replace(last.ename, TIME_OVER) for line in last.traceback[:-1]), *over.traceback]
    cell.outputs.append(over)


def _error(name: str, words: str) -> NotebookNode:
    output: NotebookNode = new_output("error", ename=name, evalue=words, traceback=[f"{name}: {words}"])
    return output
