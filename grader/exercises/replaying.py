"""What a known mistake answers, worked out as far as anybody looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from grader.exercises.model import Caller, References
from grader.sandbox.inside.calls import Outcome, Request


class Replay(Sequence[Outcome]):
    """The outcomes of a try, each of which is made when it is first looked at, in order.

    Nearly every known mistake parts with the student at the first outcome, so that the others are seldom needed.

    Parameters
    ----------
    caller
        Asks the functions that hold the mistake. One request depends on no other, so that they need not be made at
        once.
    requests
        The calls of the try.
    stand_ins, offered
        Right functions, as for the student.
    """

    def __init__(self, caller: Caller, requests: Sequence[Request], stand_ins: References, offered: References) -> None:
        self._requests = tuple(requests)
        self._outcomes: list[Outcome] = []
        self._ahead: Iterator[Outcome] = self._made(caller, stand_ins, offered)

    def __len__(self) -> int:
        return len(self._requests)

    @overload
    def __getitem__(self, index: int) -> Outcome: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Outcome]: ...

    def __getitem__(self, index: int | slice) -> Outcome | Sequence[Outcome]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        while len(self._outcomes) <= place:
            self._outcomes.append(next(self._ahead))
        return self._outcomes[place]

    def _made(self, caller: Caller, stand_ins: References, offered: References) -> Iterator[Outcome]:
        for request in self._requests:
            yield from caller.ask([request], stand_ins=stand_ins, offered=offered).outcomes
