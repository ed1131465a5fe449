"""A check that kills no mistake: every criterion has to be broken by something wrong, and by nothing right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.authoring.linting.fault import Fault
from grader.authoring.verify import SEED
from grader.exercises.costs import cost_findings
from grader.exercises.direct import NOTHING, DirectAnswers, DirectCaller
from grader.exercises.judging import judge, probes_of
from grader.exercises.model import HiddenExercise, Mistake, Probe, References
from grader.exercises.patching import PatchError, functions_of, wrong_source
from grader.sandbox.inside.calls import Request

NEVER = float("inf")
LEAST_MISTAKES, LEAST_VARIANTS = 6, 2
MUTANTS = 200  # bound on what is tried where no known mistake breaks a criterion


class _SlowCaller(DirectCaller):
    """Answers like the functions, and says that it took for ever."""

    def ask(
        self,
        requests: Sequence[Request],
        *,
        stand_ins: References = NOTHING,
        offered: References = NOTHING,
        measure: bool = False,
    ) -> DirectAnswers:
        """Answer the requests in order."""
        answers = super().ask(requests, stand_ins=stand_ins, offered=offered, measure=measure)
        return DirectAnswers(answers.outcomes, NEVER if measure else None)


@dataclass
class _Bench:
    """Where the functions of an exercise are tried: its probes by the criteria that they speak of."""

    exercise: HiddenExercise
    references: References
    probes: Mapping[str, Sequence[Probe]]

    def breaks(self, source: str, criterion: str) -> bool:
        """Say whether wrong functions lose a criterion; only the probes that speak of it are tried."""
        namespace = functions_of(self.exercise, source, self.references)
        return any(self._fails(probe, namespace, criterion) for probe in self.probes.get(criterion, ()))

    def _fails(self, probe: Probe, namespace: Mapping[str, object], criterion: str) -> bool:
        answers = DirectCaller(namespace).ask(probe.requests, offered=self.exercise.offered)
        return any(f.criterion == criterion and not f.passed for f in probe.judge(answers.outcomes))


def mistake_faults(exercise: HiddenExercise, references: References) -> Iterator[Fault]:
    """Try the known mistakes of an exercise on the probes of the criteria that they should break.

    Dependencies are right, so the first try is enough. A criterion that no known mistake breaks is tried with mutants,
    as `grader strength` makes them.

    Parameters
    ----------
    exercise
        The exercise.
    references
        Right functions by name.

    Yields
    ------
    Fault
        What is not rejected, or is rejected although it is right.
    """
    yield from _count_faults(exercise)
    seen, wrong = _probes_by_criterion(exercise, references)
    yield from wrong
    bench = _Bench(exercise, references, seen)
    broken = set[str]()
    for mistake in exercise.mistakes:
        fault = _not_rejected(bench, mistake)
        if fault:
            yield fault
        else:
            broken.add(mistake.criterion)
    yield from _unbroken_faults(bench, broken)


def variant_faults(exercise: HiddenExercise, references: References) -> Iterator[Fault]:
    """Judge the right solutions in another style; they have to earn everything."""
    for variant in exercise.variants:
        caller = DirectCaller(functions_of(exercise, variant.source, references))
        result = judge(exercise, caller, SEED, references).result
        if result.points != result.max_points:
            lost = ", ".join(criterion.id for criterion in result.criteria if not criterion.passed)
            do = "loosen what is too strict in the hidden check, or mend the variant"
            yield Fault(variant.id, "variant", f"a right solution in another style loses {lost}", do)


def _count_faults(exercise: HiddenExercise) -> Iterator[Fault]:
    for kind, found, wanted in (
        ("mistake", exercise.mistakes, LEAST_MISTAKES),
        ("variant", exercise.variants, LEAST_VARIANTS),
    ):
        if len(found) < wanted:
            what = f"{len(found)} known {kind}s, and {wanted} are the least"
            yield Fault(exercise.id, kind, what, f"write down more in the module of the exercise's {kind}s")


def _probes_by_criterion(
    exercise: HiddenExercise, references: References
) -> tuple[Mapping[str, Sequence[Probe]], list[Fault]]:
    """Run every probe on the references: what it speaks of, and what it says against them."""
    seen: dict[str, list[Probe]] = {}
    faults = []
    for probe in probes_of(exercise, exercise.tries[0], SEED):
        answers = DirectCaller(references).ask(probe.requests, offered=exercise.offered)
        findings = list(probe.judge(answers.outcomes))
        for criterion in {finding.criterion: None for finding in findings}:
            seen.setdefault(criterion, []).append(probe)
        for finding in findings:
            if not finding.passed:
                what = f"the reference fails {finding.criterion} ({probe.label}): {finding.message}"
                faults.append(Fault(exercise.id, "check", what, "mend the reference or the check"))
    return seen, faults


def _not_rejected(bench: _Bench, mistake: Mistake) -> Fault | None:
    criteria = [criterion.id for criterion in bench.exercise.public.criteria]
    if mistake.criterion not in criteria:
        do = f"name one of {', '.join(criteria)}"
        return Fault(mistake.id, "mistake", f"its criterion {mistake.criterion!r} does not exist", do)
    try:
        source = wrong_source(bench.exercise, mistake)
    except PatchError as error:
        what = str(error).removeprefix(f"{mistake.id}: ")
        return Fault(mistake.id, "mistake", what, "write the patch anew, as the reference stands now")
    if bench.breaks(source, mistake.criterion):
        return None
    what = f"its criterion {mistake.criterion!r} does not reject it"
    return Fault(mistake.id, "mistake", what, "add a case that tells it from the reference, or name another criterion")


def _unbroken_faults(bench: _Bench, broken: set[str]) -> Iterator[Fault]:
    exercise = bench.exercise
    for criterion in exercise.public.criteria:
        place = f"{exercise.id}.{criterion.id}"
        if exercise.cost and criterion.id == exercise.cost.criterion:
            if not _cost_can_be_lost(exercise, bench.references):
                yield Fault(place, "check", "is earned however long the function takes", "mend the exercise's cost")
        elif criterion.id not in bench.probes:
            what = f"earns {criterion.points:g} points, and no probe speaks of it"
            yield Fault(place, "check", what, "add a probe that has findings about it, or remove it")
        elif criterion.id not in broken and not any(
            bench.breaks(source, criterion.id) for source in _wrong_sources(exercise)
        ):
            what = f"earns {criterion.points:g} points, and no known mistake or mutant breaks it"
            yield Fault(place, "check", what, "write down a mistake that it should reject, and a case that does")


def _wrong_sources(exercise: HiddenExercise) -> Iterator[str]:
    """Yield the known mistakes, and then mutants."""
    from grader.strength.mutation import mutants_of

    for mistake in exercise.mistakes:
        try:
            yield wrong_source(exercise, mistake)
        except PatchError:
            continue  # a fault of its own
    yield from (mutant.source for mutant in mutants_of(exercise)[:MUTANTS])


def _cost_can_be_lost(exercise: HiddenExercise, references: References) -> bool:
    assert exercise.cost is not None
    findings = cost_findings(exercise, _SlowCaller(references), SEED, references)
    return any(f.criterion == exercise.cost.criterion and not f.passed for f in findings)
