"""A forward and a backward function that share caches of no stated layout: how gradients are asked for and judged.

The backward function is tried with caches that the reference makes, and with those of the student's own forward
function: a cache of another layout is right as long as both sides agree on it, and a wrong forward pass takes nothing
from a right backward pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from grader.exercises import sentences
from grader.exercises.model import Finding, Probe
from grader.exercises.probes import against, disagreement, expect, relation, right_outputs
from grader.sandbox.inside.calls import Outcome, Request, Result, Step
from rnn_utils.checks.messages import Message
from rnn_utils.checks.model import Exercise
from rnn_utils.types import Array

# Makes the request: what the backward function gets before the caches, and the arguments of the forward function.
Ask = Callable[[tuple[Any, ...], tuple[Any, ...]], Request]
Drawn = TypeVar("Drawn")


def for_both_ways(draw: Callable[..., Drawn], *arguments: Any) -> tuple[Drawn, Drawn]:
    """Draw inputs for the way forward, and others for the way back.

    Right caches hold the answers of the way forward, and all requests of a try go into one process.

    Parameters
    ----------
    draw
        Draws once.
    *arguments
        Its arguments.
    """
    return draw(*arguments), draw(*arguments)


@dataclass(frozen=True)
class Passes:
    """A forward function, its backward function, and where the caches stand.

    Parameters
    ----------
    exercise
        The exercise of the backward function.
    forward, backward
        The right functions; the student's are called under the same names.
    place
        Position of the caches in what the forward function returns.
    """

    exercise: Exercise
    forward: Callable[..., Any]
    backward: Callable[..., dict[str, Array]]
    place: int

    def right(self, given: tuple[Any, ...], arguments: tuple[Any, ...]) -> dict[str, Array]:
        """Return the right gradients."""
        return self.backward(*given, self.forward(*arguments)[self.place])

    def given(self, given: tuple[Any, ...], arguments: tuple[Any, ...]) -> Request:
        """Call the backward function with right caches."""
        caches = self.forward(*arguments)[self.place]
        return Request((Step(self.backward.__name__, (*given, caches)),))

    def own(self, given: tuple[Any, ...], arguments: tuple[Any, ...]) -> Request:
        """Call the backward function with the caches of the student's own forward function."""
        first = Step(self.forward.__name__, arguments)
        return Request((first, Step(self.backward.__name__, (*given, Result(0, (self.place,))))))

    def compared(
        self,
        label: str,
        ask: Ask,
        given: tuple[Any, ...],
        arguments: tuple[Any, ...],
        criteria: str | Mapping[str, str] = "",
    ) -> Probe:
        """Compare the gradients with the right ones.

        Parameters
        ----------
        label
            What is special about the inputs.
        ask
            One of `given` and `own`.
        given
            What the backward function gets before the caches.
        arguments
            Those of the forward function.
        criteria
            The criterion that all outputs count for, or output name → criterion; by default each output's own.

        Returns
        -------
        Probe
            One finding for each gradient.
        """
        right = right_outputs(self.exercise, self.backward.__name__, self.right(given, arguments))
        named = dict.fromkeys(right, criteria) if isinstance(criteria, str) and criteria else criteria
        return expect(self.exercise, label, ask(given, arguments), right, criteria=named or None)

    def together(self, label: str, given: tuple[Any, ...], arguments: tuple[Any, ...]) -> Probe:
        """Judge that the student's two functions of one exercise fit together: own caches lead to right gradients.

        Where the forward function is wrong itself, that is a matter of its own criteria and nothing is found here.

        Parameters
        ----------
        label
            What is special about the inputs.
        given
            What the backward function gets before the caches.
        arguments
            Those of the forward function.

        Returns
        -------
        Probe
            One finding for each gradient, or none.
        """
        forward = against(self.exercise, self.forward, label, *arguments)
        chained = self.compared(label, self.own, given, arguments)

        def judge(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
            """Look at the gradients where the forward pass is right."""
            first, second = outcomes
            if all(finding.passed for finding in forward.judge([first])):
                yield from chained.judge([second])

        return Probe(label, (*forward.requests, *chained.requests), judge)

    def linear(self, ask: Ask, da: Array, other: Array, arguments: tuple[Any, ...]) -> Probe:
        """Judge that the gradients of 2 da − 3 other are those of da, twice, less those of other, three times.

        Both sides add some hundred products in another order, each off by 1e-16 of its size: far below 1e-9.
        """
        requests = [ask((one,), arguments) for one in (da, other, 2 * da - 3 * other)]
        expected = list(self.right((da,), arguments))

        def differs(values: list[Any]) -> Message | None:
            """Name the gradients that are not linear."""
            one, two, both = values
            found = (disagreement(2 * one[name] - 3 * two[name], both[name], name) for name in expected)
            names = tuple(name for name, wrong in zip(expected, found, strict=True) if wrong)
            return sentences.NOT_LINEAR(names=names) if names else None

        return relation("linear in the incoming gradient", "sizes", requests, differs)
