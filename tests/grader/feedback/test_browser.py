"""Pages in a real browser: hostile ones stay quiet, those of every assignment fit a phone and need no network."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from chromium import chromium
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from grader.course import Course
from grader.exercises.catalogue import exercises_of
from grader.exercises.model import HiddenExercise
from grader.exercises.patching import wrong_line
from grader.feedback.page import feedback_page
from grader.results import CriterionResult, ExerciseResult, MistakeMatch, Status, SubmissionResult, Verdict

ROOT = Path(__file__).parents[3]
ATTACKS = [
    "<script>document.title = 'owned'</script>",
    "<img src=x onerror=\"document.title = 'owned'\">",
    "<img src='http://evil.example/x.png'>",
    "<style>.score { display: none }</style>",
    "<div style='position: fixed; inset: 0; background: lime'>100 / 100</div>",
    "<meta http-equiv=refresh content='0;url=http://evil.example'>",
    "$\\text{<img src=x onerror=alert(1)>}$ $$\\hspace{-90em}x$$",
]
SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9' onload='alert(1)'><script>alert(1)</script>"
    "<image href='http://evil.example/x.png'/></svg>"
)


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1100])
def test_a_hostile_page_stays_quiet_and_fits_the_screen(tmp_path: Path, width: int) -> None:
    outputs = [new_output("display_data", data={"text/html": attack}) for attack in ATTACKS]
    outputs.append(new_output("display_data", data={"image/svg+xml": SVG}))
    outputs.append(new_output("stream", name="stdout", text="x" * 2000))
    cells = [*map(new_markdown_cell, ATTACKS), new_code_cell("x = " + "1 + " * 200, outputs=outputs)]
    exercise = ExerciseResult("f", "a sum", Status.WRONG, 0.0, 4.0)
    result = SubmissionResult("01_rnn", Verdict.GRADED, exercises=(exercise,))
    file = tmp_path / "page.html"
    file.write_text(feedback_page(new_notebook(cells=cells), result, student="<b>mallory"), encoding="utf-8")
    events: list[str] = []
    with chromium() as browser:
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.on("console", lambda message: events.append(message.text))
        page.on("dialog", lambda dialog: events.append(dialog.message))
        page.on("request", lambda request: events.append(request.url))
        page.goto(file.as_uri())
        title, score_on_top = page.title(), page.evaluate(SCORE_ON_TOP)
        full_width = page.evaluate("document.documentElement.scrollWidth")
    assert [event for event in events if not event.startswith(("data:image/", file.as_uri()))] == []
    assert title == "01_rnn · feedback for <b>mallory"
    assert score_on_top and full_width == width


SCORE_ON_TOP = """() => {
    const score = document.querySelector(".score"), box = score.getBoundingClientRect();
    const found = document.elementFromPoint(box.x + 5, box.y + box.height / 2);
    return score.contains(found);
}"""


def all_wrong(exercise: HiddenExercise) -> ExerciseResult:
    """Return a result in which every criterion is missed and the first known mistake is named."""
    public, mistake = exercise.public, exercise.mistakes[0]
    criteria = tuple(
        CriterionResult(one.id, one.title, 0.0, one.points, False, ("a is wrong",), one.equation, one.source, one.hint)
        for one in public.criteria
    )
    equation = public.criterion(mistake.criterion).equation
    match = MistakeMatch(mistake.id, mistake.says, wrong_line(exercise, mistake), equation, mistake.hint)
    return ExerciseResult(public.id, public.title, Status.WRONG, 0.0, public.points, criteria, (match,))


@pytest.mark.browser
@pytest.mark.parametrize("name", Course(ROOT).names())
def test_the_page_of_every_assignment_fits_a_phone_and_its_links_lead_there_and_back(name: str, tmp_path: Path) -> None:
    """All titles, equations and hints of an assignment at once, without a network and in both colour schemes."""
    exercises = tuple(map(all_wrong, exercises_of(name)))
    result = SubmissionResult(name, Verdict.GRADED, exercises=exercises)
    notebook = nbformat.read(ROOT / "notebooks" / name / f"{name}.ipynb", as_version=4)
    file = tmp_path / "page.html"
    file.write_text(feedback_page(notebook, result, student="ada"), encoding="utf-8")
    requests: list[str] = []
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 390, "height": 800})
        page.on("request", lambda request: requests.append(request.url))
        page.goto(file.as_uri())
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.evaluate(CUT_OFF) == []
        for number, exercise in enumerate(exercises, start=1):
            page.click(f"#exercise-{number} a")
            assert page.evaluate(f"document.querySelector(':target').textContent.includes('def {exercise.id}(')")
            page.click(f".outcome a[href='#exercise-{number}']")
            assert page.evaluate("document.querySelector(':target').id") == f"exercise-{number}"
    assert [url for url in requests if not url.startswith(("data:image/", file.as_uri()))] == []


# What sticks out of the screen and stands in nothing that can be scrolled.
CUT_OFF = """() => [...document.querySelectorAll("header *, .overview *, .findings *")]
    .filter(element => element.getBoundingClientRect().right > innerWidth && !element.closest("pre, .formula"))
    .map(element => element.outerHTML.slice(0, 200))"""
