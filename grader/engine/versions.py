"""What is installed where a grade is computed: the same on every worker, and part of a result's key."""

from __future__ import annotations

import hashlib
import platform
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import grader
import rnn_utils


@cache
def code_digest() -> str:
    """Return a hash of all source files of the grader and the library."""
    state = hashlib.sha256()
    for package in (grader, rnn_utils):
        root = Path(str(package.__file__)).parent
        for path in sorted(root.rglob("*")):
            if path.suffix in (".py", ".json", ".j2", ".css", ".toml", ".txt") and path.is_file():
                state.update(f"{package.__name__}/{path.relative_to(root).as_posix()}\0".encode())
                state.update(hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()[:16]


def installed() -> dict[str, str]:
    """Return the versions of what computes a grade, by name."""
    return {
        "grader": version("rnn-course"),
        "numpy": version("numpy"),
        "python": ".".join(platform.python_version_tuple()[:2]),
    }


def installed_code(packages: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the versions and the hash of the code, for comparing a worker with the coordinator.

    Parameters
    ----------
    packages
        Distributions that students may import; those that are missing are left out.
    """
    found = {}
    for name in packages:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return {**installed(), **found, "code": code_digest()}


def differences(ours: dict[str, str], theirs: dict[str, str]) -> str:
    """Name what two installations differ in; empty when they are the same."""
    names = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
    return ", ".join(f"{name} {theirs.get(name, 'missing')} instead of {ours.get(name, 'none')}" for name in names)
