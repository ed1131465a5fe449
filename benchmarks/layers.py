"""Compare the fast layers with PyTorch's CPU layers: run ``make bench-layers``.

Forward and backward passes of RNN, GRU and LSTM in float32, n_x = n_a, with one thread and with two. In one
process, by turns: the layer, PyTorch's layer, the bare matrix products of the layer (the floor), and the
step-by-step reference, which is what students usually write. Every figure is a median over the turns.

``make bench-layers`` makes a folder ``.venv-bench`` for PyTorch, which the course does not need. Any environment
that has torch, NumPy, Matplotlib and jaxtyping does as well, from the root of the repository::

    python -m benchmarks.layers                # every size; results in benchmarks/results/layers.{json,md,png}
    python -m benchmarks.layers --quick        # fewer sizes
    python -m benchmarks.layers --clock cpu    # CPU time, for a machine that is busy with other things
    python -m benchmarks.layers --cell lstm --threads 1 --seconds 2
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from benchmarks.layer_contestants import Work, contestants, pytorch
from benchmarks.layer_results import draw, summary, table
from benchmarks.machine import describe

ROOT = Path(__file__).resolve().parent.parent
CELLS = ("rnn", "gru", "lstm")
# n_a, m, T_x
SIZES = tuple(product((50, 64, 128, 256), (1, 16, 64), (25, 100)))
QUICK_SIZES = tuple(product((50, 128, 256), (1, 32), (50,)))
TURNS = 5  # at least, however long they take


def measure(works: dict[str, Work], seconds: float) -> dict[str, dict[str, float]]:
    """Let everyone take turns for some time.

    Parameters
    ----------
    works : dict of callables
        The contestants by name.
    seconds : float
        How long, all together; everyone has a few turns in any case.

    Returns
    -------
    dict of dicts
        For each contestant the medians wall_ms and cpu_ms (of all threads), and the number of turns.
    """
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for work in works.values():
        work()  # the first call allocates
    order, end = list(works), time.perf_counter() + seconds
    while time.perf_counter() < end or min(map(len, times.values())) < TURNS:
        order = order[1:] + order[:1]  # nobody comes after the same one every time
        for name in order:
            wall, cpu = time.perf_counter(), time.process_time()
            works[name]()
            times[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    found = {}
    for name, spent in times.items():
        wall_ms, cpu_ms = (1e3 * statistics.median(clock) for clock in zip(*spent, strict=True))
        found[name] = {"wall_ms": round(wall_ms, 4), "cpu_ms": round(cpu_ms, 4), "turns": len(spent)}
    return found


def measure_here(options: argparse.Namespace) -> None:
    """Measure in this process, whose libraries were loaded for that number of threads; one line of JSON a size."""
    for cell in options.cell:
        for n_a, m, T_x in QUICK_SIZES if options.quick else SIZES:
            works = contestants(cell, n_a, m, T_x) | {"torch": pytorch(cell, n_a, m, T_x, options.threads[0])}
            row = {"cell": cell, "n_a": n_a, "m": m, "T_x": T_x, "threads": options.threads[0]}
            print(json.dumps(row | measure(works, options.seconds)), flush=True)


def measure_apart(options: argparse.Namespace, threads: int) -> Iterator[dict[str, Any]]:
    """Start a process for a number of threads, which libraries read when they are loaded."""
    limits = {name: str(threads) for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}
    command = [sys.executable, "-m", "benchmarks.layers", "--here", "--threads", str(threads)]
    command += ["--seconds", str(options.seconds), "--cell", *options.cell, *["--quick"] * options.quick]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | limits, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            yield json.loads(line)
    if child.returncode:
        raise SystemExit(f"bench-layers: the process with {threads} threads ended with {child.returncode}: see above")


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.layers", description="Compare the fast layers with PyTorch's CPU layers."
    )
    parser.add_argument("--quick", action="store_true", help="fewer sizes")
    parser.add_argument("--cell", nargs="+", choices=CELLS, default=CELLS)
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--seconds", type=float, default=1.0, help="for each size, all contestants together")
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall", help="what table and figure show")
    parser.add_argument("--results", type=Path, default=ROOT / "benchmarks" / "results", help="where results go")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, show the table, and write layers.json, layers.md and layers.png."""
    if importlib.util.find_spec("torch") is None:
        raise SystemExit("bench-layers: PyTorch is missing here: run make bench-layers, or pip install torch")
    options = options_of(arguments)
    if options.here:
        measure_here(options)
        return
    results: dict[str, Any] = {"machine": describe(("numpy", "torch")), "clock": options.clock, "rows": []}
    for threads in options.threads:
        for row in measure_apart(options, threads):
            results["rows"].append(row)
            print(table([row], options.clock).splitlines()[-1], file=sys.stderr, flush=True)
    options.results.mkdir(parents=True, exist_ok=True)
    (options.results / "layers.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    shown = summary(results) + "\n\n" + table(results["rows"], options.clock) + "\n"
    (options.results / "layers.md").write_text(shown, encoding="utf-8")
    draw(results, options.results / "layers.png")
    print(shown, end="")


if __name__ == "__main__":
    main()
