"""Which installed distributions the sandbox mounts: what a notebook needs, nothing else of the grader's."""

from __future__ import annotations

import functools
import importlib.metadata
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

from grader.errors import SandboxUnavailable

NEEDED = ("ipython", "numpy", "matplotlib", "matplotlib-inline", "jaxtyping")


def normalise(name: str) -> str:
    """Return the name of a distribution as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@functools.cache
def closure(names: tuple[str, ...] = NEEDED) -> tuple[str, ...]:
    """List distributions and all that they need, as installed here.

    Parameters
    ----------
    names : tuple of str
        Names of distributions.

    Returns
    -------
    tuple of str
        Normalised names, in alphabetical order.

    Raises
    ------
    SandboxUnavailable
        If one of ``names`` is not installed.
    """
    seen: set[str] = set()
    waiting = deque(names)
    while waiting:
        name = normalise(waiting.popleft())
        if name in seen:
            continue
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            if name in map(normalise, names):
                raise SandboxUnavailable(f"{name} is not installed", hint=f"python -m pip install {name}") from None
            continue
        seen.add(name)
        waiting.extend(_requirements(distribution))
    return tuple(sorted(seen))


def _requirements(distribution: importlib.metadata.Distribution) -> Iterator[str]:
    for text in distribution.requires or []:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement.name


@functools.cache
def site_entries(more: tuple[str, ...] = ()) -> tuple[Path, ...]:
    """List the folders and modules, at the top of a site directory, that make up the needed distributions.

    Parameters
    ----------
    more : tuple of str
        Distributions that a course needs beside the usual ones.
    """
    found: set[Path] = set()
    for name in closure((*NEEDED, *more)):
        distribution = importlib.metadata.distribution(name)
        for file in distribution.files or []:
            top = file.parts[0]
            if top not in ("..", "__pycache__") and not top.endswith(".pth"):
                found.add(Path(str(distribution.locate_file(top))))
    return tuple(sorted(path for path in found if path.exists()))
