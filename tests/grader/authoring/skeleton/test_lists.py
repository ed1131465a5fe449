"""Changes of lists: sorted, at their place, and every other byte as it was."""

from __future__ import annotations

import pytest

from grader.authoring.skeleton.lists import NotSafeError, with_element, with_import, with_strings

MODULE = '''"""ŷ and Γ are more than a byte long."""

import numpy as np

from grader.exercises.gru.backward import B
from grader.exercises.model import M

__all__ = ["B", "M"]

ALL: tuple[object, ...] = (B, M)  # in order

FILES = {"one": ("a.py", "ŷ", "b.py")}
'''


def test_an_import_is_put_where_it_belongs() -> None:
    lines = with_import(MODULE, "grader.exercises.gru.shares", "S").splitlines()
    assert lines[5] == "from grader.exercises.gru.shares import S"
    last = with_import(MODULE, "rnn_utils.types", "Array").splitlines()
    assert last[6] == "from rnn_utils.types import Array"
    with pytest.raises(NotSafeError, match="imports nothing"):
        with_import("import os\n", "grader.x", "X")


def test_an_element_is_put_at_its_place() -> None:
    assert "ALL: tuple[object, ...] = (\n    B,\n    S,\n    M,\n)  # in order\n" in with_element(MODULE, "ALL", "S", 1)
    assert '__all__ = [\n    "B",\n    "M",\n    "S",\n]\n' in with_element(MODULE, "__all__", '"S"')


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("ALL = [*others]\n", "no plain list"),
        ("ALL = tuple(others)\n", "no plain list"),
        ("OTHER = ()\n", "no plain list"),
        ("ALL = (\n    B,  # why\n    M,\n)\n", "holds comments"),
        ("ALL = (B,)\n", "has 1 elements, and 2 should come before"),
    ],
)
def test_what_is_not_safe_to_change_is_left_alone(source: str, said: str) -> None:
    with pytest.raises(NotSafeError, match=said):
        with_element(source, "ALL", "S", 2)


def test_strings_are_added_behind_others() -> None:
    added = with_strings(MODULE, lambda text: {"ŷ": "new.py"}.get(text, ""))
    assert added == MODULE.replace('("a.py", "ŷ", "b.py")', '("a.py", "ŷ", "new.py", "b.py")')
    assert with_strings(MODULE, lambda text: "") == MODULE


def test_a_line_that_becomes_too_long_is_broken() -> None:
    line = "FILES = (" + ", ".join(f'"a{k:02}.py"' for k in range(11)) + ")\n"
    changed = with_strings(line, lambda text: {"a03.py": "new.py"}.get(text, ""))
    assert changed.splitlines()[4:6] == ['    "a03.py",', '    "new.py",']
    assert max(map(len, changed.splitlines())) < 20
