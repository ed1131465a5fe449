"""What long work shows: a bar on a terminal, a line at times elsewhere, nothing where a program reads."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from grader.progress import Steps


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr("grader.progress.monotonic", found)
    return found


def test_without_a_terminal_a_line_comes_every_ten_seconds(clock: Clock) -> None:
    written = io.StringIO()
    with Steps(Console(file=written, width=80), "building 01_rnn", 40) as steps:
        for _ in range(30):
            clock.now += 1.0
            steps.advance()
    assert written.getvalue().splitlines() == [
        "building 01_rnn: 11 of 40 60 a minute",
        "building 01_rnn: 22 of 40 60 a minute",
    ]


def test_a_terminal_gets_a_bar_with_rate_and_remaining_time_that_goes_away(clock: Clock) -> None:
    written = io.StringIO()
    console = Console(file=written, width=100, force_terminal=True, get_time=clock)
    with Steps(console, "running [b]cells", 40) as steps:
        clock.now += 5.0
        steps.to(10, 20)
        assert steps._bar is not None
        console.print(steps._bar.get_renderable())
    shown = written.getvalue()
    assert "running [b]cells" in shown and "10/20" in shown and "120 a minute" in shown and "left" in shown
    assert shown.endswith("\x1b[1A\x1b[2K") or "\x1b[?25h" in shown


def test_a_quiet_console_gets_nothing(clock: Clock) -> None:
    written = io.StringIO()
    with Steps(Console(file=written, quiet=True), "building", 40) as steps:
        clock.now += 60.0
        steps.advance()
    assert written.getvalue() == ""
