"""Grade one submission: a function of the submission, the assignment, the limits and the seed, and of nothing else.

No database and no shared file is touched; the result is data. Everything that must be parallel, resumable or tested
follows from that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from math import isfinite

import nbformat
from nbformat.notebooknode import NotebookNode

from grader import sentences
from grader.course import AssignmentDefinition
from grader.errors import SubmissionError
from grader.exercises.catalogue import EXERCISES, references_of
from grader.exercises.diagnosis import diagnose
from grader.exercises.judging import judge
from grader.exercises.seeds import Seed
from grader.exercises.symptoms import NotebookSource, at_published_sizes, symptoms
from grader.feedback.messages import Catalogue
from grader.outputs import RESULT_KEY, grade_outputs
from grader.results import ExerciseResult, Status, SubmissionResult, Verdict
from grader.sandbox import Ending, Limits, Sandbox, Session, Usage
from grader.sanitizing import fresh_cells, sanitize
from grader.submission import DamagedSubmission, Submission, parse_notebook
from grader.undefined import explained
from rnn_utils.checks.messages import NOTHING, Message

LONGEST_LINE = 60
ENDINGS = {
    "time": sentences.TIME,
    "wall": sentences.TIME,
    "cpu": sentences.CPU,
    "memory": sentences.MEMORY,
    "output": sentences.OUTPUT,
    "crash": sentences.CRASH,
    "exit": sentences.EXIT,
    "disk": sentences.DISK,
    "tampering": sentences.TAMPERING,
    "protocol": sentences.PROTOCOL,
}


@dataclass(frozen=True)
class GradedSubmission:
    """A result, and the notebook with outputs and findings that nbgrader stores as autograded."""

    result: SubmissionResult
    notebook: NotebookNode


@dataclass(frozen=True)
class Conditions:
    """What a grade depends on beside the submission.

    Parameters
    ----------
    definition
        The assignment.
    seed
        Source of the hidden inputs: each run of each submission has its own.
    limits
        What the student's code may use.
    demonstrations
        Whether given cells that only show something are run as well; no grade depends on them.
    language
        The language of comments and pages; no grade depends on it.
    """

    definition: AssignmentDefinition
    seed: Seed
    limits: Limits = field(default_factory=Limits)
    demonstrations: bool = False
    language: str = "en"


def grade_submission(
    submission: Submission, conditions: Conditions, sandbox: Sandbox, attempt: int = 1
) -> GradedSubmission:
    """Grade one submission.

    Parameters
    ----------
    submission
        What was handed in.
    conditions
        Assignment, seed and limits.
    sandbox
        A warm sandbox; nothing of this submission stays in it.
    attempt
        Which one it is, where the sandbox broke before.

    Returns
    -------
    GradedSubmission
        Always with a verdict: what cannot be read or run is a result too.

    Raises
    ------
    SandboxFailed
        If the sandbox itself broke; another one may succeed, and nothing about the student is said.
    """
    try:
        if submission.problem or submission.notebook is None:
            raise DamagedSubmission(*(submission.problem or (Verdict.MISSING, sentences.NO_NOTEBOOK())))
        notebook = parse_notebook(submission.notebook)
    except DamagedSubmission as damage:
        return damaged(conditions, damage, submission.remarks)
    notebook, remarks = sanitize(notebook, conditions.definition)
    # Nobody is asked twice for the same answers: not in a second run, not in another student's copy of this notebook.
    own = conditions.seed.of(submission.student, submission.digest, str(attempt))
    try:
        graded = _run(notebook, submission.files, conditions, sandbox, own.of("run"))
    except SubmissionError as error:  # the files beside the notebook are more than a job may hold
        return damaged(conditions, DamagedSubmission(Verdict.TOO_LARGE, as_message(error)), submission.remarks)
    if not conditions.demonstrations and _misses_a_name(graded):
        # A student may build on a demonstration; then it has to run after all.
        graded = _run(notebook, submission.files, replace(conditions, demonstrations=True), sandbox, own.of("again"))
    return _finish(graded, conditions, submission.remarks + remarks)


def damaged(conditions: Conditions, damage: DamagedSubmission, remarks: tuple[Message, ...] = ()) -> GradedSubmission:
    """Return the result of a submission that cannot be read: no points, the reason in words, the blank notebook."""
    notebook = nbformat.from_dict(conditions.definition.release)
    notebook, _ = sanitize(notebook, conditions.definition)
    exercises = _not_reached(conditions.definition, {})
    _write_outputs(notebook, {exercise.id: exercise for exercise in exercises}, conditions)
    result = SubmissionResult(conditions.definition.name, damage.verdict, damage.message, exercises)
    return _finish(GradedSubmission(result, notebook), conditions, remarks)


def _finish(graded: GradedSubmission, conditions: Conditions, remarks: tuple[Message, ...]) -> GradedSubmission:
    versions = {
        "course": conditions.definition.version,
        "grader": version("rnn-course"),
        "numpy": version("numpy"),
    }
    said = (*remarks, *graded.result.remarks)
    result = replace(graded.result, remarks=said, seed_id=conditions.seed.id, versions=versions)
    result = replace(result, language=conditions.language)
    graded.notebook.metadata[RESULT_KEY] = {"result": result.to_dict()}
    return GradedSubmission(result, graded.notebook)


def _run(
    notebook: NotebookNode, files: Mapping[str, bytes], conditions: Conditions, sandbox: Sandbox, own: Seed
) -> GradedSubmission:
    definition = conditions.definition
    notebook = fresh_cells(notebook)
    results: dict[str, ExerciseResult] = {}
    sources: list[str] = []  # of the cells that were run, which is what a function can see
    stopped: list[Message] = []
    with sandbox.open(files, conditions.limits) as session:
        for cell in notebook.cells:
            exercise_id = definition.exercises.get(_name(cell)) if cell.cell_type == "code" else None
            if exercise_id and session.ended is None:
                results[exercise_id] = _judge(exercise_id, session, own, conditions.seed, tuple(sources))
            elif cell.cell_type == "code" and not exercise_id and not _skipped(cell, conditions):
                sources.append(cell.source)
                ran = session.run_cell(cell.source)
                stopped += [_stopped(cell.source, conditions)] if ran.stopped else []
                cell.outputs = [nbformat.from_dict(output) for output in ran.outputs]
                cell.execution_count = ran.execution_count
        ended = session.ended
        usage = session.close()
    cells = {_name(cell): cell for cell in notebook.cells if cell.cell_type == "code"}
    exercises = tuple(explained(result, cells) for result in _not_reached(definition, results))
    _write_outputs(notebook, {exercise.id: exercise for exercise in exercises}, conditions)
    detail = sentences.STOPPED(how=in_words(ended)) if ended is not None else NOTHING
    verdict = Verdict.STOPPED if ended is not None else Verdict.GRADED
    result = SubmissionResult(definition.name, verdict, detail, exercises, tuple(stopped), usage=measured(usage))
    return GradedSubmission(result, notebook)


def _stopped(source: str, conditions: Conditions) -> Message:
    """Say that a cell's time was over, and which one it was: what came after it has run all the same."""
    line = next(filter(None, map(str.strip, source.splitlines())), "")
    seconds = f"{conditions.limits.cell_timeout_s:g}"
    return sentences.CELL_STOPPED(seconds=seconds, line=line[:LONGEST_LINE])


def in_words(ended: Ending) -> Message:
    """Say how a kernel ended."""
    how = ENDINGS[ended.cause]() if ended.cause in ENDINGS else ended.cause
    return sentences.ENDED(how=how, detail=ended.detail or ended.cause)


def as_message(error: SubmissionError) -> Message:
    """Return what an error of the sandbox says of a submission; it has no key and stays in English."""
    return Message(str(error.args[0]))


def measured(usage: Usage) -> dict[str, float]:
    """Return what a kernel used; a measure that was lost with it is left out, since NaN cannot travel as JSON."""
    return {name: value for name, value in vars(usage).items() if isfinite(value)}


def _judge(
    exercise_id: str, session: Session, own: Seed, shared: Seed, sources: tuple[str, ...]
) -> ExerciseResult:
    """Judge an exercise on inputs of this run alone, and tell what is wrong from those of the class.

    There the known mistakes have been replayed already, and whoever did the same is told the same. No marks come of
    what is answered there.
    """
    exercise = EXERCISES[exercise_id]
    references = references_of(exercise.public.assignment)
    judgement = judge(exercise, session, own, references)
    result = judgement.result
    if result.status in (Status.RIGHT, Status.UNWRITTEN) or session.ended is not None or judgement.is_endless:
        return result
    judgement = judge(exercise, session, shared, references)
    if judgement.result.status is Status.RIGHT:
        return result
    result = _told_as(judgement.result, result)
    mistakes = diagnose(exercise, judgement, shared, references)
    if mistakes:
        return replace(result, mistakes=mistakes)
    published = at_published_sizes(exercise, judgement, session, shared, references)
    found = symptoms(exercise, judgement, references, source=NotebookSource(sources), published=published)
    return replace(result, symptoms=found)


def _told_as(shared: ExerciseResult, result: ExerciseResult) -> ExerciseResult:
    """Return a result with the messages of another one wherever both have lost a criterion."""
    told = {criterion.id: criterion.messages for criterion in shared.criteria if not criterion.passed}
    criteria = (one if one.passed else replace(one, messages=told.get(one.id, one.messages)) for one in result.criteria)
    return replace(result, criteria=tuple(criteria))


def _name(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _skipped(cell: NotebookNode, conditions: Conditions) -> bool:
    digest = hashlib.sha256(cell.source.encode()).hexdigest()
    return not conditions.demonstrations and digest in conditions.definition.demonstrations


def _misses_a_name(graded: GradedSubmission) -> bool:
    outputs = [output for cell in graded.notebook.cells for output in cell.get("outputs", [])]
    messages = [message for one in graded.result.exercises for c in one.criteria for message in c.messages]
    return any(output.get("ename") == "NameError" for output in outputs) or any("NameError" in m for m in messages)


def _not_reached(definition: AssignmentDefinition, results: Mapping[str, ExerciseResult]) -> tuple[ExerciseResult, ...]:
    """Return the results in the assignment's order, with nothing earned where there is none."""
    ordered = []
    for cell in definition.grade_cells:
        exercise_id = definition.exercises.get(cell.name)
        if exercise_id:
            public = EXERCISES[exercise_id].public
            missing = ExerciseResult(exercise_id, public.title, Status.NOT_REACHED, 0.0, public.points)
            ordered.append(results.get(exercise_id, missing))
    return tuple(ordered)


def _write_outputs(notebook: NotebookNode, results: Mapping[str, ExerciseResult], conditions: Conditions) -> None:
    say = Catalogue.load(conditions.language)
    for cell in notebook.cells:
        exercise_id = conditions.definition.exercises.get(_name(cell))
        if exercise_id and cell.cell_type == "code":
            cell.outputs = grade_outputs(results[exercise_id], say)
