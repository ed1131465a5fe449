"""Our quick colouring of Python keeps the text and agrees with Pygments on what has a colour."""

from __future__ import annotations

import inspect
import re
from html import unescape

import pytest
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import PythonLexer  # type: ignore[import-untyped]

from grader import grading
from grader.feedback import python_code
from grader.feedback.python_code import coloured_python
from rnn_utils import plotting
from rnn_utils.reference import rnn

MODULES = (grading, python_code, plotting, rnn)
# What f-strings compute has no colour of its own, punctuation and plain names have none at all.
COLOURED = {"c1", "s1", "sd", "k", "kc", "kn", "ow", "nf", "nc", "nd", "nb", "ne", "bp"}


def pieces(html: str) -> list[tuple[str, str]]:
    """Return each character of coloured code with its class."""
    found: list[tuple[str, str]] = []
    css = ""
    for match in re.finditer(r'<span class="(\w+)">|</span>|([^<]+)', html):
        if match[2]:
            found += [(character, css) for character in unescape(match[2])]
        else:
            css = match[1] or ""
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.__name__))
def test_real_code_is_coloured_as_pygments_does(module: object) -> None:
    source = inspect.getsource(module).strip("\n")  # type: ignore[arg-type]
    ours = pieces(coloured_python(source))
    theirs = pieces(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip("\n"))
    assert "".join(character for character, _ in ours) == source
    wanted = [(one, css) for one, css in theirs if not one.isspace()]
    found = [(one, css) for one, css in ours if not one.isspace()]
    wrong = [
        (mine, right)
        for mine, right in zip(found, wanted, strict=True)
        if mine[1] != right[1] and right[1] in COLOURED and mine[1] not in ("s1", "s2")
    ]
    assert len(wrong) < 0.002 * len(found), wrong[:20]


@pytest.mark.parametrize(
    "text", ["", "'", '"""', "'''\\", "f'{x!r}'", "0x", "1e", "def", "@", "é = 1 # ü", "a\\\nb", "<&>", "%%time\n!ls"]
)
def test_odd_text_survives(text: str) -> None:
    assert unescape(re.sub("<[^>]*>", "", coloured_python(text))) == text


def test_classes_are_those_of_the_style_sheet() -> None:
    html = coloured_python('@cached\ndef f(self, x=None):\n    """Doc."""\n    return max(x.max(), 1.5)  # all\n')
    for css, text in [("nd", "@cached"), ("nf", "f"), ("bp", "self"), ("kc", "None"), ("k", "return"), ("nb", "max")]:
        assert f'<span class="{css}">{text}</span>' in html
    assert html.count('class="nb"') == 1  # a method named like a built-in function is none
    assert '<span class="c1"># all</span>' in html and "&quot;&quot;&quot;Doc." in html
