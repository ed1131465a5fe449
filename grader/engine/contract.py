"""What the engine asks of the courses that it grades: ours with their exercises, and any that nbgrader made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from traitlets.config import Config

from grader.engine.parcel import Parcel
from grader.keepsake import Keepsake
from grader.sandbox import Sandbox


class HandedWork(Protocol):
    """What one student handed in for an assignment, as data that can travel to a worker."""

    @property
    def student(self) -> str:
        """Return whose it is."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """Return what the notebooks find beside them, by relative path."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return what an instructor should know about it."""

    @property
    def timestamp(self) -> str:
        """Return when it was handed in; empty when that is not known."""

    @property
    def digest(self) -> str:
        """Return a hash of everything in it that a grade can depend on."""

    def keepsake(self) -> Keepsake:
        """Return it in the form in which it is kept with its grade."""


class GradingKit(Protocol):
    """All that the grades of an assignment depend on beside the submissions, as plain data that travels to workers."""

    @property
    def name(self) -> str:
        """Return the assignment's name."""

    @property
    def notebooks(self) -> tuple[str, ...]:
        """Return the names of its notebooks."""

    @property
    def max_score(self) -> float:
        """Return the points of the whole assignment."""

    @property
    def limits(self) -> Mapping[str, float | int]:
        """Return what a student's code may use, as plain numbers by name."""

    @property
    def edition(self) -> Mapping[str, bytes]:
        """Return the files that students may import: path → content."""

    @property
    def packages(self) -> tuple[str, ...]:
        """Return the installed distributions that students may import beside the usual ones."""

    @property
    def surroundings(self) -> str:
        """Return a hash of edition and packages: kits with the same one share a warm sandbox."""

    @property
    def accept_no_isolation_whatsoever(self) -> bool:
        """Return whether to run student code where it cannot be isolated; no grade depends on it."""

    @property
    def language(self) -> str:
        """Return the language of comments and pages; no grade depends on it."""

    def accepting_no_isolation(self) -> GradingKit:
        """Return the same kit, which runs student code even where it cannot be isolated."""

    def circumstances(self) -> Mapping[str, object]:
        """Return all that a result depends on beside submission, limits and versions, as JSON can hold it."""

    def keepsake(self) -> Keepsake:
        """Return the kit in the form in which it is kept with its grades: no secret; limits are in the record."""

    def grade(self, key: str, submission: HandedWork, sandbox: Sandbox, attempt: int = 1) -> Parcel:
        """Grade a submission and pack everything that is written about it."""

    def not_graded(self, key: str, submission: HandedWork, reason: str) -> Parcel:
        """Return what is written about a submission that could not be graded for no fault of its student's."""


class ClassWork(Protocol):
    """One class's work on one assignment: where it lies, what grades it, and where the results go."""

    @property
    def name(self) -> str:
        """Return the assignment's name."""

    @property
    def kit(self) -> GradingKit:
        """Return what grades it."""

    @property
    def private(self) -> Path:
        """Return the folder of the lock, of kept results and of receipts."""

    @property
    def db_url(self) -> str:
        """Return where the gradebook is, in SQLAlchemy's form."""

    @property
    def config(self) -> Config:
        """Return nbgrader's configuration, for the plugin that sets late penalties."""

    def with_gradebook(self, db_url: str) -> ClassWork:
        """Return the same work with another gradebook."""

    def register(self) -> None:
        """Make sure that the gradebook knows the assignment."""

    def students(self) -> list[str]:
        """Return who handed in something, in order."""

    def misplaced(self) -> list[Path]:
        """Return notebooks that look like submissions and lie where none is looked for."""

    def read(self, student: str) -> HandedWork:
        """Read what a student handed in; what cannot be read is said in it."""

    def submitted(self, student: str) -> Path:
        """Return the folder of what a student handed in."""

    def autograded(self, student: str) -> Path:
        """Return the folder of a student's graded notebooks."""

    def feedback(self, student: str) -> Path:
        """Return the folder of a student's feedback pages."""

    @property
    def pages(self) -> Path:
        """Return the folder of everybody's feedback."""

    def beside(self, submission: HandedWork) -> Mapping[str, bytes] | None:
        """Return the files that lie beside the graded notebooks, nothing else there; None leaves the folder alone."""
