"""What a student's process can see and reach: nothing of this machine but Python and the edition."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.sandbox import IsolationLevel, Limits, Sandbox, Session

REPOSITORY = Path(__file__).resolve().parents[3]

REFUSED = [
    "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_STREAM)",
    "import socket\nsocket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
    "import socket\nsocket.socket(40, socket.SOCK_STREAM)",
    "import urllib.request\nurllib.request.urlopen('http://127.0.0.1/')",
    "import os\nos.kill(1, 9)\nassert not os.path.exists('/proc/1')",
    "open('/proc/1/environ').read()",
    "open('/proc/1/mem', 'rb').read(1)",
    "import os\nos.listdir('/proc/1/fd')",
    "open('/site/x', 'w')",
    "open('/edition/x', 'w')",
    "open('/sandbox/inside/x', 'w')",
    "open('/x', 'w')",
    "open('/usr/x', 'w')",
    "open('/dev/x', 'w')",
    "open('/etc/passwd')",
    "open('/proc/sys/kernel/hostname', 'w').write('x')",
    "import os\nos.listdir('/home')",
    "import os\nos.setuid(0)",
    "import os\nos.chroot('/tmp')",
    "import os\nos.mknod('/tmp/x', 0o60600)",
    "import ctypes\nc = ctypes.CDLL(None, use_errno=True)\nassert c.unshare(0x10000000) == 0",
    "import ctypes\nc = ctypes.CDLL(None, use_errno=True)\nassert c.mount(b'x', b'/tmp', b'tmpfs', 0, None) == 0",
    "import ctypes\nc = ctypes.CDLL(None, use_errno=True)\nassert c.ptrace(16, 1, 0, 0) == 0",
    "import ctypes\nc = ctypes.CDLL(None, use_errno=True)\nassert c.umount(b'/tmp') == 0",
    "import os\nos.memfd_create('x')",
    "import resource\nresource.setrlimit(resource.RLIMIT_AS, (1 << 40, 1 << 40))",
    "import nbgrader",
    "import grader",
    "import rnn_utils.reference",
    "import pip",
    "import setuptools",
    "import nbformat",
    "import zmq",
]


@pytest.fixture(scope="module", params=[IsolationLevel.A1, IsolationLevel.A2, IsolationLevel.B], ids=lambda x: x.name)
def worker(request: pytest.FixtureRequest, workers: Callable[[IsolationLevel], Sandbox]) -> Sandbox:
    """A warm worker of each level."""
    return workers(request.param)


def value(session: Session, source: str) -> object:
    """Run a cell and read its result."""
    run = session.run_cell(source)
    assert run.ok, run.outputs
    return ast.literal_eval(run.outputs[-1]["data"]["text/plain"])


@pytest.mark.parametrize("source", REFUSED)
def test_refused(session: Session, source: str) -> None:
    run = session.run_cell(source)
    assert not run.ok and session.ended is None


def is_fenced(worker: Sandbox) -> bool:
    """Say whether jobs have Landlock in the place of namespaces of their own."""
    return worker.level is not IsolationLevel.A1


def test_root_folder_holds_what_is_listed_here(worker: Sandbox, session: Session) -> None:
    if is_fenced(worker):
        for folder in ("/", "/etc", "/tmp", "/dev/shm", "/proc", "/home", "/usr/share"):
            run = session.run_cell(f"import os\nos.listdir('{folder}')")
            assert not run.ok, folder
        return
    expected = {
        "bin",
        "dev",
        "edition",
        "etc",
        "job",
        "lib",
        "lib64",
        "proc",
        "sandbox",
        "sbin",
        "site",
        "tmp",
        "usr",
    }
    found = set(value(session, "import os\nos.listdir('/')"))  # type: ignore[call-overload]
    assert found <= expected | {"lib32", Path(sys.base_prefix).parts[1]}
    assert set(value(session, "os.listdir('/usr')")) <= {"bin", "lib", "lib32", "lib64", "share"}  # type: ignore[call-overload]
    assert set(value(session, "os.listdir('/usr/share')")) <= {"zoneinfo"}  # type: ignore[call-overload]
    assert set(value(session, "os.listdir('/etc')")) <= {"alternatives", "ld.so.cache"}  # type: ignore[call-overload]
    assert value(session, "os.listdir('/tmp'), os.listdir('/dev/shm'), os.listdir('.')") == ([], [], [])


def test_paths_of_this_machine_do_not_exist(worker: Sandbox, session: Session) -> None:
    paths = [
        str(REPOSITORY),
        str(Path.home() / ".ssh"),
        sys.prefix,
        str(Path(__file__).resolve()),
        os.getcwd(),
        "/var",
    ]
    paths = [path for path in paths if path != sys.base_prefix]
    if worker.level is IsolationLevel.B:  # whether they exist can be found out; what is in them cannot
        for path in paths:
            assert not session.run_cell(f"import os\nos.listdir({path!r})").ok
            assert not session.run_cell(f"open({path!r}).read()").ok
        assert value(session, "os.path.exists('/var')") is True
        return
    assert value(session, f"import os\n[os.path.exists(p) for p in {paths}]") == [False] * len(paths)


def test_installed_packages_are_those_of_a_notebook(session: Session) -> None:
    names = value(session, "import importlib.metadata as m\nsorted(d.name.lower() for d in m.distributions())")
    assert isinstance(names, list) and {"numpy", "ipython", "matplotlib"} <= set(names)
    assert not {"nbgrader", "rnn-course", "pip", "pytest", "nbconvert", "jupyter-client"} & set(names)


def test_masked_folders_of_packages_are_empty(worker: Sandbox, session: Session) -> None:
    if worker.level is IsolationLevel.B:
        assert value(session, "import sys\n[p for p in sys.path if p.endswith('-packages')]") == []
        return
    source = (
        "import glob, os, sys\n"
        "patterns = ['/usr/lib/python3*/*-packages', sys.base_prefix + '/lib/python3*/*-packages']\n"
        "[os.listdir(p) for pattern in patterns for p in glob.glob(pattern)]"
    )
    found = value(session, source)
    assert isinstance(found, list) and found and not any(found)


def test_environment_says_nothing_of_this_machine(session: Session) -> None:
    environment = value(session, "import os\ndict(os.environ)")
    assert isinstance(environment, dict) and "PYTHONPATH" not in environment
    assert not {"SSH_AUTH_SOCK", "VIRTUAL_ENV", "LOGNAME", "PWD"} & set(environment)
    assert environment["USER"] == "student"


def test_only_own_processes_and_no_capabilities(worker: Sandbox, session: Session) -> None:
    if is_fenced(worker):
        assert not session.run_cell("open('/proc/self/status').read()").ok
        held = "import ctypes\nc = ctypes.CDLL(None)\n[c.prctl(n, 0, 0, 0, 0) for n in (39, 21)]"
        assert value(session, held) == [1, 2]  # PR_GET_NO_NEW_PRIVS, PR_GET_SECCOMP
        return
    assert value(session, "import os\nsorted(p for p in os.listdir('/proc') if p.isdigit())") == ["1", str(2)]
    status = value(
        session, "dict(l.split(':\\t') for l in open('/proc/self/status').read().splitlines() if ':\\t' in l)"
    )
    assert isinstance(status, dict)
    assert {int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {0}
    assert status["NoNewPrivs"] == "1" and status["Seccomp"] == "2" and int(status["Uid"].split()[0]) != 0


def test_open_descriptors_are_the_channel_and_nothing(session: Session) -> None:
    source = (
        "import fcntl, os, stat\nkinds = []\nfor n in range(256):\n    try:\n        mode = os.fstat(n).st_mode\n"
        "    except OSError:\n        continue\n    writable = fcntl.fcntl(n, fcntl.F_GETFL) & 3 != 0\n"
        "    kinds.append((n, stat.filemode(mode)[0], writable))\nkinds"
    )
    kinds = value(session, source)
    assert isinstance(kinds, list)
    assert [kind for n, kind, _ in kinds[:3]] == ["c"] * 3
    assert sorted((kind, writable) for n, kind, writable in kinds[3:] if kind != "-") == [("s", True)]
    assert not any(writable for n, kind, writable in kinds if kind == "-")


def job_processes(worker: Sandbox) -> list[int]:
    """List the processes below a worker, as the host sees them."""
    assert worker._process is not None
    found, waiting = [], [worker._process.pid]
    while waiting:
        pid = waiting.pop()
        children = [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        found += children
        waiting += children
    return found


def test_nothing_goes_from_one_job_to_the_next(worker: Sandbox) -> None:
    fenced = is_fenced(worker)
    folders = "'.', os.path.expanduser('~'), tempfile.gettempdir(), " + ("" if fenced else "'/dev/shm', '/tmp'")
    leave = (
        "import builtins, os, sys, numpy, time\nbuiltins.left = numpy.left = sys.left = 1\n"
        "os.environ['LEFT'] = '1'\n"
        "import random, socket, tempfile\nnumpy.random.seed(1); random.seed(1)\n"
        "left = socket.socketpair(); sys.path.append('/left'); sys.modules['left'] = os\n"
        f"for folder in ({folders}):\n    open(os.path.join(folder, 'left'), 'w').close()\n"
        "pid = os.fork()\nif pid == 0:\n    os.setsid()\n    time.sleep(60)\npid"
    )
    look = (
        "import builtins, os, sys, numpy, random, tempfile\n"
        "found = [hasattr(m, 'left') for m in (builtins, numpy, sys)]\n"
        "found += ['LEFT' in os.environ, '/left' in sys.path, 'left' in sys.modules, 'left' in globals()]\n"
        f"(found, [os.listdir(p) for p in ({folders})], random.random(), float(numpy.random.rand()))"
    )
    with worker.open() as untouched:
        expected = value(untouched, look)
        assert isinstance(expected, tuple) and not any(expected[0]) and not any(expected[1])
    with worker.open() as first:
        pid = value(first, leave)
        before = job_processes(worker)
    with worker.open() as second:
        assert value(second, look) == expected
        assert isinstance(pid, int) and len(job_processes(worker)) == len(before) - 1
        if not fenced:
            processes = "len([p for p in os.listdir('/proc') if p.isdigit()])"
            assert value(second, processes) == 2


def test_files_held_open_by_the_warm_process_are_not_shared(worker: Sandbox) -> None:
    source = (
        "import os, stat\nfonts = []\nfor n in range(3, 256):\n    try:\n"
        "        if stat.S_ISREG(os.fstat(n).st_mode):\n            fonts.append(n)\n"
        "    except OSError:\n        pass\nfound = [os.lseek(n, 0, 1) for n in fonts]\n"
        "[os.lseek(n, 77, 0) for n in fonts]\nfound"
    )
    for _ in range(2):
        with worker.open() as session:
            found = value(session, source)
            assert isinstance(found, list) and found and not any(found)
            assert session.run_cell("import matplotlib.pyplot as plt\nplt.title('x');").ok


def test_sessions_at_once_do_not_meet(worker: Sandbox) -> None:
    with worker.open() as one, worker.open() as other:
        made = "import tempfile\nopen(tempfile.gettempdir() + '/x', 'w').close()\nx = 1\ntempfile.gettempdir()"
        place = value(one, made)
        assert value(other, "import os, tempfile\n(os.listdir(tempfile.gettempdir()), 'x' in globals())") == (
            [],
            False,
        )
        if is_fenced(worker):  # they have folders of their own, and each knows where the other's is
            assert not other.run_cell(f"import os\nos.listdir({place!r})").ok
            assert not other.run_cell(f"open({place!r} + '/x').read()").ok
            assert not other.run_cell(f"open({place!r} + '/y', 'w')").ok
            assert not other.run_cell(f"import os\nos.chmod({place!r}, 0o777)").ok


def test_abstract_sockets_of_other_jobs_are_out_of_reach(worker: Sandbox) -> None:
    source = "import socket\ns = socket.socket(socket.AF_UNIX)\ns.{}('\\0meeting')"
    with worker.open() as one, worker.open() as other:
        assert not one.run_cell(source.format("bind") + "\ns.listen()").ok
        assert not other.run_cell(source.format("connect")).ok


def test_files_are_capped(worker: Sandbox) -> None:
    with worker.open(limits=Limits(file_mib=1)) as session:
        assert session.run_cell("open('a', 'wb').write(bytes(1 << 20))").ok
        assert not session.run_cell("with open('b', 'wb') as f:\n    f.write(bytes((1 << 20) + 1))").ok
