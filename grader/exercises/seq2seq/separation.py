"""Problems for greedy decoding and beam search whose decisions are far apart, so that rounding never decides.

A decision compares sums of logarithms of probabilities. They come out of a dozen products of small matrices and a
softmax, so that two right programs differ by some 1e-14; every decision of the problems below is won by at least
`GAP`. The searches here are those of the reference, with the gaps written down on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from jaxtyping import Bool, Int

from grader.exercises.inputs import Inputs, Sizes
from grader.exercises.seq2seq.drawn import padding, two_parts
from rnn_utils.reference import seq2seq as reference
from rnn_utils.reference.cells import part_of
from rnn_utils.types import Array, State

GAP = 1e-3  # in nats
TRIES = 4000
NEVER = -1  # no token

Answer = tuple[list[int], float]


@dataclass(frozen=True)
class Problem:
    """A network, and questions to it.

    Parameters
    ----------
    tokens
        One question (T_x,), or a batch (m, T_x).
    parameters
        Those of encoder and decoder.
    eos
        The token that ends an answer.
    cell
        Kind of cell.
    mask
        Of a batch of questions; None where nothing is padding.
    known
        What has been worked out about the network and its questions and holds for every token that ends.
    """

    tokens: Int[Array, "..."]
    parameters: dict[str, Array]
    eos: int
    cell: str
    mask: Bool[Array, "m T_x"] | None = None
    known: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)


def network(inputs: Inputs, sizes: Sizes, cell: str) -> dict[str, Array]:
    """Draw a network whose decoder listens to what it wrote and whose probabilities lie far apart."""
    drawn = two_parts(inputs, sizes, cell)
    wide = {name: array * (2.5 if name.endswith("_decoder") or name == "Wy" else 1.5) for name, array in drawn.items()}
    return wide if inputs.digits is None else {name: array.round(inputs.digits) for name, array in wide.items()}


def batches(
    inputs: Inputs, sizes: Sizes, cell: str, padded: bool = False, ends: Sequence[int] = ()
) -> Iterator[Problem]:
    """Yield thousands of batches of questions, each with every token, or each of `ends`, as the one that ends."""
    for _ in range(TRIES):
        parameters = network(inputs, sizes, cell)
        tokens = inputs.rng.integers(0, sizes.n_x, size=(sizes.m, sizes.T_x))
        mask = padding(inputs, sizes.m, sizes.T_x) if padded else None
        known: dict[object, Any] = {}
        for eos in ends or range(sizes.n_y):
            yield Problem(tokens, parameters, eos, cell, mask, known)


def questions(inputs: Inputs, sizes: Sizes, cell: str, ends: Sequence[int] = ()) -> Iterator[Problem]:
    """Yield single questions, as `batches` does."""
    return (replace(problem, tokens=problem.tokens[0]) for problem in batches(inputs, sizes, cell, ends=ends))


def found(problems: Iterator[Problem], fits: Callable[[Problem], bool]) -> Problem:
    """Return the first problem that fits.

    Raises
    ------
    ValueError
        If none of them does, which would be a mistake in the course.
    """
    for problem in filter(fits, problems):
        return problem
    raise ValueError("none of the problems fits")


def greedy_gap(problem: Problem, max_length: int) -> float:
    """Return by how much the likeliest token is ahead of the next one, at the closest step of any answer."""
    return _written(problem, max_length)[1]


def greedy_answers(problem: Problem, max_length: int) -> list[list[int]]:
    """Return what greedy decoding answers to every question of a batch."""
    written, eos = _written(problem, max_length)[0], problem.eos
    return [tokens[: tokens.index(eos) + 1] if eos in tokens else tokens for tokens in written]


def _written(problem: Problem, max_length: int) -> tuple[list[list[int]], float]:
    """Return what greedy decoding would write if nothing ended an answer, and the smallest gap."""
    if ("written", max_length) not in problem.known:
        state, _ = reference.encode(problem.tokens, part_of(problem.parameters, "encoder"), problem.cell, problem.mask)
        token, gap, written = None, np.inf, []
        for _ in range(max_length):
            yt_pred, state, _ = reference.decode_step(token, state, problem.parameters, problem.cell)
            token = np.argmax(yt_pred, axis=0)
            first, second = np.sort(np.log(yt_pred), axis=0)[[-1, -2]]
            gap = min(gap, float(np.min(first - second)))
            written.append(token)
        problem.known["written", max_length] = np.transpose(written).tolist(), gap
    answer: tuple[list[list[int]], float] = problem.known["written", max_length]
    return answer


def same(parents: list[int]) -> list[int]:
    """Let every beginning go on with the state of its own parent, as it should be."""
    return parents


def beam(
    problem: Problem,
    width: int,
    max_length: int,
    *,
    worth: Callable[[Array], Array] = np.log,
    carried: Callable[[list[int]], list[int]] = same,
    before: float = 1.0,
) -> tuple[list[Answer], float]:
    """Search with a beam and write down the gaps.

    Parameters
    ----------
    problem
        The network and one question.
    width, max_length
        As for the search itself.
    worth
        What of the probabilities is added up; anything but the logarithm is a mistake.
    carried
        Whose states the beginnings go on with; anything but their own parents' is a mistake.
    before
        How much counts of what the beginnings were worth until then; anything but 1 is a mistake.

    Returns
    -------
    answers
        In the order in which they ended, unfinished ones last.
    gap
        The smallest difference that decides at any step.
    """
    state: State = ()
    live: list[Answer] = [([], 0.0)]
    ended: list[Answer] = []
    gap = np.inf
    for _ in range(max_length):
        yt_pred, state = _decoded(problem, [tokens for tokens, _ in live], state, kept=carried is same)
        totals = worth(yt_pred) + before * np.array([total for _, total in live])
        order, kept = np.argsort(-totals, axis=None), width - len(ended)
        gap = min(gap, _smallest_difference(totals.ravel()[order[: kept + 1]]))
        chosen = list(zip(*np.unravel_index(order[:kept], totals.shape), strict=True))
        answers = [([*live[parent][0], int(index)], float(totals[index, parent])) for index, parent in chosen]
        ended += [answer for answer in answers if answer[0][-1] == problem.eos]
        live = [answer for answer in answers if answer[0][-1] != problem.eos]
        if not live:
            break
        parents = carried([int(parent) for index, parent in chosen if index != problem.eos])
        state = tuple(part[:, parents] for part in state)
    return ended + live, gap


def _decoded(problem: Problem, live: list[list[int]], state: State, *, kept: bool) -> tuple[Array, State]:
    """Go on from each beginning by one step; most beginnings come again with another token that ends."""
    key = str(live)
    if kept and key in problem.known:
        again: tuple[Array, State] = problem.known[key]
        return again
    token = np.array([tokens[-1] for tokens in live]) if live[0] else None
    if token is None:
        encoder = part_of(problem.parameters, "encoder")
        state, _ = reference.encode(problem.tokens[np.newaxis], encoder, problem.cell)
    yt_pred, state_next, _ = reference.decode_step(token, state, problem.parameters, problem.cell)
    if kept:
        problem.known[key] = yt_pred, state_next
    return yt_pred, state_next


def beam_gap(problem: Problem, width: int, max_length: int, powers: Sequence[float]) -> float:
    """Return the smallest difference that decides in a beam search, the order of the answers included."""
    answers, gap = beam(problem, width, max_length)
    return min(gap, *(_smallest_difference(scores(answers, power)) for power in powers))


def scores(answers: Sequence[Answer], power: float) -> Array:
    """Return what answers are compared by."""
    return np.array([log_p / len(tokens) ** power for tokens, log_p in answers])


def _smallest_difference(values: Array) -> float:
    return float(np.min(np.diff(np.sort(values)), initial=np.inf))
