"""What an exercise looks like from outside: its outputs, and the criteria that earn points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rnn_utils.checks import sentences
from rnn_utils.checks.messages import Message

NAMED = 8


@dataclass(frozen=True)
class Criterion:
    """One thing that earns points.

    Parameters
    ----------
    id
        Short name, unique within the exercise.
    title
        What is looked at, in words that fit after "the".
    points
        Points earned when every finding about it is good.
    equation
        The formula in LaTeX, without dollar signs; empty where there is none.
    source
        Where the formula stands: a note and its number, for example ``"S3(2)"``.
    hint
        A sentence that helps a student who is stuck without giving the answer away.
    requires
        Criteria without which this one earns nothing.
    """

    id: str
    title: str
    points: float
    equation: str = ""
    source: str = ""
    hint: str = ""
    requires: tuple[str, ...] = ()


@dataclass(frozen=True)
class Output:
    """One named part of what a function returns.

    Parameters
    ----------
    name
        The name that messages use, for example ``"a_next"``.
    where
        Position in a returned tuple, key in a returned dictionary, or None when it is the whole value.
    criterion
        The criterion that this output counts for.
    axes
        Names of the array's axes, for messages about where it goes wrong.
    function
        The function that returns it, where the exercise has several; empty means the first.
    opaque
        Whether only the function that takes it back needs to know what is in it: it is never looked at.
    complete
        Whether a list, tuple or dictionary in it must hold no more than is expected.
    """

    name: str
    where: int | str | None
    criterion: str
    axes: tuple[str, ...] = ()
    function: str = ""
    opaque: bool = False
    complete: bool = False


class MissingOutput(Exception):
    """A returned value lacks a part.

    Parameters
    ----------
    message
        Which one, in words for students.
    """

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Exercise:
    """The public side of one graded function.

    Parameters
    ----------
    id
        Name of the function, and of the grade cell.
    assignment
        The assignment that it belongs to, for example ``"01_rnn"``.
    title
        What the function computes, in a few words.
    outputs
        The parts of its returned value.
    criteria
        What earns points; the exercise's points are their sum.
    functions
        Every function that the student writes for it; by default the one that gave the exercise its id.
    """

    id: str
    assignment: str
    title: str
    outputs: tuple[Output, ...]
    criteria: tuple[Criterion, ...]
    functions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known = [criterion.id for criterion in self.criteria]
        named = {output.criterion for output in self.outputs}
        named |= {required for criterion in self.criteria for required in criterion.requires}
        if len(set(known)) != len(known) or not named <= set(known):
            raise ValueError(f"criteria of {self.id} do not fit together: {known}, named {sorted(named)}")
        if not self.functions:
            object.__setattr__(self, "functions", (self.id,))

    @property
    def points(self) -> float:
        """Return the points of the whole exercise."""
        return sum(criterion.points for criterion in self.criteria)

    def criterion(self, criterion_id: str) -> Criterion:
        """Return the criterion with this id."""
        return next(criterion for criterion in self.criteria if criterion.id == criterion_id)

    def outputs_of(self, function: str) -> tuple[Output, ...]:
        """Return the outputs of one of the exercise's functions."""
        return tuple(output for output in self.outputs if (output.function or self.functions[0]) == function)

    def pick(self, value: object, output: Output) -> object:
        """Take one output out of a returned value.

        Raises
        ------
        MissingOutput
            If the value has no such part; the message says what came and what was expected.
        """
        if output.where is None:
            return value
        if isinstance(output.where, str):
            return self._from_mapping(value, output.where)
        return self._from_tuple(value, output.where, output.function or self.functions[0])

    def _from_mapping(self, value: object, key: str) -> object:
        if not isinstance(value, Mapping):
            raise MissingOutput(sentences.KEY_WANTED(key=repr(key), what=describe(value)))
        if key not in value:
            raise MissingOutput(sentences.KEY_MISSING(key=repr(key), names=_names(value)))
        return value[key]

    def _from_tuple(self, value: object, index: int, function: str) -> object:
        names = tuple(output.name for output in self.outputs_of(function) if isinstance(output.where, int))
        if not isinstance(value, (tuple, list)) or len(value) != len(names):
            what = str(len(value)) if isinstance(value, (tuple, list)) else describe(value)
            raise MissingOutput(sentences.VALUES_WANTED(count=str(len(names)), names=names, what=what))
        return value[index]


def _names(mapping: Mapping[object, object]) -> str:
    """List the keys of a dictionary that a student returned; it may be of any size."""
    names = [str(key)[:40] for key in islice(mapping, NAMED + 1)]
    return ", ".join(sorted(names[:NAMED])) + (", …" if len(names) > NAMED else "")


def describe(value: object) -> Message:
    """Say in a few words what a value is, for messages."""
    shape, kind = getattr(value, "shape", None), type(value).__name__
    if isinstance(shape, tuple) and shape != ():
        return sentences.AN_ARRAY(shape=str(shape))
    if value is None:
        return sentences.NONE()
    if isinstance(value, Mapping):
        return sentences.A_DICTIONARY(names=_names(value))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return sentences.A_SEQUENCE(type=kind, count=str(len(value)))
    return sentences.A_VALUE(type=kind)
