"""The code that one student wrote for one exercise, out of the notebook that was graded: bounded, never run."""

from __future__ import annotations

import json
from pathlib import Path

from grader.errors import SubmissionError
from grader.feedback.hidden import split_hidden
from grader.feedback.sections import cells_of, grading_metadata
from grader.feedback.text import shortened, text_of
from grader.gradebook import SOLUTION_SUFFIX
from grader.handed_files import MIB, read_regular

NOTEBOOK_MIB = 64  # with the outputs of its run
LONGEST = 6000
MOST_LINES = 120


def code_of(notebook: Path, exercise: str, left_out: str) -> str:
    """Return what a student wrote in the cell of an exercise.

    Parameters
    ----------
    notebook
        The autograded notebook.
    exercise
        Id of the exercise.
    left_out
        What stands in the place of the middle of a long text; ``{number}`` becomes the number of characters left out.

    Returns
    -------
    str
        Source code; empty where there is no such notebook or cell, or the notebook cannot be read.
    """
    try:
        data = json.loads(read_regular(notebook, NOTEBOOK_MIB * MIB))
    except (SubmissionError, ValueError, RecursionError):
        return ""
    for cell in cells_of(data if isinstance(data, dict) else {}):
        if grading_metadata(cell).get("grade_id") == exercise + SOLUTION_SUFFIX:
            source = split_hidden(text_of(cell.get("source")))[0]
            lines = source.split("\n")
            cut = "\n".join([*lines[:MOST_LINES], "…"]) if len(lines) > MOST_LINES else source
            return shortened(cut, LONGEST, left_out)
    return ""
