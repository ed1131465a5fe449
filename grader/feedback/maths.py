"""Formulas: LaTeX to MathML, so that a page needs no script; what cannot be converted stays LaTeX.

The converter passes text and attributes through unescaped, so its tree is written out here, by an allowlist.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element
from markupsafe import Markup, escape

LONGEST = 4000
DEEPEST = 40
_TAGS = frozenset(
    {
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "ms",
        "mtext",
        "mspace",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mmultiscripts",
        "mprescripts",
        "none",
        "mfrac",
        "msqrt",
        "mroot",
        "mstyle",
        "mpadded",
        "mphantom",
        "menclose",
        "mtable",
        "mtr",
        "mlabeledtr",
        "mtd",
    }
)
_WORDS = frozenset(
    {
        "mathvariant",
        "stretchy",
        "fence",
        "form",
        "separator",
        "accent",
        "accentunder",
        "displaystyle",
        "scriptlevel",
        "columnalign",
        "rowalign",
        "columnlines",
        "rowlines",
        "notation",
        "movablelimits",
        "largeop",
        "symmetric",
        "linebreak",
    }
)
_SIZES = frozenset(
    {
        "width",
        "lspace",
        "rspace",
        "minsize",
        "maxsize",
        "linethickness",
        "rowspacing",
        "columnspacing",
    }
)
_WORD = re.compile(r"[a-z0-9 -]{1,60}")
# Up to 9.99 of a unit, and none negative: a formula cannot be pushed over another part of the page.
_SIZE = re.compile(r"(?:\d(?:\.\d+)?(?:em|ex|pt|px|mu)? ?){1,8}|0\.\d+em")
_ENVIRONMENT = re.compile(r"\\(begin|end)\{(aligned|align|split|gathered|gather|equation|multline|eqnarray)(\*?)\}")
_ONE_LINE = frozenset({"equation", "multline"})
_ARGUMENT = re.compile(r"\\arg(?![A-Za-z])(?:\s*\\(max|min)(?![A-Za-z]))?")
# How many scripts follow the base of an element.
_SCRIPTS = {"msub": 1, "msup": 1, "munder": 1, "mover": 1, "msubsup": 2, "munderover": 2}


def formula(latex: str, *, block: bool = False) -> Markup:
    """Return a formula as MathML, or as its LaTeX text where that fails.

    Parameters
    ----------
    latex
        The formula without dollar signs, from anywhere: nothing in it can do more than be shown.
    block
        Whether it stands on a line of its own.

    Returns
    -------
    Markup
        HTML to put into a page.
    """
    return _formula(latex.strip(), block)


@lru_cache(maxsize=4096)
def _formula(latex: str, block: bool) -> Markup:
    plain = Markup('<code class="latex">{}</code>').format(latex)
    if not latex or len(latex) > LONGEST or _depth(latex) > DEEPEST:
        return plain
    try:
        tree = convert_to_element(_known_commands(latex), display="block" if block else "inline")
        return Markup(_written(tree, latex))
    except Exception:  # the converter raises whatever it happens to meet in malformed LaTeX
        return plain


def _depth(latex: str) -> int:
    depth = deepest = 0
    for character in latex:
        depth += (character in "{[(") - (character in "}])")
        deepest = max(deepest, depth)
    return deepest + latex.count(r"\left") + latex.count(r"\begin")


def _known_commands(latex: str) -> str:
    """Return a formula with what the converter does not know put into what it knows."""

    def environment(match: re.Match[str]) -> str:
        return "" if match[2] in _ONE_LINE else f"\\{match[1]}{{align*}}"

    def argument(match: re.Match[str]) -> str:
        return rf"\arg{match[1]}" if match[1] else r"\operatorname{arg}"

    return _ARGUMENT.sub(argument, _ENVIRONMENT.sub(environment, latex))


def _written(element: Element, latex: str = "") -> str:
    tag = element.tag if element.tag in _TAGS else "mrow"
    allowed = [(name, value) for name, value in element.attrib.items() if _allowed(name, value)]
    attributes = "".join(f' {name}="{value}"' for name, value in allowed)
    if tag == "math":
        attributes = f' display="{element.get("display")}" alttext="{escape(latex)}"'
    inner = escape(unescape(element.text or "")) + Markup("".join(map(_written, _children(element))))
    return f"<{tag}{attributes}>{inner}</{tag}>"


def _children(element: Element) -> list[Element]:
    """Return an element's children; a base of several, such as a matrix between brackets, becomes one."""
    children = list(element)
    scripts = _SCRIPTS.get(element.tag, 0)
    if not scripts or len(children) <= scripts + 1:
        return children
    base = Element("mrow")
    base.extend(children[:-scripts])
    return [base, *children[-scripts:]]


def _allowed(name: str, value: str) -> bool:
    pattern = _WORD if name in _WORDS else _SIZE if name in _SIZES else None
    return bool(pattern and pattern.fullmatch(value))
