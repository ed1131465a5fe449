"""What a worker needs to grade an assignment of an nbgrader course, as plain data."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path

from grader.definition import AssignmentDefinition
from grader.engine.contract import HandedWork
from grader.engine.parcel import Parcel, Part, make_part, named_cells
from grader.engine.sheet import CommentRow, GradeRow, Sheet
from grader.feedback.messages import Catalogue
from grader.foreign.assignment import ForeignAssignment
from grader.foreign.comments import comments_of
from grader.foreign.grading import (
    ForeignConditions,
    GradedHandIn,
    GradedNotebook,
    grade_hand_in,
    summed_up,
    unread,
)
from grader.foreign.handed_in import HandedIn
from grader.foreign.trimming import Trimming
from grader.keepsake import Keepsake, placed
from grader.results import SubmissionResult, Verdict
from grader.sandbox import Limits, Sandbox
from grader.sandbox.site import NEEDED, closure

KIND = "nbgrader"  # of what is kept


@dataclass(frozen=True)
class ForeignKit:
    """All that the grades of an assignment of an nbgrader course depend on beside the submissions.

    Parameters
    ----------
    conditions
        Assignment, limits and settings.
    packages
        Installed distributions that students may import beside the usual ones.
    accept_no_isolation_whatsoever
        Whether to run student code where it cannot be isolated; no grade depends on it.
    """

    conditions: ForeignConditions
    packages: tuple[str, ...] = ()
    accept_no_isolation_whatsoever: bool = False

    @property
    def name(self) -> str:
        """Return the assignment's name."""
        return self.conditions.assignment.name

    @property
    def language(self) -> str:
        """Return the language of comments and pages."""
        return self.conditions.language

    @property
    def notebooks(self) -> tuple[str, ...]:
        """Return the names of its notebooks, in nbgrader's order."""
        return tuple(notebook.name for notebook in self.conditions.assignment.notebooks)

    @property
    def max_score(self) -> float:
        """Return the points of the whole assignment."""
        return self.conditions.assignment.max_score

    @property
    def limits(self) -> Mapping[str, float | int]:
        """Return what a student's code may use, as plain numbers by name."""
        return self.conditions.limits.to_dict()

    @property
    def edition(self) -> Mapping[str, bytes]:
        """Return nothing: such a course has no library of ours."""
        return {}

    @property
    def surroundings(self) -> str:
        """Return a hash of what students may import."""
        return hashlib.sha256(f"foreign {self.packages!r}".encode()).hexdigest()

    def accepting_no_isolation(self) -> ForeignKit:
        """Return the same kit, which runs student code even where it cannot be isolated."""
        return replace(self, accept_no_isolation_whatsoever=True)

    def circumstances(self) -> Mapping[str, object]:
        """Return all that a result depends on beside submission, limits and versions."""
        return {
            "assignment": self.conditions.assignment.version,
            "code": _code_digest(),
            "nbgrader": version("nbgrader"),
            "packages": {name: version(name) for name in closure((*NEEDED, *self.packages))},
            "trimming": asdict(self.conditions.trimming),
            "remarks": list(self.conditions.remarks),
            "language": Catalogue.load(self.language).id,
        }

    def keepsake(self) -> Keepsake:
        """Return the kit in the form in which it is kept with its grades: no limits, which the record has."""
        assignment = self.conditions.assignment
        notebooks = {notebook.name: notebook.to_json().encode() for notebook in assignment.notebooks}
        data = {
            "name": assignment.name,
            "notebooks": list(notebooks),
            "ignored": list(assignment.ignored),
            "trimming": asdict(self.conditions.trimming),
            "remarks": list(self.conditions.remarks),
            "packages": list(self.packages),
            "language": self.language,
        }
        return Keepsake(KIND, data, {**placed("notebooks", notebooks), **placed("files", assignment.files)})

    @staticmethod
    def of_keepsake(kept: Keepsake, limits: Mapping[str, float | int]) -> ForeignKit:
        """Put together what :meth:`keepsake` took apart.

        Parameters
        ----------
        kept
            What was kept.
        limits
            What was not kept with it.
        """
        data, notebooks = kept.data, kept.below("notebooks")
        definitions = tuple(AssignmentDefinition.from_json(notebooks[name].decode()) for name in data["notebooks"])
        assignment = ForeignAssignment(data["name"], definitions, kept.below("files"), tuple(data["ignored"]))
        trimming, remarks = Trimming(**data["trimming"]), tuple(data["remarks"])
        under = ForeignConditions(assignment, Limits.from_dict(limits), trimming, remarks, data["language"])
        return ForeignKit(under, tuple(data["packages"]))

    def grade(self, key: str, submission: HandedWork, sandbox: Sandbox, attempt: int = 1) -> Parcel:
        """Grade a submission and pack everything that is written about it.

        Parameters
        ----------
        key
            Hash of all that the result depends on.
        submission
            The submission, to this assignment.
        sandbox
            A warm sandbox with the packages.
        attempt
            Makes no difference: these tests have no inputs of ours.
        """
        assert isinstance(submission, HandedIn)
        return self._pack(key, submission.student, grade_hand_in(submission, self.conditions, sandbox))

    def not_graded(self, key: str, submission: HandedWork, reason: str) -> Parcel:
        """Return what is written about a submission that could not be graded for no fault of its student's.

        Parameters
        ----------
        key, submission
            As for :meth:`grade`.
        reason
            Why not, in words.
        """
        assert isinstance(submission, HandedIn)
        notebooks = tuple(
            unread(notebook, Verdict.NOT_GRADED, reason) for notebook in self.conditions.assignment.notebooks
        )
        result = summed_up(submission, self.conditions, notebooks)
        return self._pack(key, submission.student, GradedHandIn(result, notebooks))

    def _pack(self, key: str, student: str, graded: GradedHandIn) -> Parcel:
        pairs = zip(self.conditions.assignment.notebooks, graded.notebooks, strict=True)
        language = self.conditions.language
        parts = tuple(part_of(self.name, definition, notebook, student, language) for definition, notebook in pairs)
        return Parcel.of(key, graded.result, parts)


def part_of(
    assignment: str, definition: AssignmentDefinition, graded: GradedNotebook, student: str, language: str
) -> Part:
    """Return one graded notebook, ready to be written.

    Parameters
    ----------
    assignment
        The assignment's name.
    definition
        The notebook, one of the assignment's.
    graded
        It as graded.
    student
        Whose it is.
    language
        The language of comments and page.
    """
    return make_part(
        graded.name,
        SubmissionResult(f"{assignment}: {graded.name}", graded.verdict, graded.detail, language=language),
        named_cells(graded.cells),
        graded.notebook,
        student,
        _sheet(definition),
        graded.doubts,
        definition.max_score,
        comments_of(graded, Catalogue.load(language)),
    )


def _sheet(definition: AssignmentDefinition) -> Sheet:
    """Return the rows that nbgrader makes for a notebook, whatever was handed in."""
    tasks = definition.task_cells
    grades = {cell.name: GradeRow(task=cell.name in tasks) for cell in definition.grade_cells}
    return Sheet(grades, {name: CommentRow() for name in (*definition.solution_cells, *tasks)})


def _code_digest() -> str:
    """Return a hash of the code that decides on a grade in such a course."""
    state = hashlib.sha256()
    folder = Path(__file__).parent
    for path in (*sorted(folder.glob("*.py")), folder.with_name("sanitizing.py")):
        state.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
    return state.hexdigest()
