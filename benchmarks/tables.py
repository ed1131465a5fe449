"""Write the README's table from the results, and nothing else of the README."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.definition import write_atomically
from grader.errors import RunError

BEGIN = "<!-- grading benchmark, written by make bench-grading -->"
END = "<!-- end of the grading benchmark -->"


def table(results: Mapping[str, Any]) -> str:
    """Return the results as a Markdown table with a line about the machine.

    Parameters
    ----------
    results
        The content of ``benchmarks/results/grading.json``.
    """
    stock, ours, ratio = results["stock"], results["ours"], results["ratios"]
    size, machine = results["class"]["size"], results["machine"]
    rows = [
        ("", "`nbgrader autograde`", "`grader grade`", "ratio"),
        ("---", "--:", "--:", "--:"),
        (
            f"submissions a minute, class of {size}",
            *_both(stock, ours, "per_minute", ".0f"),
            _times(ratio["class"]),
        ),
        (
            "ms for one further submission",
            *_both(stock, ours, "further_s", ".0f", 1000),
            _times(ratio["further"]),
        ),
        (
            "CPU ms for one further submission",
            *_both(stock, ours, "further_cpu_s", ".0f", 1000),
            _times(ratio["cpu"]),
        ),
        ("start-up, s", *_both(stock, ours, "start_s", ".1f"), ""),
        (
            "peak memory of a worker, MiB",
            *(f"{one['memory']['worker_mib']:.0f}" for one in (stock, ours)),
            "",
        ),
        ("sandbox", "none", f"level {results['warm']['isolation']}", ""),
    ]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([*lines, "", _words(results), "", _machine(machine)])


def _both(
    stock: Mapping[str, Any], ours: Mapping[str, Any], name: str, form: str, times: float = 1
) -> list[str]:
    return [f"{times * one[name]['median']:{form}}" for one in (stock, ours)]


def _times(spread: Mapping[str, float]) -> str:
    return f"**{spread['median']:.1f} ×** ({spread['least']:.1f}–{spread['greatest']:.1f})"


def _words(results: Mapping[str, Any]) -> str:
    steps, shown = results["warm"]["steps_ms"], results["warm"]["demonstrations_s"]
    limit, latency = steps["limit"]["median"], steps["latency"]["median"]
    saved, share = shown["run"]["median"] - shown["skipped"]["median"], results["limit"]["ratio"]
    return (
        "Both run the same cells: demonstrations are taken out of the notebooks. In a real class they stay "
        f"in, and skipping them saves {saved:.1f} s a submission. On a warm worker one submission takes "
        f"{latency:.0f} ms from bytes to feedback. The same cells, checks and one commit in a warm process "
        f"without a sandbox take {limit:.0f} ms. That is the limit; with "
        f"{_plural(results['limit']['workers'])}, a further submission takes {share:.1f} times its share."
    )


def _plural(workers: int) -> str:
    return "one worker" if workers == 1 else f"{workers} workers"


def _machine(machine: Mapping[str, Any]) -> str:
    return (
        f"{machine['date']}, {machine['processor']}, {machine['cores']} cores, Python {machine['python']}, "
        f"nbgrader {machine['nbgrader']}; medians of alternating runs of whole processes, least and greatest "
        "ratio in parentheses. `make bench-grading` repeats it."
    )


def write_readme(path: Path, results: Mapping[str, Any]) -> None:
    """Replace what stands between the markers of a README.

    Parameters
    ----------
    path
        The README.
    results
        As for :func:`table`.

    Raises
    ------
    RunError
        If the README has no such markers.
    """
    text = path.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise RunError(f"{path} has no place for the table", hint=f"put {BEGIN} and {END} where it belongs")
    write_atomically(path, f"{before}{begin}\n{table(results)}\n{end}{after}".encode())
