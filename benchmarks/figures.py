"""Draw the results: throughput, where a submission's time goes, and growth where it was measured."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

INSIDE = ("start of the kernel", "cells", "answers", "end of the kernel")
STEPS = (*INSIDE, "reading, restoring, judging", "feedback page and parcel", "gradebook", "files")


def draw(results: Mapping[str, Any], path: Path) -> None:
    """Draw the results into a PNG file.

    Parameters
    ----------
    results
        The content of ``benchmarks/results/grading.json``.
    path
        The picture.
    """
    growth = results.get("growth")
    figure = Figure(figsize=(13 if growth else 9, 3.4), layout="constrained")
    axes = figure.subplots(1, 3 if growth else 2)
    _throughput(axes[0], results)
    _steps(axes[1], results["warm"]["steps_ms"])
    if growth:
        _growth(axes[2], growth["rows"])
    figure.savefig(path, dpi=120, metadata={"Software": None})


def _throughput(axes: Axes, results: Mapping[str, Any]) -> None:
    spreads = [results[one]["per_minute"] for one in ("stock", "ours", "limit")]
    heights = [one["median"] for one in spreads]
    errors = [
        [height - one["least"] for height, one in zip(heights, spreads, strict=True)],
        [one["greatest"] - height for height, one in zip(heights, spreads, strict=True)],
    ]
    names = ["nbgrader\nautograde,\nno sandbox", "grader\ngrade,\nsandbox", "limit: warm,\nchecks alone,\nno sandbox"]
    bars = axes.bar(names, heights, yerr=errors, capsize=4, color=["0.75", "0.4", "white"], edgecolor="black")
    axes.bar_label(bars, fmt="%.0f", padding=3)
    axes.set(ylabel="submissions a minute", title=f"A class of {results['class']['sizes'][1]}")
    axes.margins(y=0.15)


def _steps(axes: Axes, steps: Mapping[str, Mapping[str, float]]) -> None:
    medians = {name: spread["median"] for name, spread in steps.items()}
    medians["reading, restoring, judging"] = medians["grade_submission"] - sum(medians[name] for name in INSIDE)
    axes.barh(STEPS[::-1], [medians[name] for name in STEPS[::-1]], color="0.4", edgecolor="black")
    axes.set(xlabel="ms, one warm worker", title="Where a submission's time goes")


def _growth(axes: Axes, rows: list[Mapping[str, Any]]) -> None:
    sizes = [row["size"] for row in rows]
    times = [1000 * row["submission_s"]["median"] for row in rows]
    lines = axes.plot(sizes, times, "o-", color="black", label="time")
    axes.set(
        xscale="log", xlabel="submissions in the class", ylabel="ms a submission, start-up counted", title="Growth"
    )
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    twin = axes.twinx()
    for name, marker in (("main", "s--"), ("worker", "^:")):
        label = "memory, " + ("coordinator" if name == "main" else "a worker and its sandbox")
        lines += twin.plot(sizes, [row["memory"][f"{name}_mib"] for row in rows], marker, color="0.5", label=label)
    twin.set_ylabel("peak, MiB")
    twin.set_ylim(bottom=0)
    axes.legend(lines, [str(line.get_label()) for line in lines], loc="lower left", fontsize="small")
