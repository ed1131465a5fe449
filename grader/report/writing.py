"""Make the report on an assignment: read the gradebook, survey the class, write page and table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from grader.course import Course
from grader.definition import write_atomically
from grader.errors import ReportError
from grader.report.document import document
from grader.report.excerpts import code_of
from grader.report.figures import pictures_of
from grader.report.page import report_page
from grader.report.places import Places
from grader.report.reading import open_for_reading, read_findings, read_sheet
from grader.report.spreadsheet import csv_text
from grader.report.survey import Survey, survey

FOLDER = "reports"


@dataclass(frozen=True)
class Reported:
    """A report that was made.

    Parameters
    ----------
    page
        Where the page lies.
    survey
        What it says.
    """

    page: Path
    survey: Survey

    @property
    def table(self) -> str:
        """Return the class as CSV."""
        return csv_text(self.survey)

    @property
    def document(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {"page": str(self.page), **document(self.survey)}


def survey_class(places: Places) -> Survey:
    """Read what the gradebook holds about an assignment, and survey it.

    Parameters
    ----------
    places
        The assignment.

    Raises
    ------
    ReportError
        If there is nothing to report on.
    GradebookError
        If the gradebook cannot be read.
    """
    with open_for_reading(places.db_url) as connection:
        sheet = read_sheet(connection, places.name)
        return survey(sheet, read_findings(connection, sheet), foreign=places.foreign)


def report(course: Course, name: str, output: Path | None = None) -> Reported:
    """Make the report on an assignment, and write its page.

    Parameters
    ----------
    course, name
        Which assignment of which course.
    output
        Where the page goes; ``reports/ASSIGNMENT.html`` in the course's folder if left out.

    Raises
    ------
    ReportError
        If there is nothing to report on, or the page cannot be written.
    GradebookError
        If the gradebook cannot be read.
    """
    places = Places.of(course, name)
    found = survey_class(places)
    page = output or course.root / FOLDER / f"{name}.html"
    text = report_page(
        found,
        code_of=lambda student, exercise, left_out: code_of(places.autograded(student), exercise, left_out),
        link=lambda student: places.link(student, page),
        made=datetime.now(UTC),
        pictures=pictures_of(found),
    )
    write(page, text)
    return Reported(page, found)


def write(path: Path, text: str) -> None:
    """Write a file that a reader sees whole or not at all.

    Parameters
    ----------
    path, text
        What goes where; folders above it are made.

    Raises
    ------
    ReportError
        If it cannot be written.
    """
    try:
        write_atomically(path, text.encode())
    except OSError as error:
        hint = "name another file, or make room or the folder writable"
        raise ReportError(f"{path} cannot be written: {error.strerror or error}", hint=hint) from error
