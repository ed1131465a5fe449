"""Probes of the forward functions of gated cells: one step, and a whole sequence.

Values are compared to 1e-9 of the largest. Rounding is far below: an output is a sum of some ten products, each
within (−10, 10) and rounded to 1e-16, handed on over six steps at most, and every tanh and sigmoid on the way has
a slope of at most 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.exercises import sentences
from grader.exercises.gated_inputs import (
    PUBLIC,
    SQUARE,
    Arguments,
    for_examples,
    gated_sequence,
    gated_step,
    in_sixteenths,
    renumbered,
)
from grader.exercises.inputs import ONE_EXAMPLE, ONE_STEP, PUBLIC_SMALL, Inputs, Sizes, single
from grader.exercises.model import Probe
from grader.exercises.probes import against, call, disagreement, leaves_no_trace, relation
from rnn_utils.checks.messages import Message
from rnn_utils.checks.model import Exercise, Output
from rnn_utils.checks.published import PublicCase


@dataclass(frozen=True)
class Forward:
    """A forward function of a gated cell.

    Parameters
    ----------
    public
        The exercise that it belongs to.
    function
        The right function.
    cell
        Kind of cell, as in `gated_inputs`.
    """

    public: Exercise
    function: Callable[..., Any]
    cell: str

    @property
    def name(self) -> str:
        """Return the function's name."""
        return self.function.__name__

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Return its outputs but the cache: an odd cache costs its own points alone."""
        return tuple(output for output in self.public.outputs_of(self.name) if output.axes)

    def compared(self, label: str, arguments: Arguments, criterion: str = "") -> Probe:
        """Compare with the reference; for another criterion than the outputs' own, all but the cache."""
        only = [output.name for output in self.outputs] if criterion else ()
        return against(self.public, self.function, label, *arguments, criterion=criterion, only=only)


def _related(
    forward: Forward, label: str, pair: Sequence[Arguments], turn: Callable[[Output, Any], Any], said: Message
) -> Probe:
    """Ask twice; each output of the first call, turned, must be that of the second one."""

    def differs(values: list[Any]) -> Message | None:
        one, other = values
        found = (disagreement(turn(o, one[o.where]), other[o.where], o.name) for o in forward.outputs)
        return next((said for changed in found if changed), None)

    return relation(label, "sizes", [call(forward.name, *arguments) for arguments in pair], differs)


def _examples_apart(forward: Forward, arguments: Arguments) -> Probe:
    """Give one example of the batch alone."""
    some = slice(1, 2)
    pair = arguments, for_examples(arguments, some)
    said = sentences.OTHERWISE_ALONE()
    return _related(forward, "each example on its own", pair, lambda _, value: value[:, some], said)


def _turned_round(forward: Forward, arguments: Arguments, rng: np.random.Generator) -> Probe:
    """Turn the batch round and renumber the units at once: the results turn and renumber with them."""
    order, back = rng.permutation(len(arguments[1])), slice(None, None, -1)
    pair = arguments, for_examples(renumbered(arguments, order), back)

    def turn(output: Output, value: Any) -> Any:
        return value[order][:, back] if output.axes[0] == "unit" else value[:, back]

    said = sentences.ORDER_OF_EXAMPLES_OR_UNITS()
    return _related(forward, "examples and units in another order", pair, turn, said)


def _begun(forward: Forward, arguments: Arguments, steps: int) -> Probe:
    """Give the beginning of a sequence: its first steps come out as they did."""
    pair = arguments, (arguments[0][:, :, :steps], *arguments[1:])
    said = sentences.BEGINNING()
    return _related(forward, "the beginning of a longer sequence", pair, lambda _, value: value[:, :, :steps], said)


def step_probes(forward: Forward, inputs: Inputs) -> list[Probe]:
    """Make the probes of one step."""
    usual = gated_step(inputs, Sizes(), forward.cell)
    return [
        forward.compared("all sizes different", usual),
        forward.compared("one example", gated_step(inputs, ONE_EXAMPLE, forward.cell), "sizes"),
        forward.compared("all sizes equal", gated_step(inputs, SQUARE, forward.cell), "sizes"),
        forward.compared("float32", single(usual), "dtype"),
        _examples_apart(forward, usual),
        _turned_round(forward, usual, inputs.rng),
        leaves_no_trace("side effects", "side_effects", call(forward.name, *usual)),
    ]


def sequence_probes(forward: Forward, inputs: Inputs) -> list[Probe]:
    """Make the probes of a sequence; the first memory cell of an LSTM is left out."""

    def drawn(sizes: Sizes) -> Arguments:
        return gated_sequence(inputs, sizes, forward.cell, from_zero=True)

    usual = drawn(Sizes())
    x, first, parameters = drawn(Sizes(n_x=3, n_a=4, n_y=2, m=2, T_x=5))
    return [
        forward.compared("all sizes different", usual),
        forward.compared("first state zero", (x, np.zeros_like(first), parameters)),
        forward.compared("one example", drawn(ONE_EXAMPLE), "sizes"),
        forward.compared("one time step", drawn(ONE_STEP), "sizes"),
        forward.compared("all sizes equal", drawn(SQUARE), "sizes"),
        forward.compared("float32", single(usual), "dtype"),
        _begun(forward, drawn(Sizes(T_x=6)), 4),
        _turned_round(forward, usual, inputs.rng),
        leaves_no_trace("side effects", "side_effects", call(forward.name, *usual)),
    ]


def published_steps(forward: Forward, rng: np.random.Generator) -> list[PublicCase]:
    """Make the public cases of one step."""
    inputs = Inputs(rng, digits=2)
    return [
        PublicCase("five examples", forward.name, gated_step(inputs, PUBLIC, forward.cell)),
        PublicCase("one example, float32", forward.name, in_sixteenths(gated_step(inputs, PUBLIC_SMALL, forward.cell))),
    ]


def published_sequences(forward: Forward, rng: np.random.Generator) -> list[PublicCase]:
    """Make the public cases of a sequence; the last one gives an LSTM a first memory cell."""
    inputs = Inputs(rng, digits=2)
    usual = gated_sequence(inputs, PUBLIC, forward.cell, from_zero=True)
    small = gated_sequence(inputs, PUBLIC_SMALL, forward.cell)
    label = "three steps, float32" + (", with a first memory cell" if len(small) > len(usual) else "")
    return [
        PublicCase("two steps, five examples", forward.name, usual),
        PublicCase(label, forward.name, in_sixteenths(small)),
    ]
