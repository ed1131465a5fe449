"""The book: every notebook and figure is in it, formulas are rendered, nothing comes from elsewhere or leaks."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from grader.authoring.functions import reference_body
from grader.exercises.catalogue import EXERCISES
from texts import NAMES, shown_by

ROOT = Path(__file__).parents[1]
# Lines that many a function has, such as a loop's head, say nothing about where they come from.
TELLING = 60


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make both sites in a folder of their own; warnings of Sphinx are errors."""
    target = tmp_path_factory.mktemp("book")
    command = [sys.executable, str(ROOT / "scripts" / "make_book.py"), str(target)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert ran.returncode == 0, ran.stderr
    return target


def page(book: Path, site: str, name: str) -> str:
    """Return one page of a site."""
    return (book / site / f"{name}.html").read_text(encoding="utf-8")


pytestmark = pytest.mark.slow


def test_every_notebook_is_a_page_that_the_first_page_links(book: Path) -> None:
    for site in ("students", "solutions"):
        first = page(book, site, "index")
        for name in NAMES:
            assert f'href="{name}.html"' in first
            assert (book / site / f"{name}.html").is_file()


def test_every_figure_is_shown_in_the_solutions(book: Path) -> None:
    for name in NAMES:
        assert page(book, "solutions", name).count("_images/") >= shown_by(name).figures


def test_formulas_are_rendered_without_a_script(book: Path) -> None:
    for site in ("students", "solutions"):
        for name in NAMES:
            text = page(book, site, name)
            assert text.count("<math") >= 10
            assert not re.search(r"<mi>\\[a-z]+</mi>|MathJax|katex", text)


def test_nothing_is_loaded_from_elsewhere(book: Path) -> None:
    for path in book.glob("*/*.html"):
        text = path.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|iframe|audio|source)\b[^>]*\bsrc="(https?:[^"]+)"', text)
        loaded += re.findall(r'<link\b[^>]*rel="stylesheet"[^>]*href="(https?:[^"]+)"', text)
        assert not loaded


def test_no_answer_is_on_a_page_for_students(book: Path) -> None:
    telling = {
        line.strip()
        for exercise in EXERCISES.values()
        for function in exercise.reference.values()
        for line in reference_body(function)
        if len(line.strip()) >= TELLING
    }
    assert telling
    for name in NAMES:
        plain = unescape(re.sub(r"<[^>]+>", "", page(book, "students", name)))
        assert not [line for line in telling if line in plain]
