"""What a check asks of the student's functions, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Step:
    """One call of a function by name.

    Parameters
    ----------
    function : str
        Name in the student's namespace.
    args : tuple of object
        Positional arguments: data, or placeholders anywhere in it.
    kwargs : mapping of str to object
        Arguments by name.
    drain : int, optional
        Turn a returned iterator into a list of at most that many items.
    unread : tuple of int, optional
        Positions of a returned tuple or list that are answered as None: what stands there, such as a cache that
        is any object, need not be data.
    """

    function: str
    args: tuple[object, ...] = ()
    kwargs: Mapping[str, object] = field(default_factory=dict)
    drain: int | None = None
    unread: tuple[int, ...] = ()


@dataclass(frozen=True)
class Request:
    """Calls made one after another; the value of the last is the answer.

    Parameters
    ----------
    steps : tuple of Step
        At least one.
    """

    steps: tuple[Step, ...]


@dataclass(frozen=True)
class CallError:
    """Why a request has no value.

    Parameters
    ----------
    kind : str
        "missing" (the name is not defined), "not-callable", "unwritten" (NotImplementedError), "raised",
        "unreadable" (what came is no data), "time", "memory", "crash", "stopped" (not run because an earlier
        call ended the process), "stand-in" (cap passed or bad arguments), "too-large".
    message : str
        What happened, for the feedback.
    line : int, optional
        Line, within its cell, of the deepest frame that belongs to the student's code.
    source_line : str
        The text of that line.
    """

    kind: str
    message: str
    line: int | None = None
    source_line: str = ""


@dataclass(frozen=True)
class Outcome:
    """The answer to one request.

    Parameters
    ----------
    value : object
        The value of the last step; None when there is an error.
    error : CallError, optional
        Why there is no value.
    changed : tuple of str
        Arguments that the last step changed: ``a0``, ``parameters['Waa']`` or ``argument 2``. Seen in the
        student's process, hence forgeable.
    shared : tuple of str
        Pairs of arrays that share memory: ``output 1 and a0``, ``output 1 and output 2``; arrays that are the
        value or an item of it, except those under a name that begins with "cache". Forgeable as well.
    """

    value: Any = None
    error: CallError | None = None
    changed: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
