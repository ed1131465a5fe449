"""Our command, ``nbgrader autograde`` and the Formgrader give the same grades, and nbgrader's tools go on working."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import COURSE_ID, Course
from grader.demo.classroom import classroom
from grader.demo.show import hand_in
from grader.registration import open_gradebook
from grader.report.attention import Reason
from grader.report.writing import report
from grader.runner import Options, grade_assignment

pytestmark = pytest.mark.slow
NAME = "01_rnn"
CHOSEN = ("ada", "blank", "dina", "early-mistake", "x-always-equal", "zoe")


@pytest.fixture(scope="module")
def graded(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course whose class was graded by our own command's code."""
    root = tmp_path_factory.mktemp("ours") / "course"
    shutil.copytree(course.root, root)
    ours = Course(root)
    hand_in(ours, NAME, [student for student in classroom(ours, NAME) if student.name in CHOSEN])
    assert len(list(grade_assignment(ours, NAME))) == len(CHOSEN)
    return ours


Marks = dict[tuple[str, str], tuple[float | None, float | None, bool]]


def marks(course: Course) -> Marks:
    with open_gradebook(course.db_url, COURSE_ID) as gradebook:
        return {
            (submission.student.id, grade.name): (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            for submission in gradebook.assignment_submissions(NAME)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def comments(course: Course) -> dict[tuple[str, str], str | None]:
    with open_gradebook(course.db_url, COURSE_ID) as gradebook:
        return {
            (submission.student.id, comment.name): comment.comment
            for submission in gradebook.assignment_submissions(NAME)
            for notebook in submission.notebooks
            for comment in notebook.comments
        }


def copied(course: Course, target: Path) -> Course:
    """Copy a course without its grades, with its secret, so that the hidden inputs are the same."""
    ignored = shutil.ignore_patterns("gradebook.db", "autograded", "feedback")
    shutil.copytree(course.root, target, ignore=ignored)
    return Course(target)


def nbgrader(course: Course, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nbgrader", *arguments]
    folder = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": os.pathsep.join([folder, os.environ["PATH"]])}
    return subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True, check=False)


def test_scores_are_what_the_class_deserves(graded: Course) -> None:
    totals: dict[str, float] = {}
    for (student, _), (auto, _, needs) in marks(graded).items():
        assert auto is not None and not needs
        totals[student] = totals.get(student, 0.0) + auto
    assert totals["ada"] == 100
    assert totals["blank"] == totals["zoe"] == totals["x-always-equal"] == 0
    assert 0 < totals["dina"] < 100
    assert 80 <= totals["early-mistake"] < 100


def test_nbgrader_autograde_gives_the_same_grades_and_findings(graded: Course, tmp_path: Path) -> None:
    theirs = copied(graded, tmp_path / "course")
    registered = subprocess.run(
        [sys.executable, "-m", "grader", "register", NAME], cwd=theirs.root, capture_output=True, text=True, check=False
    )
    assert registered.returncode == 0, registered.stderr
    finished = nbgrader(theirs, "autograde", NAME)
    assert finished.returncode == 0, finished.stderr
    assert marks(theirs) == marks(graded)
    assert comments(theirs) == comments(graded)
    for student in CHOSEN:
        assert (theirs.autograded / student / NAME / f"{NAME}.ipynb").is_file()
    made = nbgrader(theirs, "generate_feedback", NAME)
    assert made.returncode == 0, made.stderr
    page = (theirs.feedback / "early-mistake" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "This matches" in page
    assert "HIDDEN TESTS" not in page


def test_the_formgraders_button_gives_the_same_grades(graded: Course, tmp_path: Path) -> None:
    theirs = copied(graded, tmp_path / "course")
    program = f"""
import os
os.chdir({str(theirs.root)!r})
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import PyFileConfigLoader
from grader.course import Course, register
course = Course.find()
register(course, course.definition({NAME!r}))
config = PyFileConfigLoader("nbgrader_config.py", path=os.getcwd()).load_config()
api = NbGraderAPI(CourseDirectory(config=config), config=config)
for student in {CHOSEN!r}:
    result = api.autograde({NAME!r}, student)
    assert result["success"], result
"""
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr[-3000:]
    assert marks(theirs) == marks(graded)
    assert comments(theirs) == comments(graded)


def test_nbgrader_export_reads_our_gradebook(graded: Course) -> None:
    finished = nbgrader(graded, "export")
    assert finished.returncode == 0, finished.stderr
    with (graded.root / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert float(rows["ada"]["score"]) == float(rows["ada"]["max_score"]) == 100


def test_the_report_has_the_scores_of_nbgrader_export_and_changes_nothing(graded: Course, tmp_path: Path) -> None:
    exported = nbgrader(graded, "export", "--to", str(tmp_path / "grades.csv"))
    assert exported.returncode == 0, exported.stderr
    before = Path(graded.root, "gradebook.db").read_bytes()
    made = report(graded, NAME, tmp_path / "report.html")
    ours = {row["student"]: row for row in csv.DictReader(io.StringIO(made.table))}
    with (tmp_path / "grades.csv").open(encoding="utf-8") as file:
        theirs = {row["student_id"]: row for row in csv.DictReader(file)}
    assert ours.keys() == theirs.keys() == set(CHOSEN)
    for student, row in ours.items():
        for name, same in (("score", "score"), ("max_score", "max_score"), ("late_penalty", "late_submission_penalty")):
            assert float(row[name]) == float(theirs[student][same]), (student, name)
        points = {cell: float(row[cell]) for cell in row if (student, cell) in marks(graded)}
        assert sum(points.values()) == float(row["score"])
    assert Path(graded.root, "gradebook.db").read_bytes() == before
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    (mistake,) = [one for one in made.survey.tally.by_frequency() if one.students == ["early-mistake"]]
    assert mistake.match.says in page
    assert re.search(r"What early-mistake wrote\b.*?def.*?rnn_cell_forward", page, re.DOTALL)
    assert [(one.student, one.reason) for one in made.survey.notices] == [("zoe", Reason.DAMAGED)]


def test_a_manual_mark_outlives_grading_again(graded: Course, tmp_path: Path) -> None:
    theirs = Course(tmp_path / "course")
    shutil.copytree(graded.root, theirs.root)
    with open_gradebook(theirs.db_url, COURSE_ID) as gradebook:
        grade = gradebook.find_grade("softmax", NAME, NAME, "blank")
        grade.manual_score = 2.5
        comment = gradebook.find_comment("softmax_solution", NAME, NAME, "blank")
        comment.manual_comment = "Explained it at the board."
        gradebook.db.commit()
    (again,) = list(grade_assignment(theirs, NAME, ["blank"], options=Options(workers=0, again=True)))
    assert again.score == 2.5
    assert again.marks.comments["softmax_solution"] == "Explained it at the board."
    assert "Explained it at the board." in again.feedback.read_text(encoding="utf-8")
    assert marks(theirs)["blank", "softmax"][2] is True


def test_a_second_submission_that_is_damaged_replaces_the_old_grade(graded: Course, tmp_path: Path) -> None:
    theirs = Course(tmp_path / "course")
    shutil.copytree(graded.root, theirs.root)
    theirs.submission_path("ada", NAME).write_bytes(b"{")
    (again,) = list(grade_assignment(theirs, NAME, ["ada"]))
    assert again.score == 0
    assert {auto for (student, _), (auto, _, _) in marks(theirs).items() if student == "ada"} == {0.0}
