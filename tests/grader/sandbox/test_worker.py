"""Workers: both programs, both kinds of user, several at once, and what happens when one dies."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from grader.errors import SandboxFailed, SandboxUnavailable
from grader.sandbox import IsolationLevel, Request, Sandbox, Step, bubblewrap, launch, plain
from grader.sandbox.inside.wire import Channel
from grader.sandbox.job import Job

REPOSITORY = Path(__file__).resolve().parents[3]
SITE = Path(np.__file__).parent.parent
SPARE_UID = 60990


@pytest.mark.parametrize("program", bubblewrap.find_programs(), ids=str)
def test_every_program_on_this_machine_works(program: Path) -> None:
    with Sandbox(program=program) as worker:
        assert worker.level is IsolationLevel.A1 and worker.healthy
        with worker.open() as session:
            assert session.run_cell("def f(x):\n    return 2 * x").ok
            assert session.ask([Request((Step("f", (4,)),))]).outcomes[0].value == 8
            assert not session.run_cell("import rnn_utils").ok  # without an edition there is none


def test_two_workers_at_once_have_users_of_their_own(worker: Sandbox) -> None:
    source = "import os\nprint(os.getuid())"
    with Sandbox() as other, worker.open() as here, other.open() as there:
        users = [session.run_cell(source).outputs[0]["text"] for session in (here, there)]
    if os.geteuid() == 0:
        assert users[0] != users[1] and "0\n" not in users
    else:
        assert users == [f"{os.getuid()}\n"] * 2


def test_worker_outlives_the_thread_that_started_it() -> None:
    with ThreadPoolExecutor(1) as pool:
        worker = pool.submit(Sandbox).result()
    with worker, worker.open() as session:
        assert session.run_cell("1").ok


@pytest.mark.parametrize("order", [("born", "ready"), ("ready", "born")])
def test_init_may_be_ready_before_the_worker_says_that_it_is_born(order: tuple[str, str]) -> None:
    """On a busy machine the second word once was taken for the answer to the first command."""
    ours, theirs = map(Channel, socket.socketpair())
    with subprocess.Popen(["sleep", "60"]) as process:
        pidfd = os.pidfd_open(process.pid)
        for event in order:
            theirs.send({"event": event}, fds=(pidfd,) if event == "born" else ())
        theirs.send({"event": "swept"})
        os.close(pidfd)
        job = Job(ours)
        job.start({"limits": {}}, b"")
        assert job.alive and job.command({"do": "sweep"}, "swept") == {"event": "swept"}
        theirs.send({"event": "nonsense"})
        with pytest.raises(SandboxFailed, match="nonsense"):
            job.command({"do": "sweep"}, "swept")
        job.release()
    theirs.close()


def test_open_on_a_dead_worker_fails() -> None:
    with Sandbox() as worker:
        assert worker._process is not None
        worker._process.kill()
        worker._process.wait()
        assert not worker.healthy
        with pytest.raises(SandboxFailed, match="gone"):
            worker.open()


def test_worker_that_dies_during_a_cell_is_no_fault_of_the_student() -> None:
    with Sandbox() as worker, worker.open() as session:
        worker._control.close()
        assert worker._process is not None
        worker._process.wait(5)
        with pytest.raises(SandboxFailed, match="died"):
            for _ in range(100_000):  # the kernel may outlive its worker by a moment, and then answers as ever
                assert session.run_cell("1").ok
        assert session.ended is not None


def test_close_leaves_no_process(worker: Sandbox) -> None:
    other = Sandbox()
    session = other.open()
    assert session.run_cell("import os\nif os.fork() == 0:\n    os.setsid()\n    import time; time.sleep(60)").ok
    assert other._process is not None
    pid = other._process.pid
    other.close()
    assert not Path(f"/proc/{pid}").exists()
    with pytest.raises(SandboxFailed):
        other.open()
    session.close()
    assert worker.healthy


@pytest.mark.parametrize("level", ["A1", "A2", "B"])
def test_killed_grader_leaves_no_process(level: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = f"""
        import os, sys
        from grader.sandbox import IsolationLevel, Sandbox
        worker = Sandbox(level=IsolationLevel.{level})
        session = worker.open()
        session.run_cell("import os\\nif os.fork() == 0:\\n    os.setsid()\\n    while True:\\n        pass")
        print(worker._process.pid, flush=True)
        os.kill(os.getpid(), 9)
    """
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(source)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    pid = int(ran.stdout)
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}/exe").exists() and time.monotonic() < deadline:
        os.sched_yield()
    assert ran.returncode == -9 and not Path(f"/proc/{pid}/exe").exists()
    while (left := _processes_in(tmp_path)) and time.monotonic() < deadline:
        os.sched_yield()
    assert left == []
    monkeypatch.setattr(plain, "YOUNG_S", -1.0)
    plain.remove_abandoned(tmp_path)
    assert list(tmp_path.iterdir()) == []


def _processes_in(folder: Path) -> list[str]:
    """List the processes whose working folder lies below this one."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                place = os.readlink(f"/proc/{name}/cwd")
            except OSError:
                continue
            if place.startswith(str(folder)):
                found.append(name)
    return found


def test_folder_of_a_living_worker_is_not_abandoned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "YOUNG_S", -1.0)
    with Sandbox(level=IsolationLevel.B) as worker, Sandbox(level=IsolationLevel.B) as other:
        for one in (worker, other):
            assert one._spool is not None and one._spool.folder.exists()
            with one.open() as session:
                assert session.run_cell("1").ok


@pytest.mark.parametrize("level", ["A1", "A2", "B"])
def test_nothing_is_left_in_the_folder_for_temporary_files(
    level: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = set(os.listdir("/tmp"))
    with Sandbox(level=IsolationLevel[level], preload=["json"]) as worker, worker.open({"a.txt": b"1"}) as session:
        assert session.run_cell("open('a.txt').read()").ok
        assert len(list(tmp_path.iterdir())) == (level == "B")
    assert list(tmp_path.iterdir()) == []
    assert {name for name in set(os.listdir("/tmp")) - before if name.isdigit() or "bwrap" in name} == set()


def test_missing_program_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "find_programs", list)
    with pytest.raises(SandboxUnavailable, match="no bubblewrap") as caught:
        Sandbox()
    assert "apt install bubblewrap" in caught.value.hint


def test_program_that_is_no_sandbox_is_refused() -> None:
    with pytest.raises(SandboxUnavailable, match="bubblewrap"):
        Sandbox(program=Path("/usr/bin/false"))


def test_edition_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SandboxUnavailable, match="no folder"):
        Sandbox(tmp_path / "missing")


def test_preload_that_fails_is_said() -> None:
    with pytest.raises(SandboxUnavailable, match="no_such_module"):
        Sandbox(preload=["no_such_module"])


def test_folder_that_only_root_can_read_is_mounted(tmp_path: Path) -> None:
    folder = tmp_path / "edition"
    folder.mkdir(mode=0o700)
    (folder / "hidden_module.py").write_text("x = 1\n")
    (folder / "hidden_module.py").chmod(0o600)
    with Sandbox(folder) as worker, worker.open() as session:
        assert session.run_cell("import hidden_module").ok


def python_of_everybody() -> str | None:
    """Return a Python of the version of the tests that an ordinary user can start, or None.

    The packages are compiled for this one version, and the interpreter of the tests may lie in a folder of root's.
    """
    return shutil.which(f"python{sys.version_info[0]}.{sys.version_info[1]}", path="/usr/bin:/usr/local/bin")


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests run as an ordinary user already")
@pytest.mark.skipif(
    python_of_everybody() is None,
    reason="packages are compiled for one version of Python, and only root can reach the interpreter of this one",
)
@pytest.mark.parametrize("level", ["A1", "A2", "B"])
def test_ordinary_user_needs_no_staging(level: str) -> None:
    python = python_of_everybody()
    source = """
        import os
        from grader.sandbox import IsolationLevel, Request, Sandbox, Step
        with Sandbox(level=IsolationLevel.LEVEL) as worker, worker.open({"a": b"1"}) as session:
            assert session.run_cell("def f(x):\\n    return x + 1").ok
            assert session.run_cell("import os\\nassert os.getuid() == %d" % os.getuid()).ok
            assert not session.run_cell("import nbgrader").ok
            assert not session.run_cell("open('/etc/passwd')").ok
            assert not session.run_cell("import os\\nos.kill(%d, 0)" % os.getpid()).ok
            print(session.ask([Request((Step("f", (1,)),))]).outcomes[0].value)
            session.run_cell("import os\\nwhile True:\\n    os.fork()", timeout_s=5)
        print(worker.level.name)
    """
    ran = subprocess.run(
        [str(python), "-c", textwrap.dedent(source).replace("LEVEL", level)],
        user=SPARE_UID,
        group=SPARE_UID,
        extra_groups=[],
        env={"PYTHONPATH": f"{REPOSITORY}:{SITE}", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.stdout == f"2\n{level}\n", ran.stderr


def test_spare_users_are_not_given_twice() -> None:
    one, other = launch.SpareUser.take(), launch.SpareUser.take()
    assert one.uid != other.uid
    one.release()
    again = launch.SpareUser.take()
    assert again.uid == one.uid
    for user in (again, other):
        user.release()
