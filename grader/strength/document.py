"""The measurement as data, which the continuous integration compares: ``docs/strength.json``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from grader.strength.counts import counts
from grader.strength.records import CACHE, EQUIVALENT, Record

Document = Mapping[str, Any]


def document(records: Iterable[Record]) -> dict[str, Any]:
    """Return what was measured as data.

    Parameters
    ----------
    records
        One for each exercise.

    Returns
    -------
    dict
        Exercise → assignment, figures, the fate of every mutant (the first criterion that it does not meet, or
        why it lives), and what the public check lets pass.
    """
    return {record.exercise: entry(record) for record in records}


def entry(record: Record) -> dict[str, Any]:
    """Return what was measured about one exercise as data."""
    return {
        "assignment": record.assignment,
        "seeds": record.seeds,
        "counts": asdict(counts(record)),
        "mutants": {_short(mutant.id): mutant.fate for mutant in record.mutants},
        "passes_public": {
            "mistakes": [one.id for one in record.mistakes if one.public],
            "mutants": [_short(one.id) for one in record.mutants if one.public and one.fate not in (CACHE, EQUIVALENT)],
        },
    }


def differences(expected: Document, found: Document) -> list[str]:
    """Say in words where a new measurement differs from the committed one.

    Parameters
    ----------
    expected
        The committed one.
    found
        The new one, of some exercises or of all; of an exercise, it may hold a sample of the mutants.

    Returns
    -------
    list of str
        One line for each difference; empty when they agree.
    """
    said: list[str] = []
    for name, new in found.items():
        if name not in expected:
            said.append(f"{name} is not there")
            continue
        old = expected[name]
        said += [
            f"{name}:{mutant} is {old['mutants'].get(mutant, 'not there')}, found {fate}"
            for mutant, fate in new["mutants"].items()
            if old["mutants"].get(mutant) != fate
        ]
        if len(new["mutants"]) == new["counts"]["mutants"]:
            said += _in_counts(name, old["counts"], new["counts"])
    return said


def _in_counts(name: str, old: Document, new: Document) -> list[str]:
    return [
        f"{name}: {figure} is {old.get(figure)}, found {new[figure]}"
        for figure in new
        if old.get(figure) != new[figure]
    ]


def to_text(data: Document) -> str:
    """Return the document as text, one line for each mutant, so that a change can be read."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _short(mutant_id: str) -> str:
    return mutant_id.split(":", 1)[1]


def of_exercises(data: Document, names: Sequence[str]) -> dict[str, Any]:
    """Return the part of a document that is about some exercises."""
    return {name: data[name] for name in names if name in data}
