"""Checks in the real sandbox: values in and out, stand-ins, isolation of one check from the next."""

from __future__ import annotations

import numpy as np
import pytest

from grader.exercises.probes import error_message
from grader.sandbox import Generator, Limits, Request, Result, Sandbox, Session, StandIn, Step

X = np.arange(6.0).reshape(2, 3)


def one(function: str, *args: object, **kwargs: object) -> Request:
    """Return a request of one call."""
    return Request((Step(function, args, kwargs),))


def define(session: Session, source: str) -> None:
    """Run a cell that must end well."""
    run = session.run_cell(source)
    assert run.ok, run.outputs


def test_values_go_in_and_come_out(session: Session) -> None:
    define(session, "def same(*args, **kwargs):\n    return args, kwargs")
    value = {"W": X, "n": [1, 2.5, None, True, "ŷ", 3 + 1j], "t": (X.astype(np.float32), X.T)}
    (outcome,) = session.ask([one("same", value, X[:, ::2], key="k")]).outcomes
    (got, sliced), kwargs = outcome.value
    assert kwargs == {"key": "k"} and got["n"] == value["n"]
    np.testing.assert_array_equal(got["W"], X)
    np.testing.assert_array_equal(got["t"][1], X.T)
    np.testing.assert_array_equal(sliced, X[:, ::2])
    assert got["t"][0].dtype == np.float32 and outcome.changed == ()


def test_steps_build_on_one_another(session: Session) -> None:
    define(
        session,
        "def forward(x):\n    return x * 2, {'x': x}\ndef backward(dy, cache):\n    return dy + cache['x']",
    )
    request = Request(
        (
            Step("forward", (X,)),
            Step("backward", (Result(0, (0,)), Result(0, (1,)))),
        )
    )
    (outcome,) = session.ask([request]).outcomes
    np.testing.assert_array_equal(outcome.value, 3 * X)


def test_step_that_builds_on_what_is_not_there_is_the_students_error(session: Session) -> None:
    define(session, "def forward(x):\n    return x")
    request = Request((Step("forward", (1,)), Step("forward", (Result(0, (1,)),))))
    (outcome,) = session.ask([request]).outcomes
    assert outcome.error is not None and outcome.error.kind == "unreadable"
    assert "without a part [1]" in outcome.error.message


def test_generator_and_drain(session: Session) -> None:
    define(session, "def draws(rng):\n    while True:\n        yield float(rng.random())")
    request = Request((Step("draws", (Generator(5),), drain=3),))
    (outcome,) = session.ask([request]).outcomes
    rng = np.random.default_rng(5)
    assert outcome.value == [rng.random(), rng.random(), rng.random()]


def test_function_argument_is_answered_outside(session: Session) -> None:
    define(session, "def twice(f, x):\n    return f(f(x), scale=2.0)")
    seen = []

    def triple(x: np.ndarray, scale: float = 1.0) -> np.ndarray:
        seen.append(scale)
        return 3 * scale * x

    answers = session.ask([one("twice", StandIn("triple"), X)], offered={"triple": triple})
    np.testing.assert_array_equal(answers.outcomes[0].value, 18 * X)
    assert seen == [1.0, 2.0] and answers.stand_in_calls == {"triple": 2}


def test_dependency_is_replaced_for_one_check_only(session: Session) -> None:
    define(session, "def inner(x):\n    return x + 1\ndef outer(x):\n    return inner(x) * 10")
    replaced = session.ask([one("outer", 1)], stand_ins={"inner": lambda x: x + 5})
    assert replaced.outcomes[0].value == 60 and replaced.stand_in_calls == {"inner": 1}
    own = session.ask([one("outer", 1)])
    assert own.outcomes[0].value == 20 and own.stand_in_calls == {}


def test_missing_dependency_can_be_replaced(session: Session) -> None:
    define(session, "def outer(x):\n    return never_written(x)")
    assert session.ask([one("outer", 2)], stand_ins={"never_written": abs}).outcomes[0].value == 2
    error = session.ask([one("outer", 2)]).outcomes[0].error
    assert error is not None and "never_written" in error.message


def test_stand_in_that_is_not_offered_is_refused(session: Session) -> None:
    define(session, "def call(f):\n    return f(1)")
    error = session.ask([one("call", StandIn("other"))], offered={"this": abs}).outcomes[0].error
    assert error is not None and error.kind == "stand-in"


def test_stand_in_with_bad_arguments_is_the_students_error(session: Session) -> None:
    define(session, "def call(f):\n    return f(object())\ndef shape(f):\n    return f([1, 2])")
    outcomes = session.ask(
        [one("call", StandIn("f")), one("shape", StandIn("f"))], offered={"f": lambda x: x @ np.ones((3, 3))}
    ).outcomes
    kinds = [outcome.error.kind for outcome in outcomes if outcome.error is not None]
    assert kinds == ["stand-in", "stand-in"]


def test_calls_of_stand_ins_are_capped(worker: Sandbox) -> None:
    with worker.open(limits=Limits(stand_in_calls=10)) as session:
        define(session, "def many(f, n):\n    return [f(i) for i in range(n)][-1]")
        answers = session.ask([one("many", StandIn("f"), 11)], offered={"f": abs})
        error = answers.outcomes[0].error
        assert error is not None and error.kind == "stand-in"
        assert "many did not come to an end: it was stopped when it had called other functions 10 times" in (
            error_message(error, "many")
        )
        assert session.ask([one("many", StandIn("f"), 10)], offered={"f": abs}).outcomes[0].value == 9


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("g = 1", "missing"),
        ("f = 3", "not-callable"),
        ("def f():\n    raise NotImplementedError", "unwritten"),
        ("def f():\n    raise ValueError('no')", "raised"),
        ("def f():\n    raise SystemExit", "raised"),
        ("def f():\n    return object()", "unreadable"),
        ("import numpy\ndef f():\n    return numpy.array([object()])", "unreadable"),
        ("def f():\n    x = []\n    x.append(x)\n    return x", "too-large"),
        ("import numpy\ndef f():\n    return numpy.zeros(5 << 20)", "too-large"),
        ("def f():\n    return bytearray(8 << 30)", "memory"),
        ("import os\ndef f():\n    os._exit(3)", "crash"),
        ("import os\ndef f():\n    os.kill(os.getpid(), 11)", "crash"),
    ],
)
def test_failed_call_has_its_kind_and_the_others_stand(session: Session, source: str, kind: str) -> None:
    define(session, source + "\ndef fine():\n    return 1")
    first, second, third = session.ask([one("fine"), one("f"), one("fine")]).outcomes
    assert first.value == 1 and first.error is None
    assert second.error is not None and second.error.kind == kind, second
    assert third.value == 1 if kind != "crash" else third.error is not None and third.error.kind == "stopped"
    assert session.ended is None and session.ask([one("fine")]).outcomes[0].value == 1


def test_error_names_the_students_deepest_line(session: Session) -> None:
    define(session, "import numpy as np\ndef f(x):\n    return g(x)\ndef g(x):\n    return np.dot(x, np.ones(7))")
    error = session.ask([one("f", X)]).outcomes[0].error
    assert error is not None and error.line == 5 and error.source_line == "return np.dot(x, np.ones(7))"
    assert error.message.startswith("ValueError: ")


def test_changed_and_shared_arrays_are_reported(session: Session) -> None:
    define(
        session,
        "def f(x, p, k=None):\n    x += 1\n    p['W'][0] = 0\n    k.append(1)\n    return x, x[0], {'c': x}",
    )
    (outcome,) = session.ask([one("f", X, {"W": np.ones(2), "b": np.ones(2)}, k=[])]).outcomes
    assert outcome.changed == ("x", "p['W']", "k")
    assert set(outcome.shared) == {"output 1 and x", "output 2 and output 1", "output 2 and x"}


def test_check_leaves_nothing_behind(session: Session) -> None:
    define(
        session,
        "import os, time\nkept = []\ndef f():\n    kept.append(1)\n    globals()['left'] = 1\n"
        "    return len(kept)\n"
        "def processes():\n    return len([p for p in os.listdir('/proc') if p.isdigit()])",
    )
    assert [session.ask([one("f")]).outcomes[0].value for _ in range(2)] == [1, 1]
    run = session.run_cell("len(kept), 'left' in globals(), processes()")
    assert run.outputs[0]["data"]["text/plain"] == "(0, False, 2)"


def test_files_that_a_check_writes_are_gone_afterwards(session: Session) -> None:
    define(
        session,
        "import os\nopen('own', 'w').write('1')\nos.mkdir('folder')\n"
        "def f():\n    for name in ('/tmp/a', '/dev/shm/b', '/job/home/c', 'd', 'folder/e'):\n"
        "        open(name, 'w').write('1')\n    os.mkdir('made')\n    os.mkdir('made/in')\n"
        "    open('made/in/x', 'w')\n"
        "def g():\n    places = ('/tmp', '/dev/shm', '/job/home', '.', 'folder')\n"
        "    return [sorted(os.listdir(p)) for p in places]",
    )
    for _ in range(2):
        assert session.ask([one("f")]).outcomes[0].error is None
        assert session.ask([one("g")]).outcomes[0].value == [[], [], [], ["folder", "own"], []]


@pytest.mark.parametrize(
    "source",
    [
        "import mmap\nkept = mmap.mmap(-1, 4096)",
        "import mmap\nkept = mmap.mmap(-1, 4096, prot=mmap.PROT_READ)",  # mprotect would make it writable
        "from inside import linux\nlinux.set_dumpable = lambda dumpable: None",
        "import multiprocessing\nkept = multiprocessing.RawArray('d', 10)",
        "import os\nfrom inside import traces\ntraces.close_inherited = lambda kept, library: None\nkept = os.pipe()",
        "import socket\nfrom inside import traces\ntraces.close_inherited = lambda kept, library: None\n"
        "kept = socket.socketpair()",
        "from inside import traces\ntraces.close_inherited = lambda kept, library: None\nkept = open('/tmp/x', 'w')",
    ],
)
def test_check_that_shares_a_channel_with_the_notebook_is_not_begun(session: Session, source: str) -> None:
    define(session, source + "\ndef f():\n    return 1")
    error = session.ask([one("f")]).outcomes[0].error
    assert error is not None and error.kind == "crash" and "shares memory" in error.message
    assert session.ended is None


def test_map_of_a_file_that_can_only_be_read_is_no_channel(worker: Sandbox) -> None:
    with worker.open({"data.bin": bytes(4096)}) as session:
        define(session, "import numpy as np\nkept = np.memmap('data.bin', mode='r')\ndef f():\n    return kept[0]")
        assert session.ask([one("f")]).outcomes[0].value == 0


def test_check_cannot_write_into_the_notebooks_memory(session: Session) -> None:
    define(
        session,
        "import ctypes, os\nkept = bytearray(b'untouched')\n"
        "at = ctypes.addressof(ctypes.c_char.from_buffer(kept))\n"
        "def write():\n    with open(f'/proc/{os.getppid()}/mem', 'r+b', buffering=0) as file:\n"
        "        file.seek(at)\n        file.write(b'T')\n"
        "def read():\n    return kept.decode()",
    )
    error = session.ask([one("write")]).outcomes[0].error
    assert error is not None and "PermissionError" in error.message
    assert session.ask([one("read")]).outcomes[0].value == "untouched"


def test_file_in_a_folder_that_is_shut_is_gone_afterwards(session: Session) -> None:
    define(
        session,
        "import os\nos.mkdir('shut', 0)\n"
        "def leave():\n    os.chmod('shut', 0o700)\n    open('shut/x', 'w').close()\n    os.chmod('shut', 0)\n"
        "def look():\n    os.chmod('shut', 0o700)\n    return os.listdir('shut')",
    )
    assert session.ask([one("leave")]).outcomes[0].error is None
    assert session.ask([one("look")]).outcomes[0].value == []


def test_channels_of_an_honest_notebook_are_closed_in_the_check(session: Session) -> None:
    define(
        session,
        "import asyncio, os\nawait asyncio.sleep(0)\nkept = os.pipe()\nlog = open('/tmp/log', 'w')\n"
        "def f():\n    return 1",
    )
    assert session.ask([one("f")]).outcomes[0].value == 1
    define(session, "await asyncio.sleep(0)\nassert os.write(kept[1], b'1') == 1 and log.write('x') == 1")


def test_check_can_start_no_processes(session: Session) -> None:
    define(session, "import os\ndef f():\n    pid = os.fork()\n    return pid")
    error = session.ask([one("f")]).outcomes[0].error
    assert error is not None and "BlockingIOError" in error.message


def test_background_process_of_a_cell_does_not_see_a_check(session: Session) -> None:
    define(session, "import os, time\nif os.fork() == 0:\n    time.sleep(60)\n    os._exit(0)")
    define(
        session,
        "def state(p):\n    return open(f'/proc/{p}/stat').read().rpartition(')')[2].split()[0]\n"
        "def f():\n    return sorted(state(p) for p in os.listdir('/proc') if p.isdigit())",
    )
    # init, the student's process stopped, the one of the cell dead, and the check
    states = ["R" if state == "S" else state for state in session.ask([one("f")]).outcomes[0].value]
    assert sorted(states) == ["R", "R", "T", "Z"]


def test_check_that_cannot_be_forked_costs_the_check_alone(worker: Sandbox) -> None:
    with worker.open(limits=Limits(processes=8)) as session:
        define(session, "def f():\n    return 1")
        session.run_cell(
            "import threading\nstop = threading.Event()\nwhile True:\n"
            "    threading.Thread(target=stop.wait, daemon=True).start()"
        )
        error = session.ask([one("f")]).outcomes[0].error
        assert error is not None and error.kind == "crash" and "could not start" in error.message
        define(session, "stop.set()\nfor t in threading.enumerate()[1:]:\n    t.join(5)")
        assert session.ask([one("f")]).outcomes[0].value == 1


def test_check_over_its_time_is_ended_and_the_kernel_lives_on(session: Session) -> None:
    define(
        session,
        "import signal\ndef f():\n    signal.signal(2, signal.SIG_IGN)\n    while True:\n        pass\n"
        "def g():\n    return 1",
    )
    first, second, third = session.ask([one("g"), one("f"), one("g")], timeout_s=0.4).outcomes
    assert first.value == 1
    assert second.error is not None and second.error.kind == "time"
    assert third.error is not None and third.error.kind == "stopped"
    assert session.ended is None and session.ask([one("g")]).outcomes[0].value == 1


def test_cpu_time_of_a_check_is_measured(session: Session) -> None:
    define(
        session,
        "import time\ndef f(s):\n    t = time.process_time()\n    while time.process_time() - t < s:\n        pass",
    )
    short = session.ask([one("f", 0.0)], measure=True).cpu_s
    long = session.ask([one("f", 0.2)], measure=True).cpu_s
    assert short is not None and short < 0.1
    assert long is not None and 0.2 <= long < 0.4
    assert session.ask([one("f", 0.0)]).cpu_s is None


def test_output_of_a_check_is_dropped(session: Session) -> None:
    define(session, "def f():\n    print('x' * (8 << 20))\n    return 2")
    assert session.ask([one("f")]).outcomes[0].value == 2
    assert session.run_cell("print('y')").outputs[0]["text"] == "y\n"


def test_large_inputs_and_answers(session: Session) -> None:
    define(session, "def f(x):\n    return x + 1")
    big = np.zeros(2 << 20)
    (outcome,) = session.ask([one("f", big)]).outcomes
    assert outcome.value.shape == big.shape and outcome.value.min() == 1


def test_ask_after_the_end_is_stopped(worker: Sandbox) -> None:
    with worker.open() as session:
        session.close()
        (outcome,) = session.ask([one("f")]).outcomes
    assert outcome.error is not None and outcome.error.kind == "stopped"


def test_answers_of_one_check_are_bounded_together(worker: Sandbox) -> None:
    limits = Limits(answer_bytes=1 << 20)
    with worker.open({}, limits) as session:
        define(session, "import numpy as np\ndef wide():\n    return np.zeros(1 << 16)")
        outcomes = session.ask([one("wide")] * 80).outcomes
    errors = [outcome.error.kind for outcome in outcomes if outcome.error]
    assert errors and errors[0] == "unreadable" and set(errors[1:]) == {"stopped"}
    assert 16 < len(outcomes) - len(errors) < 40  # of half a MiB each; there is as much room again for numbers in JSON
