"""Results kept under the key of everything that they depend on, so that nothing is graded twice.

A store is a cache: any file of it may be deleted, torn or replaced, and the submission is graded again.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from grader.engine.files import replace_file
from grader.engine.parcel import Parcel
from grader.errors import RunError

LARGEST_MIB = 2048
SUFFIX = ".json.gz"


class ResultStore:
    """Parcels in a folder, by key.

    Parameters
    ----------
    folder
        Where they are kept.
    largest_mib
        Size above which the parcels that were not used for longest are deleted, MiB.
    """

    def __init__(self, folder: Path, largest_mib: int = LARGEST_MIB) -> None:
        self.folder = folder
        self._largest = largest_mib << 20

    def path(self, key: str) -> Path:
        """Return where the parcel of a key is kept."""
        return self.folder / key[:2] / f"{key}{SUFFIX}"

    def get(self, key: str) -> Parcel | None:
        """Return the parcel of a key; None where there is none, or only a torn one.

        Parameters
        ----------
        key
            Hash of all that the result depends on.
        """
        path = self.path(key)
        try:
            parcel = Parcel.from_bytes(path.read_bytes(), key)
            os.utime(path)  # used last
        except (OSError, RunError):
            return None
        return parcel

    def put(self, key: str, content: bytes) -> None:
        """Keep a parcel.

        Parameters
        ----------
        key
            Hash of all that the result depends on.
        content
            The packed parcel.

        Raises
        ------
        RunError
            If it cannot be written, for example on a full disk.
        """
        replace_file(self.path(key), content, 0o600)

    def prune(self) -> int:
        """Delete what was not used for longest until the store is small enough, and return how many files went."""
        found = []
        for path in self.folder.glob("??/*"):
            with contextlib.suppress(FileNotFoundError):
                status = path.stat()
                found.append((status.st_mtime_ns, status.st_size, path))
        total = sum(size for _, size, _ in found)
        gone = 0
        for _, size, path in sorted(found):
            partial = not path.name.endswith(SUFFIX)
            if total <= self._largest and not partial:
                continue
            path.unlink(missing_ok=True)
            total, gone = total - size, gone + 1
        return gone
