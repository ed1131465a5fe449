"""Build the wheel that students install: the student edition under the name ``rnn-utils-student``."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rnn_utils import __version__

DISTRIBUTION = "rnn-utils-student"
PATTERN = "rnn_utils_student-*.whl"
EPOCH = "1577836800"  # 2020-01-01: the same wheel on every day

PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{distribution}"
version = "{version}"
description = "What the notebook of assignment {name} imports: checks, figures, data and training."
requires-python = ">=3.11"
license = "BSD-3-Clause"
dependencies = ["numpy>=2.0", "matplotlib>=3.9", "jaxtyping>=0.3"]

[tool.hatch.build]
ignore-vcs = true

[tool.hatch.build.targets.wheel]
packages = ["rnn_utils"]
"""


def build_wheel(edition: Path, target: Path) -> Path:
    """Build the wheel of a student edition; the same edition gives the same bytes.

    Parameters
    ----------
    edition
        Folder that holds the package, named after the assignment.
    target
        Folder that the wheel goes into; earlier wheels of the edition there are removed.

    Returns
    -------
    Path
        The wheel.
    """
    from hatchling.builders.wheel import WheelBuilder

    with TemporaryDirectory(prefix="grader-wheel-") as folder:
        project, out = Path(folder) / "project", Path(folder) / "out"
        shutil.copytree(edition, project, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        version = student_version(edition.name)
        settings = PROJECT.format(distribution=DISTRIBUTION, version=version, name=edition.name)
        (project / "pyproject.toml").write_text(settings, encoding="utf-8")
        with _fixed_time():
            built = Path(next(WheelBuilder(str(project)).build(directory=str(out), versions=["standard"])))
        target.mkdir(parents=True, exist_ok=True)
        for old in target.glob(PATTERN):
            old.unlink()
        return Path(shutil.copy(built, target / built.name))


def student_version(name: str) -> str:
    """Return the version of an assignment's edition: pip takes a later assignment's for newer.

    Parameters
    ----------
    name
        The assignment, for example ``"01_rnn"``.
    """
    number, _, topic = name.partition("_")
    return f"{__version__}+{int(number)}.{topic.replace('_', '.')}"


@contextmanager
def _fixed_time() -> Iterator[None]:
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = EPOCH
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
