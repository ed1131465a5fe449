"""What the walls of all jobs of a worker stand on: namespaces of their own, Landlock, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import landlock, linux
from .landlock import Grant


@dataclass(frozen=True)
class Footing:
    """The mechanisms that a worker's jobs are kept by.

    Parameters
    ----------
    namespaces : bool
        Whether each job gets namespaces and file systems of its own.
    landlock : int
        Version of Landlock that fences each job in where it has none; 0 for no fence at all.
    folder : str
        Folder below which jobs get theirs, where they have no file systems.
    in_memory : bool
        Whether that folder takes memory.
    grants : tuple of (str, int)
        What a job may read, where Landlock has to say so.
    """

    namespaces: bool
    landlock: int = 0
    folder: str = ""
    in_memory: bool = False
    grants: tuple[Grant, ...] = ()

    @property
    def flags(self) -> int:
        """Return the namespaces that a job's init starts in."""
        return linux.EVERY_NAMESPACE if self.namespaces else 0

    @classmethod
    def read(cls, plan: dict[str, Any]) -> Footing:
        """Build the footing from the trusted side's plan; the version of Landlock is that of this kernel."""
        if plan["level"] == "A1":
            return cls(namespaces=True)
        usable = landlock.READ
        grants = [(path, usable) for path in plan["readable"]]
        grants += [(path, landlock.READ_FILE) for path in ("/dev/urandom", "/dev/random", "/dev/zero")]
        grants.append(("/dev/null", landlock.USE | landlock.TRUNCATE))
        fence = landlock.version() if plan["level"] in ("A2", "B") else 0
        return cls(False, fence, plan["folder"], plan["level"] == "A2", tuple(grants))
