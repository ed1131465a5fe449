"""Who would move by a grading run, by how much and why: what a dry run tells."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.engine.line import How
from grader.engine.rehearsal import Outlook
from grader.engine.standing import Standing
from grader.feedback.messages import Catalogue
from grader.feedback.text import points_in_words
from grader.gradebook import Marks
from grader.regrading.changes import changes

LEAST = 1e-9  # points; databases return what was written, sums may not


@dataclass(frozen=True)
class Move:
    """What would become of one student's score.

    Parameters
    ----------
    student
        The student's id.
    now, then
        The score in the gradebook and what it would be: manual marks count, a late penalty is taken off. None where the
        gradebook holds, or would hold, nothing.
    cells
        Score now and then of every graded cell that differs, by name.
    penalty
        The late penalty now and then.
    reasons
        Why, in words.
    how
        How the run came by its result.
    held
        Automatic score now and then of every cell whose score stays because a person gave it, and the score that
        stays, by name.
    """

    student: str
    now: float | None
    then: float | None
    cells: Mapping[str, tuple[float, float]]
    penalty: tuple[float, float]
    reasons: tuple[str, ...]
    how: How
    held: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)

    @property
    def new(self) -> bool:
        """Whether the gradebook holds nothing about the submission yet."""
        return self.now is None and self.then is not None

    @property
    def difference(self) -> float:
        """Return the points won or lost; where nothing was held before, all of them."""
        return (self.then or 0.0) - (self.now or 0.0)

    @property
    def moved(self) -> bool:
        """Whether a score would change, be it a cell's or the whole."""
        before, after = self.penalty
        return self.new or bool(self.cells) or abs(before - after) > LEAST

    @property
    def told(self) -> bool:
        """Whether there is something to tell: a score would change, or a mark by hand keeps one from changing."""
        return self.moved or bool(self.held)

    def to_dict(self) -> dict[str, Any]:
        """Return the move as plain data that JSON can hold."""
        cells = {name: list(pair) for name, pair in self.cells.items()}
        held = {name: list(scores) for name, scores in self.held.items()}
        scores = {"cells": cells, "held_by_hand": held, "late_penalty": list(self.penalty)}
        rest = {**scores, "why": list(self.reasons), "how": self.how.value}
        return {
            "student": self.student,
            "now": self.now,
            "then": self.then,
            "difference": self.difference,
            **rest,
        }


def moves_of(outlooks: Iterable[Outlook], say: Catalogue) -> list[Move]:
    """Return what would become of every student's score.

    Parameters
    ----------
    outlooks
        What a dry run found.
    say
        The sentences.

    Returns
    -------
    list of Move
        Sorted by student; those whose scores stay are among them.
    """
    return sorted((_move(outlook, say) for outlook in outlooks), key=lambda move: move.student)


def _move(outlook: Outlook, say: Catalogue) -> Move:
    now, then = _marks(outlook.now), _marks(outlook.then)
    old, new = now or Marks({}, {}), then or Marks({}, {})
    names = [name for name in {**old.scores, **new.scores} if now is not None]
    cells = {name: (old.scores.get(name, 0.0), new.scores.get(name, 0.0)) for name in names}
    changed = {name: pair for name, pair in cells.items() if abs(pair[0] - pair[1]) > LEAST}
    return Move(
        outlook.student,
        None if now is None else now.score,
        None if then is None else then.score,
        changed,
        (old.late_penalty, new.late_penalty),
        tuple(_reasons(outlook, old, new, say)),
        outlook.how,
        _held(outlook, new) if now is not None else {},
    )


def _held(outlook: Outlook, new: Marks) -> dict[str, tuple[float, float, float]]:
    """Return the automatic scores that would change under a mark that a person gave, and that mark."""
    before, after = _automatic(outlook.now), _automatic(outlook.then)
    return {
        name: (before.get(name, 0.0), after[name], new.scores[name])
        for name in new.hand.given
        if name in after and abs(before.get(name, 0.0) - after[name]) > LEAST
    }


def _automatic(standing: Standing | None) -> dict[str, float]:
    """Return the scores that the autograder entered, by name of the cell."""
    if standing is None:
        return {}
    several = len(standing.marks) > 1
    return {
        f"{notebook}/{cell}" if several else str(cell): float(str(value or 0.0))
        for kind, notebook, cell, value in standing.automatic
        if kind == "grade"
    }


def _marks(standing: Standing | None) -> Marks | None:
    return Marks.whole(standing.marks) if standing is not None and standing.marks else None


def _reasons(outlook: Outlook, old: Marks, new: Marks, say: Catalogue) -> list[str]:
    if outlook.how in (How.UNCHANGED, How.MENDED):
        return []
    found = []
    if outlook.how is How.FAILED:
        found.append(say("change.failed", detail=outlook.detail))
    before, after = outlook.now, outlook.then
    if before is None or not before.marks:
        found.append(say("change.first"))
    elif before.record is None:
        found.append(say("change.no_record"))
    elif after is not None and after.record is not None and after.record.token != before.record.token:
        found += changes(before.record, after.record, say) or [_by_whom(before, say)]
    asked = len(new.hand.for_person) - len(old.hand.for_person)
    if asked > 0 and before is not None:
        found.append(say.count("change.for_person", asked))
    return found


def _by_whom(before: Standing, say: Catalogue) -> str:
    """Say why a submission was graded again of which nothing changed."""
    assert before.record is not None
    return say("change.again" if before.untouched else "change.touched")


def told_of(move: Move, shared: Collection[str], say: Catalogue) -> str:
    """Say which parts of a score would change, and why; reasons that all share are left out."""
    own = [reason for reason in move.reasons if reason not in shared]
    return "; ".join(filter(None, [_what_moves(move, say), *own]))


def _what_moves(move: Move, say: Catalogue) -> str:
    said = [
        say("change.cell", name=name, now=points_in_words(now), then=points_in_words(then))
        for name, (now, then) in move.cells.items()
    ]
    said += [
        say(
            "change.held",
            name=name,
            now=points_in_words(now),
            then=points_in_words(then),
            mark=points_in_words(mark),
        )
        for name, (now, then, mark) in move.held.items()
    ]
    before, after = move.penalty
    if abs(before - after) > LEAST:
        said.append(say("change.penalty", now=points_in_words(before), then=points_in_words(after)))
    return ", ".join(said)


def shared_reasons(moves: Sequence[Move]) -> tuple[str, ...]:
    """Return the reasons that all of several moves have, which are then said once."""
    if len(moves) < 2:
        return ()
    return tuple(reason for reason in moves[0].reasons if all(reason in move.reasons for move in moves))


def in_short(moves: Iterable[Move], say: Catalogue) -> str:
    """Sum up a dry run, as ``"3 would move: 1 up, 2 down; 97 unchanged"``."""
    listed = list(moves)
    moved = [move for move in listed if move.moved]
    held = [move for move in moved if not move.new]
    parts = {
        "new": len(moved) - len(held),
        "up": sum(move.difference > LEAST for move in held),
        "down": sum(move.difference < -LEAST for move in held),
        "within": sum(abs(move.difference) <= LEAST for move in held),
    }
    said = ", ".join(say(f"dry_run.{name}", number=number) for name, number in parts.items() if number)
    kept = sum(move.told for move in listed) - len(moved)
    still = len(listed) - len(moved) - kept
    rest = say("dry_run.unchanged", number=still)
    nobody = say.count("dry_run.nobody", still)
    short = f"{say('dry_run.moving', number=len(moved))}: {said}; {rest}" if moved else nobody
    return f"{short}; {say.count('dry_run.held', kept)}" if kept else short
