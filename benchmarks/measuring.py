"""The measurements, in turn: stock, ours and the limit side by side; then memory, one warm process, growth."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from benchmarks import limit, summary
from benchmarks.contenders import Arena, Contender, environment
from benchmarks.limit import Limit
from benchmarks.machine import describe
from benchmarks.processes import Run
from benchmarks.summary import Pair
from grader.demo.invented import MIX

MEMORY_EVERY_S = 0.1
GROWTH_MEMORY_EVERY_S = 1.0


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Parameters
    ----------
    sizes
        A small and a large class, which both graders grade; what a further submission takes is the difference.
    repetitions
        How often, in turn.
    workers
        Worker processes of ours, and bare processes at the limit; one for each core by default.
    warm
        Submissions in one warm process, after those that warm it up.
    demonstrated
        Submissions that are graded with and without their demonstrations.
    growth
        Classes for the growth; none by default, since it takes long.
    growth_repetitions
        How often each of these is graded, in turn.
    """

    sizes: tuple[int, int] = (20, 200)
    repetitions: int = 3
    workers: int = field(default_factory=lambda: len(os.sched_getaffinity(0)))
    warm: int = 20
    demonstrated: int = 3
    growth: tuple[int, ...] = ()
    growth_repetitions: int = 3


@dataclass(frozen=True)
class _Bench:
    """What measures: the contenders, how much, and somebody to tell about progress."""

    arena: Arena
    plan: Plan
    say: Callable[[str], None]

    def grade(self, one: Contender, size: int, memory_every_s: float = 0.0) -> Run:
        extra = (f"--workers={self.plan.workers}",) if one is self.arena.ours else ()
        return one.grade(self.arena.works(size), memory_every_s, extra)

    def pair(self, one: Contender) -> Pair:
        small, large = self.plan.sizes
        self.say(f"  {one.label}, {small} and {large} submissions")
        return Pair(small, large, self.grade(one, small), self.grade(one, large))

    def side_by_side(self) -> tuple[list[Pair], list[Pair], list[Limit]]:
        stock, ours, least = [], [], []
        for repetition in range(self.plan.repetitions):
            self.say(f"repetition {repetition + 1}")
            stock.append(self.pair(self.arena.stock))
            ours.append(self.pair(self.arena.ours))
            least.append(limit.measure(self.arena, self.plan.sizes[1], self.plan.workers))
        return stock, ours, least

    def memory(self, one: Contender) -> dict[str, float]:
        """Look at the memory in a run of its own, since looking takes time."""
        return summary.memory(self.grade(one, self.plan.sizes[0], MEMORY_EVERY_S).memory)

    def warm(self) -> dict[str, Any]:
        root = self.arena.course.root
        arguments = [str(root), str(self.plan.warm), str(self.plan.demonstrated)]
        command = [sys.executable, "-m", "benchmarks.warm", *arguments]
        done = subprocess.run(command, env=environment(root), check=True, stdout=subprocess.PIPE, text=True)
        return summary.warm(json.loads(done.stdout.splitlines()[-1]))

    def growth(self) -> dict[str, Any]:
        runs: dict[int, list[Run]] = {size: [] for size in self.plan.growth}
        for repetition in range(self.plan.growth_repetitions):
            for size in self.plan.growth:
                self.say(f"growth, repetition {repetition + 1}: {size} submissions")
                runs[size].append(self.grade(self.arena.ours, size, GROWTH_MEMORY_EVERY_S))
        return {"machine": describe(), **summary.growth(runs)}


def measure_growth(arena: Arena, plan: Plan, say: Callable[[str], None]) -> dict[str, Any]:
    """Measure how time and memory of ours depend on the size of the class, and nothing else.

    Parameters
    ----------
    arena, plan, say
        As for :func:`measure`.

    Returns
    -------
    dict
        What stands under ``"growth"`` in ``benchmarks/results/grading.json``.
    """
    return _Bench(arena, plan, say).growth()


def measure(arena: Arena, plan: Plan, say: Callable[[str], None]) -> Iterator[dict[str, Any]]:
    """Measure everything of a plan.

    Parameters
    ----------
    arena
        Both contenders.
    plan
        How much.
    say
        Told about progress.

    Yields
    ------
    dict
        What ``benchmarks/results/grading.json`` holds; once more, with the growth in it, where that was asked for.
    """
    bench, machine = _Bench(arena, plan, say), describe()
    stock, ours, least = bench.side_by_side()
    say("memory")
    peaks = [bench.memory(one) for one in (arena.stock, arena.ours)]
    say("one warm process")
    warm = bench.warm()
    results = {
        "machine": machine,
        "class": {
            "sizes": list(plan.sizes),
            "repetitions": plan.repetitions,
            "mix": {kind: MIX.count(kind) / len(MIX) for kind in sorted(set(MIX))},
        },
        "stock": {**summary.contender(stock), "memory": peaks[0]},
        "ours": {**summary.contender(ours), "memory": peaks[1], "workers": plan.workers},
        "ratios": summary.ratios(stock, ours),
        "limit": summary.limit(least, ours),
        "warm": warm,
    }
    yield results
    if plan.growth:
        yield results | {"growth": bench.growth()}
