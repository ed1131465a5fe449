"""Make one small task for each kind of recurrent network: how inputs and answers lie along the time axis.

Tasks hold indices of symbols and a mask. Turning indices into vectors is left to the student's own function.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int

from rnn_utils.types import Array

BLANK = "_"

# What is read, what is answered, and the first time step at which an answer is asked.
Row = tuple[Sequence[str], Sequence[str], int]


@dataclass(frozen=True)
class Task:
    """Hold a batch of sequences of symbols, one row each.

    Parameters
    ----------
    input_symbols, target_symbols : tuple of str
        What the indices stand for; "_" is an empty input, or no answer.
    inputs, targets : (m, T_x) arrays of int
        Indices of what is read and of what is to be answered at each time step.
    mask : (m, T_x) array of bool
        True where an answer is asked.
    """

    input_symbols: tuple[str, ...]
    target_symbols: tuple[str, ...]
    inputs: Int[Array, "m T_x"]
    targets: Int[Array, "m T_x"]
    mask: Bool[Array, "m T_x"]

    def texts(self, answers: Int[Array, "m T_x"]) -> list[str]:
        """Write the answers as text, at the steps where one is asked, without blanks.

        Parameters
        ----------
        answers : (m, T_x) array of int
            Indices of target symbols.

        Returns
        -------
        list of str
            One text per example.
        """
        return [
            "".join(self.target_symbols[k] for k in row[asked]).rstrip(BLANK)
            for row, asked in zip(answers, self.mask, strict=True)
        ]

    def wanted(self) -> list[str]:
        """Return the right answers as text."""
        return self.texts(self.targets)

    def questions(self) -> list[str]:
        """Return what is read as text, without blanks."""
        return ["".join(self.input_symbols[k] for k in row).rstrip(BLANK) for row in self.inputs]


def _task(input_symbols: Sequence[str], target_symbols: Sequence[str], rows: Sequence[Row]) -> Task:
    """Build a task from its rows, padding with blanks."""
    n_steps = max((max(len(read), start + len(said)) for read, said, start in rows), default=1)
    inputs = np.full((len(rows), n_steps), _place(input_symbols, BLANK))
    targets = np.full((len(rows), n_steps), _place(target_symbols, BLANK))
    mask = np.zeros((len(rows), n_steps), dtype=bool)
    for i, (read, said, start) in enumerate(rows):
        inputs[i, : len(read)] = [input_symbols.index(symbol) for symbol in read]
        targets[i, start : start + len(said)] = [target_symbols.index(symbol) for symbol in said]
        mask[i, start : start + len(said)] = True
    return Task(tuple(input_symbols), tuple(target_symbols), inputs, targets, mask)


def _place(symbols: Sequence[str], symbol: str) -> int:
    """Return the place of a symbol, or 0 where it is not needed."""
    return symbols.index(symbol) if symbol in symbols else 0


def month_lengths() -> Task:
    """Return the one-to-one task: a month goes in, its number of days comes out (S0: the standard network).

    Returns
    -------
    Task
        12 examples with T_x = 1.
    """
    days = {"Feb": "28-29"} | dict.fromkeys(("Apr", "Jun", "Sep", "Nov"), "30")
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    rows = [((month,), (days.get(month, "31"),), 0) for month in months]
    return _task(months, ("28-29", "30", "31"), rows)


def spelled_digits() -> Task:
    """Return the one-to-many task: a digit goes in at the first step, its name comes out by letters.

    Returns
    -------
    Task
        10 examples with T_x = 5; short names end in blanks.
    """
    names = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    letters = sorted(set("".join(names)))
    rows = [(str(digit), name.ljust(5, BLANK), 0) for digit, name in enumerate(names)]
    return _task([*"0123456789", BLANK], [BLANK, *letters], rows)


def first_equals_last(rng: np.random.Generator, m: int, shortest: int, longest: int) -> Task:
    """Make the many-to-one task: read bits, answer at the last one whether it equals the first.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    m : int
        Number of examples.
    shortest, longest : int
        Range of the number of bits, drawn evenly; shorter rows are padded after the answer.

    Returns
    -------
    Task
        m examples; the answer is "=" or "≠".
    """
    rows: list[Row] = []
    for length in rng.integers(shortest, longest + 1, size=m):
        bits = "".join(rng.choice(["0", "1"], size=length))
        rows.append((bits, "=" if bits[0] == bits[-1] else "≠", length - 1))
    return _task(("0", "1", BLANK), ("≠", "="), rows)


def additions(rng: np.random.Generator, m: int, length: int) -> Task:
    """Make the task of many to many with equal lengths: add two binary numbers, the lowest digit first.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    m : int
        Number of examples.
    length : int
        Number of binary digits, the time steps.

    Returns
    -------
    Task
        At each step two digits are read, as one of the symbols "0+0", "0+1", "1+0", "1+1", and one digit of
        the sum is the answer; a last carry falls away.
    """
    first, second = rng.integers(0, 2, size=(2, m, length))
    total = np.zeros((m, length), dtype=int)
    carry = np.zeros(m, dtype=int)
    for t in range(length):
        column = first[:, t] + second[:, t] + carry
        total[:, t], carry = column % 2, column // 2
    return Task(("0+0", "0+1", "1+0", "1+1"), ("0", "1"), 2 * first + second, total, np.ones((m, length), dtype=bool))


def repeats(held_out: Sequence[str] = (), letters: str = "abcde", largest: int = 5) -> tuple[Task, Task]:
    """Make the task of many to many with unequal lengths: "3c" is read, then "ccc" is written.

    Parameters
    ----------
    held_out : sequence of str
        Questions that go to the second task.
    letters : str
        The letters that are repeated.
    largest : int
        The largest number of repetitions, at most 9.

    Returns
    -------
    tuple of two Tasks
        All questions but those held out, and those held out. The answer begins when number and letter have
        been read, and ends in blanks.
    """
    rows = {
        f"{n}{letter}": (f"{n}{letter}", (letter * n).ljust(largest + 1, BLANK), 2)
        for n in range(1, largest + 1)
        for letter in letters
    }
    unknown = sorted(set(held_out) - set(rows))
    if unknown:
        raise ValueError(f"held_out: {unknown} are no questions; questions are {min(rows)!r} to {max(rows)!r}")
    numbers = "".join(str(n) for n in range(1, largest + 1))
    symbols = [*numbers, *letters, BLANK], [BLANK, *letters]
    kept = _task(*symbols, [row for question, row in rows.items() if question not in held_out])
    return kept, _task(*symbols, [rows[question] for question in held_out])
