"""Cells in the real sandbox: what a notebook shows is what comes back, as valid nbformat."""

from __future__ import annotations

import json
import time
from typing import Any

import nbformat
import pytest

from grader.errors import SubmissionError
from grader.sandbox import CellRun, Limits, Sandbox, Session


def text_of(run: CellRun) -> str:
    """Join what a cell wrote to its streams."""
    return "".join(item["text"] for item in run.outputs if item["output_type"] == "stream")


def result_of(run: CellRun) -> str:
    """Return the text of a cell's result."""
    (item,) = [item for item in run.outputs if item["output_type"] == "execute_result"]
    return str(item["data"]["text/plain"])


def assert_valid(outputs: list[dict[str, Any]]) -> None:
    """Check outputs against nbformat's own schema, in a notebook of one cell."""
    cell = nbformat.v4.new_code_cell("x", outputs=[nbformat.from_dict(item) for item in outputs])
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


def test_streams_keep_their_order(session: Session) -> None:
    source = "import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')"
    run = session.run_cell(source)
    assert [(item["name"], item["text"]) for item in run.outputs] == [
        ("stdout", "a\n"),
        ("stderr", "b\n"),
        ("stdout", "c\n"),
    ]
    assert run.ok and run.execution_count == 1 and run.stopped is None


def test_result_carries_the_number_of_its_cell(session: Session) -> None:
    session.run_cell("x = 41")
    run = session.run_cell("x + 1")
    assert run.outputs == [
        {"output_type": "execute_result", "data": {"text/plain": "42"}, "metadata": {}, "execution_count": 2}
    ]


def test_warnings_are_outputs_like_any_other(session: Session) -> None:
    run = session.run_cell("import warnings\nwarnings.warn('careful')")
    assert run.ok and "careful" in text_of(run) and run.outputs[0]["name"] == "stderr"


def test_error_has_name_value_and_traceback(session: Session) -> None:
    run = session.run_cell("def f():\n    return 1 / 0\nf()")
    (error,) = run.outputs
    assert not run.ok and error["ename"] == "ZeroDivisionError" and error["evalue"] == "division by zero"
    assert any("1 / 0" in line.replace("\x1b[39m", "") or "f" in line for line in error["traceback"])
    assert session.run_cell("1").ok


@pytest.mark.parametrize("source", ["def", "x = = 1", "  a\n b", "'"])
def test_syntax_error_is_an_error_output(session: Session, source: str) -> None:
    run = session.run_cell(source)
    assert not run.ok and run.outputs[0]["output_type"] == "error"


def test_own_traceback_of_an_exception_is_shown(session: Session) -> None:
    source = "class Kind(Exception):\n    def _render_traceback_(self):\n        return ['only this']\nraise Kind"
    (error,) = session.run_cell(source).outputs
    assert error["traceback"] == ["only this"]


def test_hostile_exception_text_costs_nothing(session: Session) -> None:
    source = "class Bad(Exception):\n    def __str__(self):\n        raise ValueError\nraise Bad"
    run = session.run_cell(source)
    assert not run.ok and any(item["output_type"] == "error" for item in run.outputs)
    assert session.run_cell("1").ok


def test_deep_recursion_is_told_in_a_moment(session: Session) -> None:
    session.run_cell("def f(n):\n    return f(n + 1)")
    began = time.monotonic()
    run = session.run_cell("f(0)")
    assert run.outputs[-1]["ename"] == "RecursionError"
    assert time.monotonic() - began < 2


def test_figure_is_shown_as_a_picture(session: Session) -> None:
    run = session.run_cell("import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nplt.title('$x$');")
    (shown,) = run.outputs
    assert shown["output_type"] == "display_data"
    assert shown["data"]["image/png"].startswith("iVBOR")
    assert_valid(run.outputs)


def test_rich_display_of_an_object(session: Session) -> None:
    source = "class Rich:\n    def _repr_html_(self):\n        return '<b onclick=1>x</b>'\nRich()"
    run = session.run_cell(source)
    assert run.outputs[0]["data"]["text/html"] == "<b onclick=1>x</b>"
    assert_valid(run.outputs)


def test_display_of_what_is_no_json_is_still_shown(session: Session) -> None:
    run = session.run_cell("from IPython.display import JSON, display\ndisplay(JSON({'a': float('nan')}))")
    assert run.ok and run.outputs
    assert_valid(run.outputs)


def test_update_display_changes_what_the_cell_has_shown(session: Session) -> None:
    run = session.run_cell("h = display('old', display_id=True)\nh.update('new')")
    assert [item["data"]["text/plain"] for item in run.outputs] == ["'new'"]


def test_clear_output_at_once_and_with_the_next(session: Session) -> None:
    source = "from IPython.display import clear_output\nprint('a')\nclear_output({})\nprint('b')"
    assert text_of(session.run_cell(source.format(""))) == "b\n"
    assert text_of(session.run_cell(source.format("wait=True"))) == "b\n"
    assert text_of(session.run_cell("print('a')\nclear_output(wait=True)")) == "a\n"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("%%time\nx = 1", "Wall time"),
        ("%timeit -n1 -r1 1", "per loop"),
        ("%whos", "Interactive namespace is empty"),
        ("%%capture held\nprint('x')", ""),
        ("%precision 3", ""),
        ("?print", ""),
    ],
)
def test_magics_work_as_in_a_notebook(session: Session, source: str, said: str) -> None:
    run = session.run_cell(source)
    assert run.ok and said in text_of(run)


def test_await_at_the_top_of_a_cell(session: Session) -> None:
    assert result_of(session.run_cell("import asyncio\nawait asyncio.sleep(0, 5)")) == "5"


def test_shell_command_does_not_hang(session: Session) -> None:
    run = session.run_cell("!echo from a shell", timeout_s=10)
    assert run.stopped is None and session.run_cell("1").ok


def test_input_is_refused_kindly(session: Session) -> None:
    run = session.run_cell("name = input('Your name? ')")
    assert not run.ok and "assign the value in the cell" in run.outputs[-1]["evalue"]


def test_help_and_exit_are_harmless(session: Session) -> None:
    assert session.run_cell("help(len)").ok
    session.run_cell("exit()")
    assert session.run_cell("1").ok


def test_names_that_are_not_ascii(session: Session) -> None:
    run = session.run_cell("größe = '\\ud800'\nprint('ŷ⟨t⟩', größe)")
    assert run.ok and "ŷ⟨t⟩" in text_of(run)
    assert_valid(run.outputs)


def test_main_is_the_notebook(session: Session) -> None:
    session.run_cell("class Thing:\n    pass\nimport pickle, __main__")
    assert result_of(session.run_cell("__name__, __main__.Thing is Thing")) == "('__main__', True)"
    assert session.run_cell("pickle.loads(pickle.dumps(Thing()))").ok


def test_submitted_files_are_in_the_working_folder(worker: Sandbox) -> None:
    files = {"data/x.txt": b"inside", "helper.py": b"VALUE = 3\n", "numpy.py": b"raise SystemExit\n"}
    with worker.open(files) as session:
        run = session.run_cell("import helper, numpy\nopen('data/x.txt').read(), helper.VALUE, numpy.pi > 3")
        assert result_of(run) == "('inside', 3, True)"


def test_edition_can_be_imported(session: Session) -> None:
    assert result_of(session.run_cell("import edition_only, rnn_utils\nrnn_utils.EDITION, edition_only.MARK")) == (
        "(True, 'edition')"
    )


def test_cell_over_its_time_is_interrupted_and_the_kernel_lives_on(session: Session) -> None:
    session.run_cell("x = 7")
    run = session.run_cell("print('before')\nwhile True:\n    pass", timeout_s=0.3)
    assert run.stopped == "time" and not run.ok and text_of(run) == "before\n"
    assert run.outputs[-1]["ename"] == "KeyboardInterrupt"
    assert session.ended is None
    assert result_of(session.run_cell("x")) == "7"


def test_random_state_is_the_same_for_each_job_and_can_be_chosen(worker: Sandbox) -> None:
    source = "import random, numpy\n(random.random(), float(numpy.random.rand()), hash('a'))"
    said = []
    for seed in (0, 0, 1):
        with worker.open(seed=seed) as session:
            said.append(result_of(session.run_cell(source)))
    assert said[0] == said[1] and said[0] != said[2]


def test_run_after_the_end_gives_nothing(worker: Sandbox) -> None:
    with worker.open() as session:
        session.close()
        assert session.run_cell("1") == CellRun([], False, None, None)


def test_usage_is_measured(worker: Sandbox) -> None:
    with worker.open() as session:
        session.run_cell("import time\nt = time.process_time()\nwhile time.process_time() - t < 0.2:\n    pass")
        session.run_cell("b = bytearray(80 << 20)\ntime.sleep(0.5)")
        usage = session.close()
    assert 0.2 < usage.cpu_s < 3 and 80 < usage.peak_memory_mib < 300 and usage.wall_s > 0.35


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"../out": b""}, "no path below"),
        ({"/etc/x": b""}, "no path below"),
        ({"a/../../b": b""}, "no path below"),
        ({"": b""}, "no path below"),
        ({"a\0b": b""}, "no path below"),
        ({"a": b"", "a/b": b""}, "exists"),
        ({"x" * 300: b""}, "too long"),
        ({"big": bytes(2 << 20)}, "space"),
        ({f"{n}": b"" for n in range(50)}, "space"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_that_cannot_be_written_are_the_submissions_fault(
    worker: Sandbox, files: dict[str, bytes], said: str
) -> None:
    with pytest.raises(SubmissionError, match=said):
        worker.open(files, Limits(work_mib=1, inodes=20))
    with worker.open() as session:
        assert session.run_cell("1").ok


def test_one_display_shown_many_times_is_not_written_out(worker: Sandbox) -> None:
    source = (
        "from IPython.display import publish_display_data\n"
        "for _ in range(200):\n"
        "    publish_display_data({'text/plain': 'x'}, transient={'display_id': 'one'})\n"
        "publish_display_data({'text/plain': 'y' * (1 << 20)}, transient={'display_id': 'one'}, update=True)"
    )
    limits = Limits()
    with worker.open({}, limits) as session:
        run = session.run_cell(source)
        assert session.ended is not None and session.ended.cause == "output"
    assert len(run.outputs) == 200 and len(json.dumps(run.outputs)) < limits.output_bytes
