"""A hostile page in a real browser: nothing runs, nothing is fetched, the score stays in sight."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import sync_playwright

from grader.feedback.page import feedback_page
from grader.results import ExerciseResult, Status, SubmissionResult, Verdict

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
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.on("console", lambda message: events.append(message.text))
        page.on("dialog", lambda dialog: events.append(dialog.message))
        page.on("request", lambda request: events.append(request.url))
        page.goto(file.as_uri())
        title, score_on_top = page.title(), page.evaluate(SCORE_ON_TOP)
        full_width = page.evaluate("document.documentElement.scrollWidth")
        browser.close()
    assert [event for event in events if not event.startswith(("data:image/", file.as_uri()))] == []
    assert title == "01_rnn · feedback for <b>mallory"
    assert score_on_top and full_width == width


SCORE_ON_TOP = """() => {
    const score = document.querySelector(".score"), box = score.getBoundingClientRect();
    const found = document.elementFromPoint(box.x + 5, box.y + box.height / 2);
    return score.contains(found);
}"""
