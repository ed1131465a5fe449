"""What persons have done about the marks of a submission, and what they have still to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Hand:
    """The part of persons in a submission's marks, by names of cells.

    Parameters
    ----------
    marked
        Grades that a person gave or changed.
    unmarked
        Grades that wait for their first mark: neither the grader nor a person gave one.
    look_again
        Grades that there are and that a person is asked to look at.
    commented
        Cells with a comment that a person wrote.
    given
        Those of the marked ones in which nothing automatic counts any more; extra credit alone comes on top of it.
    """

    marked: tuple[str, ...] = ()
    unmarked: tuple[str, ...] = ()
    look_again: tuple[str, ...] = ()
    commented: tuple[str, ...] = ()
    given: tuple[str, ...] = ()

    @property
    def for_person(self) -> tuple[str, ...]:
        """Return the grades that a person has to give or to look at."""
        return (*self.unmarked, *self.look_again)

    @staticmethod
    def of(grades: Iterable[GradeState], commented: Iterable[str] = ()) -> Hand:
        """Take together what is known of a notebook's grades and comments.

        Parameters
        ----------
        grades
            Its grades.
        commented
            Cells with a comment that a person wrote.
        """
        known = sorted(grades, key=lambda grade: grade.name)
        asked = [grade for grade in known if grade.asked]
        return Hand(
            tuple(grade.name for grade in known if grade.marked),
            tuple(grade.name for grade in asked if not (grade.marked or grade.automatic)),
            tuple(grade.name for grade in asked if grade.marked or grade.automatic),
            tuple(sorted(commented)),
            tuple(grade.name for grade in known if grade.given),
        )

    @staticmethod
    def whole(parts: Mapping[str, Hand]) -> Hand:
        """Return the part of persons in a submission of several notebooks, by their names."""
        named = {
            one.name: tuple(f"{name}/{cell}" for name, hand in parts.items() for cell in getattr(hand, one.name))
            for one in fields(Hand)
        }
        return Hand(**named)

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> Hand:
        """Read it from the form that JSON gives."""
        return Hand(**{name: tuple(cells) for name, cells in data.items()})


@dataclass(frozen=True)
class GradeState:
    """A grade as far as it tells who gave it.

    Parameters
    ----------
    name
        Its cell.
    asked
        Whether a person is asked to give it or to look at it.
    automatic, given
        Whether the grader, or a person, gave one.
    extra
        Whether a person gave extra credit.
    """

    name: str
    asked: bool
    automatic: bool
    given: bool
    extra: bool = False

    @property
    def marked(self) -> bool:
        """Whether a person gave or changed it."""
        return self.given or self.extra

    @staticmethod
    def of(name: str, asked: object, automatic: object, manual: object, extra: object = None) -> GradeState:
        """Read it from a row of nbgrader's table of grades."""
        return GradeState(name, bool(asked), automatic is not None, manual is not None, bool(extra))
