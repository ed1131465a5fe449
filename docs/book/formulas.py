"""A Sphinx extension that writes formulas as MathML: they need no script, no network and no fonts of their own."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.util.logging import getLogger

_LOGGER = getLogger(__name__)


def _mathml(node: nodes.math | nodes.math_block, **options: str) -> str:
    """Return a formula as MathML; a command that the converter leaves as it is, is a warning, and so ends the build."""
    # The converter knows the limits `max` and `min`, and not `arg` before them.
    formula: str = convert(node.astext().replace(r"\arg", r"\operatorname{arg}"), **options)
    if unknown := re.findall(r">\s*(\\[A-Za-z]+)\s*<", formula):
        _LOGGER.warning("formula with %s, which MathML is not made of", ", ".join(unknown), location=node)
    return formula


def _inline(self: Any, node: nodes.math) -> None:
    self.body.append(_mathml(node))
    raise nodes.SkipNode


def _display(self: Any, node: nodes.math_block) -> None:
    formula = _mathml(node, display="block")
    self.body.append(f'<div class="formula" style="overflow-x: auto">{formula}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, object]:
    """Register the renderer under the name that conf.py asks for."""
    app.add_html_math_renderer("mathml", (_inline, None), (_display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
