"""Python in colour in one pass: what a page shows most, and what Pygments takes longest for.

One regular expression finds comments, strings, numbers and names; every alternative consumes what it begins to match,
so that the time is linear in the length whatever the text holds. The classes are Pygments' own, for whose style sheets
the page is made.
"""

from __future__ import annotations

import builtins
import keyword
import re
from html import escape

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n]*)
    | (?P<decorator>^[ \t]*@[^\W\d][\w.]*)
    | (?P<text>[rbuf]{0,2}(?:'{3}(?:[^\\]|\\.)*?(?:'{3}|\Z)|"{3}(?:[^\\]|\\.)*?(?:"{3}|\Z)))
    | (?P<single>[rbuf]{0,2}'(?:[^'\\\n]|\\.)*'?)
    | (?P<double>[rbuf]{0,2}"(?:[^"\\\n]|\\.)*"?)
    | (?P<number>0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d[\d_]*)?j?)
    | (?P<name>[^\W\d]\w*)
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_CLASSES = {"comment": "c1", "decorator": "nd", "text": "sd", "single": "s1", "double": "s2", "number": "mi"}
_DEFINED = {"def": "nf", "class": "nc"}  # of a name, by the word before it


def _name_classes() -> dict[str, str]:
    known = {name: "nb" for name in dir(builtins) if not name.startswith("_")}
    known |= {name: "ne" for name in known if name.endswith(("Error", "Exception", "Warning", "Interrupt"))}
    known |= dict.fromkeys(keyword.kwlist, "k") | dict.fromkeys(("and", "in", "is", "not", "or"), "ow")
    known |= {"from": "kn", "import": "kn", "self": "bp", "cls": "bp"}
    return known | dict.fromkeys(("False", "None", "True"), "kc")


_NAMES = _name_classes()


def coloured_python(source: str) -> str:
    """Return Python code as HTML, coloured by Pygments' classes.

    Parameters
    ----------
    source
        Any text.

    Returns
    -------
    str
        The same text, escaped, with spans around what has a colour.
    """
    parts: list[str] = []
    done, before = 0, ""
    for match in _TOKEN.finditer(source):
        kind, token, start = match.lastgroup, match[0], match.start()
        if kind == "name":
            after_dot = start > 0 and source[start - 1] == "."
            css = "" if after_dot else _DEFINED.get(before) or _NAMES.get(token, "")
            before = token
        else:
            css = _CLASSES[str(kind)]
        if css:
            parts += escape(source[done:start]), f'<span class="{css}">{escape(token)}</span>'
            done = match.end()
    return "".join(parts) + escape(source[done:])
