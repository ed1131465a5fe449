"""The student edition: what is in it, what it imports, and that nothing in it computes a graded function."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_assignment import NAME

from grader.authoring import BuildReport
from grader.authoring.edition import EDITIONS, check_imports, check_secrecy, edition_files, write_edition
from grader.authoring.functions import reference_body
from grader.authoring.wheel import build_wheel, student_version
from grader.course import Course
from grader.errors import AuthoringError
from grader.exercises.catalogue import EXERCISES, exercises_of
from grader.exercises.model import HiddenExercise

ALL = dict(EXERCISES)

LIST_CALLABLES = """
import importlib, inspect, json, pkgutil, sys
sys.path.insert(0, sys.argv[1])
import rnn_utils
outside = {name for name in sys.modules if name.split(".")[0] == "grader"}
names = [module.name for module in pkgutil.walk_packages(rnn_utils.__path__, "rnn_utils.")]
for name in names:
    importlib.import_module(name)
places = {getattr(sys.modules[name], "__file__", "") for name in ["rnn_utils", *names]}
tops = sorted({name.split(".")[0] for name in sys.modules})
print(json.dumps({"names": names, "places": sorted(places), "tops": tops}))
"""


def run_python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment | {"MPLBACKEND": "agg"}, check=False)


@pytest.fixture(scope="module")
def installed(built: tuple[Course, BuildReport], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the wheel has been installed, by pip, with nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    wheel = build_wheel(built[1].edition, folder)
    target = folder / "site"
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet"]
    options = [
        "--disable-pip-version-check",
        "--no-warn-script-location",
        "--target",
        str(target),
        str(wheel),
    ]
    subprocess.run([*command, *options], check=True, capture_output=True)
    return target


def test_edition_holds_what_the_table_says_and_no_reference() -> None:
    files = edition_files(NAME)
    assert {
        "rnn_utils/__init__.py",
        "rnn_utils/checks/public.py",
        f"rnn_utils/checks/data/{NAME}.json",
        f"rnn_utils/checks/data/{NAME}_mistakes.json",
    } <= set(files)
    assert len([path for path in files if "/checks/data/" in path]) == 2  # no other assignment's
    forbidden = ("reference", "activations", "losses", "gradients", "make_names", "__pycache__")
    assert not [path for path in files for word in forbidden if word in path]


@pytest.mark.parametrize("name", EDITIONS)
def test_every_edition_can_be_written(name: str, tmp_path: Path) -> None:
    # what earlier assignments graded may be in it
    secret = {key: exercise for key, exercise in ALL.items() if exercise.public.assignment >= name}
    folder = write_edition(Course(tmp_path), name, secret)
    assert folder == Course(tmp_path).edition_path(name)
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()) == [*edition_files(name)]


def test_rewritten_edition_keeps_no_old_module(tmp_path: Path) -> None:
    course = Course(tmp_path)
    stale = course.edition_path(NAME) / "rnn_utils" / "reference.py"
    stale.parent.mkdir(parents=True)
    stale.write_text("x = 1\n")
    write_edition(course, NAME, ALL)
    assert not stale.exists()
    assert [path.name for path in course.edition_path(NAME).parent.iterdir()] == [NAME]


def test_assignment_without_an_edition_is_refused() -> None:
    with pytest.raises(AuthoringError, match="no student edition is described for '99_none'") as caught:
        edition_files("99_none")
    assert "edition.py" in caught.value.hint


@pytest.mark.parametrize(
    "line",
    [
        "import scipy",
        "from grader import cli",
        "from rnn_utils.reference import rnn",
        "from rnn_utils.reference.rnn import softmax",
        "import rnn_utils.losses",
        "def f():\n    import torch",
    ],
)
def test_import_of_what_students_lack_is_refused(line: str) -> None:
    files = {"rnn_utils/__init__.py": b"", "rnn_utils/a.py": line.encode()}
    with pytest.raises(AuthoringError, match=r"rnn_utils/a\.py imports"):
        check_imports(files)


def test_imports_within_the_edition_are_fine() -> None:
    lines = ["import os.path", "import numpy as np", "from matplotlib.axes import Axes", "import rnn_utils.b"]
    source = "\n".join([*lines, "from rnn_utils import b", "from rnn_utils.b import name"])
    check_imports({"rnn_utils/__init__.py": b"", "rnn_utils/a.py": source.encode(), "rnn_utils/b/__init__.py": b""})


def test_reference_code_in_an_edition_is_found_whatever_its_indentation() -> None:
    lines = [f"        {line}" for line in reference_body(EXERCISES["softmax"].reference["softmax"])]
    source = "\n".join(["class Helper:", "    def hidden(self, x):", *lines])
    with pytest.raises(AuthoringError, match=r"rnn_utils/a\.py of the student edition holds the solution of softmax"):
        check_secrecy({"rnn_utils/a.py": source.encode()}, ALL)


def test_an_edition_brings_the_language_of_its_course_along_and_english_needs_nothing(
    course: Course, exercises: dict[str, HiddenExercise]
) -> None:
    place = Path("rnn_utils", "checks", "data", "messages.json")
    assert not (write_edition(course, NAME, exercises) / place).exists()
    text = 'from grader.settings import configure\nconfigure(get_config(), language="de")\n'
    (course.root / "nbgrader_config.py").write_text(text, encoding="utf-8")
    found = json.loads((write_edition(course, NAME, exercises) / place).read_text(encoding="utf-8"))
    assert found["check.wrong_shape"] == "{path} hat die Form {found}, erwartet: {expected}"
    assert not any(key.startswith(("found.", "mistake.")) for key in found)


def test_version_of_a_later_assignment_is_newer() -> None:
    assert student_version("01_rnn").endswith("+1.rnn")
    assert student_version("10_word_vectors").endswith("+10.word.vectors")


def test_wheel_is_the_same_bytes_every_time_and_replaces_older_ones(
    built: tuple[Course, BuildReport], tmp_path: Path
) -> None:
    (tmp_path / "rnn_utils_student-0.0.1+1.rnn-py3-none-any.whl").write_bytes(b"old")
    first = build_wheel(built[1].edition, tmp_path)
    content = first.read_bytes()
    os.utime(built[1].edition / "rnn_utils" / "__init__.py")
    assert build_wheel(built[1].edition, tmp_path).read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == [first.name]


@pytest.mark.slow
def test_installed_wheel_imports_nothing_of_the_grader_or_the_reference(installed: Path) -> None:
    process = run_python(LIST_CALLABLES, str(installed))
    assert process.returncode == 0, process.stderr
    found = json.loads(process.stdout)
    assert "rnn_utils.checks.public" in found["names"]
    assert all(place.startswith(str(installed)) for place in found["places"])
    assert "grader" not in found["tops"] and "nbgrader" not in found["tops"]


@pytest.mark.slow
def test_no_reference_source_is_in_the_installed_wheel(installed: Path) -> None:
    files = {path.name: path.read_bytes() for path in installed.rglob("*") if path.is_file()}
    check_secrecy(files, ALL)
    assert len(files) > 10


@pytest.mark.slow
def test_no_callable_of_the_installed_wheel_passes_a_hidden_check(installed: Path) -> None:
    """Every function, class and method is put in the place of every graded function of this assignment."""
    script = Path(__file__).with_name("callables_of_a_wheel.py")
    command = [sys.executable, str(script), str(installed), NAME]
    environment = dict(os.environ, MPLBACKEND="agg", OPENBLAS_NUM_THREADS="1")
    process = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=300)
    assert process.returncode == 0, process.stderr
    report = json.loads(process.stdout.splitlines()[-1])
    assert report["callables"] > 30
    assert report["tried"] == report["callables"] * len(exercises_of(NAME))
    assert report["earned"] == []
