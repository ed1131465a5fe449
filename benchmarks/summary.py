"""Boil measurements down to the numbers that are shown: medians, least and greatest values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median, mode
from typing import Any

from benchmarks.limit import Limit
from benchmarks.processes import Run
from benchmarks.tree import Memory

COMPARED = (200, 2000)  # the classes of which the growth is stated, where both were measured


@dataclass(frozen=True)
class Spread:
    """The median of some values, the least and the greatest."""

    median: float
    least: float
    greatest: float

    @staticmethod
    def of(values: Sequence[float]) -> dict[str, float]:
        """Return the spread of at least one value, as JSON data."""
        return asdict(Spread(*(float(f"{value:.4g}") for value in (median(values), min(values), max(values)))))


@dataclass(frozen=True)
class Pair:
    """One contender's small and large class, graded one after the other in one repetition."""

    small_size: int
    large_size: int
    small: Run
    large: Run

    def further(self, name: str) -> float:
        """Return what one further submission takes of something that a run measures, start-up left out."""
        taken: float = getattr(self.large, name) - getattr(self.small, name)
        return taken / (self.large_size - self.small_size)

    @property
    def start_s(self) -> float:
        """Return the seconds that are left for no submission at all."""
        return self.small.wall_s - self.small_size * self.further("wall_s")

    @property
    def numbers(self) -> dict[str, float]:
        """Return what is kept of this pair."""
        names = ("wall_s", "cpu_s", "main_cpu_s", "workers_cpu_s")
        both = {"small": (self.small_size, self.small), "large": (self.large_size, self.large)}
        return {
            f"{which}_{name}": round(value, 3)
            for which, (size, one) in both.items()
            for name, value in [("size", size), *((name, getattr(one, name)) for name in names)]
        }


def contender(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Sum up one contender.

    Parameters
    ----------
    pairs
        Its repetitions.

    Returns
    -------
    dict
        Spreads by name, and the runs behind them.
    """
    values = {
        "class_s": [pair.large.wall_s for pair in pairs],
        "per_minute": [60 * pair.large_size / pair.large.wall_s for pair in pairs],
        "start_s": [pair.start_s for pair in pairs],
        "further_s": [pair.further("wall_s") for pair in pairs],
        "further_cpu_s": [pair.further("cpu_s") for pair in pairs],
        "further_main_cpu_s": [pair.further("main_cpu_s") for pair in pairs],
        "further_workers_cpu_s": [pair.further("workers_cpu_s") for pair in pairs],
        "further_sandboxes_cpu_s": [pair.further("sandboxes_cpu_s") for pair in pairs],
    }
    return {name: Spread.of(found) for name, found in values.items()} | {"runs": [pair.numbers for pair in pairs]}


def ratios(stock: Sequence[Pair], ours: Sequence[Pair]) -> dict[str, Any]:
    """Compare pair with pair, as they alternated, so that a busy moment of the machine meets both."""
    both = list(zip(stock, ours, strict=True))
    values = {
        "class": [s.large.wall_s / o.large.wall_s for s, o in both],
        "further": [s.further("wall_s") / o.further("wall_s") for s, o in both],
        "cpu": [s.further("cpu_s") / o.further("cpu_s") for s, o in both],
    }
    return {name: Spread.of(found) for name, found in values.items()}


def limit(least: Sequence[Limit], ours: Sequence[Pair]) -> dict[str, Any]:
    """Compare ours with the limit, repetition by repetition.

    Parameters
    ----------
    least
        The limit in each repetition.
    ours
        Our runs in each repetition.
    """
    both = list(zip(least, ours, strict=True))
    values = {
        "submission_s": [one.wall_s / one.size for one in least],
        "submission_cpu_s": [one.cpu_s / one.size for one in least],
        "per_minute": [60 * one.size / one.wall_s for one in least],
        "ratio": [pair.further("wall_s") * one.size / one.wall_s for one, pair in both],
        "cpu_ratio": [pair.further("cpu_s") * one.size / one.cpu_s for one, pair in both],
    }
    return {"processes": least[0].processes} | {name: Spread.of(found) for name, found in values.items()}


def memory(samples: Sequence[Memory]) -> dict[str, float]:
    """Return the peaks of a run's memory, the workers' part shared out among them.

    A sandbox that is renewed stands beside its successor for a moment, so their usual number counts, not the largest.
    """
    workers = mode([one.sandboxes for one in samples if one.sandboxes] or [1])
    return {
        "main_mib": round(max((one.main_mib for one in samples), default=0.0), 1),
        "worker_mib": round(max((one.workers_mib for one in samples), default=0.0) / workers, 1),
        "sandbox_mib": round(max((one.sandboxes_mib for one in samples), default=0.0) / workers, 1),
        "workers": workers,
    }


def warm(found: Mapping[str, Any]) -> dict[str, Any]:
    """Sum up what one warm process measured: steps in milliseconds, demonstrations in seconds."""
    steps = {name: Spread.of([1000 * s for s in seconds]) for name, seconds in found["steps"].items()}
    shown = {name: Spread.of(seconds) for name, seconds in found["demonstrations"].items()}
    return {"steps_ms": steps, "demonstrations_s": shown, "isolation": found["isolation"]}


def growth(runs: Mapping[int, Sequence[Run]]) -> dict[str, Any]:
    """Sum up how time and memory depend on the size of the class.

    Parameters
    ----------
    runs
        Size of the class → its runs, one in each repetition.
    """
    rows = [
        {
            "size": size,
            "submission_s": Spread.of([one.wall_s / size for one in same]),
            "submission_cpu_s": Spread.of([one.cpu_s / size for one in same]),
            "memory": memory([sample for one in same for sample in one.memory]),
        }
        for size, same in runs.items()
    ]
    return {"rows": rows} | (_compared(runs) if set(COMPARED) <= set(runs) else {})


def _compared(runs: Mapping[int, Sequence[Run]]) -> dict[str, Any]:
    """Compare a submission of the large class with one of the small: as a whole, and with start-up left out."""
    small, large = COMPARED
    turns = list(zip(runs[small], runs[large], strict=True))
    found = {"ratio": Spread.of([(b.wall_s / large) / (a.wall_s / small) for a, b in turns])}
    least = min(runs)
    if least < small:
        both = [
            ((b.wall_s - c.wall_s) / (large - least)) / ((a.wall_s - c.wall_s) / (small - least))
            for (a, b), c in zip(turns, runs[least], strict=True)
        ]
        found["further_ratio"] = Spread.of(both)
    return {"compared": list(COMPARED), **found}
