"""Which tests run one after another in one process, and what begins first, when pytest-xdist spreads them.

Fixtures and caches are kept as long as a process lives. So tests that share something dear belong into one process:
those of a file, of some folders, and of each exercise, whose probes and replays are made once. Files in which several
classes are graded are taken apart by assignment.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from grader.exercises.catalogue import EXERCISES

# Everything here looks at one class that is graded once.
FOLDERS = frozenset({"tests/threats", "tests/browser"})
EXERCISE_FILES = frozenset({f"tests/grader/exercises/test_{name}.py" for name in ("judging", "mistakes")})
ASSIGNMENT_FILES = frozenset({"tests/notebooks/test_release.py", "tests/grader/test_demo.py"})


def group_of(test: str) -> str:
    """Name the group of a test by its id; more than that is not known to the process that deals the tests out."""
    path = test.partition("::")[0]
    folder, parameters = str(PurePosixPath(path).parent), test.partition("[")[2].removesuffix("]")
    if folder in FOLDERS:
        return folder
    if path in EXERCISE_FILES:
        first, last = parameters.split("-")[0], parameters.split("-")[-1]
        return f"{folder} {first if first in EXERCISES else last}"
    found = re.search(r"\b\d\d_\w+", parameters) if path in ASSIGNMENT_FILES else None
    return f"{path} {found[0]}" if found else path


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
