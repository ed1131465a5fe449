"""The measured accuracy as a page to read: ``docs/accuracy.md``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import inf
from typing import Any

from grader.strength.accuracy_words import (
    BEGINNING,
    CHANCE,
    MUTANTS,
    NAMES,
    PAIRS,
    STEADY,
    TOLERANCES,
)

Entry = Mapping[str, Any]


def page(record: Entry) -> str:
    """Return the page.

    Parameters
    ----------
    record
        What was measured.

    Returns
    -------
    str
        Markdown, the same for the same measurement.
    """
    exercises: Mapping[str, Entry] = record["exercises"]
    parts = [
        BEGINNING,
        _remarks(record["remarks"]),
        STEADY,
        _table(("exercise", "reference: seeds", "variants × seeds", "refused", "largest error", "nearest wrong"),
               (_steady_row(name, entry) for name, entry in exercises.items())),
        _largest(exercises),
        TOLERANCES,
        CHANCE,
        NAMES,
        _table(("assignment", "known mistakes", "right", "wrong", "none"),
               _notebook_rows(record["notebooks"], exercises)),
        PAIRS,
        _table(("two mistakes", "functions", "right", "wrong", "none"), _pair_rows(record["pairs"])),
        MUTANTS,
        _table(("half", "refused mutants", "known mistakes", "wrong", "none", "wrong of the unlisted"),
               _mutant_rows(exercises)),
        _wrong_names(exercises, record),
    ]  # fmt: skip
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def _table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    heads = list(heads)
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _remarks(remarks: Iterable[str]) -> str:
    """Say what of the measurement is incomplete, or older than the rest."""
    lines = [f"- {remark}" for remark in remarks]
    return "\n".join(["## What this measurement lacks", "", *lines]) if lines else ""


def _steady_row(name: str, entry: Entry) -> tuple[object, ...]:
    steady, nearest = entry["steady"], entry["nearest"]
    share = nearest["share"]
    return (
        f"`{name}`",
        _count(steady["reference_seeds"]),
        f"{steady['variants']} × {_count(steady['variant_seeds'])}",
        len(steady["refused"]),
        _number(steady["share"]) if steady["share"] else "0",
        f"{_number(share)} (`{nearest['mistake'].split('.')[1]}`)" if share < inf else "–",
    )


def _count(number: int) -> str:
    return f"{number:,}"


def _number(value: float) -> str:
    return f"{value:.1g}" if value < 1 else f"{value:.2g}" if value < 1000 else f"{value:.0e}".replace("e+0", "e")


def _largest(exercises: Mapping[str, Entry]) -> str:
    """Say where the largest errors were."""
    worst = sorted(exercises.items(), key=lambda pair: -pair[1]["steady"]["share"])[:5]
    told = (
        f"{_number(e['steady']['share'])} in `{e['steady']['solution']}` ({e['steady']['place']})" for _, e in worst
    )
    return f"The five largest: {'; '.join(told)}."


def _notebook_rows(notebooks: Mapping[str, Entry], exercises: Mapping[str, Entry]) -> Iterator[tuple[object, ...]]:
    totals = [0, 0, 0]
    for assignment, tallies in notebooks.items():
        yield (assignment, *_counts(tallies["together"]))
        totals = [one + other for one, other in zip(totals, _counts(tallies["together"])[1:], strict=True)]
    yield ("**all, one in each function of a notebook**", sum(totals), *totals)
    alone = [tallies["alone"] for tallies in notebooks.values()]
    yield ("all, what was not right once more alone", *_sum(alone))
    yield ("all, outside of the sandbox", *_sum([entry["known"] for entry in exercises.values()]))


def _counts(tally: Entry) -> tuple[int, int, int, int]:
    right, wrong, none = tally["right"], tally["wrong"], tally["none"]
    return right + wrong + none, right, wrong, none


def _sum(tallies: Iterable[Entry]) -> tuple[int, ...]:
    counts = [_counts(tally) for tally in tallies]
    return tuple(map(sum, zip(*counts, strict=True))) or (0, 0, 0, 0)


def _pair_rows(pairs: Mapping[str, Entry]) -> Iterator[tuple[object, ...]]:
    for words, kind in (("in different functions", "apart"), ("in one function", "within")):
        if kind in pairs:
            yield (words, *_counts(pairs[kind]))


def _mutant_rows(exercises: Mapping[str, Entry]) -> Iterator[tuple[object, ...]]:
    for half in ("seen", "held out"):
        total, right, wrong, none = _sum([entry["mutants"][half] for entry in exercises.values()])
        unlisted = wrong + none
        yield half, total, right, wrong, none, f"{100 * wrong / unlisted:.1f} %" if unlisted else "–"


def _wrong_names(exercises: Mapping[str, Entry], record: Entry) -> str:
    """List every wrong name of the measurement."""
    found = [
        case
        for entry in exercises.values()
        for half in ("seen", "held out")
        for case in entry["mutants"][half]["cases"]
    ]
    found += [case for entry in exercises.values() for case in entry["known"]["cases"]]
    found += [case for tallies in record["notebooks"].values() for case in tallies["together"]["cases"]]
    found += [case for tally in record["pairs"].values() for case in tally["cases"]]
    lines = [f"- {case.removeprefix('wrong: ')}" for case in found]
    return "\n".join(["### Every wrong name", "", *(lines or ["None."])])
