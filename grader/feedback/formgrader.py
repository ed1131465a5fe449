"""Filters with which nbconvert, and so the Formgrader, shows students' notebooks as clean as our own pages do.

nbconvert's own cleaning leaves pictures from elsewhere in, and nbgrader's template of a submission cleans no
Markdown at all; :mod:`grader.settings` puts these in the place of nbconvert's filters of the same names. The page of a
submission loads MathJax from elsewhere, and without it nbgrader's own program on the page stops half way. Formulas
are MathML already, so a template of ours says in MathJax's name that all is set.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbgrader
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from nbconvert.exporters import HTMLExporter
from nbconvert.filters import Highlight2HTML

from grader.feedback.cleaning import clean_html
from grader.feedback.hidden import split_hidden
from grader.feedback.markdown import markdown_to_html
from grader.feedback.messages import Catalogue

FILTERS = {"markdown2html": f"{__name__}.clean_markdown", "clean_html": f"{__name__}.clean"}
# In other courses the hidden tests are what grades.
COURSE_FILTERS = {**FILTERS, "highlight_code": f"{__name__}.without_refusal"}
TEMPLATES = Path(__file__).with_name("templates") / "formgrader"


@pass_context
def clean_markdown(context: Context, source: str) -> Markup:
    """Return a cell's Markdown as clean HTML, with the pictures that the cell carries."""
    cell = context.get("cell") or {}
    return markdown_to_html(source, Catalogue.load("en"), cell.get("attachments"))


def clean(html: object) -> Markup:
    """Return HTML that can be shown to an instructor."""
    return clean_html(html.decode("utf-8", "replace") if isinstance(html, bytes) else str(html))


def without_refusal(source: str, language: str | None = None, metadata: Mapping[str, Any] | None = None) -> str:
    """Return a cell's code as HTML, with a remark where only the line stands that refuses to be graded by others."""
    shown, hidden = split_hidden(source)
    if hidden:
        shown = f"{shown.rstrip()}\n# Marks and findings below are those of the course's own checks."
    return str(Highlight2HTML(pygments_lexer=language or "ipython3")(shown, metadata=metadata))


def template_folders() -> list[str]:
    """Return where the page of a submission looks for its templates: ours first, then where it would look anyway."""
    theirs = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
    stock = HTMLExporter(template_name="formgrade", extra_template_basedirs=[str(theirs)])
    return [str(TEMPLATES), *stock.template_paths]
