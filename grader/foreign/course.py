"""A course as nbgrader describes it: folders, gradebook and limits come from its own configuration."""

from __future__ import annotations

import fnmatch
import glob
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_path
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, IgnorePattern, LimitOutput
from traitlets import TraitError
from traitlets.config import Config

from grader.configuration import FILE as CONFIGURATION
from grader.configuration import load_configuration
from grader.course import Course
from grader.errors import CourseError, GraderError
from grader.foreign.trimming import Trimming
from grader.sandbox import Limits

KNOWN_STEPS = ("nbgrader.", "nbconvert.", "grader.")  # what stands in for them is done here


@dataclass(frozen=True)
class ForeignCourse:
    """An nbgrader course.

    Parameters
    ----------
    root
        The folder that holds ``nbgrader_config.py``.
    config
        All of nbgrader's configuration that applies in it.
    directory
        nbgrader's idea of its folders.
    """

    root: Path
    config: Config
    directory: Any = field(compare=False)

    @staticmethod
    def of(root: Path) -> ForeignCourse:
        """Read the configuration of the course in a folder, with that of its user and machine, as nbgrader does.

        Raises
        ------
        CourseError
            If it cannot be read.
        """
        config = Config()
        for folder in [*reversed(jupyter_config_path()), str(root)]:
            config.merge(load_configuration(Path(folder)))
        settings = Config()
        settings.CourseDirectory.root = str(root)
        settings.merge(config)
        try:
            return ForeignCourse(Path(root), config, CourseDirectory(config=settings))
        except TraitError as error:
            hint = f"correct CourseDirectory in {Path(root, CONFIGURATION)}"
            raise CourseError(f"the course's configuration cannot be used: {error}", hint=hint) from error

    @property
    def db_url(self) -> str:
        """Return where the gradebook is, in SQLAlchemy's form."""
        return str(self.directory.db_url)

    @property
    def course_id(self) -> str:
        """Return the course's id in the gradebook."""
        return str(self.directory.course_id)

    @property
    def ignored(self) -> tuple[str, ...]:
        """Return patterns of the files that nbgrader does not copy."""
        return tuple(self.directory.ignore)

    def source(self, name: str) -> Path:
        """Return the folder of an assignment's source."""
        return self._folder(self.directory.source_directory, ".", name)

    def release(self, name: str) -> Path:
        """Return the folder of what students got."""
        return self._folder(self.directory.release_directory, ".", name)

    def submitted(self, student: str, name: str) -> Path:
        """Return the folder of what a student handed in."""
        return self._folder(self.directory.submitted_directory, student, name)

    def autograded(self, student: str, name: str) -> Path:
        """Return the folder of a student's graded notebooks."""
        return self._folder(self.directory.autograded_directory, student, name)

    def feedback(self, student: str, name: str) -> Path:
        """Return the folder of a student's feedback pages."""
        return self._folder(self.directory.feedback_directory, student, name)

    @property
    def pages(self) -> Path:
        """Return the folder of everybody's feedback pages."""
        return Path(self.directory.root, self.directory.feedback_directory)

    def _folder(self, step: str, student: str, name: str) -> Path:
        return Path(os.path.normpath(self.directory.format_path(step, student, name)))

    def students(self, name: str) -> list[str]:
        """Return who handed in something, whatever it is, in order, without those that the configuration excludes."""
        step = self.directory.submitted_directory
        anyone = re.compile(self.directory.format_path(step, r"(?P<student>[^/]+)", re.escape(name), escape=True))
        excluded = {student.strip() for student in self.directory.student_id_exclude.split(",")}
        found = []
        for folder in glob.glob(self.directory.format_path(step, "*", glob.escape(name))):
            matched = anyone.fullmatch(folder)
            student = matched["student"] if matched else ""
            if student and self._wanted(student) and student not in excluded:
                found.append(student)
        return sorted(found)

    def _wanted(self, student: str) -> bool:
        return fnmatch.fnmatchcase(student, self.directory.student_id)

    def not_overwritten(self, name: str) -> frozenset[str]:
        """Return the files that students hand in changed, relative to the assignment's source."""
        table = self.config.get("Autograde", {}).get("exclude_overwriting", {})
        return frozenset(os.path.normpath(one) for one in table.get(name, ()))

    def limits(self) -> Limits:
        """Return what student code may use: nbgrader's time for a cell, and what ``c.Grader.limits`` says.

        Raises
        ------
        GraderError
            If ``c.Grader.limits`` names a limit that there is not, or gives it no sensible value.
        """
        timeout = Execute(config=self.config).timeout
        whole = Limits().submission_timeout_s
        # None and negative numbers mean "as long as it takes"; the time of the whole notebook still counts.
        of_cell = float(timeout) if timeout is not None and timeout > 0 else whole
        ours: Mapping[str, Any] = {"cell_timeout_s": of_cell, "submission_timeout_s": max(whole, of_cell)}
        return Limits.from_dict({**ours, **self._own_setting("limits", {})})

    def trimming(self) -> Trimming:
        """Return what is kept of outputs."""
        limit = LimitOutput(config=self.config)
        return Trimming(IgnorePattern(config=self.config).pattern, limit.max_lines, limit.max_traceback)

    def packages(self) -> tuple[str, ...]:
        """Return the installed distributions that students may import beside NumPy, Matplotlib and IPython."""
        return tuple(self._own_setting("packages", ()))

    def _own_setting(self, name: str, otherwise: Any) -> Any:
        found = self.config.get("Grader", {}).get(name, otherwise)
        if isinstance(found, type(otherwise) if isinstance(otherwise, dict) else (list, tuple)):
            return found
        kind = "a dictionary" if isinstance(otherwise, dict) else "a list of names"
        raise GraderError(f"c.Grader.{name} is {found!r}; expected {kind}", hint=f"correct {self.root / CONFIGURATION}")

    @property
    def sandboxed(self) -> bool:
        """Return whether ``nbgrader autograde`` itself grades by our code, as ``configure_foreign`` has it."""
        steps = self.config.get("Autograde", {}).get("autograde_preprocessors", ())
        return any(_name(step).startswith("grader.") for step in steps)

    def not_run(self) -> tuple[str, ...]:
        """Return remarks about steps that the configuration adds to nbgrader's grading and that we do not run."""
        configured = self.config.get("Autograde", {})
        remarks = []
        for name in ("sanitize_preprocessors", "autograde_preprocessors"):
            added = [_name(step) for step in configured.get(name, ()) if not _name(step).startswith(KNOWN_STEPS)]
            remarks += [f"not run: {step}, which the configuration adds to Autograde.{name}" for step in added]
        hooks = [name for name in ("pre_convert_hook", "post_convert_hook") if configured.get(name)]
        return (*remarks, *(f"not run: Autograde.{name} of the course's configuration" for name in hooks))


def _name(step: Any) -> str:
    return step if isinstance(step, str) else f"{step.__module__}.{step.__qualname__}"


def has_exercises(course: Course) -> bool:
    """Say whether a course has assignments with exercises of ours."""
    return bool(course.names()) or course.definition_path("any").parent.is_dir()


def is_foreign(course: Course, name: str) -> bool:
    """Say whether an assignment is nbgrader's alone: neither built nor written for our exercises.

    Parameters
    ----------
    course, name
        Which assignment of which course. Where others have exercises of ours, an assignment without a source for
        nbgrader counts as one of ours that has not been built.
    """
    if course.definition_path(name).exists() or course.text_path(name).exists():
        return False
    return not has_exercises(course) or ForeignCourse.of(course.root).source(name).is_dir()
