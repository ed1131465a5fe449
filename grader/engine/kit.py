"""What a worker needs to grade our exercises, as plain data: sent once per assignment, and submissions one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from grader.authoring.defining import grading_code
from grader.definition import AssignmentDefinition
from grader.engine.contract import HandedWork
from grader.engine.parcel import Parcel, pack
from grader.errors import CourseError
from grader.exercises.catalogue import EXERCISES
from grader.exercises.seeds import Seed
from grader.feedback.messages import Catalogue
from grader.grading import Conditions, damaged, grade_submission
from grader.keepsake import Keepsake, placed
from grader.results import Verdict
from grader.sandbox import Limits, Sandbox
from grader.submission import DamagedSubmission, Submission
from rnn_utils.checks.messages import Message

KIND = "exercises"  # of what is kept


@dataclass(frozen=True)
class Kit:
    """All that the grades of an assignment with exercises of ours depend on beside the submissions.

    Parameters
    ----------
    definition
        The assignment's definition as JSON.
    seed_key
        Key of the hidden inputs; a secret.
    limits
        What a student's code may use, as plain numbers by name.
    edition
        Files of the student edition: path → content.
    demonstrations
        Whether given cells that only show something are run as well.
    packages
        Installed distributions that students may import beside the usual ones.
    accept_no_isolation_whatsoever
        Whether to run student code where it cannot be isolated; no grade depends on it.
    language
        The language of comments and pages; no grade depends on it, but what is written about it.
    """

    definition: str
    seed_key: bytes
    limits: Mapping[str, float | int]
    edition: Mapping[str, bytes]
    demonstrations: bool = False
    packages: tuple[str, ...] = ()
    accept_no_isolation_whatsoever: bool = False
    language: str = "en"

    @cached_property
    def conditions(self) -> Conditions:
        """Return the kit in the form that grading takes."""
        definition = AssignmentDefinition.from_json(self.definition)
        limits = Limits.from_dict(self.limits)
        return Conditions(definition, Seed(self.seed_key), limits, self.demonstrations, self.language)

    @property
    def name(self) -> str:
        """Return the assignment's name."""
        return self.conditions.definition.name

    @property
    def notebooks(self) -> tuple[str, ...]:
        """Return the names of its notebooks: the one."""
        return (self.conditions.definition.notebook,)

    @property
    def max_score(self) -> float:
        """Return the points of the whole assignment."""
        return self.conditions.definition.max_score

    @cached_property
    def surroundings(self) -> str:
        """Return a hash of what students may import."""
        state = hashlib.sha256(repr(self.packages).encode())
        for path, content in sorted(self.edition.items()):
            state.update(f"{path}\0{len(content)}\0".encode() + content)
        return state.hexdigest()

    def accepting_no_isolation(self) -> Kit:
        """Return the same kit, which runs student code even where it cannot be isolated."""
        return replace(self, accept_no_isolation_whatsoever=True)

    def circumstances(self) -> Mapping[str, object]:
        """Return all that a result depends on beside submission, limits and versions."""
        exercises = {name: EXERCISES[name] for name in self.conditions.definition.exercises.values()}
        return {
            "definition": hashlib.sha256(self.definition.encode()).hexdigest(),
            "code": grading_code(exercises).hex(),
            "edition": self.surroundings,
            "seed": self.conditions.seed.id,
            "demonstrations": self.demonstrations,
            "language": Catalogue.load(self.language).id,
        }

    def keepsake(self) -> Keepsake:
        """Return the kit in the form in which it is kept with its grades: no secret; limits are in the record."""
        data = {"demonstrations": self.demonstrations, "packages": list(self.packages), "language": self.language}
        return Keepsake(KIND, data, {"definition": self.definition.encode(), **placed("edition", self.edition)})

    @staticmethod
    def of_keepsake(kept: Keepsake, seed_key: bytes, limits: Mapping[str, float | int]) -> Kit:
        """Put together what :meth:`keepsake` took apart.

        Parameters
        ----------
        kept
            What was kept.
        seed_key, limits
            What was not kept with it.
        """
        definition, edition = kept.files["definition"].decode(), kept.below("edition")
        packages, demonstrations = tuple(kept.data["packages"]), kept.data["demonstrations"]
        return Kit(definition, seed_key, limits, edition, demonstrations, packages, language=kept.data["language"])

    def grade(self, key: str, submission: HandedWork, sandbox: Sandbox, attempt: int = 1) -> Parcel:
        """Grade a submission and pack everything that is written about it.

        Parameters
        ----------
        key
            Hash of all that the result depends on.
        submission
            The submission, to an assignment of one notebook.
        sandbox
            A warm sandbox with the student edition.
        attempt
            Which one it is, where the sandbox broke before.
        """
        assert isinstance(submission, Submission)
        return pack(key, submission.student, grade_submission(submission, self.conditions, sandbox, attempt))

    def not_graded(self, key: str, submission: HandedWork, reason: str) -> Parcel:
        """Return what is written about a submission that could not be graded for no fault of its student's.

        Parameters
        ----------
        key, submission
            As for :meth:`grade`.
        reason
            Why not, in words.
        """
        damage = DamagedSubmission(Verdict.NOT_GRADED, Message(reason))
        assert isinstance(submission, Submission)
        return pack(key, submission.student, damaged(self.conditions, damage, submission.remarks))

    @staticmethod
    def pack(under: Conditions, edition: Path) -> Kit:
        """Make a kit.

        Parameters
        ----------
        under
            Assignment, seed and limits.
        edition
            Folder of the student edition.

        Raises
        ------
        CourseError
            If the edition has not been built.
        """
        files = {
            path.relative_to(edition).as_posix(): path.read_bytes()
            for path in sorted(edition.rglob("*"))
            if path.is_file() and "__pycache__" not in path.parts
        }
        if not files:
            name = under.definition.name
            raise CourseError(f"there is no student edition in {edition}", hint=f"run 'grader build {name}' first")
        definition, limits = under.definition.to_json(), under.limits.to_dict()
        return Kit(definition, under.seed.key, limits, files, under.demonstrations, language=under.language)

    def __getstate__(self) -> dict[str, object]:
        """Return the fields alone: what is derived from them is derived anew where the kit arrives."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Unit:
    """A unit of work: one submission, and the hash of everything that its result depends on."""

    key: str
    submission: HandedWork


@dataclass(frozen=True)
class Failure:
    """Why a unit was not graded, which says nothing about the student's points.

    Parameters
    ----------
    message
        What happened.
    fatal
        Whether every other unit would fare the same, so that the run should stop.
    hint
        What to do about it.
    """

    message: str
    fatal: bool = False
    hint: str = ""
