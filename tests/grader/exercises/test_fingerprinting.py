"""The fingerprints that students get: what a fresh build writes, and no answer key."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest

from grader.exercises.catalogue import EXERCISES, exercises_of
from grader.exercises.fingerprinting import mistakes_path, mistakes_text, same_mistakes
from grader.exercises.patching import bare_source
from topics import NAMES

SMALL = '{"f": [{"says": "a", "marks": [["ab", 1.5, 2.0], null]}]}'
LEAST = 18  # characters of a line that says something


@cache
def committed(assignment: str) -> str:
    """Return the file as it is committed."""
    return mistakes_path(assignment).read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("assignment", NAMES)
def test_the_committed_file_holds_what_a_fresh_one_holds(assignment: str) -> None:
    """Up to the rounding of another machine. Run `grader build` when this fails."""
    assert same_mistakes(committed(assignment), mistakes_text(assignment))


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (SMALL, True),
        (SMALL.replace("1.5", "1.500001"), True),
        (SMALL.replace("1.5", "1.501"), False),
        (SMALL.replace("ab", "ba"), False),
        (SMALL.replace("says", "said"), False),
        (SMALL.replace("2.0", "2.0, 3.0"), False),
        (SMALL.replace("null", "3.0"), False),
        ("", False),
    ],
)
def test_files_are_the_same_up_to_rounding(other: str, same: bool) -> None:
    assert same_mistakes(SMALL, other) is same


@pytest.mark.parametrize("assignment", NAMES)
def test_the_file_holds_texts_and_numbers_alone(assignment: str) -> None:
    """No id, no source, no wrong line, no expected value."""
    data = json.loads(committed(assignment))
    assert list(data) == [exercise.id for exercise in exercises_of(assignment)]
    for exercise_id, entries in data.items():
        exercise = EXERCISES[exercise_id]
        texts = {mistake.says: mistake.hint for mistake in exercise.mistakes}
        for entry in entries:
            assert set(entry) - {"hint"} == {"says", "criterion", "marks"}
            assert entry.get("hint", "") in {mistake.hint for mistake in exercise.mistakes}
            assert entry["says"] in texts
            assert any(entry["marks"])
            for form, *numbers in filter(None, entry["marks"]):
                assert re.fullmatch("[0-9a-f]{10}", form)
                assert all(isinstance(number, float) for number in numbers)


@pytest.mark.parametrize("assignment", NAMES)
def test_no_text_quotes_a_line_of_the_solution(assignment: str) -> None:
    """What is shown names the mistake and does not dictate what is right."""
    said = re.sub(r"\s", "", committed(assignment))
    for exercise in exercises_of(assignment):
        for function in exercise.reference.values():
            for line in bare_source(function).splitlines()[1:]:
                plain = re.sub(r"\s", "", line.split("#")[0])
                assert len(plain) < LEAST or plain not in said, line


def test_the_file_is_small() -> None:
    """It travels in the wheel."""
    assert sum(len(committed(assignment).encode()) for assignment in NAMES) < 300_000
