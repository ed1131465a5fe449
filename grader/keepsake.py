"""The form in which everything that a grade depends on is kept with it: plain data, and files by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Keepsake:
    """One thing that a grade depends on, such as what was handed in, taken apart so that equal files are kept once.

    Parameters
    ----------
    kind
        What it is, which says who can put it together again.
    data
        What is small, in a form that JSON gives back unchanged.
    files
        What is large: content by name.
    """

    kind: str
    data: Mapping[str, Any]
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Return how many bytes the files have together."""
        return sum(map(len, self.files.values()))

    def below(self, folder: str) -> dict[str, bytes]:
        """Return the files whose names begin with a folder, without it."""
        start = f"{folder}/"
        return {name.removeprefix(start): content for name, content in self.files.items() if name.startswith(start)}


def placed(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return files with a folder before their names; see :meth:`Keepsake.below`."""
    return {f"{folder}/{name}": content for name, content in files.items()}
