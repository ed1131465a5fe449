"""However a class is graded, in this process, on local workers or again, the grades are the same."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from small_assignment import NAME

from grader.course import Course
from grader.demo.classroom import classroom
from grader.demo.show import hand_in as hand_in_class
from grader.runner import How, Options, grade_assignment

from .conftest import SOFTMAX, WRONG, contents, files, grade, hand_in, mixed

MakeClass = Callable[..., Course]


def hows(course: Course, **options: object) -> dict[str, How]:
    return {one.student: one.how for one in grade_assignment(course, NAME, options=Options(workers=0, **options))}  # type: ignore[arg-type]


def test_local_workers_and_this_process_write_the_same(make_class: MakeClass, no_leftovers: None) -> None:
    here, there = make_class(mixed(6), "here"), make_class(mixed(6), "there")
    assert grade(here, "--workers", "0").returncode == 0
    finished = grade(there, "--workers", "2")
    assert finished.returncode == 0, finished.stderr
    assert contents(here) == contents(there)
    assert files(here) == files(there)


def test_a_second_run_does_nothing(make_class: MakeClass) -> None:
    course = make_class(mixed(5))
    assert set(hows(course).values()) == {How.GRADED}
    before, stamps = contents(course), _stamps(course)
    assert set(hows(course).values()) == {How.UNCHANGED}
    assert contents(course) == before
    assert _stamps(course) == stamps
    assert "nothing to do: all 5" in grade(course).stdout


def _stamps(course: Course) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in course.feedback.rglob("*.html")}


def test_only_a_changed_submission_is_graded(make_class: MakeClass) -> None:
    course = make_class({"ada": SOFTMAX, "bob": WRONG})
    hows(course)
    hand_in(course, "bob", SOFTMAX)
    assert hows(course) == {"ada": How.UNCHANGED, "bob": How.GRADED}
    hand_in(course, "bob", WRONG)
    assert hows(course) == {"ada": How.UNCHANGED, "bob": How.KNOWN}, "its result had been kept"
    scores = {one.student: one.score for one in grade_assignment(course, NAME, options=Options(workers=0))}
    assert scores["bob"] < scores["ada"]


def test_a_changed_assignment_is_graded_anew(make_class: MakeClass) -> None:
    course = make_class({"ada": SOFTMAX})
    hows(course)
    path = course.definition_path(NAME)
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "version": "another"}))
    assert hows(course) == {"ada": How.GRADED}


def test_other_limits_are_another_result(make_class: MakeClass) -> None:
    course = make_class({"ada": SOFTMAX})
    hows(course)
    finished = grade(course, "--limit", "cell_timeout_s=20", "--workers", "0")
    assert "1 graded" in finished.stdout, finished.stderr


def test_grading_again_when_asked(make_class: MakeClass) -> None:
    course = make_class({"ada": SOFTMAX})
    hows(course)
    assert hows(course, again=True) == {"ada": How.GRADED}


def test_a_torn_result_is_computed_again(make_class: MakeClass) -> None:
    course = make_class({"ada": SOFTMAX})
    hows(course)
    (kept,) = (course.private / "results").rglob("*.json.gz")
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    shutil.rmtree(course.feedback)
    assert hows(course) == {"ada": How.GRADED}
    assert (course.feedback / "ada" / NAME / f"{NAME}.html").is_file()


@pytest.mark.parametrize("lost", ["autograded", "feedback", ".grader/written"])
def test_files_that_were_lost_are_written_again_without_grading(lost: str, make_class: MakeClass) -> None:
    course = make_class({"ada": SOFTMAX})
    hows(course)
    before = files(course)
    shutil.rmtree(course.root / lost)
    assert hows(course) == {"ada": How.MENDED}
    assert files(course) == before
    assert hows(course) == {"ada": How.UNCHANGED}


def test_a_lost_gradebook_is_filled_from_kept_results(make_class: MakeClass) -> None:
    course = make_class(mixed(4))
    hows(course)
    before = contents(course)
    (course.root / "gradebook.db").unlink()
    assert set(hows(course).values()) == {How.KNOWN}
    assert contents(course) == before


@pytest.mark.slow
def test_the_demo_class_gets_the_same_grades_on_workers(course: Course, tmp_path: Path, no_leftovers: None) -> None:
    name = "01_rnn"
    made = []
    for place, workers in (("one", 0), ("two", 2)):
        shutil.copytree(course.root, tmp_path / place)
        copy = Course(tmp_path / place)
        (copy.private).mkdir(exist_ok=True)
        (copy.private / "secret").write_bytes(b"s" * 32)
        hand_in_class(copy, name, classroom(copy, name))
        assert len(list(grade_assignment(copy, name, options=Options(workers=workers)))) >= 16
        made.append(copy)
    assert comparable(made[0]) == comparable(made[1])


def comparable(course: Course) -> dict[str, list[tuple[str, ...]]]:
    """Return a gradebook without the CPU time that one finding quotes, and the hash in the record over it."""
    found = contents(course)
    found["grader_record"] = [row for row in found["grader_record"] if "'x-complex-step'" not in row]
    return {
        table: sorted(tuple(re.sub(r"\d+\.\d+ s\b", "… s", value) for value in row) for row in rows)
        for table, rows in found.items()
    }
