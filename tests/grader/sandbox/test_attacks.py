"""Code that wears the machine out, or tries to: the job ends with its cause, the next job is fine."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from grader.sandbox import IsolationLevel, Limits, Request, Sandbox, Session, Step

SMALL = Limits(
    cell_timeout_s=1.0,
    submission_timeout_s=20.0,
    cpu_s=2.0,
    memory_mib=200,
    processes=20,
    file_mib=4,
    tmp_mib=8,
    work_mib=8,
    inodes=100,
    output_bytes=1 << 20,
    outputs=50,
)

FILLING = [  # the disk and the number of files
    "import itertools, tempfile\nfor i in itertools.count():\n"
    "    open(f'{tempfile.gettempdir()}/{i}', 'wb').write(b'x' * (3 << 20))",
    "import itertools, tempfile\nfor i in itertools.count():\n    open(f'{tempfile.gettempdir()}/{i}', 'w').close()",
    "import os\nwhile True:\n    os.mkdir('d', 0o700)\n    os.chdir('d')",
]

ENDING = {
    "time": [
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass",
        "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
        "sum(range(10 ** 15))",
        "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    ],
    "memory": [
        "import os, time\nfor _ in range(4):\n    if os.fork() == 0:\n"
        "        b = bytearray(os.urandom(1)) * (120 << 20)\n"
        "        time.sleep(9)\ntime.sleep(9)",
        "import os, socket, time\nkept = []\nfor _ in range(8):\n    if os.fork() == 0:\n        try:\n"
        "            while True:\n                kept += socket.socketpair()\n        except OSError:\n"
        "            time.sleep(9)\ntime.sleep(9)",
    ],
    "exit": ["import os\nos._exit(7)", "import os\nos._exit(0)"],
    "crash": [
        "import ctypes\nctypes.string_at(0)",
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
        "import os\nos.abort()",
    ],
    "output": [
        "while True:\n    print('x' * 1000)",
        "print('x' * (1 << 25))",  # far above what may be shown, and with its copies far below the memory limit
        "for i in range(100000):\n    display(i)",
        "import sys\nfor i in range(100000):\n    print(i, file=[sys.stdout, sys.stderr][i % 2])",
    ],
    "cpu": [
        "import os, time\nfor _ in range(6):\n    if os.fork() == 0:\n        while True:\n            pass\n"
        "end = time.time() + 30\nwhile time.time() < end:\n    pass",
    ],
    "protocol": [
        "import os\nos.closerange(3, 256)\nwhile True:\n    pass",
        "import os, socket\nfor fd in range(3, 30):\n    try:\n"
        "        socket.socket(fileno=os.dup(fd)).sendall(b'\\x08' + bytes(7) + b'nonsense')\n"
        "    except OSError:\n        pass",
        "from inside import shell\nshell.outbox.post({'t': 'done', 'id': 99, 'ok': True, 'execution_count': 1})",
        "from inside import shell\nshell.outbox.post({'t': 'nonsense'})",
        "from inside import shell\nshell.outbox.post({'t': 'display', 'data': {'x': 1}, 'metadata': {}})",
        "from inside import shell\nshell.outbox.post({'t': 'stream', 'name': 'stdlog', 'text': ''})",
        "from inside import shell\nshell.outbox.post({'t': 'stream', 'name': 'stdout', 'text': 5})",
    ],
}

HARMLESS = {
    "import socket\nkept = []\nwhile True:\n    kept += socket.socketpair()": "OSError",
    "import socket\nsocket.socketpair()[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)": "PermissionError",
    "bytearray(1 << 40)": "MemoryError",
    "b = bytearray(400 << 20)": "MemoryError",
    "import os\nwhile True:\n    if os.fork() == 0:\n        import time; time.sleep(30)": "BlockingIOError",
    "import threading, time\nfor _ in range(1000):\n"
    "    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()": ("RuntimeError"),
    "open('big', 'wb').write(b'x' * (5 << 20))": "OSError",
    "def f():\n    f()\nf()": "RecursionError",
    "import sys\nsys.exit(3)": "SystemExit",
}


@pytest.fixture(scope="module", params=[IsolationLevel.A1, IsolationLevel.A2, IsolationLevel.B], ids=lambda x: x.name)
def worker(request: pytest.FixtureRequest, workers: Callable[[IsolationLevel], Sandbox]) -> Sandbox:
    """A warm worker of each level."""
    return workers(request.param)


def answers_again(worker: Sandbox) -> bool:
    """Say whether the worker serves the next job."""
    with worker.open() as session:
        return worker.healthy and session.run_cell("1 + 1").ok


@pytest.mark.parametrize(
    ("cause", "source"), [(cause, source) for cause, sources in ENDING.items() for source in sources]
)
def test_kernel_that_goes_too_far_ends_with_its_cause(worker: Sandbox, cause: str, source: str) -> None:
    timeout_s = 15.0 if cause in ("cpu", "memory", "output") else 0.2
    with worker.open(limits=SMALL) as session:
        assert session.run_cell("x = 1\nprint(x)").ok
        run = session.run_cell(source, timeout_s=timeout_s)
        assert not run.ok
        assert session.ended is not None and session.ended.cause == cause, session.ended
        assert session.run_cell("1").outputs == []
    assert answers_again(worker)


@pytest.mark.parametrize(("source", "name"), HARMLESS.items())
def test_what_hits_a_limit_is_an_exception_in_the_notebook(worker: Sandbox, source: str, name: str) -> None:
    with worker.open(limits=SMALL) as session:
        run = session.run_cell(source, timeout_s=10)
        assert name in [item.get("ename") for item in run.outputs], run.outputs
        assert session.ended is None and session.run_cell("1").ok
    assert answers_again(worker)


@pytest.mark.slow
def test_a_crowd_of_busy_processes_cannot_keep_their_init_from_ending_them(worker: Sandbox) -> None:
    crowd = "import os, time\nfor _ in range(60):\n    if os.fork() == 0:\n        while True: pass\ntime.sleep(60)"
    with worker.open(limits=Limits(cell_timeout_s=3, submission_timeout_s=9)) as session:
        session.run_cell(crowd)
        session.run_cell("time.sleep(60)")
        session.run_cell("time.sleep(60)")
        assert session.ended is not None and session.ended.cause in ("time", "wall"), session.ended
    assert answers_again(worker)


VERDICTS = {  # what a limit does to a notebook: how the kernel ends, or the exception in the cell
    "cell_timeout_s": ("while True:\n    pass", "KeyboardInterrupt"),
    "submission_timeout_s": (
        "import time\nend = time.time() + 9\nwhile time.time() < end:\n    pass",
        "wall: ",
    ),
    "cpu_s": (ENDING["cpu"][0], "cpu: more than 2 s of CPU time"),
    "memory_mib": (ENDING["memory"][0], "memory: more than 200 MiB"),
    "processes": (
        "import os\nwhile True:\n    if os.fork() == 0:\n        import time; time.sleep(30)",
        "BlockingIOError",
    ),
    "file_mib": ("open('big', 'wb').write(b'x' * (5 << 20))", "OSError: [Errno 27]"),
    "output_bytes": ("while True:\n    print('x' * 1000)", "output: more than 1048576 bytes"),
    "outputs": ("for i in range(1000):\n    display(i)", "output: more than 50 outputs"),
}


@pytest.mark.parametrize("limit", VERDICTS)
def test_each_limit_has_a_verdict_of_its_own(worker: Sandbox, limit: str) -> None:
    source, verdict = VERDICTS[limit]
    limits = replace(SMALL, submission_timeout_s=1.0 if limit == "submission_timeout_s" else 20.0)
    with worker.open(limits=limits) as session:
        run = session.run_cell(source, timeout_s=None if limit == "cell_timeout_s" else 15)
        errors = [f"{item['ename']}: {item['evalue']}" for item in run.outputs if "ename" in item]
        said = f"{session.ended.cause}: {session.ended.detail}" if session.ended else "".join(errors[-1:])
        assert not run.ok and said.startswith(verdict), said
        assert [said.startswith(other) for _, other in VERDICTS.values()].count(True) == 1


@pytest.mark.parametrize("source", FILLING)
def test_full_disk_is_an_exception_or_where_the_kernel_has_no_cap_the_end(worker: Sandbox, source: str) -> None:
    with worker.open(limits=SMALL) as session:
        run = session.run_cell(source, timeout_s=10)
        if worker.level is IsolationLevel.A1:
            assert "OSError" in [item.get("ename") for item in run.outputs], run.outputs
            assert session.ended is None and session.run_cell("1").ok
        else:
            assert session.ended is not None and session.ended.cause in ("disk", "memory"), session.ended
    assert answers_again(worker)


def test_time_of_the_whole_submission_is_bounded(worker: Sandbox) -> None:
    limits = Limits(submission_timeout_s=1.0)
    with worker.open(limits=limits) as session:
        began = time.monotonic()
        while session.ended is None and time.monotonic() - began < 10:
            session.run_cell("import time\nend = time.time() + 0.4\nwhile time.time() < end:\n    pass")
        assert session.ended is not None and session.ended.cause == "wall"
        assert time.monotonic() - began < 4
    assert answers_again(worker)


def test_disk_that_a_check_fills_costs_the_check_alone(worker: Sandbox) -> None:
    with worker.open(limits=SMALL) as session:
        session.run_cell(f"def f():\n    {FILLING[1].replace(chr(10), chr(10) + '    ')}\ndef g():\n    return 1")
        (outcome,) = session.ask([Request((Step("f"),))]).outcomes
        expected = "raised" if worker.level is IsolationLevel.A1 else "memory"
        assert outcome.error is not None and outcome.error.kind == expected, outcome
        assert session.ended is None and session.ask([Request((Step("g"),))]).outcomes[0].value == 1


DISTANT = {  # what a check cannot be undone beside: as much to read as a full disk, and what no path leads to
    "holes": "import os\nfor k in range(500):\n    with open(f'{k}', 'w') as file:\n        file.truncate(32 << 20)",
    "holes in temporary files": "import os, tempfile\nfor k in range(500):\n"
    "    with open(f'{tempfile.gettempdir()}/{k}', 'w') as file:\n        file.truncate(32 << 20)",
    "depth": "import os\nfor _ in range(20):\n    os.mkdir('d' * 250)\n    os.chdir('d' * 250)",
}


@pytest.mark.parametrize("source", DISTANT.values(), ids=DISTANT)
def test_files_that_cannot_be_watched_over_end_the_kernel_at_its_next_check(worker: Sandbox, source: str) -> None:
    with worker.open() as session:
        session.run_cell(f"def f():\n    return 1\n{source}")
        began = time.monotonic()
        (outcome,) = session.ask([Request((Step("f"),))]).outcomes
        assert time.monotonic() - began < 5
        assert session.ended is not None and session.ended.cause == "disk", session.ended
        assert outcome.error is not None
    assert answers_again(worker)


@pytest.mark.parametrize("source", DISTANT.values(), ids=DISTANT)
def test_files_that_a_check_makes_cost_nothing_but_the_time_to_remove_them(worker: Sandbox, source: str) -> None:
    body = source.replace("\n", "\n    ")
    with worker.open() as session:
        session.run_cell(f"def f():\n    {body}\n    return 1\ndef g():\n    return os.listdir(home)")
        session.run_cell("import os\nhome = os.getcwd()")
        began = time.monotonic()
        (outcome,) = session.ask([Request((Step("f"),))]).outcomes
        # Where the kernel has no cap, looking at the files may end the check before it has made all of them.
        ended = outcome.error is not None and outcome.error.kind == "memory" and worker.level is not IsolationLevel.A1
        assert (outcome.value == 1 or ended) and time.monotonic() - began < 5
        assert session.ask([Request((Step("g"),))]).outcomes[0].value == []
        assert session.ended is None
    assert answers_again(worker)


def test_files_that_a_check_makes_larger_are_put_back_unread(worker: Sandbox) -> None:
    source = "import os\nfor k in range(500):\n    open(f'{k}', 'w').write('old')\n"
    source += "def f():\n    for k in range(500):\n        with open(f'{k}', 'r+b') as file:\n"
    source += "            file.truncate(32 << 20)\n    return 1"
    with worker.open() as session:
        session.run_cell(source)
        began = time.monotonic()
        assert session.ask([Request((Step("f"),))]).outcomes[0].value == 1
        assert time.monotonic() - began < 5 and session.ended is None
        assert session.run_cell("assert all(open(f'{k}').read() == 'old' for k in range(500))").ok


def test_what_a_function_writes_to_a_file_of_the_notebook_is_undone_and_ends_nothing(worker: Sandbox) -> None:
    source = "open('log', 'w').write('cell')\ndef f():\n    print('called', file=open('log', 'a'))\n    return 1"
    with worker.open() as session:
        session.run_cell(source)
        for _ in range(2):
            assert session.ask([Request((Step("f"),))]).outcomes[0].value == 1
        assert session.ended is None and session.run_cell("assert open('log').read() == 'cell'").ok


def test_folder_that_shuts_its_owner_out_does_not_hide_files(worker: Sandbox) -> None:
    source = "import os\nos.mkdir('d', 0o300)\nopen('d/a', 'w').write('old')\n"
    source += "def f():\n    open('d/b', 'w')\n    open('d/a', 'w').write('new')\n    return 1"
    with worker.open() as session:
        session.run_cell(source)
        session.ask([Request((Step("f"),))])
        seen = session.run_cell("assert not os.path.exists('d/b') and open('d/a').read() == 'old'")
        assert seen.ok or (session.ended is not None and session.ended.cause == "disk")


def test_memory_of_a_check_costs_the_check_alone(worker: Sandbox) -> None:
    with worker.open(limits=replace(SMALL, submission_timeout_s=120.0)) as session:
        session.run_cell(
            "import mmap\ndef f():\n    kept = [bytearray(b'x') * (30 << 20) for _ in range(5)]\n"
            "    for i in range(8):\n        open(f'{i}', 'wb').write(b'x' * (1 << 20))\n"
            "    return kept, [bytearray(b'x') * (30 << 20) for _ in range(9)]\ndef g():\n    return 1"
        )
        request = Request((Step("f"),))
        (outcome,) = session.ask([request]).outcomes
        assert outcome.error is not None and outcome.error.kind == "memory"
        assert session.ended is None and session.ask([Request((Step("g"),))]).outcomes[0].value == 1


FORGED = [
    "{'t': 'outcome', 'index': 5, 'changed': [], 'shared': [], 'tree': None, 'lengths': []}",
    "{'t': 'outcome', 'index': 0, 'changed': 'x', 'shared': [], 'tree': None, 'lengths': []}",
    "{'t': 'outcome', 'index': 0, 'changed': [], 'shared': [], 'tree': {'a': 0}, 'lengths': []}",
    "{'t': 'outcome', 'index': 0, 'changed': [], 'shared': [], 'tree': None, 'lengths': [1 << 40]}",
    "{'t': 'outcome', 'index': 0, 'changed': [], 'shared': [], 'error': ['time', '', None, '']}",
    "{'t': 'outcome', 'index': 0, 'changed': [], 'shared': [], 'error': ['raised', 1, None, '']}",
    "{'t': 'call', 'name': ['x'], 'tree': None, 'lengths': []}",
    "{'t': 'what'}",
    "{'tree': [[[[]]]]}",
]


@pytest.mark.parametrize("message", FORGED)
def test_forged_reply_is_a_failed_call_and_no_more(session: Session, message: str) -> None:
    session.run_cell(
        "import gc\nfrom inside.wire import Channel\ndef f():\n"
        "    for c in gc.get_objects():\n"
        "        if type(c) is Channel and c.sock.fileno() >= 0:\n"
        f"            c.send({message})\n    return 1"
    )
    (outcome, *_) = session.ask([Request((Step("f"),)), Request((Step("f"),))]).outcomes
    assert outcome.error is None or outcome.error.kind in ("unreadable", "crash", "too-large"), outcome
    assert outcome.value in (None, 1)
    assert session.ended is None and session.run_cell("1").ok


def test_patched_executor_cannot_do_more_than_answer(session: Session) -> None:
    session.run_cell(
        "from inside import child, serve\n"
        "def forged(channel, namespace):\n    channel.send({'t': 'hello', 'pid': 1})\n"
        "serve.serve_check = forged"
    )
    (outcome,) = session.ask([Request((Step("f"),))]).outcomes
    assert outcome.error is not None and outcome.error.kind == "crash"
    assert session.ended is None and session.run_cell("1").ok
