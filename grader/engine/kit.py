"""What a worker needs to grade, as plain data: sent once per assignment, and the submissions one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.definition import AssignmentDefinition
from grader.errors import CourseError
from grader.exercises.seeds import Seed
from grader.grading import Conditions
from grader.sandbox import Limits
from grader.submission import Submission


@dataclass(frozen=True)
class Kit:
    """All that the grades of an assignment depend on beside the submissions.

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
    accept_no_isolation_whatsoever
        Whether to run student code where it cannot be isolated; no grade depends on it.
    """

    definition: str
    seed_key: bytes
    limits: Mapping[str, float | int]
    edition: Mapping[str, bytes]
    demonstrations: bool = False
    accept_no_isolation_whatsoever: bool = False

    @cached_property
    def conditions(self) -> Conditions:
        """Return the kit in the form that grading takes."""
        definition = AssignmentDefinition.from_json(self.definition)
        return Conditions(definition, Seed(self.seed_key), Limits.from_dict(self.limits), self.demonstrations)

    @cached_property
    def edition_digest(self) -> str:
        """Return a hash of the student edition."""
        state = hashlib.sha256()
        for path, content in sorted(self.edition.items()):
            state.update(f"{path}\0{len(content)}\0".encode() + content)
        return state.hexdigest()

    @staticmethod
    def pack(under: Conditions, edition: Path, *, accept_no_isolation_whatsoever: bool = False) -> Kit:
        """Make a kit.

        Parameters
        ----------
        under
            Assignment, seed and limits.
        edition
            Folder of the student edition.
        accept_no_isolation_whatsoever
            Whether to run student code where it cannot be isolated.

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
        key, demonstrations = under.seed.key, under.demonstrations
        return Kit(definition, key, limits, files, demonstrations, accept_no_isolation_whatsoever)

    def __getstate__(self) -> dict[str, object]:
        """Return the fields alone: what is derived from them is derived anew where the kit arrives."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Unit:
    """A unit of work: one submission, and the hash of everything that its result depends on."""

    key: str
    submission: Submission


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
