"""The Formgrader's filters: Markdown and HTML of students, with nothing left that acts or loads."""

from __future__ import annotations

import pytest
from jinja2 import Environment
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from grader.authoring.source import REFUSAL
from grader.feedback.formgrader import COURSE_FILTERS
from grader.settings import configure_grading

ACTIVE = "<script>taken()</script><img src='http://tracker.invalid/p.png' onerror='taken()'> kept "
ACTIVE += "<a href='javascript:taken()'>link</a>"


SUBMISSION = {"notebook_id": "01_rnn", "submission_id": "1", "assignment_id": "01_rnn", "student": "ada", "index": 0}


def exporter() -> HTMLExporter:
    """Return the exporter as the Formgrader makes it."""
    config = Config()
    configure_grading(config)
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    return HTMLExporter(config=config)


def shown(*cells: NotebookNode) -> str:
    """Return the page of a submission."""
    resources = {**SUBMISSION, "total": 1, "base_url": "", "notebook_path": "autograded/ada/01_rnn/01_rnn.ipynb"}
    return str(exporter().from_notebook_node(new_notebook(cells=list(cells)), resources)[0])


@pytest.mark.filterwarnings("ignore:Alternative text is missing")
def test_markdown_and_html_are_cleaned_where_nbconvert_shows_them() -> None:
    output = new_output("display_data", {"text/html": ACTIVE})
    html = shown(new_markdown_cell(ACTIVE), new_code_cell("1", outputs=[output]))
    assert html.count("kept") == 2
    assert "onerror" not in html and "tracker.invalid" not in html and "taken" not in html


def test_the_filters_are_those_that_nbconvert_uses() -> None:
    environment: Environment = exporter().environment
    assert {environment.filters[name].__module__ for name in COURSE_FILTERS} == {"grader.feedback.formgrader"}


def test_the_page_of_a_submission_loads_nothing_from_elsewhere_and_needs_no_mathjax() -> None:
    """nbgrader's program on the page stops where MathJax is missing: no shortcuts, no cursor in the first field."""
    html = shown(new_markdown_cell("$a$"))
    assert "<math" in html
    assert "https://" not in html and "window.MathJax = {" in html


def test_a_grade_cell_shows_where_its_marks_come_from_in_place_of_a_refusal() -> None:
    marks = {"grade": True, "grade_id": "f", "points": 4, "solution": False, "locked": True}
    source = f'assert check(f)\n### BEGIN HIDDEN TESTS\nraise RuntimeError("{REFUSAL}")\n### END HIDDEN TESTS'
    html = shown(new_code_cell(source, metadata={"nbgrader": marks}), new_code_cell("1 + 1"))
    assert "the course&#39;s own checks" in html or "the course's own checks" in html
    assert "RuntimeError" not in html and html.count("own checks") == 1
