"""Measure the names that the diagnosis gives: for known mistakes, for pairs of them, and for mutants.

A name is right when the student's function is that mistake, or behaves like it on everything that is tried; a set of
mistakes that cannot be told apart is right when it holds one of that kind. A wrong name is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np

from grader.exercises.catalogue import EXERCISES, exercises_of, references_of
from grader.exercises.diagnosis import diagnose
from grader.exercises.judging import judge
from grader.exercises.model import HiddenExercise, Mistake
from grader.exercises.patching import functions_of, wrong_source
from grader.strength.alike import behave_alike
from grader.strength.flakiness import public_seed
from grader.strength.limits import BoundedCaller
from grader.strength.tally import NONE, RIGHT, WRONG, Tally


def names_of(exercise: HiddenExercise, namespace: Mapping[str, Callable[..., object]], number: int) -> frozenset[str]:
    """Judge the functions of a namespace and return the mistakes that are named.

    Parameters
    ----------
    exercise
        The exercise.
    namespace
        Everything that the notebook would hold.
    number
        Number of the seed.

    Returns
    -------
    frozenset of str
        Ids of the mistakes.
    """
    references = references_of(exercise.public.assignment)
    seed = public_seed(exercise.public.assignment, number)
    judgement = judge(exercise, BoundedCaller(namespace), seed, references)
    return frozenset(match.id for match in diagnose(exercise, judgement, seed, references))


def verdict_on(names: Iterable[str], right: Iterable[str]) -> str:
    """Say whether a set of names holds a right one."""
    given = set(names)
    return NONE if not given else RIGHT if given.intersection(right) else WRONG


def known_mistakes(exercise: HiddenExercise, seeds: Iterable[int], every: int = 1) -> Tally:
    """Name each known mistake of an exercise, beside right functions.

    Parameters
    ----------
    exercise
        The exercise.
    seeds
        Numbers of the seeds.
    every
        Take one mistake of so many.

    Returns
    -------
    Tally
        Over mistakes and seeds.
    """
    tally = Tally()
    for number in seeds:
        for mistake in exercise.mistakes[::every]:
            names = names_of(exercise, _with(exercise, wrong_source(exercise, mistake)), number)
            tally.add(verdict_on(names, {mistake.id}), f"{mistake.id} is called {_listed(names)}")
    return tally


def _with(exercise: HiddenExercise, source: str) -> dict[str, Callable[..., object]]:
    return functions_of(exercise, source, references_of(exercise.public.assignment))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"


def pairs_apart(count: int, seed: int = 0) -> Iterator[tuple[Mistake, Mistake]]:
    """Draw pairs of mistakes in different functions of one notebook.

    Parameters
    ----------
    count
        How many.
    seed
        Of the draw.

    Yields
    ------
    tuple of Mistake
        In the order of the notebook.
    """
    rng = np.random.default_rng(seed)
    mistakes = [mistake for exercise in EXERCISES.values() for mistake in exercise.mistakes]
    order = {mistake.id: place for place, mistake in enumerate(mistakes)}
    while count:
        one = mistakes[rng.integers(len(mistakes))]
        assignment = EXERCISES[one.exercise].public.assignment
        others = [m for e in exercises_of(assignment) for m in e.mistakes if m.exercise != one.exercise]
        other = others[rng.integers(len(others))]
        yield min(one, other, key=lambda m: order[m.id]), max(one, other, key=lambda m: order[m.id])
        count -= 1


def named_apart(pair: tuple[Mistake, Mistake], number: int) -> Tally:
    """Put two mistakes into different functions of one notebook, and see whether each is named.

    Parameters
    ----------
    pair
        The mistakes.
    number
        Number of the seed.

    Returns
    -------
    Tally
        Of two functions.
    """
    both: dict[str, Callable[..., object]] = {}
    written = {mistake.id: _with(EXERCISES[mistake.exercise], _source(mistake)) for mistake in pair}
    # The functions of one notebook share its globals: each of the two sees the other.
    for mistake in pair:
        functions = EXERCISES[mistake.exercise].reference
        both |= {name: written[mistake.id][name] for name in functions}
    tally = Tally()
    for mistake in pair:
        written[mistake.id].update(both)
    for mistake in pair:
        namespace = {**references_of(EXERCISES[mistake.exercise].public.assignment), **written[mistake.id]}
        names = names_of(EXERCISES[mistake.exercise], namespace, number)
        other = pair[1] if mistake is pair[0] else pair[0]
        tally.add(verdict_on(names, {mistake.id}), f"{mistake.id}, beside {other.id}, is called {_listed(names)}")
    return tally


def _source(mistake: Mistake) -> str:
    return wrong_source(EXERCISES[mistake.exercise], mistake)


def pairs_within(count: int, seed: int = 0) -> Iterator[tuple[HiddenExercise, Mistake, Mistake, str]]:
    """Draw pairs of mistakes of one exercise whose patches can be applied together.

    Parameters
    ----------
    count
        How many.
    seed
        Of the draw.

    Yields
    ------
    exercise : HiddenExercise
        The exercise.
    one, other : Mistake
        The mistakes.
    source : str
        The functions with both mistakes in them.
    """
    rng = np.random.default_rng(seed)
    patched = [(e, m) for e in EXERCISES.values() for m in e.mistakes if m.patches and not m.source]
    seen: set[frozenset[str]] = set()
    while count:
        exercise, one = patched[rng.integers(len(patched))]
        others = [m for m in exercise.mistakes if m.patches and not m.source and m.id != one.id]
        other = others[rng.integers(len(others))] if others else one
        source = _both(_source(one), one, other)
        if source and frozenset({one.id, other.id}) not in seen:
            seen.add(frozenset({one.id, other.id}))
            yield exercise, one, other, source
            count -= 1


def _both(source: str, one: Mistake, other: Mistake) -> str:
    """Apply the patches of another mistake; empty where they touch the same text, or undo the first."""
    if one.id == other.id:
        return ""
    for right, wrong in other.patches:
        if source.count(right) != 1 or any(
            wrong_of_one in right or right in wrong_of_one for _, wrong_of_one in one.patches
        ):
            return ""
        source = source.replace(right, wrong)
    return source


def named_within(exercise: HiddenExercise, one: Mistake, other: Mistake, source: str, number: int) -> str:
    """Put two mistakes into one function and say what is made of it.

    Parameters
    ----------
    exercise, one, other, source
        As :func:`pairs_within` yields them.
    number
        Number of the seed.

    Returns
    -------
    str
        ``"right"`` for one of the two or a mistake that behaves like both together, ``"wrong"``, ``"none"``.
    """
    names = names_of(exercise, _with(exercise, source), number)
    if verdict_on(names, {one.id, other.id}) != WRONG:
        return verdict_on(names, {one.id, other.id})
    known = {mistake.id: wrong_source(exercise, mistake) for mistake in exercise.mistakes}
    return RIGHT if any(behave_alike(exercise, source, known[name]) for name in names) else WRONG
