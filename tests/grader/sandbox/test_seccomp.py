"""The seccomp filter, run on an interpreter of its own: what it refuses on each architecture."""

from __future__ import annotations

import errno
import struct

import pytest

from grader.sandbox.inside.linux import CLONE_NEWUSER
from grader.sandbox.inside.seccomp import ALLOW, KILL, build_filter, refuse
from grader.sandbox.inside.syscalls import AARCH64, ARCHITECTURES, X86_64

MACHINES = sorted(ARCHITECTURES)


def decide(blob: bytes, arch: int, number: int, *args: int) -> int:
    """Run a filter as the kernel does."""
    data = struct.pack("<iIQ6Q", number, arch, 0, *args, *[0] * (6 - len(args)))
    program = list(struct.iter_unpack("HBBI", blob))
    register, at = 0, 0
    while True:
        code, yes, no, value = program[at]
        at += 1
        match code:
            case 0x20:
                register = struct.unpack_from("<I", data, value)[0]
            case 0x15:
                at += yes if register == value else no
            case 0x35:
                at += yes if register >= value else no
            case 0x45:
                at += yes if register & value else no
            case 0x54:
                register &= value
            case 0x06:
                return int(value)
            case _:
                raise AssertionError(f"unknown instruction {code}")


@pytest.mark.parametrize("machine", MACHINES)
def test_denied_calls_are_refused_and_others_allowed(machine: str) -> None:
    table, blob = ARCHITECTURES[machine], build_filter(machine)
    assert {decide(blob, table.audit, number) for number in table.denied} == {refuse(errno.EPERM)}
    special = {*table.denied, table.clone, table.clone3, table.ioctl, table.socket, table.socketpair}
    allowed = [number for number in range(425) if number not in special]
    assert {decide(blob, table.audit, number) for number in allowed} == {ALLOW}


@pytest.mark.parametrize("machine", MACHINES)
def test_arguments_decide_where_they_must(machine: str) -> None:
    table, blob = ARCHITECTURES[machine], build_filter(machine)
    assert decide(blob, table.audit, table.clone, 17) == ALLOW
    assert decide(blob, table.audit, table.clone, CLONE_NEWUSER | 17) == refuse(errno.EPERM)
    assert decide(blob, table.audit, table.clone3) == refuse(errno.ENOSYS)
    assert decide(blob, table.audit, table.socketpair, 1, 1 | 0o2000000) == ALLOW
    assert decide(blob, table.audit, table.socketpair, 1, 2) == refuse(errno.EPERM)
    assert decide(blob, table.audit, table.setsockopt, 3, 1, 2) == ALLOW
    assert decide(blob, table.audit, table.setsockopt, 3, 1, 7) == refuse(errno.EPERM)
    assert decide(blob, table.audit, table.prlimit, 0) == ALLOW
    assert decide(blob, table.audit, table.prlimit, 77) == refuse(errno.EPERM)
    assert decide(blob, table.audit, table.fcntl, 0, 3) == ALLOW
    for command in (1024, 1026, 1036, 1038):
        assert decide(blob, table.audit, table.fcntl, 0, command) == refuse(errno.EPERM)
    for family in (0, 1, 2, 10, 16, 17, 38, 40):
        assert decide(blob, table.audit, table.socket, family) == refuse(errno.EACCES)
    assert decide(blob, table.audit, table.ioctl, 0, 0x5401) == ALLOW
    for request in (0x5412, 0x541C, 0x40045431, 0x5441, 0x40086602):
        assert decide(blob, table.audit, table.ioctl, 0, request) == refuse(errno.EPERM)


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_of_another_architecture_are_fatal(machine: str) -> None:
    other = next(name for name in MACHINES if name != machine)
    assert decide(build_filter(machine), ARCHITECTURES[other].audit, 0) == KILL


def test_second_numbering_of_x86_is_refused() -> None:
    assert decide(build_filter("x86_64"), ARCHITECTURES["x86_64"].audit, 0x40000000) == refuse(errno.ENOSYS)


def test_tables_name_the_same_calls_but_those_that_one_lacks() -> None:
    only_x86 = {"modify_ldt", "iopl", "ioperm", "nfsservctl", "uselib", "sysfs", "ustat", "mknod", "inotify_init"}
    assert set(X86_64) - set(AARCH64) == only_x86 and set(AARCH64) <= set(X86_64)


def test_unknown_architecture_is_refused() -> None:
    with pytest.raises(OSError, match="riscv64"):
        build_filter("riscv64")
