"""The few Linux calls that Python's standard library lacks, by ctypes; each raises OSError when it fails."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
from pathlib import Path

libc = ctypes.CDLL(None, use_errno=True)
libc.mount.argtypes = [ctypes.c_char_p] * 3 + [ctypes.c_ulong, ctypes.c_char_p]
libc.syscall.restype = ctypes.c_long
gil_held = ctypes.PyDLL(None, use_errno=True)
gil_held.syscall.argtypes = [ctypes.c_long] * 6
gil_held.syscall.restype = ctypes.c_long
libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
EVERY_NAMESPACE = (
    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET
)

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_NOATIME = 1024
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP = 1, 4, 24
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 36, 38, 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
CAPABILITY_VERSION_3 = 0x20080522
SYS_CLONE = {"x86_64": 56, "aarch64": 220}
SYS_CAPSET = {"x86_64": 126, "aarch64": 91}


def check(result: int, what: str) -> int:
    """Return the result of a call, or raise its error under the name of what was tried."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def unshare(flags: int) -> None:
    """Move the process into new namespaces."""
    check(libc.unshare(flags), "unshare")


def fork_into(flags: int) -> int:
    """Fork like ``os.fork``, the child in new namespaces from its first moment.

    To unshare them takes one more process, since a process never leaves its own process namespace; and to fork
    a warm process costs milliseconds.

    Parameters
    ----------
    flags : int
        Namespaces to make, as for ``unshare``.

    Returns
    -------
    int
        0 in the child, its process number in the parent.
    """
    ctypes.pythonapi.PyOS_BeforeFork()
    pid = int(gil_held.syscall(SYS_CLONE[platform.machine()], flags | signal.SIGCHLD, 0, 0, 0, 0))
    number = ctypes.get_errno()
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        return 0
    ctypes.pythonapi.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(number, f"clone: {os.strerror(number)}")
    return pid


def map_ids(uid: int, gid: int) -> None:
    """Map one user and one group of the parent's user namespace to themselves."""
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1", encoding="ascii")


def mount(source: str | None, target: str, kind: str | None, flags: int = 0, data: str | None = None) -> None:
    """Mount a file system, or change a mount."""
    texts = [None if text is None else os.fsencode(text) for text in (source, target, kind, data)]
    check(libc.mount(texts[0], texts[1], texts[2], flags, texts[3]), f"mount of {source} on {target}")


def make_mounts_private() -> None:
    """Keep what is mounted from here on from spreading to other namespaces."""
    mount(None, "/", None, MS_REC | MS_PRIVATE)


def prctl(option: int, first: int = 0, second: int = 0) -> None:
    """Call prctl with up to two numbers."""
    zero = ctypes.c_ulong(0)
    check(libc.prctl(option, ctypes.c_ulong(first), ctypes.c_ulong(second), zero, zero), f"prctl {option}")


def die_with_parent() -> None:
    """Ask for SIGKILL when the thread that forked this process ends."""
    prctl(PR_SET_PDEATHSIG, 9)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)


def set_dumpable(dumpable: bool) -> None:
    """Say whether processes of the same user may inspect this one."""
    prctl(PR_SET_DUMPABLE, int(dumpable))


def set_no_new_privileges() -> None:
    """Give up gaining privileges by executing a program."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _CapabilityData(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def drop_capabilities(*, bounding: bool = True) -> None:
    """Give up every capability, also those that a program could gain.

    Parameters
    ----------
    bounding : bool
        Whether to empty the bounding set too. An ordinary user cannot; with ``PR_SET_NO_NEW_PRIVS`` no program
        gains anything from it.
    """
    last = int(Path("/proc/sys/kernel/cap_last_cap").read_text(encoding="ascii")) if bounding else -1
    for capability in range(last + 1):
        prctl(PR_CAPBSET_DROP, capability)
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header, data = _CapabilityHeader(CAPABILITY_VERSION_3, 0), (_CapabilityData * 2)()
    number = SYS_CAPSET[platform.machine()]
    check(libc.syscall(number, ctypes.byref(header), ctypes.byref(data)), "capset")
