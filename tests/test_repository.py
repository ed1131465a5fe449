"""The repository: environment files agree, documented commands exist, modules are small, no answer leaks."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text())
MAKEFILE = (ROOT / "Makefile").read_text()
MODULES = sorted(path for package in ("rnn_utils", "grader") for path in (ROOT / package).rglob("*.py"))
MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 40


def requirements(lines: list[str]) -> dict[str, tuple[str, str]]:
    """Return package name → version specifier and marker."""
    parsed = [Requirement(line) for line in lines]
    return {canonicalize_name(found.name): (str(found.specifier), str(found.marker)) for found in parsed}


def declared() -> dict[str, tuple[str, str]]:
    """Return what pyproject.toml asks for, development tools included."""
    project = PYPROJECT["project"]
    return requirements(project["dependencies"] + project["optional-dependencies"]["dev"])


def makefile_targets() -> set[str]:
    """Return the targets that the Makefile declares phony, which are its commands."""
    return set(re.findall(r"^\.PHONY: (\S+)$", MAKEFILE, re.MULTILINE))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield name and number of lines of code, docstring left out, of every function of a module."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            documented = ast.get_docstring(node) is not None and first.end_lineno is not None
            docstring = first.end_lineno - first.lineno + 1 if documented else 0  # type: ignore[operator]
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1 - docstring


def test_conda_environment_names_the_same_packages_as_pyproject() -> None:
    """Compare names, minimum versions and markers; what only conda itself needs is taken off first."""
    conda = [line for line in ENVIRONMENT["dependencies"] if isinstance(line, str)]
    (pip,) = [line["pip"] for line in ENVIRONMENT["dependencies"] if isinstance(line, dict)]
    assert pip[-1] == "-e .", "the course itself is installed last, when everything it needs is there"
    named = requirements(conda + pip[:-1])
    assert named.pop("pip") == ("", "None")
    assert named.pop("python")[0] == PYPROJECT["project"]["requires-python"]
    assert named == declared()


def test_every_requirement_has_a_minimum_version_and_no_pin() -> None:
    """A missing minimum installs anything; a pin or an upper bound makes the course age."""
    for name, (specifier, _) in declared().items():
        assert re.fullmatch(r">=[\d.]+", specifier), f"{name}{specifier}"


def test_console_command_points_into_the_grader_package() -> None:
    """The README tells people to call `grader`."""
    assert PYPROJECT["project"]["scripts"] == {"grader": "grader.cli:main"}


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_documented_make_targets_exist(document: str) -> None:
    """Only text in code spans and code blocks counts: `make sense of it` in prose is no command."""
    text = (ROOT / document).read_text()
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", code))
    assert named, f"{document} names no make target"
    assert named <= makefile_targets()


def test_every_make_target_is_listed_by_help() -> None:
    """`make` alone shows what there is."""
    command = ["make", "--no-print-directory", "help"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(re.findall(r"^  make (\S+)", shown.stdout, re.MULTILINE)) == makefile_targets()


def test_continuous_integration_runs_what_contributors_run() -> None:
    """One command everywhere: the workflow calls .ci/run, which hands over to these four."""
    script = (ROOT / ".ci" / "run").read_text()
    assert re.findall(r"^(?:exec )?make (\S+)", script, re.MULTILINE) == ["demo", "test", "test-long", "test-browser"]
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
    assert [step["run"] for step in workflow["jobs"]["test"]["steps"] if "run" in step][-1] == "bash .ci/run"


def test_notebooks_for_students_hold_no_solution_and_no_hidden_test() -> None:
    """The marks go away together with what stands between them, so a mark that is left is a leak."""
    for path in (ROOT / "notebooks").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for mark in (b"BEGIN SOLUTION", b"END SOLUTION", b"BEGIN HIDDEN", b"END HIDDEN"):
                assert mark not in content, f"{path.relative_to(ROOT)} holds {mark.decode()}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    """A module or function that outgrows its limit holds a concept that wants its own name."""
    assert len(path.read_text().splitlines()) <= MAX_MODULE_LINES
    too_long = [f"{name}: {lines}" for name, lines in functions(path) if lines > MAX_FUNCTION_LINES]
    assert not too_long


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_begin_with_a_docstring(path: Path) -> None:
    """The first thing to read says what the module is for."""
    assert ast.get_docstring(ast.parse(path.read_text()))


def test_folders_with_modules_are_packages() -> None:
    """A folder without __init__.py imports from here, but tools that walk packages pass it by."""
    assert not [str(path.parent) for path in MODULES if not (path.parent / "__init__.py").exists()]


def test_wheel_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    """Data files travel with the modules, and no line of .gitignore takes a module away."""
    built = Path(next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])))
    with zipfile.ZipFile(built) as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    files = [path for package in ("rnn_utils", "grader") for path in (ROOT / package).rglob("*")]
    kept = {str(path.relative_to(ROOT)) for path in files if path.is_file() and path.suffix != ".pyc"}
    assert packed == kept


def test_library_knows_nothing_of_the_grader() -> None:
    """Imports point one way: students have rnn_utils without grader and nbgrader."""
    for path in (ROOT / "rnn_utils").rglob("*.py"):
        assert not re.search(r"^\s*(from|import) (nb)?grader\b", path.read_text(), re.MULTILINE), path


@pytest.fixture
def interpreters(tmp_path: Path) -> Path:
    """Return a folder for the path that holds nothing but what the shell script itself needs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "dirname").symlink_to("/usr/bin/dirname")
    return folder


def bootstrap(path: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """Run scripts/bootstrap with nothing but `path` on the path."""
    environment = os.environ | {"PATH": str(path)}
    environment.pop("PYTHON", None)
    command = ["/bin/sh", str(ROOT / "scripts" / "bootstrap"), str(target)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def fake_python(folder: Path, name: str, version: str, *, new: bool, venv: bool) -> None:
    """Put a script on the path that answers the questions that the bootstrap asks an interpreter."""
    script = folder / name
    script.write_text(
        "#!/bin/sh\ncase $2 in\n"
        f"*print*) echo {version} ;;\n"
        f"*version_info*) exit {int(not new)} ;;\n"
        f"*ensurepip*) exit {int(not venv)} ;;\n"
        "esac\n"
    )
    script.chmod(0o755)


def test_bootstrap_without_python_says_so_in_one_line(interpreters: Path, tmp_path: Path) -> None:
    """Nothing is created and nothing else is printed."""
    ended = bootstrap(interpreters, tmp_path / "venv")
    assert ended.returncode == 1
    assert re.fullmatch(r"bootstrap: no Python found: install Python 3\.11 or later .*\n", ended.stderr)
    assert not (tmp_path / "venv").exists()


def test_bootstrap_with_an_old_python_names_its_version(interpreters: Path, tmp_path: Path) -> None:
    """The reader learns which interpreter was found and which is needed."""
    fake_python(interpreters, "python3", "3.9", new=False, venv=True)
    ended = bootstrap(interpreters, tmp_path / "venv")
    assert ended.returncode == 1
    assert ended.stderr == "bootstrap: found python3, which is Python 3.9; Python 3.11 or later is needed\n"


def test_bootstrap_without_the_venv_module_names_the_package(interpreters: Path, tmp_path: Path) -> None:
    """Debian ships Python without it; an older interpreter beside it does not hide the advice."""
    fake_python(interpreters, "python3", "3.9", new=False, venv=True)
    fake_python(interpreters, "python3.12", "3.12", new=True, venv=False)
    ended = bootstrap(interpreters, tmp_path / "venv")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "apt-get install python3.12-venv" in ended.stderr


def chromium_script(path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run scripts/chromium with nothing but `path` on the path."""
    environment = {"PATH": str(path), **variables}
    command = ["/bin/sh", str(ROOT / "scripts" / "chromium")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def fake_program(folder: Path, name: str, does: str) -> None:
    """Put a script on the path that does what it is told."""
    (folder / name).write_text(f"#!/bin/sh\n{does}\n")
    (folder / name).chmod(0o755)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder for the path of root on a system with apt-get, which can install nothing."""
    for name in ("mktemp", "rm", "cat", "grep", "head"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    fake_program(tmp_path, "id", "echo 0")
    fake_program(tmp_path, "apt-get", "echo 'E: Unable to locate package chromium'; exit 100")
    return tmp_path


def test_a_browser_that_is_there_needs_no_word(tmp_path: Path) -> None:
    """Nothing is printed, and nothing else is looked for."""
    fake_program(tmp_path, "google-chrome", "exit 9")
    ended = chromium_script(tmp_path)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_without_a_browser_one_line_says_what_is_left_out_and_how_to_get_it(tmp_path: Path) -> None:
    """Whoever is no root, or has no apt-get, is told; `make test-browser` takes this status for success."""
    ended = chromium_script(tmp_path, CI="true")
    assert ended.returncode == 3
    assert ended.stdout.count("\n") == 1 and not ended.stderr
    assert "Chromium is missing" in ended.stdout and "apt-get install chromium" in ended.stdout


def test_a_browser_that_root_cannot_install_is_left_out_here_and_an_error_in_ci(root: Path) -> None:
    """The last line names apt-get's own reason."""
    ended = chromium_script(root)
    assert ended.returncode == 3
    assert ended.stdout.splitlines()[-1].endswith("(E: Unable to locate package chromium)")
    ended = chromium_script(root, CI="true")
    assert ended.returncode == 1
    assert "Unable to locate" in ended.stderr and "could not install it" in ended.stderr


def test_root_gets_the_browser_from_the_packages_of_the_system(root: Path) -> None:
    """The package's name is Debian's."""
    asked = root / "asked"
    fake_program(root, "apt-get", f'echo "$*" >> {asked}')
    assert chromium_script(root, CI="true").returncode == 0
    assert asked.read_text().splitlines()[1].startswith("install -y --no-install-recommends chromium ")
