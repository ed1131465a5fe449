"""The declared table of threats, in the order of the list."""

from __future__ import annotations

from threats import damaged, forging, hostile, keeping, looking, numerical, reaching, wearing
from threats.model import Threat

_ALL: tuple[Threat, ...] = (
    *forging.THREATS,
    *looking.THREATS,
    *numerical.THREATS,
    *keeping.THREATS,
    *reaching.THREATS,
    *hostile.THREATS,
    *wearing.THREATS,
    *damaged.THREATS,
)


def _place(threat: Threat) -> tuple[int, str]:
    return int(threat.line.rstrip("b")), threat.line


THREATS = tuple(sorted(_ALL, key=_place))
