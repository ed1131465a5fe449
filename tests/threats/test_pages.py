"""What an instructor or a student opens in a browser holds nothing that acts, whatever the attacker wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.server_extensions.formgrader import handlers
from threats.conftest import Attacked
from threats.model import NAME
from traitlets.config.loader import PyFileConfigLoader

pytestmark = [pytest.mark.slow, pytest.mark.long]
Page = Callable[[Attacked, str], str]
# Attackers, and what of their work is harmless and has to be seen.
ATTACKERS = {"t17-script-in-output": "tracker.invalid", "t17-script-in-markdown": "heading"}
ADDRESSES = ("src", "href", "srcset", "action", "formaction", "data", "poster", "background", "xlink:href")
PICTURES = ("data:image/",)
LINKS = ("#", "http://", "https://", "mailto:")


class Active(HTMLParser):
    """Counts everything in a page that runs, loads or submits something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that acts, or an attribute that does."""
        if tag in ("script", "iframe", "object", "embed", "style", "base", "form", "meta", "link", "svg"):
            self.found[f"<{tag}> {dict(attrs).get('src') or ''}"] += 1
        for name, value in attrs:
            address = (value or "").strip().lower()
            if name.startswith("on"):
                self.found[f"{tag} {name}"] += 1
            elif name in ADDRESSES and not address.startswith(LINKS if tag == "a" else PICTURES):
                self.found[f"{tag} {name}={address[:60]}"] += 1


def formgrader_page(attacked: Attacked, student: str) -> str:
    """Render a submission as the Formgrader's page of it, with the course's configuration."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(attacked.course.root)).load_config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    names = {"assignment_id": NAME, "notebook_id": NAME, "submission_id": "1", "base_url": "", "student": "x"}
    resources = {**names, "index": 0, "total": 1, "last_name": "", "first_name": "", "notebook_path": ""}
    path = attacked.course.autograded / student / NAME / f"{NAME}.ipynb"
    html, _ = HTMLExporter(config=config).from_filename(str(path), resources=resources)
    return str(html)


def feedback_page(attacked: Attacked, student: str) -> str:
    """Read the page that the student gets."""
    return Path(attacked.course.feedback, student, NAME, f"{NAME}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("student", ATTACKERS)
@pytest.mark.parametrize("page", [formgrader_page, feedback_page])
@pytest.mark.filterwarnings("ignore:Alternative text is missing")
def test_a_page_has_nothing_active_that_an_honest_one_has_not(attacked: Attacked, student: str, page: Page) -> None:
    honest, hostile = (Active(page(attacked, name)).found for name in ("blank", student))
    assert hostile - honest == Counter()
    assert ATTACKERS[student] in page(attacked, student)


def test_the_test_sees_what_is_active() -> None:
    page = "<script>x</script><img src=http://a onerror=b()><a href='javascript:c()'>d</a><a href='http://e'>f</a>"
    assert set(Active(page).found) == {"<script> ", "img onerror", "img src=http://a", "a href=javascript:c()"}


def test_nbconverts_own_filters_would_not_have_held(attacked: Attacked) -> None:
    """The reason for ours; when this fails, nbconvert and nbgrader clean by themselves."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(attacked.course.root)).load_config()
    assert set(config.HTMLExporter.filters) == {"markdown2html", "clean_html", "highlight_code"}
    assert config.HTMLExporter.sanitize_html is True
