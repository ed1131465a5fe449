"""What the documentation tells readers to type is typed, and what it shows is what comes."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from docs.sessions import Shell, Step, agrees, commands, steps

from grader.cli import main

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
# Pages whose sessions are typed, command by command: one shell goes through each of these lists.
CLASS = ("instructors.md", "regrading.md")
FOREIGN = ("foreign_courses.md",)

# Commands that no session runs, each with the test that does, and with what it says there.
RUN_BY = {
    'eval "$(grader completion bash)"': ("tests/grader/test_cli.py", '"completion"'),
    "grader doctor": ("tests/grader/test_cli.py", '"doctor"'),
    "grader build --no-execute": ("tests/notebooks/test_release.py", "execute=False"),
    "grader release 01_rnn": ("tests/grader/authoring/test_building.py", "release(copy, NAME)"),
    "dask scheduler --port 8786": ("tests/grader/engine/test_cluster.py", '"scheduler"'),
    "dask worker tcp://HOST:8786 --nthreads 1": ("tests/grader/engine/test_cluster.py", '"worker"'),
    "grader grade 01_rnn --scheduler tcp://HOST:8786": ("tests/grader/engine/test_cluster.py", '"--scheduler"'),
    "grader report 01_rnn": ("tests/grader/test_cli_reporting.py", '"report"'),
    "grader grade 01_rnn": ("tests/grader/test_cli.py", '"grade", NAME'),
    'grader new-exercise memory_shares --assignment 03_gru --signature "(ut)" --returns shares --points 8': (
        "tests/grader/authoring/skeleton/test_making.py",
        '"new-exercise"',
    ),
    "make demo": (".ci/run", "make demo"),
    "python -m pip install jupyterlab rnn_utils_student-0.1.0+1.rnn-py3-none-any.whl": (
        "tests/grader/authoring/test_edition.py",
        '"pip", "install"',
    ),
    "python -m jupyterlab 01_rnn.ipynb": ("tests/browser/jupyter.py", '"-m", "jupyterlab"'),
}
# What the checkout that is tested has behind it already, and the environment of the session.
DONE = ("git clone … && cd …", "make venv", "make test", 'export PATH="$PWD/.venv/bin:$PATH"')


def typed() -> list[tuple[str, str]]:
    """Return every command of an ``sh`` block with the page that it stands on."""
    return [(page.name, text) for page in PAGES for _, text in commands(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("page", "text"), typed(), ids=lambda value: value)
def test_a_command_that_no_session_runs_is_run_by_another_test(page: str, text: str) -> None:
    text = text.removeprefix(".venv/bin/")
    if text in DONE:
        return
    assert text in RUN_BY, f"{page}: no test runs {text!r}"
    test, says = RUN_BY[text]
    assert says in (ROOT / test).read_text(encoding="utf-8"), f"{test} no longer runs {text!r}"


def test_every_page_with_a_session_has_it_run() -> None:
    assert {page.name for page in PAGES if steps(page.read_text(encoding="utf-8"))} == {*CLASS, *FOREIGN}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_ours_exists_with_its_options(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for line in [*(step.command for step in steps(text)), *(found for _, found in commands(text))]:
        words = shlex.split(line.replace("…", "x"), comments=True) if "grader " in line else []
        names = [word for word in words if word.rsplit("/", 1)[-1] == "grader"]
        if not names or "$(" in line:
            continue
        arguments = words[words.index(names[0]) + 1 :]
        arguments = arguments[: next((i for i, word in enumerate(arguments) if word in {"|", "&&", ">", ";"}), None)]
        name = next((word for word in arguments if not word.startswith("-")), "")
        assert name in main.commands, f"{page.name}: {line}"
        known = {option for parameter in main.commands[name].params for option in (*parameter.opts, "--help")}
        asked = {word.split("=")[0] for word in arguments if word.startswith("--")}
        assert asked <= known, f"{page.name}: {line}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_targets_of_make_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8"))
    assert set(named) <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?://|#)([^)#\s]+)", text):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    """Return a shell in a copy of the repository that a session may change, named as the page names it."""
    clone = tmp_path / "rnn-course"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in listed.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, clone / name)
    environment = {
        **{name: os.environ[name] for name in ("HOME", "LANG", "OPENBLAS_NUM_THREADS") if name in os.environ},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(clone),  # in the place of the clone's own environment
        "PYTHONNOUSERSITE": "1",
        "PYTHONUTF8": "1",
        "COLUMNS": "80",
    }
    found = Shell(clone, environment)
    yield found
    found.close()


def walk(shell: Shell, pages: tuple[str, ...]) -> None:
    """Type the sessions of some pages, one after the other, and compare what comes with what they show."""
    for page in pages:
        told = steps((ROOT / "docs" / page).read_text(encoding="utf-8"))
        for step in told:
            printed, status = shell.run(step.command)
            assert status == 0, f"{page}, line {step.line}: {step.command}\n{printed}"
            assert agrees(step, printed), (
                f"{page}, line {step.line}: {step.command}\nshown:\n{step.output}\ncame:\n{printed}"
            )


@pytest.mark.slow
@pytest.mark.long
def test_a_class_of_100_from_hand_in_to_grading_again(shell: Shell) -> None:
    """Handed in, graded, reported, an exercise corrected, dry run, graded again, feedback; back, reproduced."""
    walk(shell, CLASS)


@pytest.mark.slow
@pytest.mark.long
def test_a_course_that_nbgrader_made(shell: Shell) -> None:
    walk(shell, FOREIGN)


def test_a_session_that_comes_otherwise_is_seen() -> None:
    assert agrees(Step("ls", "a\n…\nz\n", 1), "a\nb\nc\nz\n")
    assert not agrees(Step("ls", "a\nz\n", 1), "a\nb\nz\n")
    assert not agrees(Step("ls", "a\n", 1), "")


def test_pages_are_read_as_they_are_written() -> None:
    page = "x\n```console\n$ one \\\n    two\nout\n$ three\n```\n\n```sh\n# all\nmake a   # why\n.venv/bin/b --c\n```\n"
    assert steps(page) == [Step("one \\\n    two", "out\n", 3), Step("three", "", 6)]
    assert commands(page) == [(11, "make a"), (12, ".venv/bin/b --c")]
