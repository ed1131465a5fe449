"""Write the table of ``docs/security.md`` from the declared threats and from what stock nbgrader was seen to give.

``python tests/threats/rendering.py`` (with the repository and its tests folder on the path) rewrites the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from threats.model import Threat
from threats.stock import MEASURED
from threats.table import THREATS

PAGE = Path(__file__).parents[2] / "docs" / "security.md"
BEGIN, END = "<!-- table: written by tests/threats/rendering.py -->\n", "<!-- end of table -->\n"


def measured() -> dict[str, Any]:
    """Read what stock nbgrader was seen to give."""
    found: dict[str, Any] = json.loads(MEASURED.read_text(encoding="utf-8"))
    return found


def stock_cell(result: Mapping[str, Any] | None, max_score: float) -> str:
    """Say what stock nbgrader gives; bold where that is not what the work deserves."""
    if result is None:
        return "not run"
    honest = result["honest"]
    deserves = f", deserves {honest}" if honest else ""
    if not result["success"]:
        score = result["score"]
        kept = f"; the old one stays: {score:g} of {max_score}" if score else ""
        return f"**no grade{kept}**{deserves}" if honest or score else f"no grade{kept}"
    score = result["score"]
    said = f"{score:g} of {max_score}"
    return f"**{said}**{deserves}" if score != honest else said


def our_cell(threat: Threat) -> str:
    """Say what we give, and why."""
    ended = "" if threat.verdict == "graded" else f", {threat.verdict}"
    return f"{threat.score:g} of 100{ended}: {threat.ours}"


def table(threats: tuple[Threat, ...] = THREATS) -> str:
    """Return the table."""
    return "".join(f"{line}\n" for line in _lines(threats))


def _lines(threats: tuple[Threat, ...]) -> Iterator[str]:
    known = measured()
    yield "| kind | the submission | stock nbgrader | this grader |"
    yield "| --- | --- | --- | --- |"
    for threat in threats:
        stock = stock_cell(known["results"].get(threat.student), known["max_score"])
        yield f"| {threat.line} | {threat.does} | {stock} | {our_cell(threat)} |"


def summary() -> str:
    """Return the sentence that counts."""
    known = measured()
    paid = [one for one in THREATS if one.stock and one.line.rstrip("b") in map(str, range(1, 13))]
    results = [known["results"][one.student] for one in paid]
    won = sum(one["score"] is not None and one["score"] > one["honest"] for one in results)
    correct = [one for one in THREATS if one.stock and int(one.line.rstrip("b")) >= 22]
    wrong = sum(
        (not known["results"][one.student]["success"] and one.verdict == "graded")
        or known["results"][one.student]["score"] != known["results"][one.student]["honest"]
        for one in correct
    )
    versions = ", ".join(f"{name} {number}" for name, number in known["versions"].items())
    return (
        f"{len(THREATS)} submissions. Of the {len(paid)} that forge or look for answers and were run on stock "
        f"nbgrader, {won} earned points there that they do not deserve; of the {len(correct)} damaged, odd or "
        f"correct ones, {wrong} did not get the grade that they deserve. "
        f"Here none earns more than its honest part. Stock: {versions}.\n"
    )


def rendered(text: str) -> str:
    """Return the page with a fresh table."""
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    return f"{head}{BEGIN}\n{summary()}\n{table()}\n{END}{tail}"


if __name__ == "__main__":
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
