"""Write the README's table from the results, and nothing else of the README."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.definition import write_atomically
from grader.errors import RunError

BEGIN = "<!-- grading benchmark, written by make bench-grading -->"
END = "<!-- end of the grading benchmark -->"
WIDTH = 118

Results = Mapping[str, Any]


def table(results: Results) -> str:
    """Return the results as a Markdown table, with what it does not say below it.

    Parameters
    ----------
    results
        The content of ``benchmarks/results/grading.json``.
    """
    stock, ours, ratio = results["stock"], results["ours"], results["ratios"]
    level = results["warm"]["isolation"]
    rows = [
        ("", "`nbgrader autograde`", "`grader grade`", "ratio"),
        ("---", "--:", "--:", "--:"),
        (f"submissions a minute, class of {results['class']['sizes'][1]}", *_both(results, "per_minute", ".0f"),
         _times(ratio["class"])),
        ("ms for one further submission", *_both(results, "further_s", ".0f", 1000), _times(ratio["further"])),
        ("CPU ms for one further submission", *_both(results, "further_cpu_s", ".0f", 1000), _times(ratio["cpu"])),
        ("start-up, s", *_both(results, "start_s", ".1f"), ""),
        ("peak memory of a worker, MiB", *(f"{one['memory']['worker_mib']:.0f}" for one in (stock, ours)), ""),
        ("sandbox", "none", f"level {level}", ""),
    ]  # fmt: skip
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    words = [_same_cells(results), _limit(results), *_growth(results), _machine(results)]
    paragraphs = [line for text in words for line in ("", textwrap.fill(text, WIDTH, break_on_hyphens=False))]
    return "\n".join([*lines, *paragraphs])


def _both(results: Results, name: str, form: str, times: float = 1) -> list[str]:
    return [f"{times * results[one][name]['median']:{form}}" for one in ("stock", "ours")]


def _times(spread: Mapping[str, float]) -> str:
    return f"**{spread['median']:.1f} ×** ({_range(spread)})"


def _range(spread: Mapping[str, float], form: str = ".1f") -> str:
    return f"{spread['least']:{form}}–{spread['greatest']:{form}}"


def _same_cells(results: Results) -> str:
    shown = results["warm"]["demonstrations_s"]
    saved = shown["run"]["median"] - shown["skipped"]["median"]
    shares = [1000 * results["ours"][f"further_{who}_cpu_s"]["median"] for who in ("main", "workers", "sandboxes")]
    return (
        f"Ours has {_plural(results['ours']['workers'], 'worker')}; of its CPU time {shares[0]:.0f} ms are the "
        f"coordinator's, {shares[1]:.0f} ms the trusted side's of the workers, {shares[2]:.0f} ms the sandboxes'. Both "
        "run the same cells: demonstrations are taken out of the notebooks. In a real class they stay in, and skipping "
        f"them saves another {saved:.1f} s a submission."
    )


def _limit(results: Results) -> str:
    limit, latency = results["limit"], results["warm"]["steps_ms"]["latency"]["median"]
    return (
        f"On a warm worker, one submission takes {latency:.0f} ms from its bytes to gradebook and feedback. The limit "
        "is the same cells and checks and one commit in a warm process without a sandbox: with "
        f"{_plural(limit['processes'], 'such process', 'es')}, {1000 * limit['submission_s']['median']:.0f} ms and "
        f"{1000 * limit['submission_cpu_s']['median']:.0f} CPU ms a submission. A further submission takes "
        f"{limit['ratio']['median']:.1f} times that ({_range(limit['ratio'])}), and "
        f"{limit['cpu_ratio']['median']:.1f} times the CPU time."
    )


def _growth(results: Results) -> list[str]:
    growth = results.get("growth", {})
    if "ratio" not in growth:
        return []
    small, large = growth["compared"]
    least, most = (next(row["memory"] for row in growth["rows"] if row["size"] == size) for size in (small, large))
    machine = growth["machine"]
    again = f"Measured apart, on {machine['date']}: in" if machine["date"] != results["machine"]["date"] else "In"
    return [
        f"{again} a class of {large:,} a submission takes {growth['ratio']['median']:.2f} times as long as in one of "
        f"{small} ({_range(growth['ratio'], '.2f')}). The coordinator's memory peaks at {least['main_mib']:.0f} and "
        f"{most['main_mib']:.0f} MiB, a worker's with its sandbox at {least['worker_mib']:.0f} and "
        f"{most['worker_mib']:.0f} MiB."
    ]


def _plural(count: int, one: str, ending: str = "s") -> str:
    return f"one {one}" if count == 1 else f"{count} {one}{ending}"


def _machine(results: Results) -> str:
    machine, (small, large) = results["machine"], results["class"]["sizes"]
    load = float(machine["load_before"])
    busy = f"; other programs kept the machine busy (load {load:.1f})" if load > machine["cores"] / 2 else ""
    return (
        f"{machine['date']}, {machine['processor']}, {machine['cores']} cores{busy}; Python {machine['python']}, "
        f"nbgrader {machine['nbgrader']}; both grade classes of {small} and {large}, and a further submission is the "
        f"difference between the two; medians of {_plural(results['class']['repetitions'], 'alternating run')} of "
        "whole processes, least and greatest ratio in parentheses. `make bench-grading` repeats it."
    )


def into_readme(path: Path, results: Results) -> None:
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
