"""Memory that a process shares with others: by it a check could tell the notebook what it was asked."""

from __future__ import annotations

import errno
import fcntl
import os
import struct

QUERY = struct.Struct("<13Q")  # struct procmap_query of linux/fs.h; the two device numbers are one field here
PROCMAP_QUERY = 0xC0686611
SHARED, COVERING_OR_NEXT = 0x08, 0x10
UNKNOWN_CALL = (errno.ENOTTY, errno.EINVAL, errno.ENOSYS)

Mapping = tuple[int, ...] | bytes


def shared_mappings(pid: int | str) -> frozenset[Mapping]:
    """Describe each mapping of a process that it shares: where it is, what it shows, whether it is writable.

    Parameters
    ----------
    pid : int or str
        The process, or "self".

    Returns
    -------
    frozenset
        Descriptions that are equal where the mappings are.

    Raises
    ------
    OSError
        If the process is gone or may not be looked into.
    """
    with open(f"/proc/{pid}/maps", "rb", buffering=0) as file:
        try:
            return frozenset(_ask(file.fileno()))
        except OSError as error:
            if error.errno not in UNKNOWN_CALL:  # kernels before 6.11 give only the text
                raise
        return frozenset(line for line in _lines(file.fileno()) if line.split(None, 2)[1].endswith(b"s"))


def _ask(descriptor: int) -> list[Mapping]:
    found: list[Mapping] = []
    query, at = bytearray(QUERY.size), 0
    while True:
        QUERY.pack_into(query, 0, QUERY.size, SHARED | COVERING_OR_NEXT, at, *[0] * 10)
        try:
            fcntl.ioctl(descriptor, PROCMAP_QUERY, query)
        except OSError as error:
            if error.errno == errno.ENOENT:  # there is no further one
                return found
            raise
        _, _, _, start, end, flags, _, offset, inode, device, *_ = QUERY.unpack(query)
        found.append((start, end, flags, offset, inode, device))
        at = end


def _lines(descriptor: int) -> list[bytes]:
    pieces = []
    while piece := os.read(descriptor, 1 << 16):
        pieces.append(piece)
    return b"".join(pieces).splitlines()


def writable_sharing(pid: int) -> bool:
    """Say whether a process shares memory that it may write to, or could make writable."""
    with open(f"/proc/{pid}/smaps", "rb") as file:
        flags = [line.split()[1:] for line in file if line.startswith(b"VmFlags:")]
    return any(b"sh" in words and (b"mw" in words or b"wr" in words) for words in flags)
