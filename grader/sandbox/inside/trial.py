"""Try, inside bubblewrap, each mechanism that a job's walls need, and print what became of it as JSON."""

from __future__ import annotations

import json
import os
import socket
import traceback
from collections.abc import Callable

from . import jail, landlock, linux, seccomp

TRIAL_LIMITS = {"tmp_mib": 1, "work_mib": 1, "inodes": 16}


def main() -> None:
    """Try everything, each in a process of its own."""
    tries = {"namespaces": try_namespaces, "seccomp": try_seccomp, "landlock": try_landlock}
    found: dict[str, object] = {name: attempt(function) for name, function in tries.items()}
    found["version"] = landlock.version()
    print(json.dumps(found))  # the answer of this program


def attempt(function: Callable[[], None]) -> str:
    """Run a function in a fork; return an empty text, or what went wrong."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        try:
            function()
        except BaseException:  # to be told, whatever it is
            os.write(writer, traceback.format_exc().strip().splitlines()[-1].encode())
        finally:
            os._exit(0)
    os.close(writer)
    said = os.read(reader, 4096)
    os.close(reader)
    os.wait()
    return said.decode("utf-8", "replace")


def try_namespaces() -> None:
    """Build the walls of a job: namespaces, a process 1, capped file systems, no capabilities."""
    ids = os.getuid(), os.getgid()
    pid = linux.fork_into(linux.EVERY_NAMESPACE)
    if pid == 0:
        # The result must come from process 1 of the new namespace, which mounts its own /proc.
        status = 1
        try:
            jail.settle(ids)
            jail.make_file_systems(TRIAL_LIMITS)
            linux.drop_capabilities()
            status = 0
        finally:
            os._exit(status)
    if os.waitpid(pid, 0)[1] != 0:
        raise OSError("file systems cannot be mounted in a namespace of one's own")


def try_seccomp() -> None:
    """Install the filter and see whether it refuses what it should."""
    linux.set_no_new_privileges()
    seccomp.install_filter(seccomp.build_filter())
    if linux.libc.unshare(linux.CLONE_NEWUSER) == 0:
        raise OSError("the seccomp filter does not refuse new namespaces")


def try_landlock() -> None:
    """Put up the fence of a job without namespaces and see whether it holds."""
    offered = landlock.version()
    linux.set_no_new_privileges()
    landlock.restrict([("/usr", landlock.READ)], offered)
    seccomp.install_filter(seccomp.build_filter(fenced=seccomp.Fenced(os.getpid(), offered)))
    os.listdir("/usr")
    for refused in (lambda: os.listdir("/"), lambda: os.chmod("/", 0o755), lambda: socket.socket(socket.AF_UNIX)):
        try:
            refused()
        except PermissionError:
            continue
        raise OSError("Landlock and the filter do not refuse what they should")


if __name__ == "__main__":
    main()
