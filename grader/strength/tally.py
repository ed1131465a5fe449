"""Count right names, wrong names, and none."""

from __future__ import annotations

from dataclasses import dataclass, field

RIGHT, WRONG, NONE = "right", "wrong", "none"


@dataclass
class Tally:
    """How many names were right.

    Parameters
    ----------
    right, wrong, none
        Functions that were named rightly, wrongly, or not at all.
    cases
        The wrong names, in words.
    """

    right: int = 0
    wrong: int = 0
    none: int = 0
    cases: list[str] = field(default_factory=list)

    def add(self, verdict: str, said: str) -> None:
        """Count one function.

        Parameters
        ----------
        verdict
            ``"right"``, ``"wrong"`` or ``"none"``.
        said
            What it was, and what it was called.
        """
        setattr(self, verdict, getattr(self, verdict) + 1)
        if verdict == WRONG:
            self.cases.append(f"{verdict}: {said}")

    def joined(self, other: Tally) -> Tally:
        """Return both counts together."""
        counts = (self.right + other.right, self.wrong + other.wrong, self.none + other.none)
        return Tally(*counts, self.cases + other.cases)

    @property
    def total(self) -> int:
        """Return how many functions there were."""
        return self.right + self.wrong + self.none
