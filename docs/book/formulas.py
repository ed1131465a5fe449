"""A Sphinx extension that writes formulas as MathML: they need no script, no network and no fonts of their own."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.logging import getLogger

from grader.feedback.maths import formula

_LOGGER = getLogger(__name__)


def _mathml(node: nodes.math | nodes.math_block, *, block: bool = False) -> str:
    """Return a formula as MathML; one that is not converted to its end is a warning, and so ends the build."""
    written = str(formula(node.astext(), block=block))
    if unknown := re.findall(r'>\s*(\\[A-Za-z]+)\s*<|(class="latex")', written):
        _LOGGER.warning("formula with %s, which MathML is not made of", unknown, location=node)
    return written


def _inline(self: Any, node: nodes.math) -> None:
    self.body.append(_mathml(node))
    raise nodes.SkipNode


def _display(self: Any, node: nodes.math_block) -> None:
    written = _mathml(node, block=True)
    self.body.append(f'<div class="formula" style="overflow-x: auto">{written}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, object]:
    """Register the renderer under the name that conf.py asks for."""
    app.add_html_math_renderer("mathml", (_inline, None), (_display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
