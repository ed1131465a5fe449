"""One course, an exchange, and the folders of an instructor and of a student, all of them below one folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeSubmit
from traitlets.config import Config

from grader.authoring import build
from grader.course import COURSE_ID, Course
from grader.demo.classroom import classroom as demo_class
from grader.demo.notebooks import answers_of, fill, with_mistake
from grader.demo.show import make_course
from grader.exercises.catalogue import exercises_of

NAME = "01_rnn"
REPOSITORY = Course(Path(__file__).parents[2])
STUDENT = "mia"  # works in JupyterLab
MISTAKEN, TYPED = "rnn_cell_forward", "softmax"
OTHERS = ("dina", "m2-rnn_cell_backward")  # of the demo's class: half of the work, and another known mistake
EVERYBODY = (STUDENT, *OTHERS)


@dataclass(frozen=True)
class Classroom:
    """Where everything is.

    Parameters
    ----------
    root
        The folder that holds it all.
    """

    root: Path

    @property
    def course(self) -> Course:
        """Return the instructor's course."""
        return Course(self.root / "instructor" / "course")

    @property
    def exchange(self) -> Path:
        """Return nbgrader's exchange."""
        return self.root / "exchange"

    @property
    def home(self) -> Path:
        """Return the student's home folder."""
        return self.root / "student"

    @property
    def library(self) -> Path:
        """Return the folder into which the student installs."""
        return self.root / "library"

    @property
    def students_environment(self) -> Mapping[str, str]:
        """Return what makes ``%pip install`` install the course's wheel for the student alone, without a network."""
        pip = {"PIP_TARGET": str(self.library), "PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1", "PIP_UPGRADE": "1"}
        return {**pip, "PYTHONPATH": str(self.library)}

    @staticmethod
    def make(root: Path) -> Classroom:
        """Build the course and configure nbgrader for everybody."""
        room = Classroom(root)
        for folder in (room.exchange, room.home / ".jupyter", room.library, root / "instructor" / "home"):
            folder.mkdir(parents=True)
        room.exchange.chmod(0o777)
        build(make_course(REPOSITORY, room.course.root, [NAME]), NAME, execute=False)
        place = f"c.Exchange.root = {str(room.exchange)!r}\n"
        with (room.course.root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
            file.write(f"\nc = get_config()\n{place}")
        own = f"c.CourseDirectory.course_id = {COURSE_ID!r}\nc.CourseDirectory.student_id = {STUDENT!r}\n"
        (room.home / ".jupyter" / "nbgrader_config.py").write_text(f"c = get_config()\n{own}{place}", encoding="utf-8")
        return room

    def write(self, *, everything: bool = False) -> str:
        """Do the student's work in her file, but for one function; return what she is to type for that one.

        Parameters
        ----------
        everything
            Write that one as well.
        """
        path = self.home / NAME / f"{NAME}.ipynb"
        answers = answers_of(json.loads(self.course.source_path(NAME).read_text(encoding="utf-8")))
        mistake = next(exercise for exercise in exercises_of(NAME) if exercise.id == MISTAKEN).mistakes[0]
        wrong = {f"{MISTAKEN}_solution": with_mistake(answers[f"{MISTAKEN}_solution"], mistake)}
        typed = answers[f"{TYPED}_solution"]
        if not everything:
            del answers[f"{TYPED}_solution"]
        path.write_bytes(fill(json.loads(path.read_bytes()), {**answers, **wrong}))
        return typed.rpartition('"""')[2].strip("\n")

    def others_hand_in(self) -> None:
        """Submit the work of two more students to the exchange."""
        for student in demo_class(self.course, NAME):
            if student.name in OTHERS:
                self._submit(student.name, student.notebook)

    def _submit(self, student: str, notebook: bytes) -> None:
        home = self.root / "others" / student
        (home / NAME).mkdir(parents=True)
        (home / NAME / f"{NAME}.ipynb").write_bytes(notebook)
        config = Config()
        config.CourseDirectory.update(course_id=COURSE_ID, student_id=student, assignment_id=NAME)
        config.Exchange.update(root=str(self.exchange), cache=str(home / "cache"), assignment_dir=str(home))
        parts = {"coursedir": CourseDirectory(config=config), "authenticator": Authenticator(config=config)}
        ExchangeSubmit(config=config, **parts).start()
