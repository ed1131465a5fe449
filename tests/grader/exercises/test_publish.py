"""The data file of the public checks: what is committed is what the build writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.exercises.catalogue import EXERCISES
from grader.exercises.publish import DATA, published_cases, published_text, write_published
from rnn_utils.checks.compare import Tolerance, difference
from rnn_utils.checks.published import from_json

# Rounding of another machine's libraries.
NEARLY = Tolerance(1e-8, 1e-10)


def data(value: object) -> object:
    """Return what a field holds; functions are told apart by name."""
    items = from_json(value)
    return tuple(getattr(item, "__name__", item) for item in items) if isinstance(items, tuple) else items


def test_the_committed_file_holds_what_a_fresh_one_holds() -> None:
    """Numerically: the last digits may differ between machines. Run `grader build` when this fails."""
    committed = json.loads((DATA / "01_rnn.json").read_text(encoding="utf-8"))
    fresh = json.loads(published_text("01_rnn"))
    assert list(committed) == list(fresh)
    for name in fresh:
        assert len(committed[name]) == len(fresh[name])
        for old, new in zip(committed[name], fresh[name], strict=True):
            assert set(old) == set(new)
            for field in set(new) - {"own"}:
                assert difference(data(new[field]), data(old[field]), field, NEARLY) is None


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """No clock, no random state."""
    one, other = write_published("01_rnn", tmp_path / "a"), write_published("01_rnn", tmp_path / "b")
    assert one.read_bytes() == other.read_bytes()
    assert one.name == "01_rnn.json"


@pytest.mark.parametrize("name", EXERCISES)
def test_public_cases_show_no_hidden_input(name: str) -> None:
    """Published inputs come from fixed seeds of their own and are short to print."""
    for case in published_cases(EXERCISES[name]):
        assert len(case.label) < 60
        assert case.expected or case.raises


def test_a_case_may_name_the_outputs_that_it_looks_at() -> None:
    """Predictions at padding mean nothing; and caches of no stated layout are never published."""
    cases = {(case.function, case.label): case for case in published_cases(EXERCISES["brnn_forward"])}
    assert set(cases["brnn_forward", "lengths 3 and 2"].expected) == {"a"}
    assert set(cases["brnn_forward", "two steps, three examples"].expected) == {"a", "y_pred"}
    assert set(cases["brnn_layer_forward", "lengths 3 and 2"].expected) == {"a of the layer"}
