"""A class with attackers in it: hand in, grade by the real command, read the gradebook and the pages."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from threats import reaching
from threats.host import Host
from threats.model import CANARY, EARLY, NAME, Handed, Release, Threat

from grader.course import COURSE_ID, Course
from grader.registration import open_gradebook

# Small enough that those who use them up do so soon; honest work needs a tenth of them.
LIMITS = {"cell_timeout_s": 6, "check_timeout_s": 4, "submission_timeout_s": 20, "cpu_s": 15, "memory_mib": 512}
OVERSEER = Path(__file__).with_name("overseer.py")

# One row of the gradebook: cell → automatic score, manual score, extra credit, needs a person, comment.
Rows = dict[str, dict[str, tuple[object, ...]]]


@dataclass(frozen=True)
class Run:
    """What one run of the command gave.

    Parameters
    ----------
    results
        Student → what ``grader grade --json`` says.
    rows
        Student → rows of the gradebook.
    left
        Processes that were left behind.
    """

    results: Mapping[str, Mapping[str, Any]]
    rows: Rows
    left: Sequence[str]


def honest(release: Release) -> dict[str, Handed]:
    """Return the neighbours: right, half-done, blank and mistaken work, a rival with a secret, and two tasters."""
    secret = f"# {CANARY}\n{release.answers['softmax_solution']}"
    wrong = "def rnn_cell_forward(xt, a_prev, parameters):\n    return a_prev, xt, ()"
    tasting = release.submit({"softmax": f"{reaching.TASTER}\n{release.answers['softmax_solution']}"}, honest=EARLY)
    return {
        "ada": release.submit(all_right=True),
        "blank": release.submit(),
        "half": release.submit(honest=release.names[:3]),
        "mistaken": release.submit({"rnn_cell_forward": wrong}, honest=release.names[:5]),
        "rival": release.submit({"softmax": secret}, honest=EARLY),
        "taster": tasting,
        "zz-taster": tasting,
    }


def hand_in(course: Course, student: str, handed: Handed) -> None:
    """Put a submission where nbgrader collects it, in the place of an earlier one."""
    folder = course.submitted / student / NAME
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    for name, content in handed.items():
        path = folder / name if name else folder
        path.parent.mkdir(parents=True, exist_ok=True)
        if callable(content):
            content(path)
        else:
            path.write_bytes(content)


def grade(course: Course, host: Host, *students: str, workers: int = 0) -> Run:
    """Grade by the real command in a process of its own.

    Parameters
    ----------
    course, host
        What to grade, and where.
    students
        Whom; everybody if left out.
    workers
        Processes of the engine's cluster; none are started for 0.

    Raises
    ------
    AssertionError
        If the command fails: no submission may do that.
    """
    report = host.home.parent / "left.json"
    command = [sys.executable, str(OVERSEER), str(report), sys.executable, "-m", "grader", "grade", NAME, "--json"]
    command += ["--workers", str(workers)]
    command += [part for name, value in LIMITS.items() for part in ("--limit", f"{name}={value}")]
    command += [part for student in students for part in ("--student", student)]
    done = subprocess.run(command, cwd=course.root, env=host.environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout[-3000:], done.stderr[-3000:])
    graded = json.loads(done.stdout)[NAME]
    left = json.loads(report.read_text(encoding="utf-8"))
    return Run({one["student"]: one for one in graded}, rows(course), left)


def rows(course: Course) -> Rows:
    """Read the gradebook through nbgrader's own interface."""
    found: Rows = {}
    with open_gradebook(course.db_url, COURSE_ID) as gradebook:
        for submission in gradebook.assignment_submissions(NAME):
            (notebook,) = submission.notebooks
            cells = found.setdefault(submission.student.id, {})
            for grade in notebook.grades:
                marks = (grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade)
                cells[grade.name] = (*marks, grade.max_score_taskcell if hasattr(grade, "max_score_taskcell") else None)
            for comment in notebook.comments:
                cells.setdefault(f"{comment.name} comment", (comment.auto_comment, comment.manual_comment))
            cells["submission"] = (submission.score, submission.max_score, submission.late_submission_penalty)
    return found


def words(result: Mapping[str, Any]) -> str:
    """Return everything that the instructor is told about a submission."""
    told = [result["detail"], *result["remarks"]]
    for exercise in result["exercises"]:
        told += [message for criterion in exercise["criteria"] for message in criterion["messages"]]
    return "\n".join(told)


def without_usage(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return a result without what differs from run to run: the time and memory that were used."""
    return {key: value for key, value in result.items() if key != "usage"}


def hand_in_first(course: Course, release: Release, threats: Sequence[Threat]) -> list[str]:
    """Hand in the earlier submissions of those who hand in twice, and return their names."""
    twice = [threat for threat in threats if threat.first is not None]
    for threat in twice:
        assert threat.first is not None
        hand_in(course, threat.student, threat.first(release))
    return [threat.student for threat in twice]
