"""The seccomp filter of a job: a deny list for what namespaces and missing capabilities do not cover."""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .linux import EVERY_NAMESPACE, check, libc
from .syscalls import ARCHITECTURES, Architecture

ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
LOAD, EQUAL, AT_LEAST, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
NUMBER, ARCH, FIRST, SECOND, THIRD = 0, 4, 16, 24, 32  # offsets in struct seccomp_data
SOCK_STREAM, SOCKET_TYPE, O_TRUNC = 1, 0xF, 0o1000
OWNER_COMMANDS = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX
OWNER_REQUESTS = (0x8901, 0x8902)  # FIOSETOWN, SIOCSPGRP
# What programs ask of terminals, pipes and copies. Others change the flags of a file, by which a check could tell
# something, or unlock a new terminal; without namespaces they would change files that may only be read, since their
# owner is who grades. TCGETS, TIOCGPGRP, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX, TCGETS2, FICLONE.
HARMLESS_REQUESTS = (0x5401, 0x540F, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451, 0x802C542A, 0x40049409)
# F_SETLEASE, F_NOTIFY: what others do to a file would be told; F_SET_RW_HINT, F_SET_FILE_RW_HINT: a file would keep it.
TELLING_COMMANDS = (1024, 1026, 1036, 1038)
SO_SNDBUF = 7
X32_BIT = 0x40000000
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2

Instruction = tuple[int, int, int, int]


def refuse(number: int) -> int:
    """Return the filter's answer that makes a call fail with this error number."""
    return REFUSE | number


@dataclass(frozen=True)
class Fenced:
    """A job without namespaces of its own, for whose sake more is refused.

    Parameters
    ----------
    pid : int
        The student's process.
    landlock : int
        Version of Landlock; before 3 it lets files be emptied, before 6 it does not confine signals.
    """

    pid: int
    landlock: int


def build_filter(machine: str | None = None, fenced: Fenced | None = None) -> bytes:
    """Build the filter as the kernel reads it.

    Parameters
    ----------
    machine : str, optional
        Name of the architecture as ``platform.machine`` gives it; this machine's if left out.
    fenced : Fenced, optional
        What a job without namespaces of its own needs.

    Returns
    -------
    bytes
        Instructions of 8 bytes each.

    Raises
    ------
    OSError
        If there is no table of system calls for the architecture.
    """
    name = machine or platform.machine()
    if name not in ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"no table of system calls for {name}")
    table = ARCHITECTURES[name]
    program = [*_preamble(table, name), *_denied(table, table.denied)]
    program += _unconnected(table)
    program += _only(table.ioctl, SECOND, HARMLESS_REQUESTS)
    program += [] if fenced is None else _fence(table, fenced)
    program += _clone(table)
    program.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("HBBI", code, yes, no, value) for code, yes, no, value in program)


def _preamble(table: Architecture, name: str) -> list[Instruction]:
    start = [(LOAD, 0, 0, ARCH), (EQUAL, 1, 0, table.audit), (RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER)]
    if name == "x86_64":  # the x32 calls have numbers of their own for the same things
        start += [(AT_LEAST, 0, 1, X32_BIT), (RETURN, 0, 0, refuse(errno.ENOSYS))]
    return start


def _denied(table: Architecture, numbers: Iterable[int]) -> list[Instruction]:
    program: list[Instruction] = []
    for number in numbers:
        program += [(EQUAL, 0, 1, number), (RETURN, 0, 0, refuse(errno.EPERM))]
    # The C library falls back to clone, whose flags a filter can see.
    return [*program, (EQUAL, 0, 1, table.clone3), (RETURN, 0, 0, refuse(errno.ENOSYS))]


def _unconnected(table: Architecture) -> list[Instruction]:
    """Leave no sockets but pairs of streams of the usual size, which cannot send to an address; no others' limits."""
    program = [(EQUAL, 0, 1, table.socket), (RETURN, 0, 0, refuse(errno.EACCES))]
    program += _only(table.socketpair, SECOND, (SOCK_STREAM,), SOCKET_TYPE)
    program += _never(table.setsockopt, THIRD, SO_SNDBUF)
    program += _only(table.prlimit, FIRST, (0,))
    for command in TELLING_COMMANDS:
        program += _never(table.fcntl, SECOND, command)
    return program


def _fence(table: Architecture, fenced: Fenced) -> list[Instruction]:
    program = _denied(table, (*table.fenced, table.openat2) if fenced.landlock < 3 else table.fenced)
    if fenced.landlock < 3:  # a file that may only be read could be emptied
        for call, place in ((table.open, SECOND), (table.openat, THIRD)):
            program += _only(call, place, (0, 1, 2, 3, O_TRUNC | 1, O_TRUNC | 2), O_TRUNC | 3)
    if fenced.landlock < 6:  # signals to others, also those that a file sends
        for call in table.signals:
            program += _only(call, FIRST, (fenced.pid,))
        for command in OWNER_COMMANDS:
            program += _never(table.fcntl, SECOND, command)
        for request in OWNER_REQUESTS:
            program += _never(table.ioctl, SECOND, request)
    return program


def _only(call: int, place: int, values: Sequence[int], mask: int = 0xFFFFFFFF) -> list[Instruction]:
    """Refuse a call whose argument is none of these values; go on to the next rules where it is, or is another."""
    if call < 0:
        return []
    refusal = len(values)
    tests = [(EQUAL, refusal - index, 0, value) for index, value in enumerate(values)]
    body = [(LOAD, 0, 0, place), (AND, 0, 0, mask), *tests, (RETURN, 0, 0, refuse(errno.EPERM))]
    return [(EQUAL, 0, len(body), call), *body, (LOAD, 0, 0, NUMBER)]


def _never(call: int, place: int, value: int) -> list[Instruction]:
    """Refuse a call whose argument is this value."""
    body = [(LOAD, 0, 0, place), (EQUAL, 0, 1, value), (RETURN, 0, 0, refuse(errno.EPERM))]
    return [(EQUAL, 0, len(body), call), *body, (LOAD, 0, 0, NUMBER)]


def _clone(table: Architecture) -> list[Instruction]:
    return [
        (EQUAL, 0, 4, table.clone),
        (LOAD, 0, 0, FIRST),
        (ANY_BIT, 0, 1, EVERY_NAMESPACE),
        (RETURN, 0, 0, refuse(errno.EPERM)),
        (RETURN, 0, 0, ALLOW),
    ]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def install_filter(blob: bytes) -> None:
    """Put the filter on this process and all its descendants, for good."""
    program = _Program(len(blob) // 8, blob)
    mode = ctypes.c_ulong(SECCOMP_MODE_FILTER)
    check(libc.prctl(PR_SET_SECCOMP, mode, ctypes.byref(program), 0, 0), "prctl(PR_SET_SECCOMP)")
