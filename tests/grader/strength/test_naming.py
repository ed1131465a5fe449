"""Names: of known mistakes, of pairs, of mutants, and what counts as alike."""

from __future__ import annotations

from itertools import islice

import pytest

from grader.exercises.catalogue import EXERCISES
from grader.exercises.patching import wrong_source
from grader.strength.alike import behave_alike
from grader.strength.mutation import Mutant, mutants_of
from grader.strength.naming import (
    known_mistakes,
    named_apart,
    named_within,
    pairs_apart,
    pairs_within,
    verdict_on,
)
from grader.strength.tally import NONE, RIGHT, WRONG, Tally
from grader.strength.unlisted import LISTED, NOT_REFUSED, held_out, one_in, tallies, verdict

SOFTMAX = EXERCISES["softmax"]
CELL = EXERCISES["rnn_cell_backward"]


def mutant(source: str) -> Mutant:
    return Mutant("softmax:made-up:0", "softmax", "made-up", "softmax", "", source)


@pytest.mark.parametrize(
    ("names", "said"), [((), NONE), (("a",), RIGHT), (("b", "a"), RIGHT), (("b",), WRONG), (("b", "c"), WRONG)]
)
def test_a_set_is_right_when_it_holds_a_right_name(names: tuple[str, ...], said: str) -> None:
    assert verdict_on(names, {"a"}) == said


def test_known_mistakes_are_named_rightly() -> None:
    found = known_mistakes(SOFTMAX, [0], every=3)
    assert found == Tally(right=len(SOFTMAX.mistakes[::3]))


def test_wrong_names_are_told_and_others_counted() -> None:
    tally = Tally()
    for said in (RIGHT, WRONG, NONE):
        tally.add(said, "a is called b")
    assert tally == Tally(1, 1, 1, ["wrong: a is called b"])
    assert tally.joined(tally).total == 6


def test_pairs_apart_are_of_one_notebook_and_two_functions() -> None:
    pairs = list(pairs_apart(30))
    assert pairs == list(pairs_apart(30))
    for one, other in pairs:
        assignments = {EXERCISES[mistake.exercise].public.assignment for mistake in (one, other)}
        assert len(assignments) == 1
        assert one.exercise != other.exercise


def test_a_mistake_is_named_beside_one_in_the_function_that_it_calls() -> None:
    pair = (SOFTMAX.mistakes[0], EXERCISES["rnn_cell_forward"].mistakes[0])
    assert named_apart(pair, 0) == Tally(right=2)


def test_pairs_within_have_both_changes() -> None:
    for exercise, one, other, source in islice(pairs_within(20), 20):
        assert source not in (wrong_source(exercise, one), wrong_source(exercise, other))
        assert all(wrong in source for _, wrong in (*one.patches, *other.patches))


def test_one_of_two_mistakes_in_a_function_is_a_right_name() -> None:
    one, other = SOFTMAX.mistakes[:2]
    assert named_within(SOFTMAX, one, other, wrong_source(SOFTMAX, one), 0) == RIGHT


def test_a_mistake_behaves_like_itself_and_unlike_another() -> None:
    one, other = (wrong_source(CELL, mistake) for mistake in CELL.mistakes[:2])
    again = one.replace("return ", "pass\n    return ")
    assert behave_alike(CELL, one, again, range(2))
    assert not behave_alike(CELL, one, other, range(2))


def test_the_published_cases_alone_tell_mistakes_apart() -> None:
    one, other = (wrong_source(CELL, mistake) for mistake in CELL.mistakes[:2])
    assert not behave_alike(CELL, one, other, ())
    assert behave_alike(CELL, one, one.replace("return ", "pass\n    return "), ())


def test_the_halves_of_the_mutants_are_fixed_and_about_equal() -> None:
    ids = [one.id for name in ("softmax", "gru_cell_backward", "lstm_backward") for one in mutants_of(EXERCISES[name])]
    share = sum(map(held_out, ids)) / len(ids)
    assert 0.4 < share < 0.6
    assert held_out("softmax:made-up:0") is held_out("softmax:made-up:0")
    assert 0.2 < sum(one_in(3, name) for name in ids) / len(ids) < 0.5


def test_a_mutant_is_right_or_listed_or_has_no_name() -> None:
    right = wrong_source(SOFTMAX, SOFTMAX.mistakes[0])
    sources = {
        NOT_REFUSED: SOFTMAX.variants[0].source,
        LISTED: right.replace("return ", "pass\n    return "),
        NONE: "def softmax(x):\n    return 0.123 * x**3\n",
    }
    for said, source in sources.items():
        assert verdict(SOFTMAX, mutant(source), 0)[0] == said


def test_a_mutant_that_turns_out_to_be_another_function_has_a_wrong_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.strength.unlisted.behave_alike", lambda *_: False)
    wrong = mutant(wrong_source(SOFTMAX, SOFTMAX.mistakes[0]))
    said, names = verdict(SOFTMAX, wrong, 0)
    assert (said, names) == (WRONG, (SOFTMAX.mistakes[0].id,))
    half = tallies(SOFTMAX, [wrong])["held out" if held_out(wrong.id) else "seen"]
    assert half.cases == [f"wrong: {wrong.id} is called {SOFTMAX.mistakes[0].id}"]
