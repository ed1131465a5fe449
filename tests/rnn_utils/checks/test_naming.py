"""Known mistakes are named from fingerprints: through rounding, with every case, and for nothing that is near."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pytest
from judged import right

from grader.exercises.catalogue import EXERCISES
from grader.exercises.model import HiddenExercise, Mistake
from grader.exercises.patching import functions_of, wrong_source
from rnn_utils.checks.naming import MOST_NAMED, known_mistakes, named
from rnn_utils.checks.published import public_cases
from rnn_utils.checks.running import Outcome
from rnn_utils.checks.trials import Trial, tried
from topics import NAMES

EVERY = 13  # of the catalogue; each is tried three times


def perturbed(value: Any, size: float, rng: np.random.Generator) -> Any:
    """Return a value with every floating-point number a little off."""
    if isinstance(value, Mapping):
        return {key: perturbed(item, size, rng) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(perturbed(item, size, rng) for item in value)
    if isinstance(value, (float, np.floating)) or getattr(getattr(value, "dtype", None), "kind", "") == "f":
        noise = 1 + size * rng.choice([-1.0, 1.0], np.shape(value))
        return (value * noise).astype(np.asarray(value).dtype)
    return value


def trials_of(exercise: HiddenExercise, source: str, size: float = 0.0) -> Iterator[Trial]:
    """Try all published cases on functions whose results are a little off."""
    namespace = functions_of(exercise, source, right(exercise))
    rng = np.random.default_rng(3)

    def off(function: Callable[..., object]) -> Callable[..., object]:
        return lambda *arguments: perturbed(function(*arguments), size, rng) if size else function(*arguments)

    tampered = namespace | {name: off(namespace[name]) for name in exercise.reference}
    for case in public_cases(exercise.public):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the wrong functions
            yield tried(exercise.public, case, tampered)


def names(exercise: HiddenExercise, mistake: Mistake, size: float) -> set[str]:
    """Return what a known mistake is named."""
    trials = trials_of(exercise, wrong_source(exercise, mistake), size)
    return {known.says for known in named(exercise.public, trials)}


@pytest.mark.parametrize("assignment", NAMES)
def test_rounding_hides_no_mistake_and_what_is_near_is_not_named(assignment: str) -> None:
    """Off by 1e-12 is the same; off by 1e-4 is another."""
    of_it = [exercise for exercise in EXERCISES.values() if exercise.public.assignment == assignment]
    tested = 0
    for exercise in of_it:
        known = {known.says: known for known in known_mistakes(exercise.public)}
        for mistake in exercise.mistakes[::EVERY]:
            if mistake.says in known:
                assert mistake.says in names(exercise, mistake, 1e-12), mistake.id
                if any(mark and len(mark) > 1 for mark in known[mistake.says].marks):
                    assert names(exercise, mistake, 1e-4) == set(), mistake.id
                    tested += 1
    assert tested > 5


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=list(EXERCISES))
def test_few_fingerprints_of_an_exercise_are_equal(exercise: HiddenExercise) -> None:
    """A set of equal mistakes is short enough to show, and what students get follows the catalogue's order."""
    known = known_mistakes(exercise.public)
    texts = [one.says for one in known]
    assert texts == [mistake.says for mistake in exercise.mistakes if mistake.says in set(texts)]
    marks = [str(one.marks) for one in known]
    assert max(marks.count(mark) for mark in marks) <= MOST_NAMED


def test_right_solutions_have_no_name() -> None:
    for exercise in EXERCISES.values():
        passed = [Trial(case, (), None, Outcome()) for case in public_cases(exercise.public)]
        assert named(exercise.public, passed) == ()


def test_no_more_cases_are_tried_than_it_takes() -> None:
    """In the next one a student's loop may never end."""
    exercise = EXERCISES["rnn_cell_forward"]
    source = "def rnn_cell_forward(xt, a_prev, parameters):\n    return xt, xt, ()\n"
    (first,) = (trial for trial, _ in zip(trials_of(exercise, source), range(1), strict=False))

    def endless() -> Iterator[Trial]:
        yield first
        raise AssertionError

    assert named(exercise.public, endless()) == ()


def test_a_mistake_is_named_with_caches_of_the_students_own() -> None:
    """The backward pass is tried with what the student's own forward pass keeps, and named from that."""
    exercise = EXERCISES["rnn_cell_backward"]
    variant = next(v.source for v in exercise.variants if v.id.endswith("cache-of-its-own"))
    assert variant.count("1 - a_next**2") == 1
    trials = trials_of(exercise, variant.replace("1 - a_next**2", "1 - a_next"))
    assert [known.says for known in named(exercise.public, trials)] == ["1 − a in place of 1 − a²"]
