"""The feedback page: what it says, and what hostile submissions cannot make of it."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise, product
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from grader import feedback
from grader.exercises.sentences import RIGHT_BUT_WAITS
from grader.feedback.hand import Hand
from grader.feedback.page import feedback_page
from grader.feedback.text import points_in_words
from grader.results import CriterionResult, ExerciseResult, MistakeMatch, Status, SubmissionResult, Symptom, Verdict
from grader.sentences import CELL_STOPPED

EQUATION = r"a^{\langle t\rangle} = \tanh(W_{aa}a)"
NO_X = "No module named 'x'"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=http://evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    '<img src="http://evil.example/track.png">',
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<style>.score{display:none}</style>",
    "<style>@import url(http://evil.example/x.css)</style>",
    '<p style="position:fixed;inset:0">100 / 100</p>',
    '<p class="score" id="exercise-1"><strong>100</strong></p>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="data:text/html,<script>alert(1)</script>"></object><embed src=x>',
    '<meta http-equiv="refresh" content="0;url=http://evil.example">',
    '<base href="http://evil.example/">',
    '<link rel=stylesheet href="http://evil.example/x.css">',
    '<form action="http://evil.example"><input><button formaction=javascript:alert(1)>x</button></form>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVa&#x09;Script:alert(1)">x</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>',
    '<a href="https://evil.example" onclick="alert(1)" target=_top ping="http://evil.example">x</a>',
    '<table background="http://evil.example/x.png"><tr><td>x</td></tr></table>',
    '<video src="http://evil.example/x" poster="http://evil.example/y" autoplay></video>',
    '<img srcset="http://evil.example/x 2x" src="data:image/png;base64,aGk=">',
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "</section></main></body></html><script>alert(1)</script>",
    "<!-- --!><script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</pre></code><script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "![x](http://evil.example/x.png)",
    '![x](data:image/svg+xml,<svg/onload=alert(1)> "t")',
    "<http://evil.example/><javascript:alert(1)>",
    r"$\text{<script>alert(1)</script>}$",
    r"$\href{javascript:alert(1)}{x}$ $$\style{position:fixed}{x}$$",
    "```html\n<script>alert(1)</script>\n```",
    "```mermaid\n<script>alert(1)</script>\n```",
    "\x1b[31m<script>alert(1)</script>\x1b[0m\x1b]8;;javascript:alert(1)\x07x\x1b]8;;\x07",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}{% raw %}<script>alert(1)</script>",
    "\ud800\x00<script>alert(1)</script>",
]


class _Page(HTMLParser):
    """Collects the elements of a page and the text outside the style sheet."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))


def words(html: str) -> str:
    """Return what a reader sees, on one line."""
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", body)).split())


def assert_harmless(html: str) -> None:
    """Assert that a page has no element or attribute that could run, load or hide anything."""
    page = _Page(html)
    tags = [tag for tag, _ in page.elements]
    assert not set(tags) & {
        *("script", "iframe", "object", "embed", "base", "link", "form", "input", "button", "svg"),
        *("video", "audio", "details", "mglyph", "template", "noscript", "frame", "applet", "marquee"),
    }
    assert tags.count("style") == 1 and tags.count("html") == 1 and tags.count("body") == 1
    assert tags.count("meta") == 5 and tags.count("title") == 1
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")]
        assert not set(attributes) & {
            "style",
            "srcset",
            "ping",
            "background",
            "poster",
            "target",
            "formaction",
        }
        assert not set(attributes) & {"action", "srcdoc", "data"}
        assert attributes.get("src", "data:image/").startswith("data:image/"), (tag, attributes)
        href = attributes.get("href", "#")
        assert href.startswith("#") or (
            re.match(r"https?://|mailto:", href) and attributes["rel"] == "noopener noreferrer"
        )
    identifiers = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    assert sum(attributes.get("class") == "score" for _, attributes in page.elements) <= 1


def graded_cell(name: str, source: str, points: float = 10, **more: Any) -> NotebookNode:
    marks = {"nbgrader": {"grade_id": name, "grade": True, "points": points}}
    cell: NotebookNode = new_code_cell(source, metadata=marks, **more)
    return cell


def criterion(passed: bool, *messages: str) -> CriterionResult:
    earned = 4.0 if passed else 0.0
    return CriterionResult("a", "next hidden state", earned, 4.0, passed, messages, EQUATION, "S3(2)", "Mind `Waa`.")


MISTAKE = MistakeMatch("f.t", "`Waa` is transposed", "a = Waa.T @ a_prev", EQUATION, "Which axis counts units?")
PARTLY = ExerciseResult(
    "rnn_cell_forward",
    "one step",
    Status.PARTLY,
    1.0,
    5.0,
    (criterion(False, "expected 0.4, got -0.1"), CriterionResult("c", "cache", 1.0, 1.0, True)),
    (MISTAKE,),
)
RIGHT = ExerciseResult(
    "rnn_forward",
    "a sequence",
    Status.RIGHT,
    4.0,
    4.0,
    (criterion(True),),
    (),
    "right, once `rnn_cell_forward` is",
)
BLANK = ExerciseResult("clip", "clipping", Status.UNWRITTEN, 0.0, 4.0, (criterion(False),))
RESULT = SubmissionResult(
    "01_rnn",
    Verdict.GRADED,
    "",
    (PARTLY, RIGHT, BLANK),
    seed_id="ab12",
    versions={"grader": "0.1"},
    usage={"cpu_s": 2.5},
)
NOTEBOOK = new_notebook(
    cells=[
        new_markdown_cell("# Networks\n\nwith $W_{aa}$"),
        new_code_cell("def rnn_cell_forward(): ...", metadata={"nbgrader": {"grade_id": "rnn_cell_forward_solution"}}),
        graded_cell(
            "rnn_cell_forward",
            "assert check(rnn_cell_forward)\n### BEGIN HIDDEN TESTS\nassert secret(7) == 3.14\n### END HIDDEN TESTS",
            outputs=[new_output("execute_result", data={"text/plain": "1.0"}, execution_count=1)],
        ),
    ]
)


def test_what_is_special_is_said_where_no_mistake_is_named() -> None:
    symptom = Symptom("time_first_only", ("a", "y_pred"))
    for named, expected in ((PARTLY, 0), (replace(PARTLY, mistakes=()), 1)):
        result = replace(RESULT, exercises=(replace(named, symptoms=(symptom,)),))
        said = words(feedback_page(NOTEBOOK, result, student="ada"))
        assert said.count("What is special: a, y_pred: wrong only at the first time step, t = 0") == expected, said


def test_the_top_says_assignment_student_score_and_verdict() -> None:
    said = words(feedback_page(NOTEBOOK, RESULT, student="ada"))
    assert "Feedback on 01_rnn for ada 5 / 13 points" in said
    assert "1 of 3 exercises are right." in said
    assert "grader 0.1" in said and "ab12" in said and "2.5 s" in said


def test_each_exercise_is_listed_with_word_and_sign_and_linked() -> None:
    html = feedback_page(NOTEBOOK, RESULT, student="ada")
    said = words(html)
    assert "rnn_cell_forward one step ◐ partly right 1 / 5" in said
    assert "rnn_forward a sequence ✓ right 4 / 4" in said
    assert "clip clipping ○ not written 0 / 4" in said
    page = _Page(html)
    targets = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    links = [attributes["href"][1:] for tag, attributes in page.elements if tag == "a"]
    assert {"exercise-1", "exercise-2", "exercise-3", "cell-2"} <= set(links) <= targets


def test_a_failed_exercise_says_what_was_found_and_what_it_matches() -> None:
    html = feedback_page(NOTEBOOK, RESULT, student="ada")
    said = words(html)
    for part in (
        "This matches: Waa is transposed",
        "a line that does this: a = Waa.T @ a_prev",
        "Hint: Which axis counts units?",
        "✗ next hidden state not met 0 / 4 expected 0.4, got -0.1",
        "from S3(2)",
        "✓ cache met 1 / 1",
        "right, once rnn_cell_forward is",
    ):
        assert part in said
    assert "<math" in html
    assert "Mind Waa" not in said  # the mistake's own hint says it


def test_what_only_waits_for_something_else_is_not_called_wrong() -> None:
    waiting = CriterionResult("d", "arguments kept", 0, 1.0, False, (RIGHT_BUT_WAITS(titles="next hidden state"),))
    exercise = RESULT.exercises[0]
    result = replace(RESULT, exercises=(replace(exercise, criteria=(*exercise.criteria, waiting)),))
    said = words(feedback_page(NOTEBOOK, result, student="ada"))
    assert "○ arguments kept waits 0 / 1 is right, and earns points as soon as" in said
    assert "✗ next hidden state not met" in said


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "While it was graded, a cell was stopped after 30 s (while t < 10:). What came after it was run."),
        ("de", "Beim Bewerten: eine Zelle wurde nach 30 s abgebrochen (while t < 10:). Was danach kam, wurde"),
    ],
)
def test_a_cell_that_was_stopped_is_told_on_the_page(language: str, told: str) -> None:
    result = replace(RESULT, remarks=(CELL_STOPPED(seconds="30", line="while t < 10:"),), language=language)
    assert told in words(feedback_page(NOTEBOOK, result, student="ada"))


def test_the_page_is_the_same_where_nbgrader_says_the_maximum_as_a_decimal() -> None:
    """What the Formgrader sends is, byte for byte, what our own command wrote."""
    pages = {feedback_page(NOTEBOOK, RESULT, student="ada", max_score=maximum) for maximum in (13, 13.0)}
    assert len(pages) == 1


def test_without_a_name_for_the_mistake_every_criterion_gives_its_hint() -> None:
    exercises = [replace(exercise, mistakes=()) for exercise in RESULT.exercises]
    said = words(feedback_page(NOTEBOOK, replace(RESULT, exercises=tuple(exercises)), student="ada"))
    assert "Hint: Mind Waa." in said


def test_hidden_tests_and_grade_outputs_never_appear() -> None:
    leaking = NOTEBOOK.copy()
    traceback = ["Traceback", "\x1b[1m----> 2 assert\x1b[0m secret(7) == 3.14"]
    outputs = [
        new_output("error", ename="AssertionError", evalue="not equal", traceback=traceback),
        new_output("stream", name="stdout", text="before\nassert secret(7) == 3.14\nafter"),
        new_output("display_data", data={"text/html": "<b>assert secret(7) == 3.14</b>", "text/plain": "shown"}),
    ]
    leaking.cells = [*NOTEBOOK.cells, new_code_cell("print(In)", outputs=outputs)]
    html = feedback_page(leaking, RESULT, student="ada")
    assert "secret" not in html and "HIDDEN" not in html
    said = words(html)
    assert "assert check(rnn_cell_forward)" in said
    assert "before [part of a hidden test] after" in said
    assert "AssertionError: not equal" in said and "shown" in said


def test_the_gradebook_overrules_the_checks() -> None:
    scores = {"rnn_cell_forward": 3.0, "rnn_forward": 4.0, "clip": 0.0, "essay": 2.5}
    comments = {"essay": "Say *why*. <script>alert(1)</script>"}
    essay = new_markdown_cell("Because.", metadata={"nbgrader": {"grade_id": "essay", "points": 3}})
    notebook = NotebookNode(cells=[*NOTEBOOK.cells, essay])
    by_hand = Hand(marked=("essay",), commented=("essay",))
    marks: dict[str, Any] = {"scores": scores, "comments": comments, "hand": by_hand}
    html = feedback_page(notebook, RESULT, student="ada", late_penalty=2, **marks)
    said = words(html)
    assert "7.5 / 16 points 7.5 handed in late: 2 points taken off" in said
    assert "The checks found 1 of 5 points; the gradebook says 3." in said
    assert "essay • marked by a person 2.5 / 3" in said and "Score: 2.5 of 3 points" in said
    assert "Say <em>why</em>." in html
    assert_harmless(html)


def test_a_mark_of_a_person_is_told_with_its_reason_and_nothing_is_all_right_while_points_are_missing() -> None:
    right = tuple(replace(one, status=Status.RIGHT, points=one.max_points, mistakes=()) for one in RESULT.exercises)
    result = replace(RESULT, exercises=right)
    scores = {one.id: one.max_points for one in right} | {"rnn_cell_forward": 4.5}
    comments = {"rnn_cell_forward_solution": "Not *yours*. <script>alert(1)</script>", "clip_solution": "automatic"}
    hand = Hand(("rnn_cell_forward",), (), ("rnn_cell_forward",), ("rnn_cell_forward_solution",))
    html = feedback_page(NOTEBOOK, result, student="ben", scores=scores, comments=comments, hand=hand)
    said = words(html)
    assert "exercises are right" not in said
    assert "found all 3 exercises right; a person changed the points of rnn_cell_forward." in said
    card = said[said.index("What was found") : said.index("Your notebook")]
    assert "The checks found 5 of 5 points; a person gave 4.5. A person is asked to look at these points again." in card
    assert "What a person wrote about it:Not yours." in card and "automatic" not in card
    assert_harmless(html)
    unknown = words(feedback_page(NOTEBOOK, result, student="ben", scores=scores))
    assert "the gradebook holds other points for rnn_cell_forward" in unknown and "a person" not in unknown
    full = {one.id: one.max_points for one in right}
    said = words(feedback_page(NOTEBOOK, result, student="ben", scores=full, hand=Hand()))
    assert "All 3 exercises are right." in said


def cell_with_tests(name: str, source: str, error: tuple[str, str] | None = None) -> NotebookNode:
    outputs = [new_output("error", ename=error[0], evalue=error[1], traceback=[])] if error else []
    metadata = {"nbgrader": {"grade_id": name, "grade": True, "solution": False, "points": 2}}
    made: NotebookNode = new_code_cell(source, outputs=outputs, metadata=metadata)
    return made


def test_tests_of_a_course_without_our_checks_say_how_they_came_out_and_what_failed_first() -> None:
    cells = [
        new_code_cell("import x", outputs=[new_output("error", ename="ModuleNotFoundError", evalue=NO_X)]),
        cell_with_tests("passed", "assert True"),
        cell_with_tests("failed", "f()\n### BEGIN HIDDEN TESTS\nassert secret(7) == 3.14", ("NameError", "no f")),
        cell_with_tests("leaking", "g()", ("AssertionError", "assert secret(7) == 3.14 <b>failed</b>")),
        cell_with_tests("behind", "h()", ("NotRun", "the notebook was stopped before")),
        new_markdown_cell("Mine.", metadata={"nbgrader": {"grade_id": "essay", "grade": True, "points": 3}}),
        new_markdown_cell("", metadata={"nbgrader": {"grade_id": "empty", "grade": True, "points": 3}}),
    ]
    scores = {"passed": 2.0, "failed": 0.0, "leaking": 1.0, "behind": 0.0, "essay": 0.0, "empty": 0.0}
    html = feedback_page(
        NotebookNode(cells=cells), None, student="ada", scores=scores, hand=Hand(unmarked=("essay",)), max_score=14
    )
    said = words(html)
    assert "3 / 14 points 3 1 answer is not marked yet: a person will mark it. Up to 3 points more" in said
    rows = "passed ✓ right 2 / 2 failed ✗ wrong 0 / 2 leaking ◐ partly right 1 / 2 behind – not reached 0 / 2"
    assert f"{rows} essay … not marked yet 0 / 3 empty ○ not written 0 / 3 Total 1 not marked yet" in said
    cause = "a cell above the tests failed first: ModuleNotFoundError: No module named 'x'"
    first = said[said.index("What was found") :]
    assert first.index(cause) < first.index("If x is a file of yours") < first.index("NameError: no f")
    assert said.count("If x is a file of yours") == 1 and said.count(cause) == 2
    assert "secret" not in html
    assert_harmless(html)


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.GRADED])
def test_what_was_not_graded_says_why(verdict: Verdict) -> None:
    html = feedback_page(new_notebook(), SubmissionResult("01_rnn", verdict, "it is not JSON"), student="bob")
    said = words(html)
    assert "In detail: it is not JSON" in said
    assert "There is no notebook to show." in said or "Nothing of it can be shown here." in said
    assert "trouble" in html.split("</style>")[1]


@pytest.mark.parametrize("verdict", [Verdict.MISSING, Verdict.UNREADABLE, Verdict.TOO_LARGE])
def test_a_notebook_that_nobody_wrote_is_not_shown_as_the_students(verdict: Verdict) -> None:
    """The gradebook holds the released notebook in the place of a damaged one; points given by hand stay."""
    essay = new_markdown_cell("Because.", metadata={"nbgrader": {"grade_id": "essay", "points": 3}})
    notebook = NotebookNode(cells=[*NOTEBOOK.cells, essay])
    by_hand = Hand(marked=("essay",))
    html = feedback_page(notebook, replace(RESULT, verdict=verdict), student="bob", scores={"essay": 2}, hand=by_hand)
    said = words(html)
    assert "What you handed in" not in said and "def rnn_cell_forward" not in said and "What was found" not in said
    assert "essay • marked by a person 2 / 3" in said and "rnn_cell_forward one step" in said
    page = _Page(html)
    targets = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    assert {attributes["href"][1:] for tag, attributes in page.elements if tag == "a"} <= targets


def test_a_blank_notebook_is_told_so_kindly() -> None:
    unwritten = ExerciseResult("f", "a sum", Status.UNWRITTEN, 0.0, 4.0)
    said = words(feedback_page(NOTEBOOK, replace(RESULT, exercises=(unwritten,)), student="ada"))
    assert "Nothing is written yet" in said and "0 of 1" not in said


def test_assistive_programs_find_their_way() -> None:
    """Headings in order, cells of the table with their headers, links that say where they lead."""
    html = feedback_page(NOTEBOOK, RESULT, student="ada")
    page = _Page(html)
    assert ("html", {"lang": "en"}) in page.elements
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    headers = [attributes for tag, attributes in page.elements if tag == "th"]
    assert len(headers) == 3 + len(RESULT.exercises) + 1 and all("scope" in attributes for attributes in headers)
    names = re.findall(r'<a href="#cell-[^>]*aria-label="([^"]*)"', html)
    assert names and len(set(names)) == len(names)
    assert all("aria-label" in attributes for tag, attributes in page.elements if tag == "meter")


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour such as ``#1d2129``, by the definition of WCAG 2."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_text_stands_out_from_every_ground_that_it_has(theme: int) -> None:
    """A contrast of 4.5 at least, as WCAG 2 asks for at level AA."""
    sheet = (Path(feedback.__file__).parent / "templates" / "page.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)[theme]))
    grounds = ["ground", "raised", "tint-wrong", "tint-note"]
    texts = [name for name in colours if name not in (*grounds, "line", "mark")]
    assert len(texts) > 10
    for text, ground in product(texts, grounds):
        lighter, darker = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (text, ground)


def test_a_course_without_our_checks_gets_a_plain_page() -> None:
    html = feedback_page(
        NOTEBOOK, None, student="carol", assignment="ps1", scores={"rnn_cell_forward": 6.0}, max_score=10.0
    )
    said = words(html)
    assert "Feedback on ps1 for carol 6 / 10 points" in said and "secret" not in html
    assert "Score: 6 of 10 points" in said


def test_outputs_of_every_kind_are_shown() -> None:
    outputs = [
        new_output("stream", name="stdout", text="1%\r100%\n"),
        new_output("stream", name="stderr", text="careful"),
        new_output("display_data", data={"image/png": PIXEL, "text/plain": "<Figure>"}),
        new_output("display_data", data={"image/svg+xml": "<svg onload='alert(1)'/>"}),
        new_output("display_data", data={"text/html": "<table><tr><td>0.93</td></tr></table>", "text/plain": "t"}),
        new_output("display_data", data={"text/html": "<script>draw()</script>", "text/plain": "only plain"}),
        new_output("display_data", data={"text/markdown": "**bold**"}),
        new_output("display_data", data={"text/latex": "$x^2$"}),
        new_output("error", ename="ValueError", evalue="bad", traceback=["\x1b[31mValueError\x1b[0m: bad"]),
    ]
    html = feedback_page(new_notebook(cells=[new_code_cell("x", outputs=outputs)]), None, student="a")
    assert_harmless(html)
    for part in (
        '<pre class="output stdout">100%</pre>',
        '<pre class="output stderr">careful</pre>',
        PIXEL,
        '<img src="data:image/svg+xml;base64,',
        "<td>0.93</td>",
        "only plain",
        "<strong>bold</strong>",
        "<msup>",
        '<span class="ansi-red">ValueError</span>: bad',
    ):
        assert part in html


@pytest.mark.parametrize("payload", HOSTILE)
def test_a_hostile_text_is_harmless_wherever_it_stands(payload: str) -> None:
    data = {"text/html": payload, "text/plain": payload}
    metadata = {"nbgrader": {"grade_id": payload, "grade": True, "points": 1}, payload: payload}
    outputs = [
        new_output("display_data", data=data),
        new_output("display_data", data={"text/markdown": payload}),
        new_output("display_data", data={"text/latex": payload}),
        new_output("display_data", data={"image/svg+xml": payload}),
        new_output("display_data", data={"image/png": payload}),
        new_output("stream", name="stdout", text=payload),
        new_output("error", ename=payload, evalue=payload, traceback=[payload]),
    ]
    markdown = new_markdown_cell(payload, metadata=metadata, attachments={payload: {"image/png": payload}})
    cells = [markdown, new_code_cell(payload, outputs=outputs), new_raw_cell(payload)]
    match = MistakeMatch(payload, payload, payload, payload, payload)
    found = CriterionResult(payload, payload, 0, 1, False, (payload,), payload, payload, payload)
    special = (Symptom("an_argument", (payload,), {"argument": payload}), Symptom(payload, (payload,), {}))
    exercise = ExerciseResult(payload, payload, Status.WRONG, 0, 1, (found,), (match,), payload)
    other = ExerciseResult(payload, payload, Status.WRONG, 0, 1, (found,), (), payload, special)
    result = SubmissionResult(payload, Verdict.STOPPED, payload, (exercise, other), versions={payload: payload})
    html = feedback_page(
        new_notebook(cells=cells), result, student=payload, assignment=payload, comments={payload: payload}
    )
    assert_harmless(html)
    html.encode("utf-8")


@pytest.mark.parametrize(
    "cell",
    [
        {},
        {"cell_type": 3, "source": 5},
        {"cell_type": "code", "source": None, "outputs": "x"},
        "no cell",
        {"cell_type": "code", "source": "x", "outputs": [3, {}, {"output_type": "stream"}, {"data": 5}]},
        {"cell_type": "markdown", "source": ["a", "b"], "metadata": [], "attachments": 7},
        {
            "cell_type": "code",
            "source": "x",
            "metadata": {"nbgrader": "y"},
            "outputs": [{"output_type": "error"}],
        },
    ],
)
def test_a_malformed_cell_does_not_stop_the_page(cell: Any) -> None:
    assert_harmless(feedback_page(NotebookNode(cells=[cell]), RESULT, student="a"))
    assert_harmless(feedback_page(NotebookNode(cells=7), RESULT, student="a"))


def test_the_policy_allows_our_sheet_alone() -> None:
    html = feedback_page(NOTEBOOK, RESULT, student="a")
    sheet = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    heads = [attributes for _, attributes in _Page(html).elements if "http-equiv" in attributes]
    (policy,) = [head["content"] for head in heads if head["http-equiv"] == "Content-Security-Policy"]
    assert sheet
    digest = base64.b64encode(hashlib.sha256(sheet[1].encode()).digest()).decode()
    assert "default-src 'none'" in policy and f"style-src 'sha256-{digest}'" in policy
    assert "script" not in policy and "http" not in policy and "unsafe" not in policy


def test_a_flood_of_cells_and_outputs_is_bounded() -> None:
    outputs = [new_output("stream", name=f"s{n % 2}", text="x" * 1000) for n in range(5000)]
    cells = [new_code_cell("x", outputs=outputs), *(new_markdown_cell("\\\\[" * 6000) for _ in range(2000))]
    start = process_time()
    html = feedback_page(NotebookNode(cells=cells), RESULT, student="a")
    assert process_time() - start < 10
    assert "4900 more outputs are not shown." in html and "1001 more cells are not shown." in html


def test_a_page_costs_milliseconds() -> None:
    notebook = NotebookNode(cells=NOTEBOOK.cells * 10)
    feedback_page(notebook, RESULT, student="a")
    start = process_time()
    for number in range(10):
        feedback_page(notebook, RESULT, student=f"student {number}")
    assert (process_time() - start) / 10 < 0.05


def test_points_read_like_points() -> None:
    assert [points_in_words(value) for value in (10.0, 2.5, 1 / 3, 0, -2.0, 1200)] == [
        "10",
        "2.5",
        "0.33",
        "0",
        "−2",
        "1,200",
    ]
