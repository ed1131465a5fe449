"""What is installed where a grade is computed: the same on every worker, and part of a result's key."""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Any

import grader
import rnn_utils
from grader.sandbox.site import NEEDED, closure

DISTRIBUTION = "rnn-course"
BESIDE = ("nbgrader", "nbconvert", "nbformat")  # packages of the grader's own that a grade passes through


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
        "grader": version(DISTRIBUTION),
        "numpy": version("numpy"),
        "python": ".".join(platform.python_version_tuple()[:2]),
    }


def environment(packages: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the versions of all that a grade may pass through, for the record of it.

    Parameters
    ----------
    packages
        Distributions that students may import beside the usual ones.
    """
    names = [name for name in (*closure((*NEEDED, *packages)), *BESIDE)]
    return {**{name: version(name) for name in names}, **installed(), "python": platform.python_version()}


@cache
def origin(isolation: str, packages: tuple[str, ...] = ()) -> Mapping[str, Any]:
    """Return how a grade was computed, for the record of it, beside what its key stands for.

    Parameters
    ----------
    isolation
        Level of isolation under which the student's code ran.
    packages
        Distributions that students may import beside the usual ones.
    """
    told = {"isolation": isolation, "code": code_digest(), "commit": source_commit()}
    return {**told, "versions": environment(packages)}


@cache
def source_commit() -> str:
    """Return the git commit that this installation was made from, with a mark where files differ from it.

    Returns
    -------
    str
        Empty where there is none to be found out: a release from a package index is named by its version.
    """
    try:
        told = json.loads(distribution(DISTRIBUTION).read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        told = {}
    recorded = told.get("vcs_info", {}).get("commit_id", "")
    root = Path(str(grader.__file__)).parents[1]
    if recorded or not (root / ".git").exists():
        return str(recorded)
    commit = _git(root, "rev-parse", "HEAD")
    changed = _git(root, "status", "--porcelain", "--untracked-files=no", "--", "grader", "rnn_utils")
    return f"{commit} with changes" if commit and changed else commit


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), "--no-optional-locks", *arguments], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):  # no git here, or a repository of somebody else's
        return ""
    return done.stdout.strip()


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
