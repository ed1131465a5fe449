"""Boil measurements down to the numbers that are shown: medians, least and greatest values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from benchmarks.processes import Run
from benchmarks.tree import Memory


@dataclass(frozen=True)
class Spread:
    """The median of some values, the least and the greatest."""

    median: float
    least: float
    greatest: float

    @staticmethod
    def of(values: Sequence[float]) -> Spread:
        """Return the spread of at least one value."""
        return Spread(*(float(f"{value:.4g}") for value in (median(values), min(values), max(values))))


@dataclass(frozen=True)
class Pair:
    """One contender's small and large class, graded one after the other in one repetition."""

    small_size: int
    large_size: int
    small: Run
    large: Run

    @property
    def further_s(self) -> float:
        """Return the seconds of one further submission, start-up left out."""
        return (self.large.wall_s - self.small.wall_s) / (self.large_size - self.small_size)

    @property
    def further_cpu_s(self) -> float:
        """Return the CPU seconds of one further submission."""
        return (self.large.cpu_s - self.small.cpu_s) / (self.large_size - self.small_size)

    def class_s(self, size: int) -> float:
        """Return the seconds of a class of this size, start-up counted, on the line through both runs."""
        return self.large.wall_s + (size - self.large_size) * self.further_s

    @property
    def numbers(self) -> dict[str, float]:
        """Return what is kept of this pair."""
        return {
            "small": self.small_size,
            "large": self.large_size,
            "small_wall_s": round(self.small.wall_s, 3),
            "large_wall_s": round(self.large.wall_s, 3),
            "small_cpu_s": round(self.small.cpu_s, 3),
            "large_cpu_s": round(self.large.cpu_s, 3),
        }


def contender(pairs: Sequence[Pair], size: int) -> dict[str, Any]:
    """Sum up one contender.

    Parameters
    ----------
    pairs
        Its repetitions.
    size
        The class that it is stated for.

    Returns
    -------
    dict
        Spreads by name, and the runs behind them.
    """
    spreads = {
        "class_s": [pair.class_s(size) for pair in pairs],
        "per_minute": [60 * size / pair.class_s(size) for pair in pairs],
        "further_s": [pair.further_s for pair in pairs],
        "start_s": [pair.class_s(0) for pair in pairs],
        "cpu_s": [pair.large.cpu_s / pair.large_size for pair in pairs],
        "further_cpu_s": [pair.further_cpu_s for pair in pairs],
    }
    return {name: asdict(Spread.of(values)) for name, values in spreads.items()} | {
        "runs": [pair.numbers for pair in pairs]
    }


def ratios(stock: Sequence[Pair], ours: Sequence[Pair], size: int) -> dict[str, Any]:
    """Compare pair with pair, as they alternated, so that a busy moment of the machine meets both."""
    both = list(zip(stock, ours, strict=True))
    values = {
        "class": [s.class_s(size) / o.class_s(size) for s, o in both],
        "further": [s.further_s / o.further_s for s, o in both],
        "cpu": [s.further_cpu_s / o.further_cpu_s for s, o in both],
    }
    return {name: asdict(Spread.of(found)) for name, found in values.items()}


def memory(samples: Sequence[Memory]) -> dict[str, float]:
    """Return the peaks of a run's memory, the workers' part shared out among them."""
    workers = max((one.sandboxes for one in samples), default=0) or 1
    return {
        "main_mib": round(max((one.main_mib for one in samples), default=0.0), 1),
        "worker_mib": round(max((one.workers_mib for one in samples), default=0.0) / workers, 1),
        "workers": workers,
    }


def warm(found: Mapping[str, Any]) -> dict[str, Any]:
    """Sum up what one warm process measured: steps in milliseconds, demonstrations in seconds."""
    steps = {name: asdict(Spread.of([1000 * s for s in seconds])) for name, seconds in found["steps"].items()}
    shown = {name: asdict(Spread.of(seconds)) for name, seconds in found["demonstrations"].items()}
    return {"steps_ms": steps, "demonstrations_s": shown, "isolation": found["isolation"]}
