"""What a student's process can see and reach: nothing of this machine but Python and the edition."""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path

import pytest

from grader.sandbox import Limits, Sandbox, Session

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


def value(session: Session, source: str) -> object:
    """Run a cell and read its result."""
    run = session.run_cell(source)
    assert run.ok, run.outputs
    return ast.literal_eval(run.outputs[-1]["data"]["text/plain"])


@pytest.mark.parametrize("source", REFUSED)
def test_refused(session: Session, source: str) -> None:
    run = session.run_cell(source)
    assert not run.ok and session.ended is None


def test_root_folder_holds_what_is_listed_here(session: Session) -> None:
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


def test_paths_of_this_machine_do_not_exist(session: Session) -> None:
    paths = [
        str(REPOSITORY),
        str(Path.home() / ".ssh"),
        sys.prefix,
        str(Path(__file__).resolve()),
        os.getcwd(),
        "/var",
    ]
    paths = [path for path in paths if path != sys.base_prefix]
    assert value(session, f"import os\n[os.path.exists(p) for p in {paths}]") == [False] * len(paths)


def test_installed_packages_are_those_of_a_notebook(session: Session) -> None:
    names = value(session, "import importlib.metadata as m\nsorted(d.name.lower() for d in m.distributions())")
    assert isinstance(names, list) and {"numpy", "ipython", "matplotlib"} <= set(names)
    assert not {"nbgrader", "rnn-course", "pip", "pytest", "nbconvert", "jupyter-client"} & set(names)


def test_masked_folders_of_packages_are_empty(session: Session) -> None:
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


def test_only_own_processes_and_no_capabilities(session: Session) -> None:
    assert value(session, "import os\nsorted(p for p in os.listdir('/proc') if p.isdigit())") == ["1", str(2)]
    status = value(
        session, "dict(l.split(':\\t') for l in open('/proc/self/status').read().splitlines() if ':\\t' in l)"
    )
    assert isinstance(status, dict)
    assert {int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {0}
    assert status["NoNewPrivs"] == "1" and status["Seccomp"] == "2" and int(status["Uid"].split()[0]) != 0


def test_open_descriptors_are_the_channel_and_nothing(session: Session) -> None:
    source = (
        "import os\nfds = [n for n in os.listdir('/proc/self/fd') if os.path.lexists(f'/proc/self/fd/{n}')]\n"
        "[os.readlink(f'/proc/self/fd/{n}') for n in fds]"
    )
    links = value(session, source)
    assert isinstance(links, list)
    assert {link.split(":")[0] for link in links if not link.endswith(".ttf")} <= {"/dev/null", "socket"}
    assert sum(link.startswith("socket") for link in links) == 1


def test_nothing_goes_from_one_job_to_the_next(worker: Sandbox) -> None:
    leave = (
        "import builtins, os, sys, numpy, time\nbuiltins.left = numpy.left = sys.left = 1\n"
        "os.environ['LEFT'] = '1'\n"
        "for f in ('/tmp/left', '/dev/shm/left', '/job/left', 'left', os.path.expanduser('~/left')):\n"
        "    open(f, 'w').close()\nnumpy.random.seed(1)\nif os.fork() == 0:\n    os.setsid()\n"
        "    time.sleep(60)"
    )
    look = (
        "import builtins, os, sys, numpy\nfound = [hasattr(m, 'left') for m in (builtins, numpy, sys)]\n"
        "places = ('/tmp', '/dev/shm', '/job/work', '/job/home')\n"
        "processes = len([p for p in os.listdir('/proc') if p.isdigit()])\n"
        "(found, 'LEFT' in os.environ, [os.listdir(p) for p in places], processes)"
    )
    with worker.open() as first:
        assert first.run_cell(leave).ok
    with worker.open() as second:
        assert value(second, look) == ([False] * 3, False, [[], [], [], []], 2)


def test_files_held_open_by_the_warm_process_are_not_shared(worker: Sandbox) -> None:
    source = (
        "import os\nfonts = []\nfor n in os.listdir('/proc/self/fd'):\n    try:\n"
        "        if os.readlink(f'/proc/self/fd/{n}').endswith('.ttf'):\n            fonts.append(int(n))\n"
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
        assert one.run_cell("open('/tmp/x', 'w').close()\nx = 1").ok
        assert value(other, "import os\n(os.listdir('/tmp'), 'x' in globals())") == ([], False)


def test_abstract_sockets_of_other_jobs_are_out_of_reach(worker: Sandbox) -> None:
    source = "import socket\ns = socket.socket(socket.AF_UNIX)\ns.{}('\\0meeting')"
    with worker.open() as one, worker.open() as other:
        assert one.run_cell(source.format("bind") + "\ns.listen()").ok
        assert not other.run_cell(source.format("connect")).ok


def test_files_are_capped(worker: Sandbox) -> None:
    with worker.open(limits=Limits(file_mib=1)) as session:
        assert session.run_cell("open('a', 'wb').write(bytes(1 << 20))").ok
        assert not session.run_cell("with open('b', 'wb') as f:\n    f.write(bytes((1 << 20) + 1))").ok
