"""The hidden side of an exercise: probes on secret inputs, ways to try them, known mistakes, variants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from grader.sandbox.inside.calls import Outcome, Request
from rnn_utils.checks.messages import NOTHING, Message
from rnn_utils.checks.model import Exercise
from rnn_utils.checks.published import PublicCase

References = Mapping[str, Callable[..., object]]


class Answers(Protocol):
    """What came back from a caller."""

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """One outcome for each request."""

    @property
    def cpu_s(self) -> float | None:
        """CPU time of the calls in seconds, if it was asked for."""


class Caller(Protocol):
    """Somebody who can ask the student's functions for values."""

    def ask(
        self,
        requests: Sequence[Request],
        *,
        stand_ins: Mapping[str, Callable[..., object]] = ...,
        offered: Mapping[str, Callable[..., object]] = ...,
        measure: bool = False,
    ) -> Answers:
        """Answer the requests in order; see :meth:`grader.sandbox.Session.ask`."""


@dataclass(frozen=True)
class Finding:
    """What one probe says about one criterion.

    Parameters
    ----------
    criterion
        The criterion's id.
    passed
        Whether it was right.
    message
        What was wrong, in words for the student; empty when it was right.
    label
        The probe that found it.
    """

    criterion: str
    passed: bool
    message: Message = NOTHING
    label: str = ""


@dataclass(frozen=True)
class Probe:
    """Calls made to the student's functions, and how their outcomes are judged.

    Parameters
    ----------
    label
        What is special about these inputs, for example ``"m = 1"``.
    requests
        The calls.
    judge
        Turns their outcomes into findings.
    """

    label: str
    requests: tuple[Request, ...]
    judge: Callable[[Sequence[Outcome]], Iterable[Finding]]


@dataclass(frozen=True)
class Cost:
    """A bound on the CPU time of a backward function, as a multiple of the reference's forward pass.

    It tells backpropagation from finite differences and complex steps, which no tolerance can: with P
    parameters they cost at least P forward passes. The multiple leaves room for plain Python loops. The
    student's time is measured from outside the student's process, the forward pass in the trusted one,
    so that neither can be forged.

    Parameters
    ----------
    criterion
        The criterion that pays for it.
    prepare
        Makes the reference's forward pass, ready to run, and probes of one request each to the student's
        backward function on inputs of the same size: with right caches, and with the student's own. The
        next is made where the one before fails. Their findings are about the criteria in ``excludes``.
    multiple
        Largest allowed ratio.
    floor_s
        CPU time that is always allowed, in seconds, because small times are noisy.
    excludes
        Criteria that earn nothing when the bound is passed: the values may be right, but not by the
        method asked for. Nor do they when the values are wrong where the time is measured.
    stand_ins
        Dependencies that are replaced in a second measurement, so that a slow dependency costs its own
        exercise alone.
    """

    criterion: str
    prepare: Callable[[np.random.Generator], tuple[Callable[[], object], tuple[Probe, ...]]]
    multiple: float = 5000.0
    floor_s: float = 0.05
    excludes: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()


@dataclass(frozen=True)
class Try:
    """One way of judging an exercise; criteria passed in any of them count.

    Parameters
    ----------
    name
        Part of the seed, so that no two tries share inputs.
    probes
        Makes the probes from a generator of secret random numbers.
    stand_ins
        Dependencies that are replaced by right functions answered from the trusted side.
    note
        What to tell the student when this try passed where the one before it failed.
    """

    name: str
    probes: Callable[[np.random.Generator], Sequence[Probe]]
    stand_ins: tuple[str, ...] = ()
    note: Message = NOTHING


@dataclass(frozen=True)
class Mistake:
    """A known wrong way to write a function, executable.

    Parameters
    ----------
    id
        Unique within the course, ``"<exercise>.<short-name>"``.
    criterion
        The criterion that it breaks first, whose equation and hint the student is shown.
    says
        One line that names the mistake to the student.
    patches
        Pairs of (text in the reference's source, wrong text), each standing there exactly once.
    source
        Whole wrong functions in place of patches.
    line
        The wrong line to show; by default the line of the last patch.
    hint
        A question or pointer that does not give the answer away; by default that of the criterion.
    """

    id: str
    criterion: str
    says: str
    patches: tuple[tuple[str, str], ...] = ()
    source: str = ""
    line: str = ""
    hint: str = ""

    @property
    def exercise(self) -> str:
        """Return the id of the exercise that this mistake belongs to."""
        return self.id.split(".")[0]


@dataclass(frozen=True)
class Variant:
    """A correct solution in another style, which every check must pass.

    Parameters
    ----------
    id
        Unique within the course, ``"<exercise>.<short-name>"``.
    source
        Python source that defines the exercise's functions (NumPy is there as ``np``).
    """

    id: str
    source: str


@dataclass(frozen=True, eq=False)
class HiddenExercise:
    """Everything that the grader knows about one exercise.

    Parameters
    ----------
    public
        The public side: outputs, criteria, points.
    reference
        Every function of the exercise by name.
    tries
        Ways to judge it, in order; later ones run only where earlier ones left something unpassed.
    published
        Makes the public cases, without their expected values; a case may name the outputs that it looks at.
    offered
        Functions behind ``StandIn`` arguments, such as a function to differentiate.
    depends_on
        Functions of earlier exercises that this one may call.
    cost
        Bound on CPU time, for backward functions.
    mistakes, variants
        Known wrong and odd-but-right solutions.
    """

    public: Exercise
    reference: Mapping[str, Callable[..., object]]
    tries: tuple[Try, ...]
    published: Callable[[np.random.Generator], Sequence[PublicCase]]
    offered: References = field(default_factory=dict)
    depends_on: tuple[str, ...] = ()
    cost: Cost | None = None
    mistakes: tuple[Mistake, ...] = ()
    variants: tuple[Variant, ...] = ()

    @property
    def id(self) -> str:
        """Return the exercise's id."""
        return self.public.id
