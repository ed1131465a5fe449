"""What goes to nbgrader's gradebook, by nbgrader's own rules, with our findings as comments.

nbgrader decides what a cell's output is worth, which grades need a person, and what a late submission costs. Here
stands only what its preprocessor leaves out: findings become the comment of the cell that the student wrote in. The
one writer of our own runs is :mod:`grader.engine.writer`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import SaveAutoGrades

from grader.feedback.hand import Hand
from grader.feedback.messages import Catalogue
from grader.feedback.stored import stored_result
from grader.outputs import as_text, verdict_text
from grader.results import ExerciseResult, SubmissionResult

SOLUTION_SUFFIX = "_solution"


@dataclass(frozen=True)
class Marks:
    """What the gradebook holds about a notebook, or all notebooks of a submission, manual marks included.

    Parameters
    ----------
    scores, comments
        By name of the cell; where an assignment has several notebooks, the whole has ``NOTEBOOK/CELL``.
    late_penalty
        Points taken off for lateness.
    hand
        Which of them a person gave, and which a person has to give or to look at.
    """

    scores: Mapping[str, float]
    comments: Mapping[str, str]
    late_penalty: float = 0.0
    hand: Hand = field(default_factory=Hand)

    @property
    def score(self) -> float:
        """Return what they come to: a late penalty is taken off."""
        return sum(self.scores.values()) - self.late_penalty

    @staticmethod
    def whole(parts: Mapping[str, Marks]) -> Marks:
        """Return the marks of a submission from those of its notebooks, by their names."""
        if len(parts) == 1:
            return next(iter(parts.values()))
        return Marks(
            {f"{name}/{cell}": score for name, held in parts.items() for cell, score in held.scores.items()},
            {f"{name}/{cell}": text for name, held in parts.items() for cell, text in held.comments.items()},
            sum(held.late_penalty for held in parts.values()),
            Hand.whole({name: held.hand for name, held in parts.items()}),
        )

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> Marks:
        """Read marks from the form that JSON gives; what earlier versions kept does not tell who gave them."""
        hand = Hand.from_dict(data.get("hand", {}))
        return Marks(data["scores"], data["comments"], data["late_penalty"], hand)


def storable(text: str | None) -> str | None:
    """Return text that every database can hold: no lone surrogates and no NUL characters."""
    return text if text is None else text.encode("utf-8", "replace").decode().replace("\0", "\N{SYMBOL FOR NULL}")


class SaveFindings(SaveAutoGrades):  # type: ignore[misc]
    """Save grades as nbgrader does, with the findings of an exercise as comment on its solution cell."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Save every cell's grade and comment; called by nbgrader's converter."""
        self.take(stored_result(nb))
        result: tuple[NotebookNode, Any] = super().preprocess(nb, resources)
        return result

    def take(self, result: SubmissionResult | None) -> None:
        """Remember the findings that become comments."""
        exercises = result.exercises if result else ()
        self.exercises: dict[str, ExerciseResult] = {exercise.id: exercise for exercise in exercises}
        self.say = Catalogue.known(result.language if result else "")
        self.problem = verdict_text(result, self.say) if result and result.detail else ""

    def _add_comment(self, cell: NotebookNode, resources: Any) -> None:
        super()._add_comment(cell, resources)
        grade_id = cell.metadata.nbgrader.grade_id
        exercise = self.exercises.get(grade_id.removesuffix(SOLUTION_SUFFIX))
        comment = self.gradebook.find_comment(grade_id, self.notebook_id, self.assignment_id, self.student_id)
        if self.problem:
            comment.auto_comment = self.problem
        elif exercise and comment.auto_comment is None:
            comment.auto_comment = as_text(exercise, self.say)
        comment.auto_comment = storable(comment.auto_comment)
        self.gradebook.db.commit()
