"""The two that are compared: a course folder each, the class in it, and the command that grades it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.processes import Run, run
from benchmarks.stock import stock_source, without_demonstrations
from grader.authoring import build
from grader.course import COURSE_ID, Course, register
from grader.demo.invented import Work, invent
from grader.demo.notebooks import answers_of
from grader.demo.show import make_course
from grader.errors import RunError
from grader.exercises.catalogue import exercises_of
from grader.preprocessors import conditions
from grader.registration import open_gradebook

NAME = "01_rnn"
STOCK_CONFIGURATION = f"c = get_config()\nc.CourseDirectory.course_id = {COURSE_ID!r}\n"
MADE = ("submitted", "autograded", "feedback")
EARNS = {"right": (1.0, 1.0), "variant": (1.0, 1.0), "mistake": (0.1, 0.99), "half": (0.1, 0.9), "blank": (0.0, 0.0)}
# Checks in the kernel hand the reference's caches to functions of the student's that expect caches of their own layout.
STOCK_EARNS = EARNS | {"variant": (0.5, 1.0)}
KEPT = ("secret",)  # of .grader: everything else there may hold results of an earlier run


@dataclass(frozen=True)
class Contender:
    """One way to grade a class.

    Parameters
    ----------
    label
        Its name in the results.
    root
        Its course folder.
    command
        What grades the class, run in that folder.
    release
        The student notebook that its class fills in.
    earns
        Kind of work → least and greatest share of the points that it can earn.
    """

    label: str
    root: Path
    command: tuple[str, ...]
    release: Mapping[str, Any]
    earns: Mapping[str, tuple[float, float]]

    @property
    def gradebook(self) -> Path:
        """Return the file of the gradebook."""
        return self.root / "gradebook.db"

    def keep_gradebook(self) -> None:
        """Keep the gradebook of now, without submissions, for every run to begin with."""
        shutil.copyfile(self.gradebook, self.root / "gradebook.fresh")

    def hand_in(self, works: Sequence[Work]) -> None:
        """Forget everything about earlier runs, results that were stored included, and hand in this work."""
        for name in MADE:
            shutil.rmtree(self.root / name, ignore_errors=True)
        for entry in (self.root / ".grader").glob("*"):
            if entry.name not in KEPT:
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        for left in self.root.glob("gradebook.db*"):
            left.unlink()
        shutil.copyfile(self.root / "gradebook.fresh", self.gradebook)
        for work in works:
            path = self.root / "submitted" / work.student / NAME / f"{NAME}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_bytes(work.notebook(self.release))

    def grade(self, works: Sequence[Work], memory_every_s: float = 0.0, extra: Sequence[str] = ()) -> Run:
        """Grade a class from nothing, as a whole process, and check that it was graded.

        Parameters
        ----------
        works
            The class.
        memory_every_s
            Seconds between two looks at the memory; 0 for none.
        extra
            More arguments of the command.

        Returns
        -------
        Run
            What it took.

        Raises
        ------
        RunError
            If the command fails, or the gradebook is not what this class deserves.
        """
        self.hand_in(works)
        taken = run((*self.command, *extra), self.root, environment(self.root), self.root / "run.log", memory_every_s)
        self._check(works)
        return taken

    def _check(self, works: Sequence[Work]) -> None:
        with open_gradebook(f"sqlite:///{self.gradebook}", COURSE_ID) as gradebook:
            rows = {row["student"]: row for row in gradebook.submission_dicts(NAME)}
        for work in works:
            row = rows.get(work.student)
            notebook = self.root / "autograded" / work.student / NAME / f"{NAME}.ipynb"
            if row is None or not notebook.is_file():
                raise RunError(f"{self.label} did not grade {work.student}", hint=f"see {self.root / 'run.log'}")
            least, most = self.earns[work.kind]
            if not least <= row["score"] / row["max_score"] <= most:
                raise RunError(f"{self.label} gave {work.kind} work of {work.student} {row['score']} points")


def environment(root: Path) -> dict[str, str]:
    """Return the environment of both: one thread for BLAS, no personal settings of Jupyter or IPython."""
    own = str(root / ".settings")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL")}
    inherited = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    return {**inherited, **threads, "PATH": path, "IPYTHONDIR": own, "JUPYTER_CONFIG_DIR": own}


@dataclass(frozen=True)
class Arena:
    """Both contenders, and the course whose class they grade.

    Parameters
    ----------
    course
        Our course.
    ours, stock
        The contenders.
    """

    course: Course
    ours: Contender
    stock: Contender

    def works(self, size: int) -> list[Work]:
        """Return a class of this size."""
        return works_of(self.course, size)


def works_of(course: Course, size: int) -> list[Work]:
    """Return the class of a size, as a built course's model answers make it."""
    answers = answers_of(json.loads(course.source_path(NAME).read_text(encoding="utf-8")))
    return invent(answers, exercises_of(NAME), size)


def prepare(repository: Course, folder: Path) -> Arena:
    """Make both course folders, with the assignment released and registered and nobody's work.

    Parameters
    ----------
    repository
        The course whose text is used.
    folder
        Where they go; what an earlier call made there is removed.

    Returns
    -------
    Arena
        Ready to grade.
    """
    shutil.rmtree(folder / "stock", ignore_errors=True)
    course = make_course(repository, folder / "ours", [NAME])
    build(course, NAME, execute=False)
    definition = course.definition(NAME)
    register(course, definition)
    source = json.loads(course.source_path(NAME).read_text(encoding="utf-8"))
    release = without_demonstrations(definition.release, definition.demonstrations)
    ours = Contender("grader grade", course.root, (sys.executable, "-m", "grader", "grade", NAME), release, EARNS)
    ours.keep_gradebook()
    seed = conditions(course, NAME).seed
    stock = _stock(folder / "stock", stock_source(source, definition.demonstrations, seed))
    return Arena(course, ours, stock)


def _stock(root: Path, source: Mapping[str, Any]) -> Contender:
    path = root / "source" / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(source), encoding="utf-8")
    (root / "nbgrader_config.py").write_text(STOCK_CONFIGURATION, encoding="utf-8")
    nbgrader = (sys.executable, "-m", "nbgrader")
    made = Contender("nbgrader autograde", root, (*nbgrader, "autograde", NAME), {}, STOCK_EARNS)
    subprocess.run(
        [*nbgrader, "generate_assignment", NAME],
        cwd=root,
        env=environment(root),
        check=True,
        capture_output=True,
    )
    made.keep_gradebook()
    return replace(made, release=json.loads((root / "release" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")))
