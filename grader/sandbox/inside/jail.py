"""The walls of one job: private file systems, and limits and filters on the student's process."""

from __future__ import annotations

import contextlib
import os
import resource
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from . import landlock, linux, places, seccomp
from .places import Places
from .traces import OPEN_FILES

CPU_GRACE_S = 5
MIB = 1 << 20

Bounds = Mapping[str, float]


class BadPath(Exception):
    """A submitted file whose name leads out of the working folder."""


def settle(ids: tuple[int, int]) -> None:
    """Map one user and one group into the new namespaces of this process: those that the worker has."""
    linux.set_dumpable(True)  # else uid_map belongs to root and cannot be written
    linux.map_ids(*ids)


def make_file_systems(limits: Bounds) -> Places:
    """Mount what the job may write to, empty and capped, and a view of its own processes."""
    linux.make_mounts_private()
    _quiet_devices()
    safe = linux.MS_NOSUID | linux.MS_NODEV
    quiet = safe | linux.MS_NOATIME  # else who has read a file would show in it
    tmp, work, inodes = limits["tmp_mib"] * MIB, limits["work_mib"] * MIB, limits["inodes"]
    linux.mount("tmpfs", "/tmp", "tmpfs", quiet, f"size={tmp:.0f},nr_inodes={inodes:.0f},mode=1777")
    linux.mount("tmpfs", "/dev/shm", "tmpfs", quiet, f"size={tmp:.0f},nr_inodes=64,mode=1777")
    linux.mount("tmpfs", "/job", "tmpfs", quiet, f"size={work:.0f},nr_inodes={inodes:.0f},mode=700")
    linux.mount("proc", "/proc", "proc", safe | linux.MS_NOEXEC)
    for folder in (places.OWN.work, places.OWN.home):
        os.mkdir(folder)
    return places.OWN


def _quiet_devices() -> None:
    """Let devices keep no times, which belong to the machine's own files, and let there be no new terminals.

    A check could set the one, open the other by its path, and so tell the notebook what it was asked.
    """
    for name in os.listdir("/dev"):
        path = os.path.join("/dev", name)
        if stat.S_ISCHR(os.lstat(path).st_mode):
            kept = os.statvfs(path).f_flag & (linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
            flags = linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | kept
            with contextlib.suppress(OSError):  # where it is no mount of its own, or a stricter one
                linux.mount(None, path, None, flags)
    if os.path.isdir("/dev/pts"):
        linux.mount("tmpfs", "/dev/pts", "tmpfs", linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV, "size=4k")


def make_folder(folder: str, *, in_memory: bool) -> Places:
    """Make the folder of a job that cannot mount anything."""
    made = places.below(folder, in_memory=in_memory)
    for path in (folder, made.work, made.home, made.temporary):
        os.mkdir(path, 0o700)
    return made


def write_files(work: str, names: list[str], lengths: list[int], raw: bytes) -> None:
    """Write the submitted files below the working folder.

    Raises
    ------
    BadPath
        If a name is absolute or has a part that leads elsewhere.
    """
    start = 0
    for name, length in zip(names, lengths, strict=True):
        path = PurePosixPath(name)
        if path.is_absolute() or not path.parts or ".." in path.parts or "\0" in name:
            raise BadPath(f"{name!r} is no path below the working folder")
        target = Path(work, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw[start : start + length])
        start += length


def reopen_files() -> None:
    """Open anew each file that the warm process holds: jobs that share one would share the position in it."""
    for name in os.listdir("/proc/self/fd"):
        descriptor = int(name)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                continue
            own = os.open(f"/proc/self/fd/{name}", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:  # the descriptor that listed the folder
            continue
        os.dup2(own, descriptor, inheritable=False)
        os.close(own)


def restrict(limits: Bounds, taken: int, *, bounding: bool) -> None:
    """Take from this process what student code must not have; it cannot be undone.

    Parameters
    ----------
    limits : mapping of str to float
        The job's limits.
    taken : int
        Processes and threads that count against the limit of this one's user without being the job's.
    bounding : bool
        Whether this process may empty its bounding set of capabilities.
    """
    _limit_resources(limits, taken)
    linux.drop_capabilities(bounding=bounding)
    linux.set_no_new_privileges()


def filter_calls() -> None:
    """Refuse the system calls that namespaces and missing capabilities leave open."""
    seccomp.install_filter(seccomp.build_filter())


def fence(grants: Sequence[landlock.Grant], own: Places, offered: int) -> None:
    """Put Landlock and a stricter filter in the place of namespaces.

    Parameters
    ----------
    grants : sequence of (str, int)
        What the job may read.
    own : Places
        Where it may write.
    offered : int
        Version of Landlock to use.
    """
    writable = [(root, landlock.everything(offered)) for root in own.roots]
    landlock.restrict([*grants, *writable], offered)
    seccomp.install_filter(seccomp.build_filter(fenced=seccomp.Fenced(os.getpid(), offered)))


def _limit_resources(limits: Bounds, taken: int) -> None:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    # What the warm process has mapped already is shared by all jobs and not the student's doing.
    space = pages * resource.getpagesize() + int(limits["memory_mib"] * MIB)
    cpu = int(limits["cpu_s"]) + CPU_GRACE_S
    bounds = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_AS: space,
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_NPROC: int(limits["processes"]) + taken,
        resource.RLIMIT_FSIZE: int(limits["file_mib"] * MIB),
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_MEMLOCK: 1 << 16,
        resource.RLIMIT_SIGPENDING: 1024,
    }
    for what, bound in bounds.items():
        resource.setrlimit(what, (bound, bound))
