"""Jobs without namespaces of their own: what Landlock and the stricter filter refuse in their place."""

from __future__ import annotations

import ast
import errno
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.sandbox import IsolationLevel, Limits, Sandbox, Session
from grader.sandbox.inside import landlock
from grader.sandbox.inside.seccomp import ALLOW, Fenced, build_filter, refuse
from grader.sandbox.inside.syscalls import ARCHITECTURES

from .test_seccomp import decide

REPOSITORY = Path(__file__).resolve().parents[3]
MACHINES = sorted(ARCHITECTURES)
EPERM = refuse(errno.EPERM)


@pytest.fixture(scope="module", params=[IsolationLevel.A2, IsolationLevel.B], ids=lambda level: level.name)
def worker(request: pytest.FixtureRequest, workers: Callable[[IsolationLevel], Sandbox]) -> Sandbox:
    """A warm worker of each level below the best."""
    return workers(request.param)


REFUSED = [
    "os.chmod('.', 0o755)",
    "os.utime('.')",
    "os.chown('.', os.getuid(), os.getgid())",
    "os.setxattr('.', 'user.x', b'1')",
    "open('x', 'w').close(); os.truncate('x', 0)",
    "open('/usr/bin/env', 'r+b')",
    "os.listdir('../..')",
    "os.link('/usr/bin/env', 'env')",
    "os.symlink('/', 'root'); os.listdir('root')",
    "os.rename('.', '../other')",
    "open('/proc/self/mem', 'rb')",
    "open(f'/proc/{os.getppid()}/environ')",
    "open('/dev/tty')",
    "socket.socket(socket.AF_UNIX)",
    "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
    "os.kill(os.getppid(), 0)",
    "os.kill(os.getppid(), 9)",
    "os.kill(1, 9)",
    "fd = os.pidfd_open(os.getppid()); signal.pidfd_send_signal(fd, 9)",
    "resource.prlimit(os.getppid(), resource.RLIMIT_NPROC, (0, 0))",
    "os.setpriority(os.PRIO_USER, os.getuid(), 19)",
    "os.sched_setaffinity(0, {0})",
    "fcntl.ioctl(os.open(np.__file__, os.O_RDONLY), 0x40086602, bytes(8))",  # FS_IOC_SETFLAGS
    "fcntl.fcntl(os.open(np.__file__, os.O_RDONLY), fcntl.F_SETLEASE, fcntl.F_RDLCK)",
    "fcntl.fcntl(os.open(os.path.dirname(np.__file__), os.O_RDONLY), fcntl.F_NOTIFY, fcntl.DN_CREATE)",
    "assert ctypes.CDLL(None).shmget(1, 4096, 0o1600) >= 0",
    "assert ctypes.CDLL(None).mq_open(b'/x', 0o102, 0o600, None) >= 0",
    "assert ctypes.CDLL(None).inotify_add_watch(ctypes.CDLL(None).inotify_init(), b'/', 2) >= 0",
]


@pytest.mark.parametrize("source", REFUSED)
def test_refused(session: Session, source: str) -> None:
    run = session.run_cell(f"import ctypes, fcntl, os, resource, signal, socket\nimport numpy as np\n{source}")
    assert not run.ok and session.ended is None
    assert run.outputs[-1]["ename"] in ("PermissionError", "OSError", "AssertionError"), run.outputs


def test_signal_to_everybody_reaches_nobody(worker: Sandbox, session: Session) -> None:
    with worker.open() as other:
        session.run_cell("import os\nos.kill(-1, 9)")  # the kernel says that it went well
        assert other.run_cell("1").ok and session.run_cell("1").ok and worker.healthy


def test_honest_work_goes_on(session: Session) -> None:
    source = (
        "import asyncio, os, pathlib, subprocess, tempfile\nawait asyncio.sleep(0)\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    path = pathlib.Path(folder, 'a')\n    path.write_text('1')\n    path.rename(folder + '/b')\n"
        "    os.listdir(folder)\nos.makedirs('x/y')\nos.kill(os.getpid(), 0)\nassert len(os.urandom(4)) == 4\n"
        "open('/dev/null', 'w').write('x')\npid = os.fork()\nif pid == 0:\n    os._exit(5)\n"
        "assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 5\n"
        "assert subprocess.run(['/usr/bin/env'], capture_output=True).returncode == 0\n"
    )
    run = session.run_cell(source)
    assert run.ok, run.outputs


def test_folder_and_processes_of_a_job_go_with_it(workers: Callable[[IsolationLevel], Sandbox]) -> None:
    worker = workers(IsolationLevel.B)
    with worker.open() as session:
        run = session.run_cell(
            "import os, time\nos.makedirs('deep/' * 50)\nos.mkdir('shut', 0)\nif os.fork() == 0:\n    os.setsid()\n"
            "    if os.fork() == 0:\n        import ctypes\n        ctypes.CDLL(None).prctl(1, 0)\n"
            "        time.sleep(60)\n    os._exit(0)\nos.getcwd()"
        )
        folder = Path(ast.literal_eval(run.outputs[-1]["data"]["text/plain"])).parent
    assert worker._spool is not None and folder.parent == worker._spool.folder / "jobs"
    deadline = time.monotonic() + 10
    while folder.exists() and time.monotonic() < deadline:
        os.sched_yield()
    assert not folder.exists()
    assert _processes_below(folder) == []


def test_orphans_of_a_killed_init_are_killed(workers: Callable[[IsolationLevel], Sandbox]) -> None:
    worker = workers(IsolationLevel.B)
    session = worker.open()
    source = "import ctypes, os\nctypes.CDLL(None).prctl(1, 0)\nos.getcwd()"  # no death with the parent
    run = session.run_cell(source)
    folder = Path(ast.literal_eval(run.outputs[-1]["data"]["text/plain"])).parent
    assert len(_processes_below(folder)) == 1
    session._job.kill()
    deadline = time.monotonic() + 10
    while (_processes_below(folder) or folder.exists()) and time.monotonic() < deadline:
        os.sched_yield()
    assert not folder.exists() and _processes_below(folder) == []
    session.close()
    with worker.open() as following:
        assert following.run_cell("1").ok


def _processes_below(folder: Path) -> list[int]:
    found = []
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and os.readlink(f"/proc/{name}/cwd").startswith(str(folder)):
                found.append(int(name))
        except OSError:  # gone meanwhile
            continue
    return found


def test_cap_on_processes_leaves_room_for_those_of_the_user(worker: Sandbox) -> None:
    with worker.open(limits=Limits(processes=6)) as one, worker.open(limits=Limits(processes=6)) as other:
        for session in (one, other):
            run = session.run_cell(
                "import os, time\ncount = 0\ntry:\n    while count < 50:\n        if os.fork() == 0:\n"
                "            time.sleep(60)\n        count += 1\nexcept BlockingIOError:\n    pass\ncount"
            )
            count = int(run.outputs[-1]["data"]["text/plain"])
            assert 1 <= count <= 12


def run_fenced(source: str, version: int) -> str:
    """Run a program behind the fence that a version of Landlock gives; return what it prints."""
    program = f"""
        import os, signal, sys
        sys.path.insert(0, {str(REPOSITORY)!r})
        from grader.sandbox.inside import landlock, linux, seccomp
        reader, writer = os.pipe()
        victim = os.fork()
        if victim == 0:
            os.closerange(1, 3)
            signal.alarm(10)  # its parent's end does not reach it: Landlock holds back that signal too
            os.write(writer, b"1")
            signal.pause()
        os.read(reader, 1)
        linux.set_no_new_privileges()
        landlock.restrict([("/usr", landlock.READ)], {version})
        seccomp.install_filter(seccomp.build_filter(fenced=seccomp.Fenced(os.getpid(), {version})))
        try:
            {source}
            print("done")
        except OSError as error:
            print(type(error).__name__)
        finally:
            sys.stdout.flush()
            os._exit(0)
    """
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=False, timeout=30
    )
    return ran.stdout.strip() or ran.stderr


@pytest.mark.parametrize("version", range(1, landlock.version() + 1))
def test_every_version_of_landlock_gives_the_same_fence(version: int) -> None:
    for source in (
        "os.listdir('/')",
        "open('/etc/passwd')",
        "os.kill(victim, 9)",
        "os.truncate('/usr/bin/env', 0)",
        "os.open('/usr/bin/env', os.O_RDONLY | os.O_TRUNC)",
        "import fcntl; fcntl.ioctl(os.open('/usr', os.O_RDONLY), 0x40086602, bytes(8))",
        "import fcntl; fcntl.fcntl(0, fcntl.F_SETOWN, victim); fcntl.fcntl(0, 10, 9); os.kill(victim, 0)",
    ):
        assert run_fenced(source, version) == "PermissionError", source
    assert run_fenced("os.listdir('/usr'); os.kill(os.getpid(), 0)", version) == "done"


def test_kernel_without_landlock_is_said() -> None:
    with pytest.raises(OSError, match="no Landlock"):
        landlock.restrict([], 0)


@pytest.mark.parametrize("machine", MACHINES)
def test_stricter_filter_decides_by_arguments(machine: str) -> None:
    table = ARCHITECTURES[machine]
    old, new = (build_filter(machine, Fenced(77, version)) for version in (1, 7))
    assert {decide(new, table.audit, number) for number in table.fenced} == {EPERM}
    for blob in (old, new):
        assert decide(blob, table.audit, table.prlimit, 0) == ALLOW
        assert decide(blob, table.audit, table.prlimit, 77) == EPERM  # not even the notebook's, from a check
        assert decide(blob, table.audit, table.ioctl, 0, 0x5401) == ALLOW
        assert decide(blob, table.audit, table.ioctl, 0, 0x40086602) == EPERM
    for call in table.signals:
        assert decide(old, table.audit, call, 77) == ALLOW and decide(old, table.audit, call, 78) == EPERM
        assert decide(new, table.audit, call, 78) == ALLOW  # Landlock confines it
    for flags, decision in ((0, ALLOW), (0o1000, EPERM), (0o1001, ALLOW), (0o1102, ALLOW), (0o2000000, ALLOW)):
        assert decide(old, table.audit, table.openat, 0, 0, flags) == decision
    for command in (8, 10, 15):
        assert decide(old, table.audit, table.fcntl, 0, command) == EPERM
    assert decide(old, table.audit, table.fcntl, 0, 3) == ALLOW
    assert decide(old, table.audit, table.openat2) == EPERM
