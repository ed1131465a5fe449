"""Stage every source where a spare user can reach it, become that user, and go on: what root does first.

Root must not grade as root (process limits do not bind it), and a spare user cannot reach what lies below
folders such as ``/root``. In a mount namespace of its own, which ends with the process, a small tmpfs over
``/tmp`` takes bind mounts of all sources; nothing is left behind on the host.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from . import linux

STAGE = Path("/tmp")
STAGE_OPTIONS = "size=64m,mode=755"


def main() -> None:
    """Stage the sources, become the spare user, execute the command; the first argument is the plan."""
    plan = json.loads(sys.argv[1])
    linux.unshare(linux.CLONE_NEWNS)
    linux.make_mounts_private()
    if "covers" in plan:
        _uncover(plan["covers"], plan["paths"])
    else:
        _stage(plan)
    os.setgroups([])
    os.setresgid(plan["uid"], plan["uid"], plan["uid"])
    os.setresuid(plan["uid"], plan["uid"], plan["uid"])
    os.execve(plan["command"][0], plan["command"], plan.get("environment", dict(os.environ)))


def _uncover(covers: list[str], paths: list[str]) -> None:
    """Replace folders that others may not enter by ones that hold nothing but the paths needed."""
    handles = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in paths}
    os.umask(0o022)
    for folder in covers:
        linux.mount("tmpfs", folder, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, STAGE_OPTIONS)
    for path, handle in handles.items():
        _bind(handle, Path(path))


def _stage(plan: dict[str, Any]) -> None:
    # Some sources lie below /tmp: hold them before it is covered.
    handles = {name: os.open(source, os.O_PATH | os.O_CLOEXEC) for name, source in plan["binds"].items()}
    copies = {name: _read(Path(source)) for name, source in plan["copies"].items()}
    linux.mount("tmpfs", str(STAGE), "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, STAGE_OPTIONS)
    os.umask(0o022)
    for name, files in copies.items():
        _write(STAGE / name, files)
    for name, handle in handles.items():
        _bind(handle, STAGE / name)


def _bind(handle: int, target: Path) -> None:
    source = f"/proc/self/fd/{handle}"
    if os.path.isdir(source):
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    linux.mount(source, str(target), None, linux.MS_BIND | linux.MS_REC)


def _read(folder: Path) -> dict[str, tuple[bytes, float]]:
    """Read a small folder whole: its own modes may shut the spare user out, so it is copied."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            files[str(path.relative_to(folder))] = (path.read_bytes(), path.stat().st_mtime)
    return files


def _write(folder: Path, files: dict[str, tuple[bytes, float]]) -> None:
    folder.mkdir(parents=True)
    for name, (content, modified) in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        os.utime(target, (modified, modified))  # compiled files are valid for this time only


if __name__ == "__main__":
    main()
