"""An invented class for the tests of the report: built in code, nothing is run or graded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import Gradebook
from sqlalchemy import Connection, create_engine, update

from grader.course import COURSE_ID
from grader.engine.records import Record, add, create_table
from grader.engine.rows import GRADE, Cells, open_submission, read_sheet, write_penalty
from grader.registration import create_tables
from grader.report.reading import Grade, Item, Sheet, Submitted
from grader.report.survey import Survey, survey
from grader.results import (
    CriterionResult,
    ExerciseResult,
    MistakeMatch,
    Status,
    SubmissionResult,
    Verdict,
)
from grader.sandbox import Limits

NAME = "ps1"
POINTS = {"easy": 4.0, "hard": 6.0, "essay": 10.0}
USAGE = {"cpu_s": 0.5, "wall_s": 1.5, "peak_memory_mib": 90.0}
LIMITS = Limits().to_dict()
HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(1)> {{ 7 * 7 }}"
CODE = f"def hard(x):\n    return '{HOSTILE}'\n"


@dataclass(frozen=True)
class Student:
    """One invented submission: automatic points by exercise, marks by hand, and what is special about it."""

    name: str
    easy: float = 4.0
    hard: float = 6.0
    essay: float | None = 8.0
    by_hand: Mapping[str, float] = field(default_factory=dict)
    mistakes: Sequence[str] = ()
    message: str = "a has wrong values: 3 of 12 elements (m = 1)"
    verdict: Verdict = Verdict.GRADED
    detail: str = ""
    remarks: Sequence[str] = ()
    late: float = 0.0
    hours_late: float = 0.0
    usage: Mapping[str, float] = field(default_factory=lambda: USAGE)
    recorded: bool = True
    note: str = ""

    def result(self) -> SubmissionResult:
        """Return what grading found."""
        exercises = tuple(self._exercise(name, getattr(self, name)) for name in ("easy", "hard"))
        return SubmissionResult(
            NAME, self.verdict, self.detail, exercises, tuple(self.remarks), usage=dict(self.usage)
        )

    def _exercise(self, name: str, points: float) -> ExerciseResult:
        most = POINTS[name]
        status = Status.RIGHT if points == most else Status.PARTLY if points else Status.WRONG
        status = status if self.verdict is Verdict.GRADED else Status.NOT_REACHED
        passed = status is Status.RIGHT
        criterion = CriterionResult("value", "its value", points, most, passed, () if passed else (self.message,))
        matches = tuple(MistakeMatch(f"{name}.{one}", f"{one} is wrong", f"{one} = 0") for one in self.mistakes)
        criteria = () if status is Status.NOT_REACHED else (criterion,)
        matches = matches if name == "hard" and not passed else ()
        note = self.note if name == "hard" else ""
        return ExerciseResult(name, f"the {name} one", status, points, most, criteria, matches, note)

    def submitted(self) -> Submitted:
        """Return what the gradebook holds."""
        automatic = {"easy": self.easy, "hard": self.hard, "essay": None}
        hand = {**({} if self.essay is None else {"essay": self.essay}), **self.by_hand}
        grades = {
            name: Grade(hand.get(name, value or 0.0), value, for_person=value is None and name not in hand)
            for name, value in automatic.items()
        }
        return Submitted(self.name, f"id of {self.name}", self.late, grades, self.hours_late)


def class_of(size: int) -> list[Student]:
    """Return a class in which the better half has the hard exercise right, and every fifth an easy one wrong."""
    return [
        Student(f"s{k:03d}", easy=0.0 if k % 5 == 0 else 4.0, hard=6.0 if 2 * k >= size else 0.0, mistakes=("sign",))
        for k in range(size)
    ]


def sheet_of(students: Sequence[Student]) -> Sheet:
    """Return what a gradebook holds about a class."""
    items = {name: Item(name, points, by_hand=name == "essay") for name, points in POINTS.items()}
    return Sheet(NAME, items, {one.name: one.submitted() for one in sorted(students, key=lambda one: one.name)})


def findings_of(
    students: Sequence[Student], sheet: Sheet
) -> Iterator[tuple[Submitted, SubmissionResult, Mapping[str, float]]]:
    """Yield what was found, as it is read from a gradebook."""
    for one in students:
        if one.recorded:
            yield sheet.submissions[one.name], one.result(), LIMITS


def surveyed(students: Sequence[Student], *, foreign: bool = False) -> Survey:
    """Return the survey of a class."""
    sheet = sheet_of(students)
    return survey(sheet, findings_of(students, sheet), foreign=foreign)


def write_gradebook(folder: Path, students: Sequence[Student]) -> Path:
    """Write a class into a gradebook of nbgrader's in the folder of a course, with our records, and return it."""
    path = folder / "gradebook.db"
    (folder / "nbgrader_config.py").write_text("from grader.settings import configure\n\nconfigure(get_config())\n")
    # It makes the assignment one of ours.
    definition = folder / "build" / "definitions" / f"{NAME}.json"
    definition.parent.mkdir(parents=True)
    definition.write_text("{}")
    url = f"sqlite:///{path}"
    create_tables(url)
    with Gradebook(url, COURSE_ID) as gradebook:
        gradebook.add_assignment(NAME)
        gradebook.add_notebook(NAME, NAME)
        for name, points in POINTS.items():
            kind = "markdown" if name == "essay" else "code"
            gradebook.add_grade_cell(name, NAME, NAME, max_score=points, cell_type=kind)
        gradebook.add_solution_cell("essay", NAME, NAME)
    engine = create_engine(url)
    with engine.begin() as connection:
        create_table(connection)
        cells = Cells.read(connection, NAME, NAME)
        for one in students:
            _write(connection, cells, one)
    engine.dispose()
    return path


def _write(connection: Connection, cells: Cells, student: Student) -> None:
    opened = open_submission(connection, cells, student.name, None)
    write_penalty(connection, opened, student.late)
    for name, held in student.submitted().grades.items():
        row = read_sheet(connection, cells, opened).grades[name]
        by_hand = held.changed or (held.automatic is None and not held.for_person)
        values = {"auto_score": held.automatic, "manual_score": held.score if by_hand else None}
        changed = update(GRADE).where(GRADE.c.id == row.id).values(needs_manual_grade=held.for_person, **values)
        connection.execute(changed)
    if student.recorded:
        add(connection, Record(student.name, NAME, "key", "digest", dict(LIMITS), student.result(), opened.id))
