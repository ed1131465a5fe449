"""The class as a table for spreadsheets: one row for each submission, scores as ``nbgrader export`` has them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from grader.report.survey import Survey

FIXED = ("student", "score", "max_score", "late_penalty", "hours_late", "verdict", "for_person")
LAST = "mistakes"
# What would command a terminal; ends of lines and tabs are text.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# A spreadsheet runs a cell that begins so as a formula, and a student chooses the name of a folder.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(survey: Survey) -> str:
    """Return the table as CSV.

    Parameters
    ----------
    survey
        The class.

    Returns
    -------
    str
        A line of headings, then one for each submission: student, score (late penalty taken off), the most that could
        be earned, late penalty, hours after it was due, verdict (empty where nothing is known), how many grades wait
        for a person, the points of each exercise (empty where it is not graded), ids of known mistakes. Text that a
        spreadsheet would run as a formula has an apostrophe before it.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    keys = [item.key for item in survey.items]
    writer.writerow([*FIXED, *map(plain, keys), LAST])
    writer.writerows(_rows(survey, keys))
    return text.getvalue().encode("utf-8", "replace").decode("utf-8")


def _rows(survey: Survey, keys: list[str]) -> Iterator[list[str]]:
    maximum = number(survey.sheet.max_score)
    for student, one in survey.sheet.submissions.items():
        waiting = sum(grade.for_person for grade in one.grades.values())
        yield [
            plain(student),
            number(one.score),
            maximum,
            number(one.late_penalty),
            number(round(one.hours_late, 1)),
            survey.tally.verdicts.get(student, ""),
            str(waiting),
            *(number(one.grades[key].score) if key in one.grades else "" for key in keys),
            " ".join(survey.tally.named.get(student, ())),
        ]


def number(value: float) -> str:
    """Return a number that reads back as the very same one, without a point where it is whole."""
    return str(int(value)) if value == int(value) else repr(float(value))


def plain(text: str) -> str:
    """Return text that no spreadsheet takes for a formula and no terminal for a command."""
    text = _CONTROL.sub("", text)
    return f"'{text}" if text.startswith(_FORMULA) else text
