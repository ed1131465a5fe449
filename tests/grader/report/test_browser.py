"""The report in a real browser: tables sort by mouse and keyboard, it fits a phone, and nothing is asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from chromium import chromium
from reported import CODE, HOSTILE, Student, class_of, surveyed

from grader.report.figures import pictures_of
from grader.report.page import report_page


@pytest.mark.browser
def test_the_report_sorts_fits_a_phone_prints_and_asks_for_nothing(tmp_path: Path) -> None:
    students = [Student(HOSTILE, remarks=[HOSTILE]), Student("x" * 200, hard=0.0, message="y" * 500, remarks=["z"])]
    students += [Student(f"t{k}", hard=0.0, message="y" * 500) for k in range(3)]
    found = surveyed([*class_of(25), *students])
    file = tmp_path / "report.html"
    how: dict[str, Any] = {"code_of": lambda *_: CODE, "link": lambda _: "./there.html", "made": datetime.now(UTC)}
    text = report_page(found, pictures=pictures_of(found), **how)
    file.write_text(text, encoding="utf-8")
    events: list[str] = []
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 390, "height": 800})
        page.on("console", lambda message: events.append(message.text))
        page.on("dialog", lambda dialog: events.append(dialog.message))
        page.on("request", lambda request: events.append(request.url))
        page.goto(file.as_uri())
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth") == 390
            assert page.evaluate("[...document.images].every(one => one.complete && one.naturalWidth > 300)")
        # Dark screens get the other figure, a moment after the browser has been told that it is one.
        page.wait_for_function("[...document.images].every(one => one.currentSrc !== one.src)")
        assert page.evaluate("document.images.length") == 4
        exercises = "[...document.querySelectorAll('#exercises tbody tr')].map(row => row.cells[1].dataset.value)"
        assert page.evaluate(exercises) == ["easy", "hard", "essay"]
        head = page.locator("#exercises th").filter(has_text="Exercise")
        head.get_by_role("button").click()
        assert page.evaluate(exercises) == ["easy", "essay", "hard"]
        page.keyboard.press("Enter")
        assert page.evaluate(exercises) == ["hard", "essay", "easy"]
        assert head.get_attribute("aria-sort") == "descending"
        points = page.locator("#exercises th").filter(has_text="Points")
        points.get_by_role("button").press("Space")
        assert page.evaluate(exercises) == ["essay", "hard", "easy"]  # 10, 6, 4: numbers begin with the greatest
        assert (head.get_attribute("aria-sort"), points.get_attribute("aria-sort")) == ("none", "descending")
        discrimination = page.locator("#exercises th").filter(has_text="Discrimination")
        discrimination.get_by_role("button").click()
        discrimination.get_by_role("button").click()
        assert page.evaluate(exercises)[-1] == "essay"  # all earned the same: no value, so last either way
        page.click("#mistakes tbody a")
        assert page.locator("#mistake-1 pre").last.is_visible()
        assert page.pdf(format="A4").startswith(b"%PDF")
        page.close()
    assert [event for event in events if not event.startswith(("data:image/", file.as_uri()))] == []
