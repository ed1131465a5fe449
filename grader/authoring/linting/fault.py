"""What a linter says: where something is that would bite, what it is, and what to do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.errors import AuthoringError

PLACE = re.compile(r"(?P<where>\S+\.(?:py|ipynb|md)(?::\d+)?): (?P<what>.*)", re.DOTALL)


@dataclass(frozen=True)
class Fault:
    """One thing that would bite an instructor or a student.

    Parameters
    ----------
    where
        A file with a line, a cell of a notebook, or an exercise.
    kind
        The rule that found it, one of those that CONTRIBUTING.md lists.
    what
        What is wrong, in one line.
    do
        What to do.
    """

    where: str
    kind: str
    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.where}: {self.kind}: {self.what}; {self.do}"


def of_error(error: AuthoringError, kind: str, where: str) -> Fault:
    """Turn an error of the build into a fault.

    Parameters
    ----------
    error
        The error; where its message begins with a place, that is where the fault is.
    kind
        The rule.
    where
        Where it is otherwise.
    """
    message = str(error.args[0])
    place = PLACE.fullmatch(message)
    what = (place["what"] if place else message).strip().splitlines()[0]
    return Fault(place["where"] if place else where, kind, what, error.hint or "see CONTRIBUTING.md")
