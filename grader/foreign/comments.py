"""Comments for the student where nbgrader leaves none and the failed test alone would hide what happened."""

from __future__ import annotations

from grader.cell_errors import missing_module, time_over
from grader.feedback.messages import Catalogue
from grader.foreign.grading import GradedNotebook
from grader.results import ExerciseResult
from rnn_utils.checks.messages import told


def comments_of(graded: GradedNotebook, say: Catalogue) -> dict[str, str]:
    """Say by the solution above them why tests failed: a cell failed before them, or their time was over.

    Parameters
    ----------
    graded
        A graded notebook.
    say
        The sentences.

    Returns
    -------
    dict
        Text by name of the solution cell; none for tests that failed by themselves.
    """
    results = {result.id: result for result in graded.tested}
    lines: dict[str, list[str]] = {}
    answer = ""
    for cell in graded.cells:
        entry = cell.metadata["nbgrader"]
        name = str(entry["grade_id"])
        if entry.get("solution"):
            answer = name
        elif answer and name in results:
            lines.setdefault(answer, []).extend(_lines(results[name], say))
    # Comments are Markdown: a blank line begins a new paragraph.
    return {name: "\n\n".join(dict.fromkeys(said)) for name, said in lines.items() if said}


def _lines(result: ExerciseResult, say: Catalogue) -> list[str]:
    messages = [message for criterion in result.criteria for message in criterion.messages]
    if not result.note and not any(map(time_over, messages)):
        return []
    found = [say("summary.wrong", exercise=result.id, found=told(message, say.translated)) for message in messages]
    lines = [told(result.note, say.translated)] if result.note else []
    modules = dict.fromkeys(filter(None, map(missing_module, (result.note, *messages))))
    return [*lines, *(say("exercise.no_module", module=module) for module in modules), *found]
