"""Landlock: a process, and all that comes from it, may use only the files that it is granted.

Used where a job cannot have namespaces of its own. Landlock leaves open what the seccomp filter then has to
refuse: changing modes, times and attributes of files by name, sockets with names, and, in kernels before 6.12,
signals. The existence of files stays visible.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import struct
from collections.abc import Sequence

from .linux import check, libc

SYS_CREATE_RULESET, SYS_ADD_RULE, SYS_RESTRICT_SELF = 444, 445, 446  # the same on every architecture
GET_VERSION, PATH_BENEATH = 1, 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
TRUNCATE, IOCTL_DEVICE = 1 << 14, 1 << 15
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE
READ = EXECUTE | READ_FILE | READ_DIR
USE = READ_FILE | WRITE_FILE
# Rights on files by the version of Landlock that brought them in: each has all of those before.
RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
NET, SCOPES = 0b11, 0b11  # TCP in version 4; abstract sockets and signals in version 6
NET_SINCE, SCOPES_SINCE = 4, 6

Grant = tuple[str, int]


def version() -> int:
    """Return the version of Landlock that the kernel offers, 0 for none."""
    found: int = libc.syscall(SYS_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(GET_VERSION))
    return max(found, 0)


def everything(offered: int) -> int:
    """Return all rights on files that a version knows."""
    return RIGHTS[min(offered, max(RIGHTS))]


def restrict(grants: Sequence[Grant], offered: int) -> None:
    """Give up the use of every file but those granted, for good; ``PR_SET_NO_NEW_PRIVS`` must be set.

    Parameters
    ----------
    grants : sequence of (str, int)
        Paths with the rights on them and on what is below; those that do not exist are left out.
    offered : int
        Version of Landlock to use.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    if offered < 1:
        raise OSError(errno.ENOSYS, "the kernel offers no Landlock")
    handled = everything(offered)
    fields = [handled, *([NET] if offered >= NET_SINCE else []), *([SCOPES] if offered >= SCOPES_SINCE else [])]
    attributes = struct.pack(f"<{len(fields)}Q", *fields)
    size, no_flags = ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0)
    ruleset = check(libc.syscall(SYS_CREATE_RULESET, attributes, size, no_flags), "landlock_create_ruleset")
    try:
        for path, rights in grants:
            _grant(ruleset, path, rights & handled)
        check(libc.syscall(SYS_RESTRICT_SELF, ruleset, no_flags), "landlock_restrict_self")
    finally:
        os.close(ruleset)


def _grant(ruleset: int, path: str, rights: int) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # what is not there, or cannot be reached, needs no right
        return
    try:
        if not stat.S_ISDIR(os.fstat(handle).st_mode):
            rights &= OF_FILES
        rule = struct.pack("<Qi", rights, handle)
        said = libc.syscall(SYS_ADD_RULE, ruleset, PATH_BENEATH, rule, ctypes.c_uint32(0))
        check(said, f"landlock_add_rule for {path}")
    finally:
        os.close(handle)
