"""All that a grade depends on, kept with it: what was handed in and the assignment, every file once.

A grade's entry lies under its key, the hash of everything that it depends on, which the record in the gradebook has.
It is written before the record, so that a run that is killed in between leaves an entry too many and never one too
few. The files lie under the hash of their content, compressed. What is torn or altered is found out by that hash,
counts as absent, and is written anew when that submission is graded again.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.engine.contract import GradingKit, HandedWork
from grader.engine.files import replace_file
from grader.keepsake import Keepsake

LARGEST_MIB = 4096
LARGEST_WORK_MIB = 32  # one student's; so that a few who hand in noise cannot drive out the works of a class
LARGEST_KIT_MIB = 128
LEVEL = 3  # of compression
FORMAT = 1


@dataclass(frozen=True)
class Kept:
    """What was kept with a grade; None for what was too large, or is no longer there."""

    submission: Keepsake | None
    kit: Keepsake | None


class KeptStore:
    """What grades depended on, in a folder.

    Parameters
    ----------
    folder
        Where it is kept.
    largest_mib
        Size above which is deleted what no grade in the gradebook depends on, and then what is oldest, MiB.
    """

    def __init__(self, folder: Path, largest_mib: float = LARGEST_MIB) -> None:
        self._grades, self._objects = folder / "grades", folder / "objects"
        self._largest = int(largest_mib * (1 << 20))
        self._whole: set[str] = set()  # objects that this process has written or seen whole
        self._kits: dict[int, tuple[GradingKit, str]] = {}

    def _entry(self, key: str) -> Path:
        return self._grades / key[:2] / f"{key}.json"

    def _object(self, name: str) -> Path:
        return self._objects / name[:2] / f"{name}.gz"

    def __contains__(self, key: str) -> bool:
        """Say whether there is an entry of a grade."""
        return self._entry(key).is_file()

    def put(self, key: str, submission: HandedWork, kit: GradingKit) -> None:
        """Keep what a grade depends on.

        Parameters
        ----------
        key
            Hash of all that the result depends on.
        submission, kit
            All that it depends on, the code and the secret left aside.

        Raises
        ------
        RunError
            If it cannot be written, for example on a full disk.
        """
        handed = submission.keepsake()
        entry = {
            "format": FORMAT,
            "submission": self._put(handed) if handed.size <= LARGEST_WORK_MIB << 20 else "",
            "kit": self._put_kit(kit),
        }
        replace_file(self._entry(key), json.dumps(entry).encode(), 0o600)

    def _put_kit(self, kit: GradingKit) -> str:
        """Keep a kit, which is the same for a whole run."""
        known = self._kits.get(id(kit))
        if known is None:
            keepsake = kit.keepsake()
            name = self._put(keepsake) if keepsake.size <= LARGEST_KIT_MIB << 20 else ""
            known = self._kits[id(kit)] = kit, name
        return known[1]

    def _put(self, keepsake: Keepsake) -> str:
        files = {name: self._put_object(content) for name, content in keepsake.files.items()}
        manifest = {"kind": keepsake.kind, "data": keepsake.data, "files": files}
        return self._put_object(json.dumps(manifest, sort_keys=True).encode())

    def _put_object(self, content: bytes) -> str:
        name = hashlib.sha256(content).hexdigest()
        if name not in self._whole and self._read(name) is None:
            replace_file(self._object(name), gzip.compress(content, LEVEL, mtime=0), 0o600)
        self._whole.add(name)
        return name

    def _read(self, name: str) -> bytes | None:
        """Return an object; None where there is none, or another content."""
        try:
            content = gzip.decompress(self._object(name).read_bytes())
        except (OSError, EOFError, zlib.error):
            return None
        return content if hashlib.sha256(content).hexdigest() == name else None

    def get(self, key: str) -> Kept:
        """Return what was kept with a grade.

        Parameters
        ----------
        key
            Hash of all that the result depends on.
        """
        try:
            entry = json.loads(self._entry(key).read_bytes())
            if entry["format"] != FORMAT:
                return Kept(None, None)
            return Kept(self._get(str(entry["submission"])), self._get(str(entry["kit"])))
        except (OSError, ValueError, KeyError, TypeError):
            return Kept(None, None)

    def _get(self, name: str) -> Keepsake | None:
        manifest = self._read(name) if name else None
        if manifest is None:
            return None
        parts: dict[str, Any] = json.loads(manifest)
        files = {path: self._read(held) for path, held in parts["files"].items()}
        whole = {path: content for path, content in files.items() if content is not None}
        return Keepsake(parts["kind"], parts["data"], whole) if len(whole) == len(files) else None

    def prune(self, in_force: Callable[[], Collection[str]]) -> int:
        """Delete what is dispensable until the store is small enough, and return how many entries went.

        Parameters
        ----------
        in_force
            Gives the keys of the grades in the gradebook, which go last; asked only if something has to go.
        """
        sizes = dict(_sizes(self._objects))
        total = sum(sizes.values())
        if total <= self._largest:
            return 0
        keys = in_force()
        ages = [(path.stem in keys, path.stat().st_mtime_ns, path) for path in self._grades.glob("??/*.json")]
        left = sorted(ages)
        needed = {path: self._needed(path) for _, _, path in left}
        users: dict[str, int] = {}
        for names in needed.values():
            for name in names:
                users[name] = users.get(name, 0) + 1
        total -= sum(self._delete(path) for path in sizes if path.name.removesuffix(".gz") not in users)
        gone = 0
        for _, _, path in left:
            if total <= self._largest:
                break
            path.unlink(missing_ok=True)
            gone += 1
            for name in needed[path]:
                users[name] -= 1
                if not users[name]:
                    total -= self._delete(self._object(name))
        self._whole.clear()
        return gone

    def _needed(self, entry: Path) -> set[str]:
        """Return the objects that an entry needs."""
        found: set[str] = set()
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            parts = json.loads(entry.read_bytes())
            for name in filter(None, (parts["submission"], parts["kit"])):
                found.add(name)
                manifest = self._read(name)
                found |= set(json.loads(manifest)["files"].values()) if manifest else set()
        return found

    def _delete(self, path: Path) -> int:
        """Delete a file and return its size."""
        with contextlib.suppress(FileNotFoundError):
            size = path.stat().st_size
            path.unlink()
            return size
        return 0


def _sizes(folder: Path) -> Iterator[tuple[Path, int]]:
    for path in folder.glob("??/*"):
        with contextlib.suppress(FileNotFoundError):
            yield path, path.stat().st_size
