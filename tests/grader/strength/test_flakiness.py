"""Steadiness: right solutions over seeds, and the mistake that is nearest to a tolerance."""

from __future__ import annotations

from dataclasses import replace

from grader.exercises.catalogue import EXERCISES
from grader.exercises.model import Variant
from grader.strength.flakiness import GOAL, REFERENCE, Steadiness, measure, nearest_wrong

SOFTMAX = EXERCISES["softmax"]
# Right but for its last digits, and right for columns alone.
ROUGH = (
    "def softmax(x):\n    e = np.exp(x - x.max(axis=0, keepdims=True))\n    return e / e.sum(axis=0) * (1 + 4e-10)\n"
)
WRONG = "def softmax(x):\n    e = np.exp(x - x.max())\n    return e / e.sum(axis=0)\n"


def test_right_solutions_earn_everything_far_inside_the_tolerance() -> None:
    found = measure(SOFTMAX, range(3))
    assert [one.solution for one in found] == [REFERENCE, *(variant.id for variant in SOFTMAX.variants)]
    assert all(one.seeds == 3 and not one.refused for one in found)
    assert 0 < max(one.share for one in found) <= GOAL


def test_an_inaccurate_solution_is_seen_with_the_place_where_it_is_worst() -> None:
    _, rough = measure(replace(SOFTMAX, variants=(Variant("softmax.rough", ROUGH),)), [0])
    assert not rough.refused
    assert 0.3 < rough.share < 1
    assert rough.place.startswith("seed 0, ")


def test_a_wrong_solution_is_refused_with_seed_and_criterion() -> None:
    _, wrong = measure(replace(SOFTMAX, variants=(Variant("softmax.wrong", WRONG),)), [5])
    assert wrong.refused
    assert all(words.startswith("seed 5, ") for words in wrong.refused)


def test_runs_on_other_seeds_are_put_together() -> None:
    one = Steadiness("reference", 2, ("a",), 0.1, "here")
    other = Steadiness("reference", 3, ("b",), 0.2, "there")
    both = Steadiness("reference", 5, ("a", "b"), 0.2, "there")
    assert one.joined(other) == both
    assert other.joined(one) == replace(both, refused=("b", "a"))


def test_the_nearest_wrong_mistake_is_beyond_its_tolerance() -> None:
    found = nearest_wrong(SOFTMAX, range(1))
    assert found.mistake == "softmax.epsilon"
    assert 2 < found.share < 100


def test_an_exercise_about_chance_has_no_nearest_mistake() -> None:
    assert nearest_wrong(replace(SOFTMAX, mistakes=()), range(1)).mistake == ""
