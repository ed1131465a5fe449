"""The Formgrader's filters: Markdown and HTML of students, with nothing left that acts or loads."""

from __future__ import annotations

import pytest
from jinja2 import Environment
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

from grader.feedback.formgrader import FILTERS
from grader.settings import configure_grading

ACTIVE = "<script>taken()</script><img src='http://tracker.invalid/p.png' onerror='taken()'> kept "
ACTIVE += "<a href='javascript:taken()'>link</a>"


def exporter() -> HTMLExporter:
    config = Config()
    configure_grading(config)
    config.HTMLExporter.template_name = "classic"
    return HTMLExporter(config=config)


@pytest.mark.filterwarnings("ignore:Alternative text is missing")
def test_markdown_and_html_are_cleaned_where_nbconvert_shows_them() -> None:
    output = new_output("display_data", {"text/html": ACTIVE})
    cells = [new_markdown_cell(ACTIVE), new_code_cell("1", outputs=[output])]
    html, _ = exporter().from_notebook_node(new_notebook(cells=cells))
    assert html.count("kept") == 2
    assert "onerror" not in html and "tracker.invalid" not in html and "taken" not in html


def test_the_filters_are_those_that_nbconvert_uses() -> None:
    environment: Environment = exporter().environment
    assert {environment.filters[name].__module__ for name in FILTERS} == {"grader.feedback.formgrader"}
