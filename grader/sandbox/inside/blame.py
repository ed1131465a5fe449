"""Where in the student's code an exception comes from, and how to say it."""

from __future__ import annotations

import linecache
from collections.abc import Sequence

LONGEST_MESSAGE = 2000


def words(error: BaseException) -> str:
    """Return an exception's type and text; its text may be hostile."""
    try:
        text = str(error)
    except Exception:  # a student's own __str__ may raise anything
        text = "(without a readable message)"
    name = type(error).__name__
    return (f"{name}: {text}" if text else name)[:LONGEST_MESSAGE]


def locate(error: BaseException, homes: Sequence[object]) -> tuple[int | None, str]:
    """Find the deepest frame of a traceback whose globals are one of ``homes``.

    Parameters
    ----------
    error : BaseException
        The exception, with its traceback.
    homes : sequence of object
        Namespaces of the student's code.

    Returns
    -------
    line : int or None
        Line within its cell or file; None when no frame belongs there.
    source_line : str
        The text of that line, empty when it is not known.
    """
    found: tuple[int | None, str] = (None, "")
    traceback = error.__traceback__
    while traceback is not None:
        frame = traceback.tb_frame
        if any(frame.f_globals is home for home in homes):
            text = linecache.getline(frame.f_code.co_filename, traceback.tb_lineno, frame.f_globals)
            found = (traceback.tb_lineno, text.strip()[:LONGEST_MESSAGE])
        traceback = traceback.tb_next
    return found
