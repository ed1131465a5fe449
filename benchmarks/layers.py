"""Measure the fast layers against PyTorch's: forward and backward, side by side in one run.

    make bench-layers                                 # in a folder of its own, .venv-bench, with PyTorch
    python benchmarks/layers.py --out build/bench     # in an environment that has torch, NumPy and Matplotlib
    python benchmarks/layers.py --quick               # fewer sizes, a minute

Four contestants take turns: the layer, PyTorch's CPU layer, the bare matrix products of the layer (the floor)
and the step-by-step reference, which is what students usually write. One and two threads, float32, n_x = n_a.
Every number is a median over turns. The result is a table, a JSON file, and a figure.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

CELLS = ("rnn", "gru", "lstm")
SIZES = {"full": ((50, 64, 128, 256), (1, 16, 64), (25, 100)), "quick": ((50, 128, 256), (1, 32), (50,))}
THREADS = (1, 2)
CONTESTANTS = ("layer", "torch", "floor", "steps")
Work = Callable[[], Any]


def contestants(cell: str, n_a: int, m: int, T_x: int, threads: int) -> dict[str, Work]:
    """Return what takes turns: functions that run forward and backward once."""
    import numpy as np
    import torch

    from floor import bare_products
    from rnn_utils import layers
    from rnn_utils.reference import cells

    torch.set_num_threads(threads)
    rng = np.random.default_rng(1)

    def draw(*shape: int) -> Any:
        return (rng.standard_normal(shape) / np.sqrt(n_a)).astype(np.float32)

    gates = {"rnn": "", "gru": "cur", "lstm": "cfuo"}[cell]
    plain = {"Waa": draw(n_a, n_a), "Wax": draw(n_a, n_a), "ba": draw(n_a, 1)}
    parameters = {"W" + gate: draw(n_a, 2 * n_a) for gate in gates} | {"b" + gate: draw(n_a, 1) for gate in gates}
    parameters = parameters or plain
    x, da = (rng.standard_normal((T_x, m, n_a)).astype(np.float32) for _ in range(2))
    a0 = np.zeros((n_a, m), dtype=np.float32)
    layer: Any = {"rnn": layers.RNNLayer, "gru": layers.GRULayer, "lstm": layers.LSTMLayer}[cell]()
    module: Any = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[cell](n_a, n_a)
    x_torch, da_torch = torch.from_numpy(x).clone().requires_grad_(), torch.from_numpy(da)

    def run_layer() -> None:
        layer.forward(x.transpose(2, 1, 0), a0, parameters)
        layer.backward(da.transpose(2, 1, 0))

    def run_torch() -> None:
        module.zero_grad(set_to_none=True)
        x_torch.grad = None
        module(x_torch)[0].backward(da_torch)

    def run_steps() -> None:
        _, caches = cells.layer_forward(x.transpose(2, 1, 0), a0, parameters, cell)
        cells.layer_backward(da.transpose(2, 1, 0), caches)

    return {"layer": run_layer, "torch": run_torch, "floor": bare_products(cell, n_a, m, T_x), "steps": run_steps}


def measure(works: dict[str, Work], seconds: float) -> dict[str, dict[str, float]]:
    """Let the contestants take turns for some time, and return the medians in milliseconds."""
    wall: dict[str, list[float]] = {name: [] for name in works}
    cpu: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    end, names = time.perf_counter() + seconds, list(works)
    while time.perf_counter() < end or len(wall["layer"]) < 5:
        names = names[1:] + names[:1]  # nobody always follows the same one
        for name in names:
            start, start_cpu = time.perf_counter(), time.process_time()
            works[name]()
            wall[name].append(1e3 * (time.perf_counter() - start))
            cpu[name].append(1e3 * (time.process_time() - start_cpu))
    return {
        name: {"wall_ms": statistics.median(wall[name]), "cpu_ms": statistics.median(cpu[name]), "turns": len(wall[name])}
        for name in works
    }


def run_child(threads: int, sizes: str, seconds: float) -> None:
    """Measure all sizes with a number of threads and write one JSON line for each."""
    states, batches, lengths = SIZES[sizes]
    for cell in CELLS:
        for n_a in states:
            for m in batches:
                for T_x in lengths:
                    found = measure(contestants(cell, n_a, m, T_x, threads), seconds)
                    row = {"cell": cell, "n_a": n_a, "batch": m, "T_x": T_x, "threads": threads, **found}
                    sys.stdout.write(json.dumps(row) + "\n")
                    sys.stdout.flush()


def rows_of_child(threads: int, sizes: str, seconds: float) -> Iterator[dict[str, Any]]:
    """Start a process with that number of threads, for libraries read it when they are loaded."""
    limits = {name: str(threads) for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}
    command = [sys.executable, __file__, "--child", str(threads), "--sizes", sizes, "--seconds", str(seconds)]
    with subprocess.Popen(command, env={**os.environ, **limits}, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            yield json.loads(line)
    if child.returncode:
        raise SystemExit(f"measuring with {threads} threads stopped with {child.returncode}: see above")


def table_line(row: dict[str, Any], clock: str) -> str:
    """Return one row of the table."""
    layer, torch, floor, steps = (row[name][clock] for name in CONTESTANTS)
    return (
        f"{row['cell']:5}{row['n_a']:5}{row['batch']:6}{row['T_x']:5}{row['threads']:8}{layer:10.2f}{torch:10.2f}"
        f"{floor:10.2f}{steps:10.2f}{torch / layer:13.2f}{layer / floor:13.2f}{steps / layer:13.2f}\n"
    )


def draw_figure(rows: list[dict[str, Any]], clock: str, path: Path) -> None:
    """Draw, for every cell and number of threads, how the layers compare with PyTorch and the floor."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(len(THREADS), len(CELLS), figsize=(11, 6), sharey=True, squeeze=False)
    for panel_row, threads in zip(axes, THREADS, strict=True):
        for axis, cell in zip(panel_row, CELLS, strict=True):
            own = [row for row in rows if row["cell"] == cell and row["threads"] == threads]
            for name, marker in (("torch", "o"), ("floor", "_"), ("steps", "^")):
                ratios = [row[name][clock] / row["layer"][clock] for row in own]
                axis.plot(range(len(own)), ratios, marker, label={"steps": "step by step"}.get(name, name), color="0.2")
            axis.axhline(1, color="0.6", linewidth=1)
            axis.set_yscale("log")
            axis.set_title(f"{cell.upper()}, {threads} thread{'s' * (threads > 1)}")
            names = [f"{row['n_a']}·{row['batch']}·{row['T_x']}" for row in own]
            axis.set_xticks(range(len(own)), names, rotation=90, fontsize=6)
        panel_row[0].set_ylabel("time / time of the layer")
    axes[0][0].legend()
    figure.supxlabel("n_a · batch · T_x")
    figure.tight_layout()
    figure.savefig(path, dpi=120)


def main() -> None:
    """Read the command line, measure, and write the results."""
    parser = argparse.ArgumentParser(description="Fast layers against PyTorch's CPU layers.")
    parser.add_argument("--out", type=Path, default=Path("build/bench-layers"), help="folder for the results")
    parser.add_argument("--quick", action="store_true", help="fewer sizes")
    parser.add_argument("--seconds", type=float, default=0.5, help="time for each size, all contestants together")
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall", help="cpu: for a machine that others use too")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--sizes", choices=tuple(SIZES), default="full", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        run_child(options.child, options.sizes, options.seconds)
        return
    clock = options.clock + "_ms"
    heading = ("cell", "n_a", "batch", "T_x", "threads", "layer ms", "torch ms", "floor ms", "steps ms")
    widths = (5, 5, 6, 5, 8, 10, 10, 10, 10)
    sys.stdout.write("".join(f"{word:>{width}}" for word, width in zip(heading, widths, strict=True)))
    sys.stdout.write("  torch/layer  layer/floor  steps/layer\n")
    rows = []
    for threads in THREADS:
        for row in rows_of_child(threads, "quick" if options.quick else options.sizes, options.seconds):
            sys.stdout.write(table_line(row, clock))
            sys.stdout.flush()
            rows.append(row)
    options.out.mkdir(parents=True, exist_ok=True)
    machine = {"processor": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    (options.out / "layers.json").write_text(json.dumps({"machine": machine, "clock": clock, "rows": rows}, indent=1))
    draw_figure(rows, clock, options.out / "layers.png")


if __name__ == "__main__":
    main()
