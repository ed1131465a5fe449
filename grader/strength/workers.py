"""The pool that measures: pieces of work for one exercise each, small enough that little is lost when it is stopped."""

from __future__ import annotations

import multiprocessing
import signal
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from grader.exercises.catalogue import EXERCISES
from grader.strength.equivalence import agreeing
from grader.strength.limits import limit_memory
from grader.strength.measure import Verdict, measured, measured_mutant

AT_ONCE = 12
SEEDS_AT_ONCE = 25

Sources = Sequence[tuple[str, str]]
Item = TypeVar("Item")


@contextmanager
def pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Start worker processes whose memory is bounded; Ctrl-C ends them without waiting for what is queued.

    Parameters
    ----------
    jobs
        Number of processes.

    Yields
    ------
    ProcessPoolExecutor
        The pool.
    """
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(jobs, mp_context=context, initializer=_prepare)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def _prepare() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore")  # what wrong functions overflow and divide is their affair
    limit_memory()


def verdicts(executor: ProcessPoolExecutor, exercise_id: str, sources: Sources, *, mutants: bool) -> dict[str, Verdict]:
    """Put solutions to the checks of an exercise.

    Parameters
    ----------
    executor
        The pool.
    exercise_id
        The exercise.
    sources
        Pairs of id and source.
    mutants
        Whether they are mutants, of which the cost is measured last.

    Returns
    -------
    dict
        Id → verdict.
    """
    pieces = _pieces(sources, AT_ONCE)
    futures = [executor.submit(_verdicts, exercise_id, piece, mutants) for piece in pieces]
    return {name: verdict for future in futures for name, verdict in future.result().items()}


def _verdicts(exercise_id: str, sources: Sources, mutants: bool) -> dict[str, Verdict]:
    exercise = EXERCISES[exercise_id]
    measure = measured_mutant if mutants else measured
    return {name: measure(exercise, source) for name, source in sources}


def agreements(
    executor: ProcessPoolExecutor,
    exercise_id: str,
    sources: Mapping[str, str],
    numbers: Sequence[int],
    *,
    caches: bool = False,
) -> set[str]:
    """Return the mutants that agree with the reference on all of some seeds; see :func:`agreeing`."""
    pieces = _pieces(numbers, SEEDS_AT_ONCE)
    futures = [executor.submit(_agreeing, exercise_id, dict(sources), piece, caches) for piece in pieces]
    return set(sources).intersection(*(future.result() for future in futures))


def _agreeing(exercise_id: str, sources: Mapping[str, str], numbers: Sequence[int], caches: bool) -> set[str]:
    return agreeing(EXERCISES[exercise_id], sources, numbers, caches=caches)


def _pieces(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    return [items[start : start + size] for start in range(0, len(items), size)]
