"""The exercises and cells of one submission as the page's template wants them: numbered, linked, cleaned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

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
    """

    result: ExerciseResult
    anchor: str
    cell_anchor: str
    score: float

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
        Points of a cell that was graded by hand; None elsewhere.
    comment
        An instructor's comment as HTML.
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


def cells_of(notebook: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return a notebook's cells, or none where a damaged file has no list of them."""
    cells = notebook.get("cells", [])
    return [cell for cell in cells if isinstance(cell, Mapping)] if isinstance(cells, list) else []


def grading_metadata(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what nbgrader keeps in a cell's metadata; empty where there is nothing."""
    metadata = cell.get("metadata")
    entry = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    return entry if isinstance(entry, Mapping) else {}


def exercise_sections(
    results: Sequence[ExerciseResult], cells: Sequence[Mapping[str, Any]], scores: Mapping[str, float]
) -> tuple[ExerciseSection, ...]:
    """Return a section for each exercise, linked to the cell in which the student wrote it."""
    places: dict[str, int] = {}
    for number, cell in enumerate(cells[:MOST_CELLS], start=1):
        places.setdefault(text_of(grading_metadata(cell).get("grade_id")), number)
    sections = []
    for number, result in enumerate(results, start=1):
        place = places.get(f"{result.id}_solution") or places.get(result.id)
        cell_anchor = f"cell-{place}" if place else ""
        score = scores.get(result.id, result.points)
        sections.append(ExerciseSection(result, f"exercise-{number}", cell_anchor, score))
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
    scores, comments
        What the gradebook says, by grade id.
    """

    say: Catalogue
    exercises: Mapping[str, ExerciseSection]
    scores: Mapping[str, float]
    comments: Mapping[str, str]

    def write(self, cells: Sequence[Mapping[str, Any]]) -> tuple[CellSection, ...]:
        """Return the sections of a notebook's cells, in order."""
        hidden = HiddenLines.of(text_of(cell.get("source")) for cell in cells)
        outputs = OutputWriter(self.say, hidden, Budget(MOST_CHARACTERS))
        seen: set[str] = set()
        return tuple(
            self._one(cell, f"cell-{number}", outputs, seen) for number, cell in enumerate(cells[:MOST_CELLS], start=1)
        )

    def _one(self, cell: Mapping[str, Any], anchor: str, writer: OutputWriter, seen: set[str]) -> CellSection:
        kind = text_of(cell.get("cell_type"))
        kind = kind if kind in ("markdown", "code") else "raw"
        entry = grading_metadata(cell)
        name = text_of(entry.get("grade_id"))
        first = name not in seen
        seen.add(name)
        exercise = self.exercises.get(name) if first else None
        by_hand = first and exercise is None and name in self.scores
        comment = self.comments.get(name, "") if first else ""
        return CellSection(
            anchor,
            kind,
            self._body(cell, kind, writer.budget),
            # What stands under the check of an exercise is told in that exercise's own section, in order.
            writer.write(cell.get("outputs")) if kind == "code" and exercise is None else (),
            one_line(name),
            exercise,
            self.scores[name] if by_hand else None,
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
