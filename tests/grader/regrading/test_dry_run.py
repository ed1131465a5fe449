"""A dry run changes nothing, and tells exactly what the real run then does."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_assignment import NAME

from grader.authoring import build
from grader.cli import main
from grader.course import COURSE_ID, Course
from grader.engine.line import How, Options
from grader.engine.lock import course_lock
from grader.engine.rehearsal import Rehearsal
from grader.errors import GradebookError, RunError, RunInterrupted
from grader.exercises.catalogue import EXERCISES
from grader.feedback.messages import Catalogue
from grader.registration import open_gradebook
from grader.regrading.moves import Move, in_short, moves_of, told_of
from grader.runner import own_work

from ..engine.conftest import SOFTMAX, WRONG, grade, hand_in
from .conftest import cells, due, mark, run, scores, stamp

SAY = Catalogue.load()
NEW = f"import math\n{SOFTMAX}\n# handed in again"


def rehearse(course: Course, students: list[str] | None = None, **options: object) -> dict[str, Move]:
    work = own_work(course, NAME)
    rehearsal = Rehearsal(work, Options(workers=0, **options))  # type: ignore[arg-type]
    for _ in rehearsal.lines(students or work.students()):
        pass
    return {move.student: move for move in moves_of(rehearsal.outlooks, SAY)}


def traces(course: Course) -> dict[str, tuple[str, int]]:
    """Return hash and time of everything that a dry run must leave alone."""
    places = [course.root / "gradebook.db", *course.autograded.rglob("*"), *course.feedback.rglob("*")]
    places += [*(course.private / "written").rglob("*"), *(course.private / "kept").rglob("*")]
    return {
        path.relative_to(course.root).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in places
        if path.is_file()
    }


def change_at_random(course: Course, chance: random.Random) -> None:
    """Do to a class what happens between two runs."""
    students = ["ada", "bob", "cleo", "dan", "zoe"]
    works: list[str | bytes] = [SOFTMAX, WRONG, "", b"{"]
    changes: list[Callable[[str], None]] = [
        lambda who: hand_in(course, who, chance.choice(works)),
        lambda who: mark(course, who, "softmax", chance.choice([0.0, 2.5, 8.0]), "Well argued."),
        lambda who: mark(course, who, "rnn_cell_forward", 1.0, credit=1.5),
        lambda who: stamp(course, who, chance.choice(["2001-01-01 00:00:00 UTC", "2001-03-01 00:00:00 UTC"])),
        lambda who: due(course, chance.choice(["2001-02-01 00:00:00", "2001-04-01 00:00:00"])),
    ]
    for _ in range(4):
        chance.choice(changes)(chance.choice(students))


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_predicted_is_what_happens(seed: int, copy: Course) -> None:
    chance = random.Random(seed)
    for _ in range(3):
        change_at_random(copy, chance)
        before, single = scores(copy), cells(copy)
        moves = rehearse(copy)
        assert scores(copy) == before
        run(copy)
        after = scores(copy)
        assert {who: move.then for who, move in moves.items()} == pytest.approx(after)
        assert {who: move.now for who, move in moves.items()} == pytest.approx(before)
        moved = {(who, cell): pair for who, move in moves.items() for cell, pair in move.cells.items()}
        assert moved == {
            key: (single[key], score) for key, score in cells(copy).items() if abs(single[key] - score) > 1e-9
        }


def test_nothing_is_touched_and_nothing_is_graded_twice(copy: Course) -> None:
    hand_in(copy, "bob", NEW)
    mark(copy, "ada", "softmax", 1.0)
    before = traces(copy)
    moves = rehearse(copy)
    assert traces(copy) == before
    assert [move.student for move in moves.values() if move.moved] == ["bob"]
    assert moves["bob"].difference == moves["bob"].cells["softmax"][1] > 0
    assert moves["bob"].reasons == ("new submission",)
    hows = run(copy)
    assert hows.pop("bob") is How.KNOWN, "the dry run had kept its result"
    assert set(hows.values()) <= {How.UNCHANGED, How.MENDED}


def test_without_a_gradebook_all_would_be_new_and_none_is_made(copy: Course) -> None:
    (copy.root / "gradebook.db").unlink()
    moves = rehearse(copy)
    assert not (copy.root / "gradebook.db").exists()
    assert all(move.new and move.now is None for move in moves.values())
    run(copy)
    assert {who: move.then for who, move in moves.items()} == scores(copy)


def test_the_gradebook_is_not_told_of_an_assignment_that_it_does_not_know(small: Course, tmp_path: Path) -> None:
    course = Course(tmp_path / "course")
    shutil.copytree(small.root, course.root)
    hand_in(course, "zoe", b"{")
    before = traces(course)
    assert before["gradebook.db"]
    (move,) = rehearse(course).values()
    assert traces(course) == before
    assert (move.now, move.then, move.reasons) == (None, 0.0, ("not graded yet",))


def test_exercise_whose_points_change_moves_whoever_solved_it_and_no_manual_mark(
    copy: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(copy, "dan", "softmax", 3.0, "As agreed.", credit=0.5)
    exercise = EXERCISES["softmax"]
    dearer = tuple(replace(one, points=2 * one.points) for one in exercise.public.criteria)
    changed = replace(exercise, public=replace(exercise.public, criteria=dearer))
    monkeypatch.setitem(EXERCISES, "softmax", changed)
    build(copy, NAME, execute=False, exercises={name: EXERCISES[name] for name in ("softmax", "rnn_cell_forward")})
    moves = rehearse(copy)
    points = exercise.public.points
    assert moves["ada"].cells == {"softmax": (points, 2 * points)}
    assert any("the assignment was changed" in reason for reason in moves["ada"].reasons)
    assert not moves["dan"].cells
    run(copy)
    assert {who: move.then for who, move in moves.items()} == pytest.approx(scores(copy))
    assert cells(copy)["dan", "softmax"] == 3.5


def test_a_mark_by_hand_that_hides_a_change_is_told(copy: Course) -> None:
    mark(copy, "bob", "softmax", 2.5)
    before, automatic = scores(copy), cells(copy)["ada", "softmax"]
    hand_in(copy, "bob", SOFTMAX)
    moves = rehearse(copy)
    move = moves["bob"]
    assert not move.moved and move.told and not moves["ada"].told
    ((name, (_, then, kept)),) = move.held.items()
    assert (name, then, kept) == ("softmax", automatic, 2.5)
    assert "the mark by hand stays: 2.5" in told_of(move, (), SAY) and "new submission" in told_of(move, (), SAY)
    assert in_short(moves.values(), SAY) == "nobody would move: 4 unchanged; 1 keeps a mark by hand"
    hand_in(copy, "cleo", SOFTMAX)
    assert in_short(rehearse(copy).values(), SAY) == "1 would move: 1 up; 3 unchanged; 1 keeps a mark by hand"
    run(copy)
    assert scores(copy) == {**before, "cleo": scores(copy)["cleo"]}


def test_extra_credit_does_not_hold_a_score(copy: Course) -> None:
    with open_gradebook(copy.db_url, COURSE_ID) as gradebook:
        gradebook.find_grade("softmax", NAME, NAME, "bob").extra_credit = 0.5
        gradebook.db.commit()
    hand_in(copy, "bob", SOFTMAX)
    move = rehearse(copy)["bob"]
    assert move.moved and not move.held


def test_late_penalty_is_part_of_the_prediction_and_a_manual_mark_counts_in_it(copy: Course) -> None:
    mark(copy, "dan", "softmax", 3.0)
    for student in ("ada", "dan"):
        stamp(copy, student, "2001-03-01 00:00:00 UTC")
    due(copy, "2001-02-01 00:00:00")
    before = scores(copy)
    moves = rehearse(copy)
    assert {who for who, move in moves.items() if move.moved} == {"ada", "dan"}
    assert moves["dan"].penalty == (0.0, before["dan"])
    assert any("lateness" in reason for reason in moves["dan"].reasons)
    run(copy)
    assert {who: move.then for who, move in moves.items()} == pytest.approx(scores(copy))


def test_what_lateness_costs_may_be_decided_after_grading(copy: Course) -> None:
    """Those who were on time are left alone, and what a dry run says comes true."""
    stamp(copy, "dan", "2001-03-01 00:00:00 UTC")
    due(copy, "2001-02-01 00:00:00")
    run(copy)
    assert scores(copy)["dan"] == 0
    configuration = copy.root / "nbgrader_config.py"
    configuration.write_text(configuration.read_text().replace("'zero'", "'none'"))
    moves = rehearse(copy)
    assert {who for who, move in moves.items() if move.moved} == {"dan"}
    assert any("penalty_method=zero" in reason for reason in moves["dan"].reasons)
    assert {who for who, how in run(copy).items() if how is not How.UNCHANGED} == {"dan"}
    assert 0 < scores(copy)["dan"] == moves["dan"].then
    configuration.write_text(configuration.read_text().replace("'none'", "'zero'"))
    assert run(copy)["dan"] is How.KNOWN
    assert scores(copy)["dan"] == 0
    assert set(run(copy).values()) == {How.UNCHANGED}


def test_registration_that_would_be_refused_is_refused_in_a_dry_run_too(copy: Course) -> None:
    path = copy.definition_path(NAME)
    data = json.loads(path.read_text())
    data["grade_cells"] = data["grade_cells"][:1]
    data["exercises"] = {"softmax": "softmax"}
    path.write_text(json.dumps(data))
    before = traces(copy)
    with pytest.raises(GradebookError, match="gone: rnn_cell_forward"):
        rehearse(copy)
    assert traces(copy) == before


def test_a_dry_run_waits_its_turn_like_any_other(copy: Course) -> None:
    with course_lock(copy.private / "grading.lock"), pytest.raises(RunError, match="another run"):
        rehearse(copy)


def test_ctrl_c_ends_a_dry_run_and_what_was_graded_stays_kept(copy: Course) -> None:
    for student in ("ada", "bob"):
        hand_in(copy, student, NEW)
    work = own_work(copy, NAME)
    lines = Rehearsal(work, Options(workers=0, again=True)).lines(["ada", "bob"])
    assert next(lines).student == "ada"
    signal.raise_signal(signal.SIGINT)
    with pytest.raises(RunInterrupted, match="1 submissions remain"):
        list(lines)
    assert run(copy)["ada"] is How.KNOWN


class TestCommand:
    """``grader grade --dry-run``."""

    def call(self, course: Course, *arguments: str) -> str:
        done = CliRunner().invoke(
            main, ["--course", str(course.root), "grade", NAME, "--dry-run", *arguments], catch_exceptions=False
        )
        assert done.exit_code == 0, done.output
        return done.output

    def test_the_table_shows_who_moves_and_why(self, copy: Course) -> None:
        for student, work in {"bob": SOFTMAX, "dan": WRONG}.items():
            hand_in(copy, student, work)
        shown = self.call(copy)
        assert "2 would move: 1 up, 1 down; 3 unchanged" in shown
        assert "for all of them: new submission" in shown
        assert "ada" not in shown

    def test_one_student_as_json(self, copy: Course) -> None:
        for student in ("ada", "dan"):
            hand_in(copy, student, WRONG)
        found = json.loads(self.call(copy, "--json", "--student", "dan"))[NAME]
        (move,) = found["moves"]
        assert (move["student"], found["unchanged"]) == ("dan", 0)
        assert move["difference"] == move["then"] - move["now"] < 0
        assert move["cells"] == {"softmax": [move["now"], move["then"]]}

    def test_when_nobody_moves_it_says_so(self, copy: Course) -> None:
        assert "nobody would move: 5 unchanged" in self.call(copy)

    @pytest.mark.slow
    def test_workers_tell_the_same(self, copy: Course) -> None:
        for student in ("ada", "cleo"):
            hand_in(copy, student, NEW)
        before = traces(copy)
        done = grade(copy, "--dry-run", "--json", "--workers", "2")
        assert done.returncode == 0, done.stderr
        assert traces(copy) == before
        here = json.loads(self.call(copy, "--json"))[NAME]["moves"]
        there = json.loads(done.stdout)[NAME]["moves"]
        assert [{**one, "how": ""} for one in there] == [{**one, "how": ""} for one in here]
