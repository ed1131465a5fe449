"""The measurements, in turn: stock and ours side by side, memory, one warm process, growth."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks import summary
from benchmarks.contenders import Arena, Contender, environment
from benchmarks.invented import MIX
from benchmarks.machine import describe
from benchmarks.processes import Run
from benchmarks.summary import Pair, Spread

MEMORY_SAMPLE_S = 0.1
GROWTH_SAMPLE_S = 2.0


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Parameters
    ----------
    stock, ours
        A small and a large class for each of the two.
    repetitions
        How often both are graded, in turn.
    warm
        Submissions in the warm process.
    demonstrated
        Submissions that are graded with and without their demonstrations.
    growth
        Classes for the growth; none by default, since it takes long.
    growth_repetitions
        How often each of these is graded, in turn.
    extra
        More arguments for ``grader grade``.
    """

    stock: tuple[int, int] = (10, 20)
    ours: tuple[int, int] = (20, 200)
    repetitions: int = 3
    warm: int = 20
    demonstrated: int = 3
    growth: tuple[int, ...] = ()
    growth_repetitions: int = 3
    extra: tuple[str, ...] = ()


def measure(arena: Arena, plan: Plan, say: Callable[[str], None]) -> dict[str, Any]:
    """Measure everything of a plan.

    Parameters
    ----------
    arena
        Both contenders.
    plan
        How much.
    say
        Told about progress.

    Returns
    -------
    dict
        What ``benchmarks/results/grading.json`` holds.
    """
    machine = describe()
    stock, ours = _side_by_side(arena, plan, say)
    size = plan.ours[1]
    say("memory")
    peaks = [_memory(arena, one, plan) for one in (arena.stock, arena.ours)]
    say("one warm process")
    warm = summary.warm(_warm(arena, plan.warm, plan.demonstrated))
    results = {
        "machine": machine,
        "class": {"size": size, "mix": {kind: MIX.count(kind) / len(MIX) for kind in sorted(set(MIX))}},
        "stock": {**summary.contender(stock, size), "memory": peaks[0]},
        "ours": {**summary.contender(ours, size), "memory": peaks[1], "arguments": list(plan.extra)},
        "ratios": summary.ratios(stock, ours, size),
        "warm": warm,
    }
    results["limit"] = _limit(results)
    return results | ({"growth": _growth(arena, plan, say)} if plan.growth else {})


def _side_by_side(arena: Arena, plan: Plan, say: Callable[[str], None]) -> tuple[list[Pair], list[Pair]]:
    pairs: list[Pair] = []
    for repetition in range(plan.repetitions):
        turns = [(arena.stock, plan.stock, ()), (arena.ours, plan.ours, plan.extra)]
        for one, (small, large), extra in turns:
            say(f"repetition {repetition + 1}: {one.label}, {small} and {large} submissions")
            runs = [one.grade(arena.works(size), extra=extra) for size in (small, large)]
            pairs.append(Pair(small, large, *runs))
    return pairs[::2], pairs[1::2]


def _memory(arena: Arena, one: Contender, plan: Plan) -> dict[str, float]:
    """Look at the memory in a run of its own, since looking takes time."""
    extra: Sequence[str] = plan.extra if one is arena.ours else ()
    return summary.memory(one.grade(arena.works(plan.stock[1]), MEMORY_SAMPLE_S, extra).memory)


def _warm(arena: Arena, size: int, demonstrated: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.warm", str(arena.course.root), str(size), str(demonstrated)]
    inherited = environment(arena.course.root)
    done = subprocess.run(command, env=inherited, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _limit(results: dict[str, Any]) -> dict[str, float]:
    """Share the limit of one process out among as many as there were workers, and compare."""
    workers = results["ours"]["memory"]["workers"]
    limit_ms = results["warm"]["steps_ms"]["limit"]["median"] / workers
    further_ms = 1000 * results["ours"]["further_s"]["median"]
    return {"workers": workers, "ms": round(limit_ms, 2), "ratio": round(further_ms / limit_ms, 3)}


def _growth(arena: Arena, plan: Plan, say: Callable[[str], None]) -> list[dict[str, Any]]:
    runs: dict[int, list[Run]] = {size: [] for size in plan.growth}
    for repetition in range(plan.growth_repetitions):
        for size in plan.growth:
            say(f"growth, repetition {repetition + 1}: {size} submissions")
            runs[size].append(arena.ours.grade(arena.works(size), GROWTH_SAMPLE_S, plan.extra))
    rows = []
    for size, same in runs.items():
        totals = [max((m.main_mib + m.workers_mib for m in one.memory), default=0.0) for one in same]
        rows.append(
            {
                "size": size,
                "per_submission_s": asdict(Spread.of([one.wall_s / size for one in same])),
                "memory_mib": round(max(totals), 1),
            }
        )
    return rows
