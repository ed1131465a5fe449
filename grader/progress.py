"""What long work shows while it goes on: a bar with rate and remaining time on a terminal, else a line at times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from time import monotonic
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from grader.runner import Graded, How

LINE_EVERY_S = 10.0


class Steps:
    """Shows how far a piece of work is.

    Parameters
    ----------
    console
        Where; nothing is shown on a quiet one.
    what
        What is being done, such as ``"building 01_rnn"``.
    total
        Number of steps; None while it is not known.
    """

    def __init__(self, console: Console, what: str, total: int | None = None) -> None:
        self._console, self._what, self._total = console, what, total
        self._done, self._began, self._said = 0, monotonic(), monotonic()
        self._bar: Progress | None = _bar(console) if console.is_terminal else None
        if self._bar:
            self._task = self._bar.add_task(what, total=total, rate="")

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def to(self, done: int, total: int) -> None:
        """Say that so many steps of so many are done."""
        self._total = total
        self._show(done, _a_minute(done, monotonic() - self._began))

    def advance(self, rate: str | None = None) -> None:
        """Say that one more step is done; ``rate`` where it is not simply that of all steps."""
        done = self._done + 1
        self._show(done, _a_minute(done, monotonic() - self._began) if rate is None else rate)

    def _show(self, done: int, rate: str) -> None:
        self._done = done
        if self._bar:
            self._bar.update(self._task, completed=done, total=self._total, rate=rate)
        elif monotonic() - self._said > LINE_EVERY_S:
            self._said = monotonic()
            of = f" of {self._total}" if self._total is not None else ""
            self._console.print(f"{self._what}: {done}{of} {rate}".rstrip(), highlight=False, markup=False)


def _bar(console: Console) -> Progress:
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(elapsed_when_finished=False),
    )
    return Progress(*columns, console=console, transient=True)


def _a_minute(number: int, elapsed: float) -> str:
    return f"{60 * number / elapsed:.0f} a minute" if elapsed > 1 else ""


class Watch:
    """Shows the progress of a grading run.

    Parameters
    ----------
    console
        Where; nothing is shown on a quiet one.
    """

    def __init__(self, console: Console) -> None:
        self._console = console

    def notice(self, text: str) -> None:
        """Show what the run waits for."""
        self._console.print(text, style="yellow", markup=False, highlight=False)

    def follow(self, name: str, total: int, lines: Iterable[Graded]) -> Iterator[Graded]:
        """Pass on the lines of a run and show how far it is.

        Parameters
        ----------
        name
            The assignment.
        total
            Number of submissions.
        lines
            What is passed on.
        """
        rate = _Rate()
        with Steps(self._console, f"grading {name}", total) as steps:
            for line in lines:
                steps.advance(rate.after(line))
                yield line


class _Rate:
    """Submissions graded a minute, those that needed no grading left out."""

    def __init__(self) -> None:
        self._began = monotonic()
        self._graded = 0

    def after(self, line: Graded) -> str:
        if line.how not in (How.GRADED, How.FAILED):
            self._began = monotonic()
            return ""
        self._graded += 1
        return _a_minute(self._graded, monotonic() - self._began)


def in_short(hows: Iterable[How]) -> str:
    """Say what a run did, for example ``"3 graded, 14 unchanged"``."""
    counted = Counter(hows)
    if set(counted) == {How.UNCHANGED}:
        return f"nothing to do: all {counted[How.UNCHANGED]} submissions are graded already"
    return ", ".join(f"{counted[how]} {how}" for how in How if counted[how])
