"""Measure how steady the checks are: right solutions over many seeds, and how near they come to a tolerance.

A right solution has to earn full marks on every seed, and each compared array has to stay far below its tolerance:
only then is it rounding that the tolerance covers, and not luck. From the other side, a tolerance must be far below
what a mistake changes: so the smallest error is looked for by which a known mistake passes a tolerance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import inf

from grader.exercises.catalogue import references_of
from grader.exercises.direct import DirectCaller
from grader.exercises.judging import Attempt, Judgement, judge
from grader.exercises.model import HiddenExercise, Mistake
from grader.exercises.patching import functions_of, wrong_source
from grader.exercises.seeds import Seed
from rnn_utils.checks.margins import Margin, margins

REFERENCE = "reference"
SECRET = b"what is measured in public needs none"
GOAL = 0.01  # of the tolerance


@dataclass(frozen=True)
class Steadiness:
    """How one right solution fared.

    Parameters
    ----------
    solution
        ``"reference"`` or the variant's id.
    seeds
        On how many seeds it was judged.
    refused
        What it lost, in words; empty when it earned full marks on every seed.
    share
        The largest error of a compared array as a share of its tolerance.
    place
        Where that was: seed, probe and output.
    """

    solution: str
    seeds: int = 0
    refused: tuple[str, ...] = ()
    share: float = 0.0
    place: str = ""

    def joined(self, other: Steadiness) -> Steadiness:
        """Return what two runs of the same solution on different seeds say together."""
        worse = other if other.share > self.share else self
        return replace(worse, seeds=self.seeds + other.seeds, refused=self.refused + other.refused)


@dataclass(frozen=True)
class NearestWrong:
    """The known mistake whose numbers differ least from right ones.

    Parameters
    ----------
    mistake
        Its id; empty where no mistake of the exercise is one of numbers alone.
    share
        Its largest error as a multiple of the tolerance, on the seed where that is smallest.
    """

    mistake: str = ""
    share: float = inf


def public_seed(assignment: str, number: int) -> Seed:
    """Return one of the seeds that are measured on: as an installation would have it, but known to everybody."""
    return Seed.derive(SECRET, assignment, str(number))


def sources_of(exercise: HiddenExercise) -> dict[str, str]:
    """Return the right solutions of an exercise: name → source, which is empty for the reference."""
    return {REFERENCE: "", **{variant.id: variant.source for variant in exercise.variants}}


def measure(exercise: HiddenExercise, seeds: Iterable[int], variants: bool = True) -> tuple[Steadiness, ...]:
    """Judge the right solutions of an exercise on some seeds.

    Parameters
    ----------
    exercise
        The exercise.
    seeds
        Numbers of the seeds.
    variants
        Whether the odd-but-right variants are judged as well as the reference.

    Returns
    -------
    tuple of Steadiness
        One for each solution.
    """
    sources = sources_of(exercise) if variants else {REFERENCE: ""}
    namespaces = {name: _namespace(exercise, source) for name, source in sources.items()}
    found = {name: Steadiness(name) for name in sources}
    for number in seeds:  # all solutions on one seed before the next, because its probes are kept
        for name, namespace in namespaces.items():
            found[name] = found[name].joined(_judged(exercise, name, namespace, number, found[name].share))
    return tuple(found.values())


def _namespace(exercise: HiddenExercise, source: str) -> Mapping[str, object]:
    references = references_of(exercise.public.assignment)
    return functions_of(exercise, source, references) if source else references


def _judged(
    exercise: HiddenExercise, name: str, namespace: Mapping[str, object], number: int, before: float
) -> Steadiness:
    assignment = exercise.public.assignment
    with margins() as noted:
        judgement = judge(exercise, DirectCaller(namespace), public_seed(assignment, number), references_of(assignment))
    refused = tuple(
        f"seed {number}, {criterion.id}: {'; '.join(criterion.messages)}"
        for criterion in judgement.result.criteria
        if not criterion.passed
    )
    # What passes a tolerance although every point is earned was right in another try, with caches of its own layout.
    within = max((one for one in noted if one.share <= 1), key=lambda one: one.share, default=Margin("", 0.0))
    place = f"seed {number}, {_label(judgement, within)}: {within.path}" if within.share > before else ""
    return Steadiness(name, 1, refused, within.share, place)


def _label(judgement: Judgement, margin: Margin) -> str:
    """Judge the answers again, probe by probe, to see where a margin came from."""
    for attempt in judgement.attempts:
        position = 0
        for probe in attempt.probes:
            with margins() as noted:
                tuple(probe.judge(attempt.outcomes[position : position + len(probe.requests)]))
            if margin in noted:
                return probe.label
            position += len(probe.requests)
    return "where its cost is measured"


def nearest_wrong(exercise: HiddenExercise, seeds: Iterable[int]) -> NearestWrong:
    """Find the known mistake that passes a tolerance by the least.

    Parameters
    ----------
    exercise
        The exercise.
    seeds
        Numbers of the seeds to look at.

    Returns
    -------
    NearestWrong
        Of the mistakes whose outputs have the right form on all of these seeds.
    """
    numbers = list(seeds)
    shares = ((mistake, min(_excess(exercise, mistake, number) for number in numbers)) for mistake in exercise.mistakes)
    mistake, share = min(shares, key=lambda pair: pair[1], default=(None, inf))
    return NearestWrong(mistake.id, share) if mistake and share < inf else NearestWrong()


def _excess(exercise: HiddenExercise, mistake: Mistake, number: int) -> float:
    """Return the largest share of a mistake's errors; infinite where it is refused for something else as well."""
    references = references_of(exercise.public.assignment)
    caller = DirectCaller(functions_of(exercise, wrong_source(exercise, mistake), references))
    judgement = judge(exercise, caller, public_seed(exercise.public.assignment, number), references)
    return _largest_excess(judgement.attempts[0])


def _largest_excess(attempt: Attempt) -> float:
    excesses = []
    position = 0
    for probe in attempt.probes:
        with margins() as noted:
            findings = tuple(probe.judge(attempt.outcomes[position : position + len(probe.requests)]))
        position += len(probe.requests)
        failed = [finding for finding in findings if not finding.passed]
        if failed:
            excesses.append(max((one.share for one in noted), default=inf))
    return max((share if share > 1 else inf for share in excesses), default=inf)
