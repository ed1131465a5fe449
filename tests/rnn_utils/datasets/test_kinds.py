"""Test the tasks for the kinds of networks: shapes, masks, right answers, seeds."""

from __future__ import annotations

import calendar

import numpy as np
import pytest

from rnn_utils.datasets import (
    Task,
    additions,
    first_equals_last,
    month_lengths,
    repeats,
    spelled_digits,
)

TASKS = {
    "one to one": month_lengths(),
    "one to many": spelled_digits(),
    "many to one": first_equals_last(np.random.default_rng(0), m=50, shortest=2, longest=6),
    "equal": additions(np.random.default_rng(0), m=50, length=7),
    "unequal": repeats()[0],
}


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS.keys())
def test_task_holds_indices_of_its_symbols(task: Task) -> None:
    assert task.inputs.shape == task.targets.shape == task.mask.shape
    assert 0 <= task.inputs.min() <= task.inputs.max() < len(task.input_symbols)
    assert 0 <= task.targets.min() <= task.targets.max() < len(task.target_symbols)
    assert task.mask.dtype == bool
    assert task.mask.any(axis=1).all()


@pytest.mark.parametrize(
    ("kind", "reads", "answers"),
    [("one to one", 1, 1), ("one to many", 1, 5), ("equal", 7, 7), ("unequal", 2, 6)],
)
def test_task_reads_and_answers_at_so_many_steps(kind: str, reads: int, answers: int) -> None:
    task = TASKS[kind]
    blank = task.input_symbols.index("_") if "_" in task.input_symbols else -1
    assert ((task.inputs != blank).sum(axis=1) == reads).all()
    assert (task.mask.sum(axis=1) == answers).all()


def test_months_have_their_lengths() -> None:
    for month, days in zip(month_lengths().questions(), month_lengths().wanted(), strict=True):
        length = calendar.monthrange(2023, list(calendar.month_abbr).index(month))[1]
        assert days == ("28-29" if length == 28 else str(length))


def test_digits_are_spelled() -> None:
    task = spelled_digits()
    assert dict(zip(task.questions(), task.wanted(), strict=True))["7"] == "seven"
    assert len(set(task.wanted())) == 10


def test_last_bit_is_compared_with_the_first_at_the_last_bit() -> None:
    task = TASKS["many to one"]
    assert (task.mask.sum(axis=1) == 1).all()
    assert {len(bits) for bits in task.questions()} == {2, 3, 4, 5, 6}
    for bits, answer, mask in zip(task.questions(), task.wanted(), task.mask, strict=True):
        assert answer == ("=" if bits[0] == bits[-1] else "≠")
        assert mask.argmax() == len(bits) - 1


def test_sums_are_right_modulo_the_last_carry() -> None:
    task = additions(np.random.default_rng(3), m=40, length=9)
    weights = 2 ** np.arange(9)
    first, second = task.inputs // 2 @ weights, task.inputs % 2 @ weights
    np.testing.assert_array_equal(task.targets @ weights, (first + second) % 2**9)


def test_repeats_are_right_and_the_held_out_ones_apart() -> None:
    kept, held_out = repeats(held_out=("3c", "1a"))
    assert len(kept.inputs) == 23
    assert not {"3c", "1a"} & set(kept.questions())
    assert held_out.questions() == ["3c", "1a"]
    assert held_out.wanted() == ["ccc", "a"]
    assert kept.input_symbols == held_out.input_symbols
    assert kept.target_symbols == held_out.target_symbols


def test_repeats_refuse_a_question_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="9z"):
        repeats(held_out=("9z",))


def test_random_tasks_repeat_with_the_seed_and_only_then() -> None:
    one, same, other = (additions(np.random.default_rng(seed), m=10, length=6) for seed in (5, 5, 6))
    assert np.array_equal(one.inputs, same.inputs)
    assert not np.array_equal(one.inputs, other.inputs)


def test_texts_stop_at_blanks() -> None:
    task = spelled_digits()
    assert task.texts(np.zeros_like(task.targets)) == [""] * 10
