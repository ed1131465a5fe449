"""Fingerprints of wrong outputs: a few numbers that identify them and say neither the right answer nor any code."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rnn_utils.checks.findings import output_finding
from rnn_utils.checks.model import Exercise, MissingOutput, Output
from rnn_utils.checks.published import PublicCase
from rnn_utils.checks.reading import Reading
from rnn_utils.checks.running import Outcome

RELATIVE = 1e-8
RELATIVE_SINGLE = 2e-5
DIGITS = 9
DIGITS_SINGLE = 6
RIGHT = "right"

# What the data file holds of a case: its form and its projections. None where the case is passed.
Mark = Sequence[object] | None


@dataclass(frozen=True)
class Fingerprint:
    """What identifies the outcome of a case.

    Parameters
    ----------
    form
        Digest of all that is exact: the kind of error, shapes, dtypes, whole numbers, text, where values are not
        finite, which outputs are right, which arguments were changed and, where all outputs are right, are shared.
    numbers
        One projection for each wrong output with floating-point numbers.
    terms
        Sum of the absolute terms of each projection.
    single
        For each projection, whether single precision is in it.
    weak
        Whether it is of a kind that many mistakes have in common: an error, or values that are not finite.
    """

    form: str
    numbers: tuple[float, ...] = ()
    terms: tuple[float, ...] = ()
    single: tuple[bool, ...] = ()
    weak: bool = False

    def mark(self) -> list[object]:
        """Return what the data file holds: the form, and the projections in as many digits as are told apart."""
        digits = [DIGITS_SINGLE if single else DIGITS for single in self.single]
        return [self.form, *(float(f"{n:.{count}g}") for n, count in zip(self.numbers, digits, strict=True))]

    def matches(self, mark: Sequence[object]) -> bool:
        """Say whether a mark of the data file is of the same outcome.

        Parameters
        ----------
        mark
            Form and projections.

        Returns
        -------
        bool
            Whether the forms are equal and every projection agrees to rounding.

        Notes
        -----
        A projection is p = Σ w_k x_k with 1/2 ≤ |w_k| ≤ 1. Two right ways to compute the same wrong x differ by the
        order of additions and by other libraries for linear algebra: |δx_k| ≤ η max|x|, η a few hundred units in
        the last place for the published sizes, so about 1e-13 (5e-5 in the worst case of single precision, 1e-6 as a
        rule). With S = Σ |w_k x_k| ≥ max|x| / 2, |δp| ≤ n η max|x| ≤ 2 n η S: for the n ≤ 300 numbers of an output at
        most 6e-11 S. Writing nine digits adds 5e-9 |p| at the most, less than 5e-9 S. So 1e-8 S is enough. What
        differs by ε from the known outcome in a random way moves p by about ε S / √n: from ε = 1e-6 on it is another.
        In single precision rounding errors have both signs and add up to about √n η S / √n, and 2e-5 S is enough.
        """
        form, *numbers = mark
        if form != self.form or len(numbers) != len(self.numbers):
            return False
        allowed = [
            (RELATIVE_SINGLE if single else RELATIVE) * s for s, single in zip(self.terms, self.single, strict=True)
        ]
        pairs = zip(self.numbers, numbers, allowed, strict=True)
        return all(isinstance(n, (int, float)) and abs(own - n) <= most for own, n, most in pairs)


def fingerprint(exercise: Exercise, case: PublicCase, outcome: Outcome) -> Fingerprint:
    """Take the fingerprint of an outcome that is wrong.

    Parameters
    ----------
    exercise, case
        What was tried.
    outcome
        What came of it.

    Returns
    -------
    Fingerprint
        Of the outputs that the case looks at; entries that a cache holds beyond those asked for leave no trace.
    """
    if outcome.error is not None:
        return Fingerprint(_digest(f"stopped {type(outcome.error).__name__}"), weak=True)
    if case.raises:
        return Fingerprint(_digest("returned"))
    form: list[str] = []
    numbers: list[tuple[float, float, bool]] = []
    finite = right = True
    for output in exercise.outputs:
        if output.name in case.expected:
            read = _read(exercise, case, output, outcome.value)
            form.append(f"{output.name}: {' '.join(read.form)}")
            numbers += read.projections(f"{exercise.id} {output.name}")
            finite &= read.finite
            right &= read.form == [RIGHT]
    # A wrong value is the same mistake whether it is a copy or a view of an argument.
    form.insert(0, f"changed {outcome.changed} shared {outcome.shared if right else ()}")
    values, terms, single = zip(*numbers, strict=True) if numbers else ((), (), ())
    return Fingerprint(_digest("\n".join(form)), values, terms, single, weak=not finite)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:10]


def _read(exercise: Exercise, case: PublicCase, output: Output, value: object) -> Reading:
    reading = Reading(output.complete)
    if output_finding(exercise, case, output, value) is None:
        reading.form.append(RIGHT)
        return reading
    try:
        reading.read(case.expected[output.name], exercise.pick(value, output))
    except MissingOutput:
        reading.form.append("missing")
        if isinstance(value, Mapping):
            reading.form += sorted(map(str, value))
        else:
            reading.leaf(value)
    return reading
