"""Draw the results: throughput, where a submission's time goes, and growth where it was measured."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

STEPS = (
    "start of the kernel",
    "cells",
    "answers",
    "end of the kernel",
    "reading, restoring, judging",
    "gradebook",
    "autograded notebook",
    "feedback page",
)


def draw(results: Mapping[str, Any], path: Path) -> None:
    """Draw the results into a PNG file.

    Parameters
    ----------
    results
        The content of ``benchmarks/results/grading.json``.
    path
        The picture.
    """
    growth = results.get("growth", [])
    figure = Figure(figsize=(12 if growth else 8.5, 3.4), layout="constrained")
    axes = figure.subplots(1, 3 if growth else 2)
    _throughput(axes[0], results)
    _steps(axes[1], results["warm"]["steps_ms"])
    if growth:
        _growth(axes[2], growth)
    figure.savefig(path, dpi=120, metadata={"Software": None})


def _throughput(axes: Axes, results: Mapping[str, Any]) -> None:
    spreads = [results["stock"]["per_minute"], results["ours"]["per_minute"]]
    heights = [one["median"] for one in spreads]
    errors = [
        [h - one["least"] for h, one in zip(heights, spreads, strict=True)],
        [one["greatest"] - h for h, one in zip(heights, spreads, strict=True)],
    ]
    bars = axes.bar(
        ["nbgrader autograde\nno sandbox", "grader grade\nsandbox"],
        heights,
        yerr=errors,
        capsize=4,
        color=["0.75", "0.4"],
        edgecolor="black",
    )
    axes.bar_label(bars, fmt="%.0f", padding=3)
    limit = 60_000 / results["limit"]["ms"]
    axes.axhline(limit, linestyle="--", color="black", linewidth=1)
    axes.annotate(
        "limit", (0.02, limit), xycoords=("axes fraction", "data"), xytext=(0, 3), textcoords="offset points"
    )
    axes.set(ylabel="submissions a minute", title=f"A class of {results['class']['size']}")
    axes.margins(y=0.15)


def _steps(axes: Axes, steps: Mapping[str, Mapping[str, float]]) -> None:
    inside = ("start of the kernel", "cells", "answers", "end of the kernel")
    medians = {name: spread["median"] for name, spread in steps.items()}
    medians["reading, restoring, judging"] = medians["grade_submission"] - sum(
        medians[name] for name in inside
    )
    axes.barh(STEPS[::-1], [medians[name] for name in STEPS[::-1]], color="0.4", edgecolor="black")
    axes.set(xlabel="ms, one warm worker", title="Where a submission's time goes")


def _growth(axes: Axes, growth: list[Mapping[str, Any]]) -> None:
    sizes = [row["size"] for row in growth]
    axes.plot(sizes, [1000 * row["per_submission_s"]["median"] for row in growth], "o-", color="black")
    axes.set(xscale="log", xlabel="submissions", ylabel="ms a submission", title="Growth")
    axes.set_xticks(sizes, [str(size) for size in sizes])
    axes.set_ylim(bottom=0)
    twin = axes.twinx()
    twin.plot(sizes, [row["memory_mib"] for row in growth], "s--", color="0.5")
    twin.set_ylabel("peak memory of all processes, MiB (dashed)")
    twin.set_ylim(bottom=0)
