"""What changed from one record to the next is named, each thing by its name and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.engine.records import Record
from grader.feedback.messages import Catalogue
from grader.regrading.changes import changes, unusual_limits
from grader.results import SubmissionResult, Verdict
from grader.sandbox import Limits

SAY = Catalogue.load()
RESULT = SubmissionResult("01_rnn", Verdict.GRADED, seed_id="5eed", versions={"course": "v1", "grader": "0.1.0"})
TOLD = {"kit": {"code": "c1", "edition": "e1"}, "versions": {"numpy": "2.3.1", "python": "3.11.2"}, "commit": "c0ffee"}
FIRST = Record("ada", "01_rnn", "k1", "d1", {"memory_mib": 1024}, RESULT, "s1", "in time", circumstances=TOLD)


def result(**changed: Any) -> SubmissionResult:
    return replace(RESULT, **changed)


def told(**changed: Any) -> dict[str, Any]:
    return {**TOLD, **changed}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, []),
        ({"submission_digest": "d2"}, ["new submission"]),
        ({"submission_id": "s2"}, ["its grades were removed from the gradebook in between"]),
        ({"limits": {"memory_mib": 512}}, ["limits: memory_mib 1024 → 512"]),
        ({"lateness": "late"}, ["lateness: handed in in time → handed in late"]),
        ({"submission_digest": "d2", "lateness": "in time, at last"}, ["new submission"]),
        (
            {"result": result(versions={"course": "v2"}, seed_id="other")},
            ["the assignment was changed: version v1 → v2"],
        ),
        ({"result": result(seed_id="other")}, ["another secret, so that the hidden inputs are others"]),
        (
            {"circumstances": told(kit={"code": "c2", "edition": "e2"})},
            ["the code of the checks was changed", "what students may import was changed"],
        ),
        (
            {"circumstances": told(versions={"numpy": "2.4.0", "python": "3.11.2"})},
            ["versions: numpy 2.3.1 → 2.4.0"],
        ),
        (
            {"key": "k2", "circumstances": {}},
            ["the code of the checks, or what students may import, was changed"],
        ),
        ({"circumstances": told(commit="other")}, []),
    ],
)
def test_what_changed_is_named_and_nothing_else(changed: dict[str, Any], words: list[str]) -> None:
    assert changes(FIRST, replace(FIRST, **changed), SAY) == words


def test_what_could_not_be_graded_was_tried_again() -> None:
    before = replace(FIRST, result=result(verdict=Verdict.NOT_GRADED))
    assert changes(before, FIRST, SAY) == ["it could not be graded before"]


def test_unusual_limits_are_those_that_are_not_the_defaults() -> None:
    assert unusual_limits(Limits().to_dict()) == {}
    assert unusual_limits({**Limits().to_dict(), "memory_mib": 512}) == {"memory_mib": 512}
