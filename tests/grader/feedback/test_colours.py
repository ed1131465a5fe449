"""Terminal colours become classes, other escape sequences vanish."""

from __future__ import annotations

from grader.feedback.colours import colours_to_html


def test_colours_become_classes() -> None:
    assert colours_to_html("\x1b[1;31mbad\x1b[0m <b>") == ('<span class="ansi-bold ansi-red">bad</span> &lt;b&gt;')
    assert colours_to_html("\x1b[38;5;28mg\x1b[39m\x1b[38;2;0;0;250mb") == (
        '<span class="ansi-green">g</span><span class="ansi-blue">b</span>'
    )


def test_other_escape_sequences_are_dropped() -> None:
    assert colours_to_html("a\x1b[2Jb\x1b]0;title\x07c\x1b") == "abc"
    assert "\x1b" not in colours_to_html("\x1b[38;5m\x1b[99999999m\x1b[38m\x1b[48;2mx")
