"""Grade one submission to an nbgrader course: a function of the submission, the assignment and the limits.

As in :mod:`grader.grading`, no database and no shared file is touched. The notebooks of a submission are run one after
another, each in a kernel and a working folder of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader.utils import determine_grade

from grader import sentences
from grader.cell_errors import NOT_RUN, CellError, cause_of, is_tested, with_causes
from grader.definition import AssignmentDefinition
from grader.errors import SubmissionError
from grader.feedback.text import one_line
from grader.foreign.assignment import ForeignAssignment
from grader.foreign.handed_in import HandedIn
from grader.foreign.running_cells import run_cells
from grader.foreign.scoring import judged
from grader.foreign.trimming import Trimming
from grader.grading import measured
from grader.results import CriterionResult, ExerciseResult, Status, SubmissionResult, Verdict
from grader.sandbox import Limits, Sandbox
from grader.sanitizing import sanitize
from grader.submission import DamagedSubmission, parse_notebook


@dataclass(frozen=True)
class GradedNotebook:
    """One graded notebook.

    Parameters
    ----------
    name
        Its name.
    verdict, detail
        Whether it was graded, and why not.
    notebook
        It with its outputs, as nbgrader stores it; blank where it could not be read, None where it is missing.
    cells
        Its named cells, for nbgrader to decide on; empty where it was not run.
    doubts
        Grade id → why a person should look at the points.
    tested
        A result for each cell whose points come from its tests.
    remarks
        What had to be put right.
    usage
        What its code used.
    """

    name: str
    verdict: Verdict
    detail: str = ""
    notebook: NotebookNode | None = None
    cells: tuple[NotebookNode, ...] = ()
    doubts: Mapping[str, str] = field(default_factory=dict)
    tested: tuple[ExerciseResult, ...] = ()
    remarks: tuple[str, ...] = ()
    usage: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class GradedHandIn:
    """A graded submission: the result as a whole, and its notebooks in nbgrader's order."""

    result: SubmissionResult
    notebooks: tuple[GradedNotebook, ...]


@dataclass(frozen=True)
class ForeignConditions:
    """What a grade depends on beside the submission.

    Parameters
    ----------
    assignment
        The assignment.
    limits
        What the student's code may use.
    trimming
        What is kept of outputs.
    remarks
        What an instructor should know about every grade.
    language
        The language of comments and pages; no grade depends on it.
    """

    assignment: ForeignAssignment
    limits: Limits = field(default_factory=Limits)
    trimming: Trimming = field(default_factory=Trimming)
    remarks: tuple[str, ...] = ()
    language: str = "en"


def grade_hand_in(submission: HandedIn, conditions: ForeignConditions, sandbox: Sandbox) -> GradedHandIn:
    """Grade a submission.

    Parameters
    ----------
    submission
        What was handed in.
    conditions
        Assignment, limits and settings.
    sandbox
        A warm sandbox; nothing of this submission stays in it.

    Returns
    -------
    GradedHandIn
        Always with a verdict: what cannot be read or run is a result too.

    Raises
    ------
    SandboxFailed
        If the sandbox itself broke; another one may succeed, and nothing about the student is said.
    """
    notebooks = tuple(
        grade_notebook(submission, definition, conditions, sandbox) for definition in conditions.assignment.notebooks
    )
    return GradedHandIn(summed_up(submission, conditions, notebooks), notebooks)


def grade_notebook(
    submission: HandedIn, definition: AssignmentDefinition, conditions: ForeignConditions, sandbox: Sandbox
) -> GradedNotebook:
    """Grade one notebook of a submission; see :func:`grade_hand_in`.

    Parameters
    ----------
    submission
        What was handed in.
    definition
        The notebook, one of the assignment's.
    conditions, sandbox
        As there.
    """
    name = definition.name
    if name in submission.problems:
        return unread(definition, *submission.problems[name])
    try:
        notebook = parse_notebook(submission.notebooks[name])
    except DamagedSubmission as damage:
        return unread(definition, damage.verdict, damage.message)
    notebook, remarks = sanitize(notebook, definition)
    try:
        ran = run_cells(notebook, submission.files, conditions.limits, sandbox)
    except SubmissionError as error:  # the files beside the notebooks are more than a job may hold
        return unread(definition, Verdict.TOO_LARGE, str(error.args[0]))
    cells, doubts, tested = _judge(notebook)
    notebook = conditions.trimming.apply(notebook)
    detail = sentences.STOPPED(how=ran.stopped) if ran.stopped else ""
    verdict = Verdict.STOPPED if ran.stopped else Verdict.GRADED
    return GradedNotebook(name, verdict, detail, notebook, cells, doubts, tested, remarks, measured(ran.usage))


def unread(definition: AssignmentDefinition, verdict: Verdict, detail: str) -> GradedNotebook:
    """Return the result of a notebook of which nothing was run.

    Parameters
    ----------
    definition
        The notebook, one of the assignment's.
    verdict, detail
        Why not.
    """
    notebook = None
    if verdict is not Verdict.MISSING:
        notebook, _ = sanitize(nbformat.from_dict(definition.release), definition)
    done_by_hand = {*definition.task_cells, *definition.solution_cells}
    tested = tuple(
        ExerciseResult(cell.name, cell.name, Status.NOT_REACHED, 0.0, cell.max_score)
        for cell in definition.grade_cells
        if cell.name not in done_by_hand
    )
    return GradedNotebook(definition.name, verdict, detail, notebook, tested=tested)


def _judge(
    notebook: NotebookNode,
) -> tuple[tuple[NotebookNode, ...], dict[str, str], tuple[ExerciseResult, ...]]:
    """Return the named cells as nbgrader is to see them, doubts about their points, and the tests' results."""
    cells, doubts, tested = [], {}, []
    for cell, cause in with_causes(notebook.cells):
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if not name:
            continue
        copy, doubt = judged(cell)
        cells.append(copy)
        if not is_tested(cell):
            continue
        tested.append(_tested(name, cell, copy, doubt, cause))
        if doubt:
            doubts[name] = doubt
            cell.outputs.append(new_output("display_data", {"text/plain": f"To be looked at: {doubt}."}))
    return tuple(cells), doubts, tuple(tested)


def _tested(name: str, cell: NotebookNode, copy: NotebookNode, doubt: str, cause: str) -> ExerciseResult:
    points, most = determine_grade(copy)
    error = CellError.of(cell)
    messages = [error.message] if error else []
    messages += [doubt] if doubt else []
    not_run = error is not None and error.name == NOT_RUN
    passed = points >= most
    status = Status.RIGHT if passed else Status.PARTLY if points > 0 else Status.WRONG
    title = "tests" if passed else one_line(messages[0], 60) if messages else f"{points:g} of {most:g} points"
    criterion = CriterionResult(name, title, points, most, passed, tuple(messages))
    status = Status.NOT_REACHED if not_run else status
    note = cause_of(error, cause) if status in (Status.PARTLY, Status.WRONG) else ""
    return ExerciseResult(name, name, status, float(points), float(most), (criterion,), note=note)


def summed_up(
    submission: HandedIn, conditions: ForeignConditions, notebooks: tuple[GradedNotebook, ...]
) -> SubmissionResult:
    """Return the result of a submission as a whole.

    Parameters
    ----------
    submission, conditions
        As for :func:`grade_hand_in`.
    notebooks
        Its notebooks as graded, in the assignment's order.
    """
    assignment, several = conditions.assignment, len(notebooks) > 1
    bad = [one for one in notebooks if one.verdict is not Verdict.GRADED]
    exercises = [
        replace(exercise, id=f"{one.name}/{exercise.id}") if several else exercise
        for one in notebooks
        for exercise in one.tested
    ]
    remarks = [f"{one.name}: {remark}" if several else remark for one in notebooks for remark in one.remarks]
    usage: dict[str, float] = {}
    for one in notebooks:
        for what, value in one.usage.items():
            usage[what] = max(usage.get(what, 0.0), value) if what.startswith("peak") else usage.get(what, 0.0) + value
    return SubmissionResult(
        assignment.name,
        bad[0].verdict if bad else Verdict.GRADED,
        "; ".join(f"{one.name}: {one.detail}" for one in bad) if several else bad[0].detail if bad else "",
        tuple(exercises),
        (*conditions.remarks, *submission.remarks, *remarks),
        versions={"course": assignment.version, "grader": version("rnn-course"), "nbgrader": version("nbgrader")},
        usage=usage,
        language=conditions.language,
    )
