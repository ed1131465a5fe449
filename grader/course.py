"""A course: its folders, its secret, its gradebook and the definitions of its assignments."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.configuration import FILE as CONFIGURATION
from grader.configuration import configured_course_id, configured_gradebook
from grader.definition import AssignmentDefinition, GradeCell, SourceCell
from grader.errors import CourseError
from grader.registration import register_definition

__all__ = ["COURSE_ID", "AssignmentDefinition", "Course", "GradeCell", "SourceCell", "register"]

COURSE_ID = "rnn_course"
SECRET_BYTES = 32
_NO_TEXTS = "'grader new-course FOLDER', called in the clone, makes a course with texts"


@dataclass(frozen=True)
class Course:
    """An nbgrader course in a folder of its own.

    Parameters
    ----------
    root
        The folder that holds ``nbgrader_config.py``.
    gradebook_url
        Where the gradebook is, in SQLAlchemy's form; empty for what the configuration says, or else ``gradebook.db`` in
        the course's folder.
    """

    root: Path
    gradebook_url: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "root", Path(self.root).absolute())

    @staticmethod
    def find(start: Path | None = None) -> Course:
        """Find the course that a folder belongs to, by going up to the one with a configuration.

        Parameters
        ----------
        start
            Where to begin; by default the current folder.

        Raises
        ------
        CourseError
            If no folder on the way up has an ``nbgrader_config.py``.
        """
        begin = Path(start or Path.cwd()).absolute()
        for folder in (begin, *begin.parents):
            if (folder / CONFIGURATION).is_file():
                return Course(folder)
        hint = f"change to the folder of the course, the one that holds {CONFIGURATION}"
        raise CourseError(f"{begin} is in no course: no {CONFIGURATION} there or above", hint=hint)

    @property
    def db_url(self) -> str:
        """Return where the gradebook is, in the form that nbgrader takes; its configuration may name a place."""
        configured = self.gradebook_url or configured_gradebook(self.root)
        return configured or f"sqlite:///{self.root / 'gradebook.db'}"

    @property
    def course_id(self) -> str:
        """Return what nbgrader's gradebook and exchange call the course."""
        return configured_course_id(self.root) or COURSE_ID

    @property
    def solutions(self) -> Path:
        """Return the folder of the assignments' texts and executed solutions."""
        return self.root / "solutions"

    @property
    def submitted(self) -> Path:
        """Return the folder of submissions, one folder per student."""
        return self.root / "submitted"

    @property
    def autograded(self) -> Path:
        """Return the folder of autograded notebooks, one folder per student."""
        return self.root / "autograded"

    @property
    def feedback(self) -> Path:
        """Return the folder of feedback pages, one folder per student."""
        return self.root / "feedback"

    @property
    def private(self) -> Path:
        """Return the folder of the secret and of what is cached; never shared, never committed."""
        return self.root / ".grader"

    @property
    def cache(self) -> Path:
        """Return the folder of results that can be computed again."""
        return self.private / "cache"

    def text_path(self, name: str) -> Path:
        """Return the hand-written text of an assignment."""
        return self.solutions / f"{name}.py"

    def executed_path(self, name: str) -> Path:
        """Return the executed solution of an assignment."""
        return self.solutions / f"{name}.ipynb"

    def source_path(self, name: str) -> Path:
        """Return nbgrader's source notebook of an assignment, with solutions and hidden regions."""
        return self.root / "build" / "source" / name / f"{name}.ipynb"

    def definition_path(self, name: str) -> Path:
        """Return the file of an assignment's definition."""
        return self.root / "build" / "definitions" / f"{name}.json"

    def edition_path(self, name: str) -> Path:
        """Return the folder that holds the student edition of the library, as a plain package."""
        return self.root / "build" / "editions" / name

    def release_path(self, name: str) -> Path:
        """Return the folder of what students get."""
        return self.root / "notebooks" / name

    def submission_path(self, student: str, name: str) -> Path:
        """Return the notebook that a student handed in."""
        return self.submitted / student / name / f"{name}.ipynb"

    def names(self) -> tuple[str, ...]:
        """Return the names of all assignments that have a text, in order."""
        return tuple(sorted(path.stem for path in self.solutions.glob("[0-9][0-9]_*.py")))

    def known(self, name: str) -> str:
        """Return the name of an assignment that has a text, or has been built.

        Raises
        ------
        CourseError
            If there is none of this name; it says which there are.
        """
        if not (self.text_path(name).is_file() or self.definition_path(name).is_file()):
            names = self.names()
            close = difflib.get_close_matches(name, names, n=1)
            hint = f"there are: {', '.join(names)}" if names else _NO_TEXTS
            what = f"there is no assignment {name!r} in {self.solutions}"
            raise CourseError(what, hint=f"did you mean {close[0]}? {hint[0].upper()}{hint[1:]}" if close else hint)
        return name

    def chosen(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return the assignments that are named, or all of them where none is.

        Raises
        ------
        CourseError
            If there is none of such a name, or none at all.
        """
        if not names and not self.names():
            raise CourseError(f"there are no assignments in {self.solutions}", hint=_NO_TEXTS)
        return tuple(self.known(name) for name in names) or self.names()

    def text(self, name: str) -> bytes:
        """Return the text of an assignment as it is.

        Raises
        ------
        CourseError
            If there is no such assignment, or the text cannot be read.
        """
        path = self.text_path(self.known(name))
        try:
            return path.read_bytes()
        except OSError as error:
            raise CourseError(f"cannot read {path}: {error}", hint="make it readable for this account") from error

    def definition(self, name: str) -> AssignmentDefinition:
        """Read the definition of a built assignment.

        Raises
        ------
        CourseError
            If there is no such assignment, or it has not been built.
        """
        return AssignmentDefinition.load(self.definition_path(self.known(name)))

    def secret(self) -> bytes:
        """Return the secret of this installation, the source of hidden inputs; create it the first time.

        Raises
        ------
        CourseError
            If it cannot be read or created, or is too short to be a secret.
        """
        path = self.private / "secret"
        try:
            if not path.exists():
                _create_secret(path)
            secret = path.read_bytes()
        except OSError as error:
            hint = f"make {path} readable and writable for the account that grades"
            raise CourseError(f"cannot read the course's secret: {error}", hint=hint) from error
        if len(secret) < SECRET_BYTES:
            hint = f"put {path} back from a backup, or delete it and grade all again on new hidden inputs"
            raise CourseError(f"{path} holds {len(secret)} bytes, a secret has {SECRET_BYTES}", hint=hint)
        return secret


def _create_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".secret.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(SECRET_BYTES))
        # A link fails where the name exists: of two processes that start together, one makes it for both.
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def register(course: Course, definition: AssignmentDefinition) -> None:
    """Write an assignment and its cells to the course's gradebook, which is created if need be.

    Parameters
    ----------
    course
        The course.
    definition
        The assignment. Registering it again changes nothing; submissions and grades stay.

    Raises
    ------
    GradebookError
        If cells came or went while there are submissions, or the gradebook cannot be written.
    """
    register_definition(course.db_url, course.course_id, definition)
