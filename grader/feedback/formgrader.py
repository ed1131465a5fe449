"""Filters with which nbconvert, and so the Formgrader, shows students' notebooks as clean as our own pages do.

nbconvert's own cleaning leaves pictures from elsewhere in, and nbgrader's template of a submission cleans no
Markdown at all; :mod:`grader.settings` puts these two in the place of nbconvert's filters of the same names.
"""

from __future__ import annotations

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from grader.feedback.cleaning import clean_html
from grader.feedback.markdown import markdown_to_html
from grader.feedback.messages import Catalogue

FILTERS = {"markdown2html": f"{__name__}.clean_markdown", "clean_html": f"{__name__}.clean"}


@pass_context
def clean_markdown(context: Context, source: str) -> Markup:
    """Return a cell's Markdown as clean HTML, with the pictures that the cell carries."""
    cell = context.get("cell") or {}
    return markdown_to_html(source, Catalogue.load("en"), cell.get("attachments"))


def clean(html: object) -> Markup:
    """Return HTML that can be shown to an instructor."""
    return clean_html(html.decode("utf-8", "replace") if isinstance(html, bytes) else str(html))
