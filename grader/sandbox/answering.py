"""Answers of stand-ins, kept: a class of submissions asks the same functions for the same values again and again.

Stand-ins are functions of their arguments alone, and a question is known again by its very bytes.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping

import numpy as np

from .inside.answers import Caps, Encoded, decode
from .inside.standing_in import StandInRefused, encoded_answer

# A question is computed on the trusted side, whose time and memory no limit of the sandbox counts. What right work asks
# is smaller by far.
QUESTION_BYTES = 2 << 20
LARGEST_INTEGER = 100_000

MOST_KEPT = 2048
LARGEST_KEPT_BYTES = 1 << 14

Question = tuple[Callable[..., object], str, bytes]


class StandInAnswers:
    """The answers that were given, by function and question."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[Question, Encoded] = OrderedDict()

    def answer(self, known: Mapping[str, Callable[..., object]], name: str, asked: Encoded, caps: Caps) -> Encoded:
        """Answer a question that came from a student's process.

        Parameters
        ----------
        known : mapping of str to callable
            The functions on offer, of which ``name`` is one.
        name : str
            Which of them is asked.
        asked : Encoded
            The arguments, of any form: nothing is known of them yet.
        caps : Caps
            Bounds on the arguments.

        Raises
        ------
        BadAnswer
            If the arguments are no data.
        StandInRefused
            If they are no arguments, or the function cannot take them.
        """
        if len(asked.raw) > LARGEST_KEPT_BYTES:
            return _compute(known, name, asked, caps)
        question = known[name], json.dumps([asked.tree, asked.lengths, caps.raw_bytes]), asked.raw
        with self._lock:
            kept = self._known.get(question)
            if kept is not None:
                self._known.move_to_end(question)
                return kept
        answer = _compute(known, name, asked, caps)
        if len(answer.raw) + len(question[1]) <= LARGEST_KEPT_BYTES:
            with self._lock:
                self._known[question] = answer
                if len(self._known) > MOST_KEPT:
                    self._known.popitem(last=False)
        return answer


def _compute(known: Mapping[str, Callable[..., object]], name: str, asked: Encoded, caps: Caps) -> Encoded:
    value = decode(asked, caps)
    good = type(value) is tuple and len(value) == 2 and type(value[0]) is tuple and type(value[1]) is dict
    if not good or not all(type(key) is str for key in value[1]):
        raise StandInRefused("the arguments are no arguments")
    if _asks_for_much(value):
        raise StandInRefused(f"{name} was called with an integer of more than {LARGEST_INTEGER}")
    return encoded_answer(known, name, *value)


def _asks_for_much(value: object) -> bool:
    """Say whether a number of arguments could be a size that nobody asks for."""
    if isinstance(value, (tuple, list)):
        return any(map(_asks_for_much, value))
    if isinstance(value, dict):
        return any(map(_asks_for_much, value.values()))
    return isinstance(value, (int, np.integer)) and abs(int(value)) > LARGEST_INTEGER


ANSWERS = StandInAnswers()
