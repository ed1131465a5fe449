"""Fill the student release with answers, as a student would in the browser."""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

from grader.exercises.model import Mistake

MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")


def answers_of(source_notebook: Mapping[str, Any]) -> dict[str, str]:
    """Return the model answers: solution cell's grade id → source without the marks.

    Parameters
    ----------
    source_notebook
        nbgrader's source notebook of the assignment.
    """
    answers = {}
    for cell in source_notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("solution"):
            lines = _text(cell).splitlines()
            answers[marks["grade_id"]] = "\n".join(line for line in lines if line.strip() not in MARKS)
    return answers


def _text(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def with_mistake(answer: str, mistake: Mistake) -> str:
    """Return an answer with a known mistake put into it.

    Raises
    ------
    ValueError
        If the mistake's text does not stand exactly once in the answer.
    """
    if mistake.source:
        return "\n\n".join([mistake.source.strip(), *_functions_besides(mistake.source, answer)])
    for right, wrong in mistake.patches:
        if answer.count(right) != 1:
            raise ValueError(f"{mistake.id}: {right!r} stands {answer.count(right)} times in the answer")
        answer = answer.replace(right, wrong)
    return answer


def _functions_besides(source: str, answer: str) -> Iterator[str]:
    """Yield the functions of an answer that a source does not define."""
    for node in ast.parse(answer).body:
        if isinstance(node, ast.FunctionDef) and f"def {node.name}(" not in source:
            yield str(ast.get_source_segment(answer, node))


def fill(release: Mapping[str, Any], answers: Mapping[str, str], extra: str = "") -> bytes:
    """Return a submission's bytes: the release with some solution cells replaced.

    Parameters
    ----------
    release
        The student notebook.
    answers
        Solution cell's grade id → source; cells that are not named stay unwritten.
    extra
        A code cell that the student puts in front of everything.
    """
    notebook: dict[str, Any] = copy.deepcopy(dict(release))
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if grade_id in answers:
            cell["source"] = answers[grade_id]
    if extra:
        cell = {"cell_type": "code", "id": "extra", "metadata": {}, "source": extra, "outputs": []}
        notebook["cells"].insert(0, {**cell, "execution_count": None})
    return json.dumps(notebook).encode()
