"""A large class, some of it damaged or hostile: each submission has a verdict, and the run ends by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import small_assignment
from threats.classroom import Run, grade, hand_in, without_usage, words
from threats.host import WRITTEN, host, snapshot
from threats.model import NAME, Handed, Release, Threat
from threats.table import THREATS

from grader.authoring import build
from grader.course import Course
from grader.demo.notebooks import answers_of
from grader.exercises.catalogue import EXERCISES

SOFTMAX, CELL = "softmax", "rnn_cell_forward"
WRONG = "def softmax(x):\n    return np.exp(x)"
# Those of lines 13 to 25 do to any course what they do to the real one; those before look for answers. One needs the
# real one's many cells.
SAME = [threat for threat in THREATS if 13 <= int(threat.line.rstrip("b")) <= 25 and threat.first is None]
HOSTILE = [threat for threat in SAME if threat.id != "little-in-every-cell"]
Works = Mapping[str, Callable[[Release], Handed]]
HONEST: Works = {
    "right": lambda release: release.submit(all_right=True),
    "half": lambda release: release.submit(honest=[SOFTMAX]),
    "wrong": lambda release: release.submit({SOFTMAX: WRONG}, honest=[CELL]),
    "blank": lambda release: release.submit(),
}


def points(*names: str) -> float:
    """Return what exercises of the small assignment are worth together."""
    return float(sum(EXERCISES[name].public.points for name in names if name in (SOFTMAX, CELL)))


def attackers(number: int) -> dict[str, Threat]:
    """Return so many attackers by student, spread over all kinds."""
    chosen = [HOSTILE[index * len(HOSTILE) // number] for index in range(number)]
    return {f"x{index:04d}-{threat.id}": threat for index, threat in enumerate(chosen)}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a small course with nobody in it."""
    made = small_assignment.make_course(tmp_path / "course")
    build(made, NAME, execute=False, exercises={name: EXERCISES[name] for name in (SOFTMAX, CELL)})
    made.secret()
    return made


@pytest.mark.parametrize(
    ("size", "hostile"),
    [pytest.param(40, 10, marks=[pytest.mark.slow, pytest.mark.long]), pytest.param(1000, 50, marks=pytest.mark.soak)],
)
def test_every_submission_of_a_large_class_has_a_verdict(
    course: Course, tmp_path: Path, size: int, hostile: int
) -> None:
    bad = attackers(hostile)
    kinds = {f"s{index:04d}": list(HONEST)[index % len(HONEST)] for index in range(size - hostile)}
    (tmp_path / "around").mkdir()
    with host(tmp_path / "around") as machine:
        answers = answers_of(json.loads(course.source_path(NAME).read_text(encoding="utf-8")))
        release = Release(course.definition(NAME).release, answers, course.root, machine.home, machine.port)
        works = {kind: make(release) for kind, make in HONEST.items()}
        for student, kind in kinds.items():
            hand_in(course, student, works[kind])
        for student, threat in bad.items():
            hand_in(course, student, threat.make(release))
        before = snapshot(course.root, WRITTEN)
        run = grade(course, machine, workers=2)
        assert machine.visitors() == 0
    assert run.left == [] and snapshot(course.root, WRITTEN) == before
    assert len(run.results) == len(run.rows) == size
    judge_attackers(run, bad)
    judge_honest(run, kinds)
    pages = [course.feedback / student / NAME / f"{NAME}.html" for student in run.results]
    assert all(page.is_file() for page in pages)


def judge_attackers(run: Run, bad: Mapping[str, Threat]) -> None:
    """Check that each has its verdict in words, and is paid for its honest part alone."""
    for student, threat in bad.items():
        result = run.results[student]
        assert result["verdict"] in threat.verdict.split(" or "), (student, words(result))
        assert bool(result["detail"]) == (result["verdict"] != "graded"), student
        assert result["score"] == points(*threat.honest), (student, words(result))
        assert run.rows[student]["submission"] == (result["score"], points(SOFTMAX, CELL), 0)


def judge_honest(run: Run, kinds: Mapping[str, str]) -> None:
    """Check that all who handed in the same have the same result, and which."""
    scores = {"right": points(SOFTMAX, CELL), "half": points(SOFTMAX), "blank": 0.0}
    first = {kind: student for student, kind in reversed(list(kinds.items()))}
    for student, kind in kinds.items():
        own, other = (
            {name: value for name, value in without_usage(run.results[who]).items() if name != "student"}
            for who in (student, first[kind])
        )
        assert own == other, student
        assert own["verdict"] == "graded" and own["score"] == scores.get(kind, own["score"])
        assert points(CELL) <= own["score"] < scores["right"] or kind != "wrong"
