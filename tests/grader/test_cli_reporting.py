"""``grader report``: where things go, what is printed, which errors say what to do."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from reported import NAME, Student, class_of, write_gradebook

from grader.cli import main
from grader.report.drawing import Pictures


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return the folder of a course with a small graded class."""
    write_gradebook(tmp_path, [*class_of(4), Student("=cmd", hard=1.0, late=1.0)])
    return tmp_path


@pytest.fixture
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the figures out where nobody looks at them: they take a second."""
    monkeypatch.setattr("grader.report.writing.pictures_of", lambda survey: Pictures())


def run(course: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--course", str(course), "report", *arguments], catch_exceptions=False)


def test_page_and_table_go_where_they_are_said_to_go(course: Path) -> None:
    page, place = course / "reports" / f"{NAME}.html", course / "class" / "table.csv"
    result = run(course, NAME, "--csv", str(place))
    assert (result.exit_code, result.output) == (0, f"{NAME}: 5 submissions, report: {page}, table: {place}\n")
    assert "<h1>Report on ps1</h1>" in page.read_text(encoding="utf-8")
    assert page.read_text(encoding="utf-8").count("<figure>") == 3  # too few for discrimination
    table = place.read_text(encoding="utf-8")
    assert [row["student"] for row in csv.DictReader(io.StringIO(table))] == ["'=cmd", "s000", "s001", "s002", "s003"]


@pytest.mark.usefixtures("no_figures")
def test_a_table_on_standard_output_stands_there_alone(course: Path) -> None:
    result = run(course, NAME, "--csv", "-", "--output", str(course / "page.html"))
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["score"] for row in rows] == ["12", "8", "12", "18", "18"]
    assert str(course / "page.html") in result.stderr
    assert (course / "page.html").is_file() and not (course / "reports").exists()


@pytest.mark.usefixtures("no_figures")
def test_json_has_what_the_page_has(course: Path) -> None:
    found = json.loads(run(course, NAME, "--json").stdout)[NAME]
    assert Path(found["page"]).is_file()
    assert (found["submissions"], found["max_score"]) == (5, 20.0)
    hard = {one["id"]: one for one in found["exercises"]}["hard"]
    assert hard["answers"] == {"wrong": 2, "right": 2, "partly right": 1}
    assert hard["difficulty"] == pytest.approx(13 / 30)
    assert found["mistakes"] == [
        {"id": "hard.sign", "exercise": "hard", "says": "sign is wrong", "students": ["s000", "s001"]}
    ]


def test_what_cannot_be_reported_on_says_what_to_do(course: Path, tmp_path: Path) -> None:
    result = run(course, "ps9")
    assert result.exit_code == 1
    assert "no assignment 'ps9'; it has ps1" in result.stderr and "What to do" in result.stderr
    (course / "gradebook.db").unlink()
    assert json.loads(run(course, NAME, "--json").stdout)["error"].startswith("nothing is graded yet")


@pytest.mark.usefixtures("no_figures")
def test_a_page_that_cannot_be_written_is_an_error_in_words(course: Path) -> None:
    result = run(course, NAME, "--output", str(course / "gradebook.db" / "page.html"))
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr and "What to do" in result.stderr


@pytest.mark.parametrize(
    "arguments", [(), (NAME, "ps2", "--output", "x.html"), (NAME, "ps2", "--csv", "-"), (NAME, "--json", "--csv", "-")]
)
def test_calls_that_cannot_be_meant_are_refused_and_write_nothing(course: Path, arguments: tuple[str, ...]) -> None:
    assert run(course, *arguments).exit_code == 2
    assert not (course / "reports").exists()
