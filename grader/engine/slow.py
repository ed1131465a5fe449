"""Say whose submission a run is waiting for when nothing has come for a while."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from grader.feedback.text import one_line

AFTER_S = 20.0
MOST_NAMED, LONGEST_NAME = 5, 40


def still_grading(students: Sequence[str]) -> str:
    """Return what a run says when no result has come for a while.

    Parameters
    ----------
    students
        Whose submissions are being graded.
    """
    names = ", ".join(one_line(student, LONGEST_NAME) for student in students[:MOST_NAMED])
    more = len(students) - MOST_NAMED
    return f"nothing new for {AFTER_S:.0f} s; still grading {names}" + (f" and {more} others" if more > 0 else "")


@contextmanager
def telling_if_slow(notice: Callable[[str], None], student: str) -> Iterator[None]:
    """Say once that a submission is still being graded, if what is done inside takes long.

    Parameters
    ----------
    notice
        Is told, in a thread of its own.
    student
        Whose submission it is.
    """
    timer = threading.Timer(AFTER_S, lambda: notice(still_grading([student])))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
