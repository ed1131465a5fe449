"""Show what the benchmark of the layers found: a table, a summary in words, and a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

Row = Mapping[str, Any]
MARKS = {"torch": ("o", "PyTorch"), "floor": ("_", "bare products"), "steps": ("^", "step by step")}


def table(rows: Sequence[Row], clock: str) -> str:
    """Return the results as a Markdown table.

    Parameters
    ----------
    rows : sequence of dicts
        One for each cell, size and number of threads.
    clock : str
        "wall" or "cpu".

    Returns
    -------
    str
        Times in milliseconds, and three ratios of which only layer / floor is better when it is small.
    """
    names = ("cell", "n_a", "m", "T_x", "threads")
    heads = (*names, "layer", "PyTorch", "floor", "steps", "PyTorch / layer", "layer / floor", "steps / layer")
    lines = ["| " + " | ".join(heads) + " |", "| --- |" + " --: |" * (len(heads) - 1)]
    for row in rows:
        labels = [str(row[name]) for name in names]
        times = [f"{row[name][clock + '_ms']:.2f}" for name in ("layer", "torch", "floor", "steps")]
        pairs = (("torch", "layer"), ("layer", "floor"), ("steps", "layer"))
        lines.append("| " + " | ".join(labels + times + [f"{_ratio(row, *pair, clock):.2f}" for pair in pairs]) + " |")
    return "\n".join(lines)


def summary(results: Mapping[str, Any]) -> str:
    """Say how far the goals are reached: as fast as PyTorch, and within 1.5 times the floor from n_a = 128 on.

    Parameters
    ----------
    results : dict
        The content of ``benchmarks/results/layers.json``.

    Returns
    -------
    str
        A few lines of Markdown.
    """
    machine, clock = results["machine"], results["clock"]
    lines = [
        f"Forward and backward, float32, n_x = n_a, medians of {clock} time in ms. {machine['processor']}, "
        f"{machine['cores']} cores, NumPy {machine['numpy']}, PyTorch {machine['torch']}, {machine['date']}; load of "
        f"the machine before: {machine['load_before']}.",
        "",
    ]
    for threads, cell in dict.fromkeys((row["threads"], row["cell"]) for row in results["rows"]):
        own = [row for row in results["rows"] if (row["threads"], row["cell"]) == (threads, cell)]
        against = sorted(_ratio(row, "torch", "layer", clock) for row in own)
        large = [_ratio(row, "layer", "floor", clock) for row in own if row["n_a"] >= 128]
        lines.append(
            f"- {cell.upper()}, threads: {threads}. Not slower than PyTorch at {sum(one >= 1 for one in against)} of "
            f"{len(own)} sizes (PyTorch / layer {against[0]:.2f} to {against[-1]:.2f}, median "
            f"{against[len(own) // 2]:.2f}); within 1.5 × of the floor at {sum(one <= 1.5 for one in large)} of "
            f"{len(large)} sizes with n_a ≥ 128 (at most {max(large, default=0):.2f})."
        )
    return "\n".join(lines)


def draw(results: Mapping[str, Any], path: Path) -> None:
    """Draw how the times of the others compare with the layer's.

    Parameters
    ----------
    results : dict
        The content of ``benchmarks/results/layers.json``.
    path : Path
        The picture, PNG.
    """
    rows, clock = results["rows"], results["clock"]
    threads, cells = (list(dict.fromkeys(row[name] for row in rows)) for name in ("threads", "cell"))
    figure = Figure(figsize=(4 * len(cells) + 1, 3.4 * len(threads)), layout="constrained")
    axes = figure.subplots(len(threads), len(cells), sharey=True, squeeze=False)
    for i, j in ((i, j) for i in range(len(threads)) for j in range(len(cells))):
        own = [row for row in rows if (row["threads"], row["cell"]) == (threads[i], cells[j])]
        _panel(axes[i, j], own, clock)
        axes[i, j].set_title(f"{cells[j].upper()}, {threads[i]} thread" + "s" * (threads[i] > 1))
    axes[0, 0].legend(fontsize="small")
    figure.supylabel(f"{clock} time / that of the layer")
    figure.supxlabel("n_a · batch · steps")
    figure.savefig(path, dpi=120, metadata={"Software": None})


def _panel(axes: Axes, rows: Sequence[Row], clock: str) -> None:
    for name, (mark, label) in MARKS.items():
        axes.plot([_ratio(row, name, "layer", clock) for row in rows], mark, label=label, color="0.2", markersize=5)
    axes.axhline(1, color="0.6", linewidth=1, zorder=0)
    axes.set_yscale("log")
    names = [f"{row['n_a']}·{row['m']}·{row['T_x']}" for row in rows]
    axes.set_xticks(range(len(rows)), names, rotation=90, fontsize=6)


def _ratio(row: Row, name: str, other: str, clock: str) -> float:
    ratio: float = row[name][clock + "_ms"] / row[other][clock + "_ms"]
    return ratio
