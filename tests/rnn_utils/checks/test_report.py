"""What a failed check says: plain text for consoles, Markdown for pages, nothing that needs a colour or a script."""

from __future__ import annotations

import pytest

from rnn_utils.checks.findings import Finding
from rnn_utils.checks.messages import Message
from rnn_utils.checks.model import Criterion
from rnn_utils.checks.naming import KnownMistake
from rnn_utils.checks.report import Report

CRITERION = Criterion("a", "state", 1, r"a = \tanh(z)", "S3(2)", "Read the formula again.")
OTHER = Criterion("y", "output", 1, "", "S3(3)", "And the next one.")
FINDING = Finding(Message(": a has wrong values"), CRITERION, "1  2", "-1  -2", "a[0, 0:2]")
SIGN = KnownMistake("the sign is turned", CRITERION, CRITERION.hint, ())
TWICE = KnownMistake("the sign is turned twice", CRITERION, "Count them.", ())

TEXT = r"""✗ f (one example): a has wrong values.
  Tried:    x (3, 1)
  Came:     a[0, 0:2] = 1  2
  Expected: a[0, 0:2] = -1  -2
  Every public case comes out as with this known mistake: the sign is turned.
  Hint: Read the formula again.
  See the formula S3(2): a = \tanh(z)"""

MARKDOWN = r"""**✗** `f` (one example): a has wrong values.

```text
Tried:    x (3, 1)
Came:     a[0, 0:2] = 1  2
Expected: a[0, 0:2] = -1  -2
```

Every public case comes out as with this known mistake:

- **the sign is turned**

*Hint:* Read the formula again.

Formula S3(2):

$$a = \tanh(z)$$
"""


def report(finding: Finding = FINDING, *known: KnownMistake) -> Report:
    """Return a report on a function f."""
    return Report("f", "one example", "x (3, 1)", finding, known)


def test_the_report_says_everything_in_text_and_in_markdown() -> None:
    assert report(FINDING, SIGN).text() == TEXT
    assert report(FINDING, SIGN).markdown() == MARKDOWN
    assert report(FINDING, SIGN)._repr_mimebundle_() == {"text/plain": TEXT, "text/markdown": MARKDOWN}


def test_mistakes_that_are_alike_are_all_shown_each_text_once() -> None:
    text = report(FINDING, SIGN, TWICE, SIGN).text()
    assert (
        "these known mistakes, which cannot be told apart here: the sign is turned; or the sign is turned twice."
        in text
    )
    assert text.count("See the formula") == 1
    assert "Hint: Read the formula again.\n  Hint: Count them." in text


def test_without_a_name_the_criterion_gives_hint_and_formula() -> None:
    text = report().text()
    assert "known mistake" not in text
    assert "Hint: Read the formula again." in text


def test_a_formula_without_an_equation_is_referred_to() -> None:
    assert report(Finding(Message(": y is missing"), OTHER)).text().endswith("See the formula S3(3).")
    assert "$$" not in report(Finding(Message(": y is missing"), OTHER)).markdown()


def test_a_hint_of_the_findings_own_comes_first() -> None:
    found = Finding(Message(" changes its arguments"), CRITERION, hint=Message("Copy it."))
    assert "Hint: Copy it." in report(found).text()


@pytest.mark.parametrize("line", ["", "Line 3 of the cell: return x @ y"])
def test_the_line_of_an_error_is_quoted(line: str) -> None:
    said = report(Finding(Message(" stopped with ValueError: two\nlines"), CRITERION, line=Message(line)))
    assert said.headline() == "✗ f (one example) stopped with ValueError: two lines" + ("" if line else ".")
    assert (line in said.text()) and (line in said.markdown())


def test_what_a_student_wrote_is_no_markup() -> None:
    """Neither Markdown nor HTML nor a formula."""
    stopped = Message(" stopped with ValueError: <b>*x* `y` $z$ [a](b) c_d")
    said = report(Finding(stopped, CRITERION, line=Message("x"))).markdown()
    assert r"\<b>\*x\* \`y\` \$z\$ \[a](b) c\_d" in said
    assert "\x1b" not in said and "<script" not in said
