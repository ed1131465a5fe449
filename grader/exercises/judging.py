"""Judge one exercise through a caller: tries in order, findings to criteria, criteria to points.

The caller puts questions to the student's functions, wherever they live: in a sandboxed kernel when
grading, in this process when an exercise is tested. Nothing here runs the student's code, and nothing
of here reaches it but inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from grader.exercises import sentences
from grader.exercises.costs import LABEL as COST
from grader.exercises.costs import cost_findings
from grader.exercises.model import Caller, Finding, HiddenExercise, Probe, References, Try
from grader.exercises.seeds import Seed
from grader.results import CriterionResult, ExerciseResult, Status
from grader.sandbox.inside.calls import Outcome
from rnn_utils.checks.messages import NOTHING, Message, by_itself
from rnn_utils.checks.model import Criterion

MESSAGES_PER_CRITERION = 3
FOUND_ON = (sentences.FOUND_ON_ONE, sentences.FOUND_ON_TWO, sentences.FOUND_ON_THREE)
# Criteria that every exercise has and that look at all of its outputs once more.
GENERAL = frozenset({"sizes", "dtype"})


STOPS = frozenset({sentences.STOPPED.key, sentences.STOPPED_IN_LINE.key})


@dataclass(frozen=True)
class Attempt:
    """One try with what came back."""

    tried: Try
    probes: tuple[Probe, ...]
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]

    def passed(self) -> set[str]:
        """Return the criteria about which everything found in this attempt is good."""
        seen = {finding.criterion for finding in self.findings}
        return seen - {finding.criterion for finding in self.findings if not finding.passed}


@dataclass(frozen=True)
class Judgement:
    """The result of an exercise together with the attempts behind it, which diagnosis replays."""

    result: ExerciseResult
    attempts: tuple[Attempt, ...]

    @property
    def is_endless(self) -> bool:
        """Say whether a call was stopped because its time was over, which asking once more would take again."""
        errors = (outcome.error for attempt in self.attempts for outcome in attempt.outcomes)
        return any(error is not None and error.kind == "time" for error in errors)


@lru_cache(maxsize=128)
def _probes(exercise_id: str, try_name: str, seed: Seed, make: Callable[..., Sequence[Probe]]) -> tuple[Probe, ...]:
    return tuple(make(seed.generator(exercise_id, try_name)))


def probes_of(exercise: HiddenExercise, tried: Try, seed: Seed) -> tuple[Probe, ...]:
    """Return the probes of one try on the inputs of a seed; kept, because mistakes are replayed on them."""
    return _probes(exercise.id, tried.name, seed, tried.probes)


def attempt(exercise: HiddenExercise, tried: Try, caller: Caller, seed: Seed, references: References) -> Attempt:
    """Put the probes of one try to the caller and judge its outcomes.

    Parameters
    ----------
    exercise, tried
        What to judge and how.
    caller
        Asks the student's functions.
    seed
        Source of the hidden inputs.
    references
        Right functions by name, for dependencies that the try replaces.

    Returns
    -------
    Attempt
        Outcomes and findings.
    """
    probes = probes_of(exercise, tried, seed)
    requests = [request for probe in probes for request in probe.requests]
    stand_ins = {name: references[name] for name in tried.stand_ins}
    outcomes = caller.ask(requests, stand_ins=stand_ins, offered=exercise.offered).outcomes
    findings: list[Finding] = []
    position = 0
    for probe in probes:
        findings += _found(exercise, probe, outcomes[position : position + len(probe.requests)])
        position += len(probe.requests)
    return Attempt(tried, probes, tuple(outcomes), tuple(findings))


def _found(exercise: HiddenExercise, probe: Probe, outcomes: Sequence[Outcome]) -> Sequence[Finding]:
    """Judge the outcomes of one probe; what cannot even be compared for its size is wrong by every criterion."""
    try:
        return tuple(probe.judge(outcomes))
    except MemoryError:
        said = sentences.TOO_LARGE(function=exercise.id)
        return [Finding(criterion.id, False, said, probe.label) for criterion in exercise.public.criteria]


def judge(exercise: HiddenExercise, caller: Caller, seed: Seed, references: References) -> Judgement:
    """Judge an exercise: criteria that pass in any try earn their points.

    Parameters
    ----------
    exercise
        The exercise.
    caller
        Asks the student's functions.
    seed
        Source of the hidden inputs.
    references
        Right functions of the whole course by name.

    Returns
    -------
    Judgement
        Points over criteria, messages, and the attempts.
    """
    attempts: list[Attempt] = []
    passed: set[str] = set()
    wanted = {criterion.id for criterion in exercise.public.criteria}
    if exercise.cost:
        wanted -= {exercise.cost.criterion}
    note = NOTHING
    for tried in exercise.tries:
        latest = attempt(exercise, tried, caller, seed, references)
        attempts.append(latest)
        gained = latest.passed() - passed
        note = tried.note if gained and len(attempts) > 1 else note
        passed |= gained
        if passed >= wanted or _unwritten(latest.outcomes):
            break
    findings = list(_telling(attempts))
    if exercise.cost and passed.intersection(exercise.cost.excludes):
        costs = cost_findings(exercise, caller, seed, references, passed)
        findings += costs
        passed = (passed | {f.criterion for f in costs if f.passed}) - {f.criterion for f in costs if not f.passed}
    return Judgement(_result(exercise, attempts, findings, passed, note), tuple(attempts))


def _telling(attempts: Sequence[Attempt]) -> Iterator[Finding]:
    """Yield what was found, but not where a function stopped in one try and gave an answer in another.

    Right caches may have another layout than the student's own: that a function stops at them says nothing then.
    """
    answered, stopped = set[str](), list[set[str]]()
    for one in attempts:
        failed = [finding for finding in one.findings if not finding.passed]
        answers = {finding.criterion for finding in failed if finding.message.key not in STOPS}
        stopped.append({finding.criterion for finding in failed} - answers)
        answered |= answers
    for one, silent in zip(attempts, stopped, strict=True):
        yield from (finding for finding in one.findings if finding.criterion not in silent & answered)


def _unwritten(outcomes: Iterable[Outcome]) -> bool:
    kinds = {outcome.error.kind if outcome.error else "" for outcome in outcomes}
    return bool(kinds) and kinds <= {"unwritten", "missing"}


def _result(
    exercise: HiddenExercise, attempts: list[Attempt], findings: list[Finding], passed: set[str], note: Message
) -> ExerciseResult:
    criteria = tuple(_criterion(criterion, exercise, findings, passed) for criterion in exercise.public.criteria)
    points = sum(criterion.points for criterion in criteria)
    if _unwritten(attempts[0].outcomes):
        status = Status.UNWRITTEN
    elif points == exercise.public.points:
        status = Status.RIGHT
    else:
        status = Status.PARTLY if points else Status.WRONG
    public = exercise.public
    return ExerciseResult(public.id, public.title, status, points, public.points, criteria, (), note)


def _criterion(
    criterion: Criterion, exercise: HiddenExercise, findings: list[Finding], passed: set[str]
) -> CriterionResult:
    earned = criterion.id in passed and passed.issuperset(criterion.requires)
    waits = NOTHING if earned else _what_it_waits_for(criterion, exercise, passed)
    failed = [f for f in findings if f.criterion == criterion.id and not f.passed and criterion.id not in passed]
    return CriterionResult(
        criterion.id,
        criterion.title,
        criterion.points if earned else 0.0,
        criterion.points,
        earned,
        _messages(failed) or ((waits,) if waits else ()),
        criterion.equation,
        criterion.source,
        criterion.hint if _hint_helps(criterion, exercise, failed, passed) else "",
    )


def _hint_helps(criterion: Criterion, exercise: HiddenExercise, failed: Sequence[Finding], passed: set[str]) -> bool:
    """Say whether a hint would speak of what went wrong, and not of what is right or follows from something else."""
    if exercise.cost and criterion.id != exercise.cost.criterion:
        failed = [finding for finding in failed if finding.label != COST]
    if not failed or criterion.id not in GENERAL:
        return bool(failed)
    # Wrong at every size and in every precision: then the sizes and the precision are not to blame.
    usual = {output.criterion for output in exercise.public.outputs}
    return usual <= passed or any(" dtype " in finding.message for finding in failed)


def _what_it_waits_for(criterion: Criterion, exercise: HiddenExercise, passed: set[str]) -> Message:
    """Say which other criteria have to be met before this one earns anything or is looked at; empty if none."""
    cost = exercise.cost
    if criterion.id in passed:
        sentence, others = sentences.RIGHT_BUT_WAITS, criterion.requires
    elif cost and criterion.id == cost.criterion:
        sentence, others = sentences.NOT_MEASURED_YET, cost.excludes
    else:
        return NOTHING
    missing = [exercise.public.criterion(other) for other in others if other not in passed]
    titles = tuple(Message(one.title, f"criterion.{exercise.id}.{one.id}.title") for one in missing)
    return sentence(titles=titles) if titles else NOTHING


def _messages(failed: Iterable[Finding]) -> tuple[Message, ...]:
    """Return what was found, each thing once with the inputs on which it was found."""
    labels: dict[Message, dict[str, None]] = {}
    for finding in failed:
        labels.setdefault(finding.message, {})[finding.label] = None
    found = list(labels.items())[:MESSAGES_PER_CRITERION]
    return tuple(_found_on(message, [by_itself("label", name) for name in names]) for message, names in found)


def _found_on(what: Message, labels: Sequence[Message]) -> Message:
    """Put a message and the inputs on which it was found together; three of them are named."""
    named = dict(zip(("first", "second", "third"), labels, strict=False))
    if len(labels) > len(FOUND_ON):
        return sentences.FOUND_ON_MORE(what=what, **named, number=str(len(labels) - len(FOUND_ON)))
    return FOUND_ON[len(labels) - 1](what=what, **named)
