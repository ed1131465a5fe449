"""The report's page: hostile text is text, nothing is loaded, every sentence exists and is used."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest
from reported import CODE, HOSTILE, Student, class_of, surveyed

import grader.report
from grader.feedback.messages import Catalogue
from grader.report.attention import Reason
from grader.report.drawing import Pictures
from grader.report.figures import pictures_of
from grader.report.page import MOST_EXAMPLES, MOST_NAMES, MOST_NOTICES, SECTIONS, report_page
from grader.report.survey import MEASURES
from grader.results import Status

FOLDER = Path(grader.report.__file__).parent
MADE = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


def page_of(
    students: Sequence[Student], *, foreign: bool = False, code: str = CODE, drawn: bool = False
) -> str:
    found = surveyed(students, foreign=foreign)
    return report_page(
        found,
        code_of=lambda student, exercise, left_out: code,
        link=lambda student: "../feedback/ada.html" if student == "ada" else "",
        made=MADE,
        pictures=pictures_of(found) if drawn else Pictures(),
    )


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<(?:script|style)>.*?</(?:script|style)>|<[^>]*>", " ", page, flags=re.DOTALL))


@pytest.fixture(scope="module")
def hostile() -> str:
    """Return the page of a class in which everything that a student chooses is hostile."""
    students = [
        Student(HOSTILE, hard=0.0, mistakes=["sign"], remarks=[HOSTILE], detail=HOSTILE),
        *(Student(f"{HOSTILE} {k}", hard=0.0, message=HOSTILE) for k in range(3)),
    ]
    return page_of([*students, *class_of(25)], drawn=True)


def test_names_messages_remarks_and_code_of_students_are_text(hostile: str) -> None:
    assert hostile.count("<script>") == 1  # ours
    assert "<img src=x" not in hostile and "onerror=alert(1)>" not in hostile
    assert hostile.count(str(escape(HOSTILE, quote=False)).split(" ")[0]) > 6
    assert "{{ 7 * 7 }}" in hostile and "49" not in re.findall(r"img> (\d+)", hostile)


def test_the_policy_lets_our_sheet_and_script_work_and_nothing_else(hostile: str) -> None:
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', hostile)
    policy = policy.replace("&#39;", "'")
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", hostile, flags=re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert " style=" not in hostile


def test_nothing_is_loaded_from_anywhere(hostile: str) -> None:
    sources = re.findall(r'(?:src|srcset)="([^"]{30})', hostile)
    assert len(sources) == 8  # four figures, for light and dark screens
    assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)
    assert "http" not in hostile.replace("http-equiv", "")


def test_every_figure_says_in_words_what_it_shows(hostile: str) -> None:
    found = re.findall(r'<img src="[^"]*" alt="([^"]*)">', hostile)
    assert len(found) == 4
    assert "Histogram of 29 scores from 0 to 20 points" in found[0]
    assert "2 hard: " in found[1] and "% wrong" in found[1]
    assert all(len(alt) > 40 for alt in found)


def test_all_sections_are_there_and_linked(hostile: str) -> None:
    for key in SECTIONS:
        assert f'<section id="{key}">' in hostile and f'href="#{key}"' in hostile


def test_students_lead_to_their_feedback_where_there_is_some() -> None:
    page = page_of([Student("ada", remarks=["copied"]), Student("bob", remarks=["moved"])])
    assert '<a href="../feedback/ada.html"><bdi>ada</bdi></a>' in page
    assert re.search(r'row"><bdi>bob</bdi>', page)


def test_a_small_class_is_told_why_discrimination_is_not_shown() -> None:
    words = text_of(page_of(class_of(17)))
    assert "with 17 submissions chance alone moves a correlation by about ±0.5" in words
    assert "chance alone" not in text_of(page_of(class_of(25)))


def test_of_many_students_a_few_are_named() -> None:
    words = text_of(page_of([Student(f"s{k:02d}", hard=0.0, message="other") for k in range(MOST_NAMES + 5)]))
    assert f"s{MOST_NAMES - 1:02d} , and 5 more" in words and f"s{MOST_NAMES:02d}" not in words


def test_an_example_stands_beside_the_line_of_the_catalogue() -> None:
    words = text_of(page_of(class_of(4), code="def hard(x):\n    return -x"))
    beside = r"from the catalogue: sign = 0 What s000 wrote \(nothing else matches it\): .*def hard \( x \): return - x"
    assert re.search(beside, words)
    assert "The notebook of s000 cannot be shown." in text_of(page_of(class_of(4), code=""))


def test_a_large_class_does_not_make_an_endless_page() -> None:
    students = [Student(f"s{k:04d}", hard=0.0, mistakes=[f"m{k % 200}"], remarks=["moved"]) for k in range(1500)]
    page = page_of([*students, Student("unremarked")])
    assert len(page) < 1_500_000
    assert page.count(">moved</td>") == MOST_NOTICES
    assert page.count('<details class="card">') == MOST_EXAMPLES
    assert f"{1500 - MOST_NOTICES} more lines are in the JSON document" in page
    assert page.count("m0 is wrong") == 2  # in the table and as example: 8 students, no more


def test_a_course_without_exercises_of_ours_is_told_what_is_missing() -> None:
    words = text_of(page_of([Student("a", recorded=False)], foreign=True))
    assert "Nothing is known of what was found" in words
    words = text_of(page_of([Student(f"s{k}", hard=0.0) for k in range(3)], foreign=True))
    assert "3 of 3 who wrote it failed. Nobody has it right." in words
    assert "no catalogue of known mistakes" in words and "tests run in it" in words


def test_every_sentence_that_is_used_exists_and_none_is_unused() -> None:
    sources = [*FOLDER.glob("*.py"), FOLDER / "templates" / "report.html.j2"]
    text = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    keys = set(re.findall(r'"(report\.[a-z_.]*[a-z_])"', text)) & set(Catalogue.load().sentences)
    counted = set(re.findall(r'say\.count\("([a-z_.]+)"', text))
    keys |= {f"{key}.{form}" for key in counted for form in ("one", "many")}
    keys |= {f"report.section.{key}" for key in SECTIONS} | {f"report.use.{measure}" for measure in MEASURES}
    keys |= {f"report.{group}.{reason}" for reason in Reason for group in ("reason", "explain")}
    keys |= {f"report.table.{status.name.lower()}" for status in Status}
    keys |= {f"report.table.{key}" for key in re.findall(r'heading\("(\w+)"', text)}
    keys |= {f"report.exercises.{why}" for why in ("few", "equal", "rest", "pending")}
    keys |= {f"report.figure.{key}" for key in ("mean", "median")}
    (reading,) = re.findall(r'for key in \(([^)]*)\) %}\n  <p>{{ say\("report.reading', text)
    keys |= {f"report.reading.{key}" for key in re.findall(r'"(\w+)"', reading)}
    assert {key for key in Catalogue.load().sentences if key.startswith("report.")} == keys
