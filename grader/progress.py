"""What a grading run shows while it works: a bar with rate and remaining time on a terminal, else a line at times."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from grader.runner import Graded, How

LINE_EVERY_S = 10.0


class Watch:
    """Shows the progress of a run.

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
        shown = self._bar(name, total, lines) if self._console.is_terminal else self._lines(name, total, lines)
        yield from shown

    def _bar(self, name: str, total: int, lines: Iterable[Graded]) -> Iterator[Graded]:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(elapsed_when_finished=False),
        )
        with Progress(*columns, console=self._console, transient=True) as progress:
            task = progress.add_task(f"grading {name}", total=total, rate="")
            rate = _Rate()
            for line in lines:
                progress.update(task, advance=1, rate=rate.after(line))
                yield line

    def _lines(self, name: str, total: int, lines: Iterable[Graded]) -> Iterator[Graded]:
        rate, said = _Rate(), time.monotonic()
        for number, line in enumerate(lines, start=1):
            text = rate.after(line)
            if time.monotonic() - said > LINE_EVERY_S:
                said = time.monotonic()
                self._console.print(f"grading {name}: {number} of {total} {text}", highlight=False)
            yield line


class _Rate:
    """Submissions graded a minute, those that needed no grading left out."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._graded = 0

    def after(self, line: Graded) -> str:
        if line.how not in (How.GRADED, How.FAILED):
            self._began = time.monotonic()
            return ""
        self._graded += 1
        elapsed = time.monotonic() - self._began
        return f"{60 * self._graded / elapsed:.0f} a minute" if elapsed > 1 else ""


def in_short(hows: Iterable[How]) -> str:
    """Say what a run did, for example ``"3 graded, 14 unchanged"``."""
    counted = Counter(hows)
    if set(counted) == {How.UNCHANGED}:
        return f"nothing to do: all {counted[How.UNCHANGED]} submissions are graded already"
    return ", ".join(f"{counted[how]} {how}" for how in How if counted[how])
