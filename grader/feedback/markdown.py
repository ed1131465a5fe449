"""Markdown cells as HTML: mistune with formulas, as nbconvert has it, then cleaned.

The source is untrusted. Mistune's whole output goes through the cleaner; formulas, code and pictures, which
we make and it would strip, travel through it as marks that nobody can guess and no attribute may hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from secrets import token_hex
from typing import Any

from markupsafe import Markup
from mistune.plugins import import_plugin
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from grader.feedback.cleaning import clean_html, embedded_picture
from grader.feedback.highlighting import code_block
from grader.feedback.maths import formula
from grader.feedback.messages import Catalogue
from grader.feedback.text import text_of

# Mistune's time grows with the square of the length where brackets and environments open and never close.
LONGEST = 20_000
MOST_OPENED = 200
_OPENED = re.compile(r"\\begin\{|\\\\[\[(]")
_PLUGINS = ("strikethrough", "table", "url", "def_list")
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml")


def markdown_to_html(source: str, say: Catalogue, attachments: Mapping[str, Any] | None = None) -> Markup:
    """Return Markdown as clean HTML.

    Parameters
    ----------
    source
        Text of a Markdown cell.
    say
        The page's sentences.
    attachments
        Pictures that the cell carries: by name, then base 64 by MIME type.

    Returns
    -------
    Markup
        HTML with formulas in MathML; the source as plain text where it is too long or cannot be rendered.
    """
    source = text_of(source)
    if attachments:
        return _render(source, say, attachments)
    return _render_once(source, say)


@lru_cache(maxsize=2048)
def _render_once(source: str, say: Catalogue) -> Markup:
    return _render(source, say, {})


def _render(source: str, say: Catalogue, attachments: Mapping[str, Any]) -> Markup:
    plain = Markup('<pre class="plain">{}</pre>').format(source[:LONGEST])
    if len(source) > LONGEST or len(_OPENED.findall(source)) > MOST_OPENED:
        return plain
    renderer = _Renderer(say, attachments)
    try:
        html = MarkdownWithMath(renderer, plugins=[import_plugin(name) for name in _PLUGINS]).render(source)
    except Exception:  # a parser of free text may stumble over anything; the text itself can still be shown
        return plain
    return renderer.filled_in(clean_html(html, forbidden=renderer.mark))


class _Renderer(IPythonRenderer):
    """Renders tokens; what we make ourselves is put aside and marked."""

    def __init__(self, say: Catalogue, attachments: Mapping[str, Any]) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.say = say
        self.pictures: Mapping[str, Any] = attachments if isinstance(attachments, Mapping) else {}
        self.mark = f"mark{token_hex(12)}"
        self.made: list[Markup] = []

    def filled_in(self, html: Markup) -> Markup:
        """Return cleaned HTML with every mark replaced by what it stands for."""
        return Markup(re.sub(rf"{self.mark}x(\d+)x", lambda match: self.made[int(match[1])], str(html)))

    def _put_aside(self, html: Markup) -> str:
        self.made.append(html)
        return f"{self.mark}x{len(self.made) - 1}x"

    def block_math(self, body: str) -> str:
        return self._put_aside(Markup('<span class="formula">{}</span>').format(formula(body, block=True)))

    def inline_math(self, body: str) -> str:
        return self._put_aside(formula(body))

    def latex_environment(self, name: str, body: str) -> str:
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")

    def block_code(self, code: str, info: str | None = None) -> str:
        language = (info or "").split(maxsplit=1)[:1]
        return self._put_aside(code_block(code.rstrip("\n"), language[0] if language else "text"))

    def heading(self, text: str, level: int, **_attributes: Any) -> str:
        # the page has a first and a second level of its own
        level = min(level + 2, 6)
        return f"<h{level}>{text}</h{level}>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        text = re.sub(rf"{self.mark}x\d+x", "", text)
        return self._put_aside(self._picture(url, text) or self._not_loaded(text or url))

    def _picture(self, url: str, text: str) -> Markup | None:
        if url.startswith("attachment:"):
            versions = self.pictures.get(url.removeprefix("attachment:"))
            if not isinstance(versions, Mapping):
                return None
            known = next((kind for kind in _PICTURES if kind in versions), "")
            return embedded_picture(known, text_of(versions.get(known)), text)
        kind, comma, data = url.removeprefix("data:").partition(";base64,")
        return embedded_picture(kind, data, text) if comma and url.startswith("data:") else None

    def _not_loaded(self, text: str) -> Markup:
        return Markup('<span class="aside">{}</span>').format(self.say("output.not_loaded", text=text))


def short_prose(text: str) -> Markup:
    """Return a sentence as HTML: escaped, with ``code`` between backticks and lines kept apart."""
    parts = re.split(r"`([^`\n]+)`", text_of(text))
    parts[1::2] = [Markup("<code>{}</code>").format(part) for part in parts[1::2]]
    return Markup("").join(parts).replace("\n", Markup("<br>"))
