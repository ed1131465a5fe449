"""Which tests run one after another in one process, and what begins first, when pytest-xdist spreads them.

Fixtures and caches are kept as long as a process lives. So tests that share something dear belong into one process:
those of a file, of some folders, and of each exercise, whose probes and replays are made once. Files in which several
classes are graded are taken apart by assignment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

import pytest

# Everything here looks at one class that is graded once.
FOLDERS = frozenset({"tests/threats"})
EXERCISE_FILES = frozenset({f"tests/grader/exercises/test_{name}.py" for name in ("judging", "mistakes")})
ASSIGNMENT_FILES = frozenset({"tests/notebooks/test_release.py", "tests/grader/test_demo.py"})
# Names of parameters and fixtures that stand for an exercise or an assignment.
EXERCISE = ("exercise", "exercise_id")
ASSIGNMENT = ("course", "rows", "name")


def group_of(path: str, parameters: Mapping[str, object]) -> str:
    """Name the group of a test by its file, relative to the repository, and its parameters."""
    folder = str(PurePosixPath(path).parent)
    if folder in FOLDERS:
        return folder
    if path in EXERCISE_FILES:
        return _with("tests/grader/exercises", EXERCISE, parameters)
    return _with(path, ASSIGNMENT if path in ASSIGNMENT_FILES else (), parameters)


def _with(group: str, names: Iterable[str], parameters: Mapping[str, object]) -> str:
    found = [parameters[name] for name in names if name in parameters]
    return f"{group} {getattr(found[0], 'id', found[0])}" if found else group


def in_order(groups: Sequence[str], slow: Sequence[bool]) -> list[int]:
    """Return the places of the tests, group by group: those with the most slow tests first, so that none ends alone.

    Parameters
    ----------
    groups
        The group of each test, in the order in which they were collected.
    slow
        Whether it is marked as slow.
    """
    weights = Counter(group for group, long in zip(groups, slow, strict=True) if long)
    seen = {group: place for place, group in reversed(list(enumerate(groups)))}
    return sorted(range(len(groups)), key=lambda place: (-weights[groups[place]], seen[groups[place]], place))


def arrange(items: list[pytest.Item], root: str) -> None:
    """Put tests in order and give each the mark by which pytest-xdist keeps groups together."""
    groups = []
    for item in items:
        path = item.path.relative_to(root).as_posix() if item.path.is_relative_to(root) else str(item.path)
        call = getattr(item, "callspec", None)
        groups.append(group_of(path, call.params if call else {}))
    slow = [item.get_closest_marker("slow") is not None for item in items]
    for item, group in zip(items, groups, strict=True):
        item.add_marker(pytest.mark.xdist_group(group))
    items[:] = [items[place] for place in in_order(groups, slow)]
