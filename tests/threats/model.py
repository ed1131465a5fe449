"""What a threat is, and the release that every attack starts from."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.demo.notebooks import fill
from grader.exercises.catalogue import EXERCISES

NAME = "01_rnn"
NOTEBOOK = f"{NAME}.ipynb"
SUFFIX = "_solution"
# Two halves, so that no attack holds the text that it looks for.
CANARY = "CANARY" + "-5d1f0a"

# What most attacks are tried on: an array, an array, a tuple and a dictionary are asked for.
TARGETS = ("one_hot", "softmax", "rnn_cell_forward", "rnn_cell_backward")

# Path below the submission's folder → content, or what makes it there.
Handed = Mapping[str, bytes | Callable[[Path], None]]


@dataclass(frozen=True)
class Release:
    """The student release of a course, its answers, and where things are on the machine that grades.

    Parameters
    ----------
    notebook
        The student notebook as JSON data.
    answers
        Solution cell's grade id → model answer.
    course, home
        Folders on the machine that grades; attackers may know them.
    port
        Where a service listens on 127.0.0.1.
    """

    notebook: Mapping[str, Any]
    answers: Mapping[str, str]
    course: Path = Path("/nowhere/course")
    home: Path = Path("/nowhere/home")
    port: int = 9

    @property
    def names(self) -> list[str]:
        """Return the exercises, in order."""
        return [grade_id.removesuffix(SUFFIX) for grade_id in self.answers]

    def cells(
        self,
        work: Mapping[str, str] | None = None,
        *,
        honest: Sequence[str] = (),
        extra: str = "",
        all_right: bool = False,
    ) -> dict[str, Any]:
        """Return the filled notebook as JSON data.

        Parameters
        ----------
        work
            Exercise → source of its solution cell.
        honest
            Exercises that are answered rightly.
        extra
            A code cell in front of everything.
        all_right
            Whether every exercise without work is answered rightly.

        Returns
        -------
        dict
            The notebook; what ``work`` says comes before what is right.
        """
        chosen = self.names if all_right else honest
        answers = {f"{name}{SUFFIX}": self.answers[f"{name}{SUFFIX}"] for name in chosen if name in self.names}
        answers |= {f"{name}{SUFFIX}": source for name, source in (work or {}).items()}
        notebook: dict[str, Any] = json.loads(fill(self.notebook, answers, extra))
        return notebook

    def submit(self, work: Mapping[str, str] | None = None, files: Handed | None = None, **how: Any) -> Handed:
        """Return a submission whose notebook :meth:`cells` fills."""
        return {NOTEBOOK: json.dumps(self.cells(work, **how)).encode(), **(files or {})}

    def everywhere(self, template: str) -> dict[str, str]:
        """Return a source for each of the targets; ``{function}`` stands for its name."""
        return {name: template.replace("{function}", name) for name in TARGETS}

    def edited(self, change: Callable[[list[dict[str, Any]]], object], **how: Any) -> Handed:
        """Return a submission whose list of cells was changed in place."""
        notebook = copy.deepcopy(self.cells(**how))
        change(notebook["cells"])
        return {NOTEBOOK: json.dumps(notebook).encode()}


def grade_id(cell: Mapping[str, Any]) -> str:
    """Return a cell's grade id, or nothing."""
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


@dataclass(frozen=True)
class Threat:
    """One line, or one form of a line, of the list of threats.

    Parameters
    ----------
    line
        Its number in the list.
    id
        Short name; the student is called after it.
    does
        What the submission does, for the table.
    ours
        What becomes of it, for the table.
    make
        Makes the submission.
    honest
        Exercises that are answered rightly and so are paid in full; everything else pays nothing.
    verdict
        How grading ends; where two limits race with each other, ``"graded or stopped"``.
    words
        Texts that the instructor's result must hold.
    stock
        Whether it is safe to hand the same submission to stock nbgrader, which has no sandbox.
    first
        Makes an earlier submission of the same student, graded before.
    """

    line: str
    id: str
    does: str
    ours: str
    make: Callable[[Release], Handed]
    honest: tuple[str, ...] = ()
    verdict: str = "graded"
    words: tuple[str, ...] = ()
    stock: bool = False
    first: Callable[[Release], Handed] | None = None

    @property
    def student(self) -> str:
        """Return the attacker's name."""
        return f"t{self.line}-{self.id}"

    @property
    def score(self) -> float:
        """Return what is earned: the points of the honest part."""
        return sum(EXERCISES[name].public.points for name in self.honest)


EVERYTHING = tuple(name for name, one in EXERCISES.items() if one.public.assignment == NAME)
EARLY = ("one_hot", "softmax")
