"""Limits are plain numbers that are checked when they are made."""

from __future__ import annotations

from typing import Any

import pytest

from grader.errors import GraderError
from grader.sandbox import Limits


def test_limits_survive_the_way_through_plain_numbers() -> None:
    limits = Limits(memory_mib=300, cell_timeout_s=2.5)
    assert Limits.from_dict(limits.to_dict()) == limits
    assert Limits.from_dict({}) == Limits()


@pytest.mark.parametrize("value", [0, -1, "5", True, None, float("nan")])
def test_limit_that_is_no_number_above_zero_is_refused(value: Any) -> None:
    for name in ("cell_timeout_s", "memory_mib"):
        with pytest.raises(GraderError, match=name):
            Limits.from_dict({name: value})


def test_half_a_process_is_refused() -> None:
    with pytest.raises(GraderError, match="whole number"):
        Limits(processes=1.5)  # type: ignore[arg-type]


def test_unknown_limit_is_named_with_the_known_ones() -> None:
    with pytest.raises(GraderError, match="memory") as caught:
        Limits.from_dict({"memory": 3})
    assert "memory_mib" in caught.value.hint
