"""The exercises and cells of one submission as the page's template wants them: numbered, linked, cleaned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup

from grader.cell_errors import with_causes
from grader.feedback.cell_status import PARTLY, WRONG, StatusTeller
from grader.feedback.hand import Hand
from grader.feedback.hidden import HiddenLines, split_hidden
from grader.feedback.highlighting import code_block
from grader.feedback.markdown import markdown_to_html
from grader.feedback.messages import Catalogue
from grader.feedback.outputs import OutputWriter
from grader.feedback.text import Budget, one_line, text_of
from grader.results import ExerciseResult

MOST_CELLS = 1000
LONGEST_CELL = 200_000
MOST_CHARACTERS = 400_000


@dataclass(frozen=True)
class ExerciseSection:
    """One exercise on the page.

    Parameters
    ----------
    result
        What grading found.
    anchor, cell_anchor
        Where its section and the student's code for it stand on the page; the second is empty without a cell.
    score
        Points in the gradebook, which an instructor may have changed.
    by_person, look_again
        Whether a person gave them, and whether a person is asked to look at them again.
    comment
        What a person wrote about it, as HTML.
    """

    result: ExerciseResult
    anchor: str
    cell_anchor: str
    score: float
    by_person: bool = False
    look_again: bool = False
    comment: Markup | None = None

    @property
    def adjusted(self) -> bool:
        """Return whether the gradebook holds other points than the checks found."""
        return abs(self.score - self.result.points) > 1e-9


@dataclass(frozen=True)
class CellSection:
    """One cell on the page.

    Parameters
    ----------
    anchor
        Where it stands.
    kind
        ``"markdown"``, ``"code"`` or ``"raw"``.
    body
        Its source as HTML.
    outputs
        Its outputs as HTML.
    name
        Its grade id, or an empty string.
    exercise
        The exercise that this cell checks, if any.
    score, max_score
        Points of a cell that earns some without an exercise of ours; None elsewhere.
    comment
        The comment in the gradebook as HTML.
    status
        What is said of the points: the last part of a key under ``status``.
    found
        Why its tests failed.
    by_person
        Whether a person wrote the comment.
    """

    anchor: str
    kind: str
    body: Markup
    outputs: tuple[Markup, ...] = ()
    name: str = ""
    exercise: ExerciseSection | None = None
    score: float | None = None
    max_score: float | None = None
    comment: Markup | None = None
    status: str = ""
    found: tuple[str, ...] = ()
    by_person: bool = False


def cells_of(notebook: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return a notebook's cells, or none where a damaged file has no list of them."""
    cells = notebook.get("cells", [])
    return [cell for cell in cells if isinstance(cell, Mapping)] if isinstance(cells, list) else []


def grading_metadata(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what nbgrader keeps in a cell's metadata; empty where there is nothing."""
    metadata = cell.get("metadata")
    entry = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    return entry if isinstance(entry, Mapping) else {}


@dataclass(frozen=True)
class InForce:
    """What the gradebook holds about a notebook.

    Parameters
    ----------
    scores, comments
        By grade id.
    hand
        The part of persons in them; None where it is not known.
    """

    scores: Mapping[str, float] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    hand: Hand | None = None

    def of_person(self, *names: str) -> str:
        """Return the comment that a person wrote on the first of some cells that has one."""
        written = self.hand.commented if self.hand else ()
        return next((text for name in names if name in written and (text := self.comments.get(name, ""))), "")


def exercise_sections(
    results: Sequence[ExerciseResult], cells: Sequence[Mapping[str, Any]], in_force: InForce, say: Catalogue
) -> tuple[ExerciseSection, ...]:
    """Return a section for each exercise, linked to the cell in which the student wrote it."""
    hand = in_force.hand or Hand()
    places: dict[str, int] = {}
    for number, cell in enumerate(cells[:MOST_CELLS], start=1):
        places.setdefault(text_of(grading_metadata(cell).get("grade_id")), number)
    sections = []
    for number, result in enumerate(results, start=1):
        place = places.get(f"{result.id}_solution") or places.get(result.id)
        cell_anchor = f"cell-{place}" if place else ""
        comment = in_force.of_person(f"{result.id}_solution", result.id)
        section = ExerciseSection(
            result,
            f"exercise-{number}",
            cell_anchor,
            in_force.scores.get(result.id, result.points),
            result.id in hand.marked,
            result.id in hand.look_again,
            markdown_to_html(comment, say) if comment else None,
        )
        sections.append(section)
    return tuple(sections)


@dataclass(frozen=True)
class CellWriter:
    """Turns cells into sections.

    Parameters
    ----------
    say
        The page's sentences.
    exercises
        Sections of the exercises by grade id; each is shown at the first cell of that name.
    in_force
        What the gradebook says.
    lost
        Whether nothing of what was handed in could be read.
    """

    say: Catalogue
    exercises: Mapping[str, ExerciseSection]
    in_force: InForce
    lost: bool = False

    def write(self, cells: Sequence[Mapping[str, Any]]) -> tuple[CellSection, ...]:
        """Return the sections of a notebook's cells, in order."""
        hidden = HiddenLines.of(text_of(cell.get("source")) for cell in cells)
        outputs = OutputWriter(self.say, hidden, Budget(MOST_CHARACTERS))
        teller = StatusTeller(self.say, self.in_force.hand, self.lost, hidden)
        seen: set[str] = set()
        modules: set[str] = set()
        return tuple(
            self._told(self._one(cell, f"cell-{number}", outputs, seen), (cell, cause), teller, modules)
            for number, (cell, cause) in enumerate(with_causes(cells[:MOST_CELLS]), start=1)
        )

    def _told(
        self,
        section: CellSection,
        ran: tuple[Mapping[str, Any], str],
        teller: StatusTeller,
        modules: set[str],
    ) -> CellSection:
        """Say how a cell came by its points, and who wrote its comment."""
        (cell, cause), name = ran, section.name
        by_person = section.comment is not None and bool(self.in_force.of_person(name))
        if section.score is None:
            return replace(section, by_person=by_person)
        status = teller.status(cell, name, section.score, section.max_score)
        found = teller.found(cell, cause, modules) if status in (PARTLY, WRONG) else ()
        return replace(section, status=status, found=found, by_person=by_person)

    def _one(self, cell: Mapping[str, Any], anchor: str, writer: OutputWriter, seen: set[str]) -> CellSection:
        kind = text_of(cell.get("cell_type"))
        kind = kind if kind in ("markdown", "code") else "raw"
        entry = grading_metadata(cell)
        name = text_of(entry.get("grade_id"))
        first = name not in seen
        seen.add(name)
        exercise = self.exercises.get(name) if first else None
        by_hand = first and exercise is None and name in self.in_force.scores
        comment = self.in_force.comments.get(name, "") if first else ""
        return CellSection(
            anchor,
            kind,
            self._body(cell, kind, writer.budget),
            # What stands under the check of an exercise is told in that exercise's own section, in order.
            writer.write(cell.get("outputs")) if kind == "code" and exercise is None else (),
            one_line(name),
            exercise,
            self.in_force.scores[name] if by_hand else None,
            _number(entry.get("points")) if by_hand else None,
            markdown_to_html(comment, self.say) if comment else None,
        )

    def _body(self, cell: Mapping[str, Any], kind: str, budget: Budget) -> Markup:
        source = split_hidden(text_of(cell.get("source")))[0]
        if len(source) > LONGEST_CELL:
            sentence = self.say("cell.too_long", number=f"{len(source):,}")
            return Markup('<p class="aside">{}</p>').format(sentence)
        if not budget.allows(source):
            return code_block(source, "text")
        if kind == "markdown":
            return markdown_to_html(source, self.say, cell.get("attachments"))
        return code_block(source, "python" if kind == "code" else "text")


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None
