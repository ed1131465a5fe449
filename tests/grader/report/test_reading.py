"""The gradebook as it is read: nbgrader's scores, our records, and errors that say what to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from reported import NAME, Student, sheet_of, write_gradebook

from grader.course import COURSE_ID
from grader.errors import GradebookError, ReportError
from grader.report.reading import open_for_reading, read_findings, read_sheet

CLASS = [
    Student("ada", late=1.5),
    Student("bob", hard=1.0, by_hand={"easy": 2.5}, mistakes=["sign"]),
    Student("cyd", essay=None),
    Student("dan", recorded=False),
]


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small gradebook; nothing may be changed in it."""
    return write_gradebook(tmp_path_factory.mktemp("course"), CLASS)


def test_scores_penalties_and_marks_by_hand_are_read_as_nbgrader_has_them(gradebook: Path) -> None:
    with open_for_reading(f"sqlite:///{gradebook}") as connection:
        sheet = read_sheet(connection, NAME)
    expected = sheet_of(CLASS)
    assert sheet.items == expected.items
    assert {name: (one.score, one.late_penalty, one.grades) for name, one in sheet.submissions.items()} == {
        name: (one.score, one.late_penalty, one.grades) for name, one in expected.submissions.items()
    }


def test_who_is_late_is_read_with_extensions(gradebook: Path, tmp_path: Path) -> None:
    copy = tmp_path / "gradebook.db"
    copy.write_bytes(gradebook.read_bytes())
    with Gradebook(f"sqlite:///{copy}", COURSE_ID) as opened:
        opened.update_or_create_assignment(NAME, duedate="2027-03-01 12:00")
        for name, moment in {"ada": "2027-03-01 13:30", "bob": "2027-03-01 13:30", "cyd": "2027-03-01 11:00"}.items():
            opened.update_or_create_submission(NAME, name, timestamp=moment)
        opened.grant_extension(NAME, "bob", hours=1)
    with open_for_reading(f"sqlite:///{copy}") as connection:
        sheet = read_sheet(connection, NAME)
    late = {name: one.hours_late for name, one in sheet.submissions.items()}
    assert late == {"ada": 1.5, "bob": 0.5, "cyd": 0.0, "dan": 0.0}


def test_records_are_read_and_those_of_removed_submissions_are_not(gradebook: Path, tmp_path: Path) -> None:
    copy = tmp_path / "gradebook.db"
    copy.write_bytes(gradebook.read_bytes())
    with sqlite3.connect(copy) as database:
        database.execute("UPDATE grader_record SET submission_id = 'of another one' WHERE student = 'ada'")
    for path, expected in ((gradebook, ["ada", "bob", "cyd"]), (copy, ["bob", "cyd"])):
        with open_for_reading(f"sqlite:///{path}") as connection:
            sheet = read_sheet(connection, NAME)
            found = {one.student: result for one, result, _ in read_findings(connection, sheet)}
        assert list(found) == expected
        assert found["bob"] == CLASS[1].result()


def test_a_gradebook_without_our_table_has_no_findings(gradebook: Path, tmp_path: Path) -> None:
    copy = tmp_path / "gradebook.db"
    copy.write_bytes(gradebook.read_bytes())
    with sqlite3.connect(copy) as database:
        database.execute("DROP TABLE grader_record")
    with open_for_reading(f"sqlite:///{copy}") as connection:
        assert list(read_findings(connection, read_sheet(connection, NAME))) == []


def test_reading_changes_nothing_and_works_where_nothing_may_be_written(gradebook: Path) -> None:
    before = gradebook.read_bytes()
    gradebook.chmod(0o400)
    with open_for_reading(f"sqlite:///{gradebook}") as connection:
        list(read_findings(connection, read_sheet(connection, NAME)))
    gradebook.chmod(0o600)
    assert gradebook.read_bytes() == before
    assert [path.name for path in gradebook.parent.glob("gradebook*")] == ["gradebook.db"]


def test_no_gradebook_is_an_error_and_makes_none(tmp_path: Path) -> None:
    path = tmp_path / "gradebook.db"
    with pytest.raises(ReportError, match="nothing is graded yet") as error, open_for_reading(f"sqlite:///{path}"):
        pass
    assert "grader grade" in error.value.hint
    assert not path.exists()


def test_an_unknown_assignment_is_named_with_the_known_ones(gradebook: Path) -> None:
    with (
        open_for_reading(f"sqlite:///{gradebook}") as connection,
        pytest.raises(ReportError, match=f"no assignment 'ps9'; it has {NAME}"),
    ):
        read_sheet(connection, "ps9")


def test_an_assignment_without_submissions_is_not_graded_yet(tmp_path: Path) -> None:
    path = write_gradebook(tmp_path, [])
    with (
        open_for_reading(f"sqlite:///{path}") as connection,
        pytest.raises(ReportError, match=f"nothing is graded yet in {NAME}"),
    ):
        read_sheet(connection, NAME)


@pytest.mark.parametrize("address", ["nowhere", "nosuch://host/db"])
def test_an_address_that_is_none_is_an_error_in_words(address: str) -> None:
    with pytest.raises(GradebookError, match="the gradebook cannot be read"), open_for_reading(address):
        pass


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be looked at" * 40, b""])
def test_what_is_no_gradebook_is_an_error_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "gradebook.db"
    path.write_bytes(content)
    with (
        pytest.raises((GradebookError, ReportError), match=r"not a database|no assignment 'ps1'"),
        open_for_reading(f"sqlite:///{path}") as connection,
    ):
        read_sheet(connection, NAME)
