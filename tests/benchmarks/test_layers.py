"""The benchmark of the layers: turns, the floor's products, and how results are shown; PyTorch is not needed."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import layers
from benchmarks.layer_contestants import contestants
from benchmarks.layer_floor import bare_products
from benchmarks.layer_results import draw, summary, table
from rnn_utils.layers import products
from rnn_utils.types import Array


def make_row(cell: str, n_a: int, threads: int, torch_ms: float) -> dict[str, Any]:
    """Return a row in which the layer takes 2 ms and the floor 1 ms."""
    times = {"layer": 2.0, "torch": torch_ms, "floor": 1.0, "steps": 8.0}
    measured = {name: {"wall_ms": ms, "cpu_ms": 2 * ms, "turns": 5} for name, ms in times.items()}
    return {"cell": cell, "n_a": n_a, "m": 4, "T_x": 6, "threads": threads, **measured}


def make_results() -> dict[str, Any]:
    """Return results of two sizes of one cell."""
    machine = {"processor": "one", "cores": 2, "numpy": "2", "torch": "2", "date": "2026-11-22", "load_before": "0.1"}
    rows = [make_row("gru", 64, 1, 4.0), make_row("gru", 128, 1, 1.0)]
    return {"machine": machine, "clock": "wall", "rows": rows}


def test_everyone_takes_turns_in_changing_order() -> None:
    calls: list[str] = []
    found = layers.measure({name: partial(calls.append, name) for name in "ab"}, 0.0)
    assert calls[:2] == ["a", "b"]  # the first calls do not count
    assert calls[2:6] == ["b", "a", "a", "b"]
    assert [found[name]["turns"] for name in "ab"] == [layers.TURNS, layers.TURNS]


@pytest.mark.parametrize("cell", layers.CELLS)
def test_contestants_run(cell: str) -> None:
    found = layers.measure(contestants(cell, 6, 3, 4), 0.0)
    assert set(found) == {"layer", "floor", "steps"}
    assert all(one["wall_ms"] > 0 for one in found.values())


@pytest.mark.parametrize(("cell", "steps"), [("rnn", 2), ("gru", 4), ("lstm", 2)])
def test_the_floor_multiplies_what_the_layer_multiplies(
    cell: str, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    n_a, m, T_x = 6, 3, 4
    gates = {"rnn": 1, "gru": 3, "lstm": 4}[cell]
    counted: list[int] = []
    matmul, step_product = np.matmul, products.step_product

    def count(left: Any, right: Any, out: Any) -> None:
        matmul(left, right, out=out)
        counted.append(out.size * left.shape[-1])

    def counting(weights: Array, m: int) -> Callable[[Array, Array], Any]:
        multiply = step_product(weights, m)

        def count_step(columns: Array, place: Array) -> None:
            multiply(columns, place)
            counted.append(place.size * len(columns))

        return count_step

    monkeypatch.setattr(products, "step_product", counting)
    run = bare_products(cell, n_a, m, T_x)
    monkeypatch.setattr(np, "matmul", count)
    run()
    assert len(counted) == 2 + steps * T_x
    # forward, backward and gathered: by states, and by inputs, of which forward takes the bias along
    assert sum(counted) == gates * n_a * m * T_x * (3 * n_a + 3 * n_a + 1)


def test_the_table_shows_times_and_ratios() -> None:
    *_, row = table(make_results()["rows"], "wall").splitlines()
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells == ["gru", "128", "4", "6", "1", "2.00", "1.00", "1.00", "8.00", "0.50", "2.00", "4.00"]


def test_the_summary_says_where_the_goals_are_reached() -> None:
    text = summary(make_results())
    assert "GRU, threads: 1. Not slower than PyTorch at 1 of 2 sizes" in text
    assert "within 1.5 × of the floor at 0 of 1 sizes with n_a ≥ 128 (at most 2.00)" in text


def test_the_figure_is_drawn(tmp_path: Path) -> None:
    draw(make_results(), tmp_path / "layers.png")
    assert (tmp_path / "layers.png").read_bytes().startswith(b"\x89PNG")


def test_without_pytorch_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match=r"^bench-layers: PyTorch is missing here: .*$"):
        layers.main([])
