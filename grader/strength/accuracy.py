"""The measured accuracy as data: how steady the checks are, and how true the names that mistakes are given."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from grader.course import Course
from grader.errors import StrengthError
from grader.exercises.catalogue import EXERCISES
from grader.exercises.model import HiddenExercise
from grader.strength.accuracy_table import page
from grader.strength.flakiness import GOAL, REFERENCE, Steadiness, measure
from grader.strength.kept import done
from grader.strength.naming import known_mistakes, named_apart, named_within, pairs_apart, pairs_within
from grader.strength.places import Places
from grader.strength.real_path import desk, through_notebooks
from grader.strength.tally import Tally
from grader.strength.tasks import Task, steady_tasks

Record = dict[str, Any]
Tell = Callable[[int, int], None]

AGAIN = "run 'make accuracy', read what has changed, and commit docs/accuracy.md and docs/accuracy.json"
PAIRS = 200
# What the fast comparison names again: one mistake in so many, of exercises whose mistakes are quickly replayed.
SAMPLE = 4
NAMED_AGAIN = frozenset(
    ("softmax", "rnn_cell_backward", "clip_by_value", "gru_cell_forward", "reverse_sequences", "decode_step")
)


@dataclass(frozen=True)
class How:
    """How much is measured.

    Parameters
    ----------
    seeds
        On how many each odd-but-right variant is judged.
    reference_seeds
        On how many the reference is judged.
    mutants
        One mutant in so many is diagnosed.
    jobs
        Processes.
    """

    seeds: int = 1000
    reference_seeds: int = 10_000
    mutants: int = 1
    jobs: int = 1


def places_of(root: Path) -> Places:
    """Return where the accuracy of a course is."""
    return Places(root, "accuracy")


def committed(places: Places) -> Record:
    """Return the committed measurement; without a file, one of nothing."""
    return places.committed() or {"remarks": [], "exercises": {}, "notebooks": {}, "pairs": {}}


def write(places: Places, record: Record) -> None:
    """Write a measurement as data and as tables."""
    places.write(to_text(record), page(record))


def to_text(record: Record) -> str:
    """Return a measurement as JSON that reads and compares well."""
    return json.dumps(record, indent=1, ensure_ascii=False) + "\n"


def measured(course: Course, names: Sequence[str], how: How, tell: Tell) -> Record:
    """Measure the accuracy.

    Parameters
    ----------
    course
        The course, whose notebooks are graded.
    names
        Ids of the exercises; for all of them, pairs of mistakes are measured as well.
    how
        How much.
    tell
        Told how many pieces of work of how many are done.

    Returns
    -------
    dict
        What was measured; nothing about exercises and assignments that were not asked for.
    """
    tasks = [task for name in names for task in _tasks(name, how)]
    tasks += steady_tasks(names, how.reference_seeds, how.seeds)
    assignments = list(dict.fromkeys(EXERCISES[name].public.assignment for name in names))
    whole = set(names) >= set(EXERCISES)
    count, total = itertools.count(1), len(tasks) + len(assignments) + 2 * whole

    def one_more() -> None:
        tell(next(count), total)

    found: dict[Task, Any] = {}
    for task, result in done(tasks, places_of(course.root).kept / "tasks.jsonl", how.jobs):
        found[task] = result
        one_more()
    exercises = {name: _entry(name, found, how) for name in names}
    notebooks = {}
    for assignment in assignments:
        notebooks[assignment] = _notebooks(course, assignment)
        one_more()
    pairs = _pairs(one_more) if whole else {}
    return {"remarks": [], "exercises": exercises, "notebooks": notebooks, "pairs": pairs}


def _tasks(name: str, how: How) -> tuple[Task, ...]:
    return Task("nearest", name), Task("known", name), Task("mutants", name, count=how.mutants)


def _entry(name: str, found: dict[Task, Any], how: How) -> Record:
    nearest, known, mutants = (found[task] for task in _tasks(name, how))
    steady = [one for task, result in found.items() if (task.kind, task.exercise) == ("steady", name) for one in result]
    return {
        "assignment": EXERCISES[name].public.assignment,
        "steady": _steady_entry(_joined(steady)),
        "nearest": nearest,
        "known": known,
        "mutants": {"one_in": how.mutants, **mutants},
    }


def _joined(results: Iterable[dict[str, Any]]) -> list[Steadiness]:
    found: dict[str, Steadiness] = {}
    for one in results:
        new = replace(Steadiness(**one), refused=tuple(one["refused"]))
        found[new.solution] = found[new.solution].joined(new) if new.solution in found else new
    return list(found.values())


def _steady_entry(solutions: Sequence[Steadiness]) -> Record:
    worst = max(solutions, key=lambda one: one.share)
    reference = next(one for one in solutions if one.solution == REFERENCE)
    variants = [one for one in solutions if one.solution != REFERENCE]
    return {
        "reference_seeds": reference.seeds,
        "variants": len(variants),
        "variant_seeds": min((one.seeds for one in variants), default=0),
        "refused": [f"{one.solution}: {words}" for one in solutions for words in one.refused],
        "share": float(f"{worst.share:.2g}"),
        "solution": worst.solution,
        "place": worst.place,
    }


def _notebooks(course: Course, assignment: str) -> Record:
    with desk(course, assignment) as at:
        together, alone = through_notebooks(at)
    return {"together": asdict(together), "alone": asdict(alone)}


def _pairs(one_more: Callable[[], None]) -> Record:
    apart, within = Tally(), Tally()
    for pair in pairs_apart(PAIRS):
        apart = apart.joined(named_apart(pair, 0))
    one_more()
    for exercise, one, other, source in pairs_within(PAIRS):
        within.add(named_within(exercise, one, other, source, 0), f"{one.id} with {other.id}")
    one_more()
    return {"apart": asdict(apart), "within": asdict(within)}


def updated(record: Record, new: Record) -> Record:
    """Return a measurement with parts of it replaced by newer ones, in the course's order.

    Remarks on how the old one came about stay until everything has been measured anew.
    """
    exercises = {**record["exercises"], **new["exercises"]}
    notebooks = {**record["notebooks"], **new["notebooks"]}
    complete = set(new["exercises"]) >= set(EXERCISES)
    return {
        "remarks": new["remarks"] if complete else record["remarks"],
        "exercises": {name: exercises[name] for name in EXERCISES if name in exercises},
        "notebooks": dict(sorted(notebooks.items())),
        "pairs": new["pairs"] or record["pairs"],
    }


def contradictions(record: Record, exercises: Iterable[HiddenExercise]) -> Iterator[str]:
    """Measure a small fixed sample and say what of a measurement it contradicts.

    Parameters
    ----------
    record
        The committed measurement.
    exercises
        Those to look at.

    Yields
    ------
    str
        One line for each contradiction.
    """
    for exercise in exercises:
        entry = record["exercises"].get(exercise.id)
        if entry is None:
            yield f"{exercise.id} has not been measured"
            continue
        yield from _miscounted(exercise, entry)
        for one in measure(exercise, [0]):
            yield from one.refused
            if one.share > GOAL:
                yield f"{one.solution} comes to {one.share:.2g} of a tolerance ({one.place})"
        if exercise.id in NAMED_AGAIN:
            named = known_mistakes(exercise, [0], SAMPLE)
            yield from set(named.cases) - set(entry["known"]["cases"])
            if named.none > entry["known"]["none"]:
                yield f"{exercise.id}: {named.none} mistakes are not named, {entry['known']['none']} were"


def _miscounted(exercise: HiddenExercise, entry: Record) -> Iterator[str]:
    known = entry["known"]
    if known["right"] + known["wrong"] + known["none"] != len(exercise.mistakes):
        yield f"{exercise.id} has {len(exercise.mistakes)} known mistakes, others were measured"
    if entry["steady"]["variants"] != len(exercise.variants):
        yield f"{exercise.id} has {len(exercise.variants)} variants, others were measured"


def compare(places: Places, exercises: Iterable[HiddenExercise]) -> int:
    """Compare the committed measurement with its tables, with the catalogue, and with a small fixed sample.

    Parameters
    ----------
    places
        Where it is.
    exercises
        Those to look at.

    Returns
    -------
    int
        How many exercises were looked at.

    Raises
    ------
    StrengthError
        If something differs.
    """
    record, chosen = committed(places), list(exercises)
    found = list(contradictions(record, chosen))
    if not places.tables.is_file() or places.tables.read_text(encoding="utf-8") != page(record):
        found.append("docs/accuracy.md is not what docs/accuracy.json says")
    if found:
        raise StrengthError("the committed measurement does not hold: " + "; ".join(found[:20]), hint=AGAIN)
    return len(chosen)


def differs(places: Places, record: Record) -> None:
    """Compare a measurement with the committed one.

    Raises
    ------
    StrengthError
        If they differ in more than the size of rounding errors, which depends on the machine.
    """
    if _without_rounding(record) != _without_rounding(committed(places)):
        raise StrengthError("the accuracy is not what is committed", hint=AGAIN)


def _without_rounding(record: Record) -> Record:
    found: Record = json.loads(json.dumps(record))
    for entry in found["exercises"].values():
        steady = entry["steady"]
        entry["steady"] = {**steady, "share": steady["share"] <= GOAL, "solution": "", "place": ""}
        entry["nearest"] = {}
    return found
