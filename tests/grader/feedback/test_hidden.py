"""Hidden tests are cut out of cells and out of what they left in outputs."""

from __future__ import annotations

from grader.feedback.hidden import HiddenLines, split_hidden


def test_hidden_tests_are_cut_out_of_a_source() -> None:
    source = "assert check(f)\n### BEGIN HIDDEN TESTS\n  assert f(2) == 4\n### END HIDDEN TESTS\nx"
    assert split_hidden(source) == ("assert check(f)\nx", ("assert f(2) == 4",))
    assert split_hidden("a\n# begin hidden tests\nsecret")[0] == "a"


def test_hidden_lines_are_redacted_through_colours() -> None:
    hidden = HiddenLines.of(["### BEGIN HIDDEN TESTS\nassert f(2) == 4\nx = 1"])
    assert hidden.redact("one\n\x1b[1massert\x1b[0m f(2) == 4\nx = 1", "[cut]") == "one\n[cut]\nx = 1"
    assert HiddenLines.of(["x"]).redact("x", "[cut]") == "x"
