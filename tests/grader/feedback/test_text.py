"""Untrusted text: well-formed, on one line, of a bounded length."""

from __future__ import annotations

from grader.feedback.text import carriage_returns_done, one_line, shortened, text_of


def test_text_is_well_formed_whatever_a_file_holds() -> None:
    assert text_of(["a\n", "b"]) == "a\nb"
    assert text_of("\ud800\x00\x08é") == "?é"
    assert text_of({"a": 1}) == '{"a": 1}'
    assert text_of(None) == ""


def test_a_name_stays_on_its_line_and_keeps_its_direction() -> None:
    assert one_line("a\nb\u202ec\x1b[2J") == "a bc[2J"
    assert one_line("x" * 300, 10) == "x" * 9 + "…"


def test_progress_bars_show_their_last_state() -> None:
    assert carriage_returns_done("10%\r50%\r100%\r\nend\r") == "100%\nend"


def test_long_text_loses_its_middle() -> None:
    text = shortened("a" * 50 + "b" * 50, 40, "[{number} out]")
    assert text == "a" * 30 + "\n[60 out]\n" + "b" * 10
    assert shortened("abc", 3, "") == "abc"
