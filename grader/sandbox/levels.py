"""How well one submission is kept from everything else."""

from __future__ import annotations

from enum import Enum


class IsolationLevel(Enum):
    """A level of isolation, by the mechanisms that it stands on.

    ``A1``: bubblewrap, and namespaces of its own for each job inside it. Nothing is lost.
    """

    A1 = "A1"
