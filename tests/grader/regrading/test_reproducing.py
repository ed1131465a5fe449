"""Any grade is computed again from what was kept with it, or it is said what is in the way."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result
from small_assignment import NAME
from sqlalchemy import create_engine, text

from grader.cli import main
from grader.course import COURSE_ID, Course
from grader.engine import versions
from grader.registration import open_gradebook
from grader.regrading import reproducing
from grader.regrading.reproducing import Outcome, Reproduction, reproduce

from ..engine.conftest import SOFTMAX, WRONG, hand_in
from .conftest import CLASS, mark, run, scores


def call(course: Course, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--course", str(course.root), *arguments], catch_exceptions=False)


def again(course: Course, student: str, number: int | None = None) -> Reproduction:
    return reproduce(course, NAME, student, number)


def change_version(course: Course) -> None:
    path = course.definition_path(NAME)
    path.write_text(json.dumps({**json.loads(path.read_text()), "version": "another"}))


def test_every_grade_of_a_class_comes_out_the_same(graded: Course) -> None:
    before = (graded.root / "gradebook.db").read_bytes()
    for student in CLASS:
        done = again(graded, student)
        assert (done.outcome, done.obstacles, done.circumstances) == (Outcome.IDENTICAL, (), ()), student
    assert (graded.root / "gradebook.db").read_bytes() == before


def test_grades_of_works_and_assignments_that_are_gone_come_out_the_same(copy: Course) -> None:
    hand_in(copy, "bob", SOFTMAX)
    change_version(copy)
    run(copy)
    shutil.rmtree(copy.submitted)
    shutil.rmtree(copy.root / "build")
    shutil.rmtree(copy.private / "results")
    for number in (1, 2):
        done = again(copy, "bob", number)
        assert (done.outcome, done.number) == (Outcome.IDENTICAL, number)
        assert done.result is not None and done.result.points == done.record.result.points
    assert again(copy, "bob", 1).record.result.points < again(copy, "bob", 2).record.result.points


def test_a_manual_mark_is_no_difference(copy: Course) -> None:
    mark(copy, "bob", "softmax", 8.0, "Talked it over.")
    assert again(copy, "bob").outcome is Outcome.IDENTICAL


def test_what_was_not_kept_is_looked_for_where_it_was(copy: Course) -> None:
    shutil.rmtree(copy.private / "kept")
    assert again(copy, "ada").outcome is Outcome.IDENTICAL
    hand_in(copy, "ada", WRONG)
    (obstacle,) = again(copy, "ada").obstacles
    assert obstacle.startswith("the submission ") and "neither kept nor in" in obstacle
    shutil.rmtree(copy.submitted / "dan")
    change_version(copy)
    missing, version = again(copy, "dan").obstacles
    assert "where nothing lies" in missing and "build that version again" in version


def test_a_run_keeps_what_an_earlier_version_did_not(copy: Course) -> None:
    shutil.rmtree(copy.private / "kept")
    run(copy)
    shutil.rmtree(copy.submitted)
    assert again(copy, "ada").outcome is Outcome.IDENTICAL


def test_another_secret_is_an_obstacle_and_none_is_made(copy: Course) -> None:
    path = copy.private / "secret"
    old = path.read_bytes()
    path.write_bytes(b"x" * 32)
    (other,) = again(copy, "ada").obstacles
    assert "another secret" in other and "backup" in other
    path.unlink()
    (gone,) = again(copy, "ada").obstacles
    assert "is gone" in gone and not path.exists()
    path.write_bytes(old)
    assert again(copy, "ada").outcome is Outcome.IDENTICAL


def test_code_and_versions_that_changed_are_named_with_the_installation(
    copy: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.engine.kit.grading_code", lambda exercises: b"other checks")
    monkeypatch.setattr(reproducing, "environment", lambda packages: {**versions.environment(()), "numpy": "99.0"})
    done = call(copy, "reproduce", "bob", NAME)
    assert done.exit_code == 0, "the same came out all the same"
    assert "the code of the checks" in done.output
    assert "→ 99.0" in done.output
    result = again(copy, "bob").record.result
    first, *others = result.exercises
    other = replace(result, exercises=(replace(first, points=first.points + 1), *others))
    monkeypatch.setattr(reproducing, "_graded", lambda kit, submission: other)
    done = call(copy, "reproduce", "bob", NAME)
    assert done.exit_code == 1 and done.output.startswith("Not the same")
    assert f"  {first.id}: " in done.output
    assert "That grade was computed by rnn-course" in done.output


def test_record_without_circumstances_is_of_an_early_version(copy: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = create_engine(copy.db_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE grader_record SET circumstances = NULL, score = NULL"))
    engine.dispose()
    assert again(copy, "ada").circumstances == ()
    monkeypatch.setattr("grader.engine.kit.grading_code", lambda exercises: b"other checks")
    (told,) = again(copy, "ada").circumstances
    assert "early version" in told
    shown = call(copy, "history", "ada", NAME).output
    assert "not recorded" in shown


class TestCommands:
    """``grader reproduce`` and ``grader history``."""

    def test_the_same_is_exit_status_0_and_an_obstacle_is_1(self, copy: Course) -> None:
        same = call(copy, "reproduce", "ada", NAME)
        assert same.exit_code == 0 and same.output.startswith("The same again")
        (copy.private / "secret").unlink()
        lost = call(copy, "reproduce", "ada", NAME, "--json")
        assert lost.exit_code == 1
        assert json.loads(lost.output)["outcome"] == "cannot be reproduced"

    def test_what_there_is_no_record_of_is_an_error_that_says_so(self, copy: Course) -> None:
        nobody = call(copy, "reproduce", "nobody", NAME)
        assert nobody.exit_code == 1 and "nothing is known of 'nobody'" in nobody.output
        many = call(copy, "reproduce", "ada", NAME, "--record", "7")
        assert many.exit_code == 1 and "there is no record 7, only 1 to 1" in many.output

    def test_history_tells_what_changed_from_record_to_record(self, copy: Course) -> None:
        hand_in(copy, "bob", SOFTMAX)
        run(copy)
        change_version(copy)
        run(copy)
        shown = call(copy, "history", "bob", NAME).output
        assert "the first record" in shown and "new submission" in shown and "version" in shown
        found = json.loads(call(copy, "history", "bob", NAME, "--json").output)
        first, second, third = found["records"]
        assert first["submission"] != second["submission"] == third["submission"]
        assert second["changed"] == ["new submission"]
        assert third["changed"] == [f"the assignment was changed: version {first['course_version']} → another"]
        assert first["score"] < second["score"] == third["score"] == found["score"] == scores(copy)["bob"]
        assert all(one["isolation"] and one["kept"] and one["versions"]["numpy"] for one in found["records"])

    def test_a_mark_given_later_is_told(self, copy: Course) -> None:
        mark(copy, "bob", "softmax", 2.5)
        assert "a mark of a person" in call(copy, "history", "bob", NAME).output

    def test_marks_of_another_program_are_told_as_such(self, copy: Course) -> None:
        with open_gradebook(copy.db_url, COURSE_ID) as gradebook:
            gradebook.find_grade("softmax", NAME, NAME, "bob").auto_score = 1.25
            gradebook.db.commit()
        assert "another program has changed the automatic marks" in call(copy, "history", "bob", NAME).output

    def test_where_there_is_no_record_it_says_why(self, copy: Course) -> None:
        engine = create_engine(copy.db_url)
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE grader_record"))
        engine.dispose()
        told = call(copy, "history", "ada", NAME)
        assert told.exit_code == 0 and "and no record" in told.output
        assert call(copy, "history", "nobody", NAME).exit_code == 1
        (copy.root / "gradebook.db").unlink()
        assert "ada has no grade" in call(copy, "history", "ada", NAME).output
        assert not (copy.root / "gradebook.db").exists()
