"""Code in colour: Pygments with classes, for the few languages that a course in Python shows."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import BashLexer, PythonConsoleLexer, PythonLexer  # type: ignore[import-untyped]

LONGEST = 20_000
# Python's lexer needs time that grows with the square of a run of blank lines.
_BLANK_RUN = re.compile(r"\s{300}")
LIGHT, DARK = "xcode", "github-dark"

# A fixed table: the name comes from the student, and not every lexer is safe on hostile text. IPython's own
# needs half a minute for 60 kB of "a.a.a.", where Python's takes a moment and colours all but the magics.
_LEXERS: dict[str, Any] = {
    "python": PythonLexer(),
    "py": PythonLexer(),
    "python3": PythonLexer(),
    "ipython": PythonLexer(),
    "ipython3": PythonLexer(),
    "pycon": PythonConsoleLexer(),
    "bash": BashLexer(),
    "sh": BashLexer(),
    "shell": BashLexer(),
}
_FORMATTER = HtmlFormatter(nowrap=True)


def code_block(source: str, language: str = "python") -> Markup:
    """Return source code as a block of HTML, coloured by classes where the language is known.

    Parameters
    ----------
    source
        The code, from anywhere.
    language
        Its name; unknown ones, and very long sources, are shown in one colour.

    Returns
    -------
    Markup
        A ``pre`` element.
    """
    return _code_block(source, language.lower())


@lru_cache(maxsize=2048)
def _code_block(source: str, language: str) -> Markup:
    lexer = _LEXERS.get(language)
    plain = lexer is None or len(source) > LONGEST or _BLANK_RUN.search(source)
    inner = escape(source) if plain else Markup(_coloured(source, lexer))
    return Markup('<pre class="code"><code>{}</code></pre>').format(inner)


def _coloured(source: str, lexer: object) -> str:
    return str(highlight(source, lexer, _FORMATTER)).rstrip("\n")


def style_rules(scheme: str) -> str:
    """Return the CSS rules of a Pygments style for code blocks, colours only."""
    lines = HtmlFormatter(style=scheme).get_style_defs(".code").splitlines()
    # ".err" would mark a magic, which is no mistake
    return "\n".join(line for line in lines if line.startswith(".code .") and ".err" not in line)
