"""The report as one HTML page: figures and script inside, nothing loaded, everything that students wrote escaped.

The policy in the page's head is the second lock, as on feedback pages; the one script that it lets run is ours, named
by its hash.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment

from grader.feedback.messages import Catalogue
from grader.feedback.templating import page_environment
from grader.feedback.text import one_line
from grader.report.attention import Notice, Reason
from grader.report.drawing import Pictures
from grader.report.statistics import NORMAL_95, SMALLEST_CLASS
from grader.report.survey import FEWEST_FAILURES, Survey
from grader.report.tally import CriterionTally, MistakeTally
from grader.results import Status

SECTIONS = ("scores", "eye", "exercises", "suspects", "criteria", "mistakes", "uses", "reading")
MOST_NAMES = 12
MOST_NOTICES = 60  # of each reason; the JSON document has them all
MOST_CRITERIA = 30
MOST_MISTAKES = 100
MOST_EXAMPLES = 40


@dataclass(frozen=True)
class ShownMistake:
    """A known mistake on the page.

    Parameters
    ----------
    id, exercise, says, line
        What the catalogue says.
    number, share, students
        How many made it, their share of those who failed the exercise, and who they are.
    example, alone, code
        Whose code shows it, whether nothing else matches there, and the code; empty where it cannot be shown.
    anchor
        Where it stands.
    shown
        Whether it stands there.
    """

    id: str
    exercise: str
    says: str
    line: str
    number: int
    share: float
    students: tuple[str, ...]
    example: str
    alone: bool
    code: str
    anchor: str
    shown: bool


def report_page(
    survey: Survey,
    *,
    code_of: Callable[[str, str, str], str],
    link: Callable[[str], str],
    made: datetime,
    pictures: Pictures,
    language: str = "en",
) -> str:
    """Write the report on a class.

    Parameters
    ----------
    survey
        The class; somebody has handed in something.
    code_of
        Returns a student's code for an exercise, from student, id and the words for what is left out.
    link
        Returns where a student's feedback page is, relative to this page; empty where there is none.
    made
        When it is made.
    pictures
        Its figures.
    language
        Language of the page.

    Returns
    -------
    str
        A whole HTML document.
    """
    say = Catalogue.load(language)
    known = len(survey.tally.verdicts)
    notices = _first_of_each(survey.notices)
    mistakes = _mistakes(survey, code_of, say)
    criteria = _criteria(survey)
    scores = [one.score for one in survey.sheet.submissions.values()]
    html = _environment(language).get_template("report.html.j2").render(
        survey=survey,
        assignment=one_line(survey.sheet.name),
        made=made.strftime("%Y-%m-%d %H:%M %Z").strip(),
        known=known,
        unknown=len(scores) - known,
        full=sum(score >= survey.sheet.max_score for score in scores),
        nothing=sum(score == 0 for score in scores),
        late=sum(one.late_penalty > 0 for one in survey.sheet.submissions.values()),
        notices=notices,
        notices_left_out=len(survey.notices) - len(notices),
        reasons_found=Counter(notice.reason for notice in survey.notices),
        noise=_noise(len(survey.counted)),
        criteria=criteria[:MOST_CRITERIA],
        criteria_left_out=max(0, len(criteria) - MOST_CRITERIA),
        single_criteria=bool(known) and all(len(one.criteria) < 2 for one in survey.tally.exercises.values()),
        mistakes=mistakes,
        mistakes_left_out=max(0, len(survey.tally.mistakes) - MOST_MISTAKES),
        examples_left_out=sum(not one.shown for one in mistakes),
        largest=_largest(survey),
        pictures=pictures,
        link=link,
    )  # fmt: skip
    return html.encode("utf-8", "replace").decode("utf-8")


def _first_of_each(notices: Sequence[Notice]) -> list[Notice]:
    seen: Counter[Reason] = Counter()
    shown = []
    for notice in notices:
        seen[notice.reason] += 1
        if seen[notice.reason] <= MOST_NOTICES:
            shown.append(notice)
    return shown


def _noise(counted: int) -> str:
    """Return how far chance moves a correlation in a small class; empty where it is shown, or nothing is counted."""
    if not 0 < counted < SMALLEST_CLASS:
        return ""
    return f"{min(1.0, NORMAL_95 / math.sqrt(max(1, counted - 1))):.1f}"


def _criteria(survey: Survey) -> list[CriterionTally]:
    all_of_them = [one for exercise in survey.tally.exercises.values() for one in exercise.criteria.values()]
    return sorted((one for one in all_of_them if one.failed), key=lambda one: (-one.failed / one.written, -one.lost))


def _mistakes(survey: Survey, code_of: Callable[[str, str, str], str], say: Catalogue) -> list[ShownMistake]:
    left_out = say.sentences["report.mistakes.left_out"]
    return [
        _mistake(number, one, survey, partial(code_of, one.example, one.exercise, left_out))
        for number, one in enumerate(survey.tally.by_frequency()[:MOST_MISTAKES], start=1)
    ]


def _mistake(number: int, one: MistakeTally, survey: Survey, code: Callable[[], str]) -> ShownMistake:
    shown = number <= MOST_EXAMPLES
    return ShownMistake(
        one.match.id,
        one.exercise,
        one.match.says,
        one.match.line,
        len(one.students),
        len(one.students) / survey.tally.exercises[one.exercise].failed,
        tuple(sorted(one.students)),
        one.example,
        one.alone,
        code() if shown else "",
        f"mistake-{number}",
        shown,
    )


def _largest(survey: Survey) -> list[tuple[str, list[float | None]]]:
    """Return whoever used most of anything, with all that they used."""
    students = dict.fromkeys(student for use in survey.uses for student, _ in use.largest)
    usage = survey.tally.usage
    return [(student, [usage[use.measure].get(student) for use in survey.uses]) for student in students]


def percent(share: float) -> str:
    """Return a share in whole per cent."""
    return f"{100 * share:.0f} %"


def signed(value: float) -> str:
    """Return a number of two digits, with a true minus."""
    return f"{value:.2f}".replace("-", "−")


@lru_cache(maxsize=16)
def _environment(language: str) -> Environment:
    own = files("grader.report") / "templates"
    environment = page_environment(
        "grader.report",
        language,
        own_style=(own / "report.css").read_text(encoding="utf-8"),
        script="\n" + (own / "sort.js").read_text(encoding="utf-8"),
    )
    environment.filters |= {"line": one_line, "percent": percent, "signed": signed}
    constants: dict[str, Any] = {
        "sections": SECTIONS,
        "statuses": tuple(Status),
        "reasons": tuple(Reason),
        "most_names": MOST_NAMES,
        "smallest_class": SMALLEST_CLASS,
        "fewest_failures": FEWEST_FAILURES,
    }
    environment.globals |= constants
    return environment
