"""Points that do not add up: criteria, exercise, assignment, release and definition have to say the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nbformat import NotebookNode

from grader.authoring.linting.fault import Fault
from grader.authoring.linting.grade_cells import place_of
from grader.definition import AssignmentDefinition
from rnn_utils.checks.model import Exercise

KIND = "points"
TOTAL = 100.0  # of every assignment, whatever its number of exercises


def exercise_faults(exercise: Exercise) -> Iterator[Fault]:
    """Look at the points of one exercise.

    Parameters
    ----------
    exercise
        Its public side.

    Yields
    ------
    Fault
        A criterion that earns nothing, or that can never be earned.
    """
    required = {criterion.id: criterion.requires for criterion in exercise.criteria}
    for criterion in exercise.criteria:
        place = f"{exercise.id}.{criterion.id}"
        if criterion.points <= 0 or (2 * criterion.points) % 1:
            what = f"earns {criterion.points:g} points"
            yield Fault(place, KIND, what, "give it a positive number of whole or half points, or remove it")
        if _requires_itself(criterion.id, required):
            what = "requires itself, so that nobody can earn it"
            yield Fault(place, KIND, what, "break the circle of what criteria require")


def total_faults(assignment: str, points: Mapping[str, float], total: float = TOTAL) -> Iterator[Fault]:
    """Look at the sum over an assignment.

    Parameters
    ----------
    assignment
        Its name.
    points
        Exercise → points.
    total
        What they should add up to.

    Yields
    ------
    Fault
        One, if they do not.
    """
    found = sum(points.values())
    if points and found != total:
        each = ", ".join(f"{name} {number:g}" for name, number in points.items())
        what = f"the exercises have {found:g} points together, not {total:g} ({each})"
        yield Fault(assignment, KIND, what, "share the points out anew in rnn_utils/checks/")


def notebook_faults(notebook: NotebookNode, name: str, points: Mapping[str, float] | None = None) -> Iterator[Fault]:
    """Compare the points in a notebook's metadata with those of the exercises.

    Parameters
    ----------
    notebook
        A release or a source notebook.
    name
        What to call it.
    points
        Exercise → points; without them a graded cell needs points, whatever they are.

    Yields
    ------
    Fault
        A graded cell with other points or none, an exercise without a graded cell.
    """
    graded = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    for cell in graded:
        marks = cell.metadata["nbgrader"]
        came, wanted = marks.get("points"), (points or {}).get(str(marks.get("grade_id")))
        if not isinstance(came, (int, float)) or came < 0:
            yield Fault(place_of(name, cell), KIND, f"has the points {came!r}", "give it a number of points")
        elif wanted is not None and came != wanted:
            yield Fault(place_of(name, cell), KIND, f"has {came:g} points, its exercise {wanted:g}", "build it again")
        elif points is not None and wanted is None:
            yield Fault(place_of(name, cell), KIND, "belongs to no exercise", "build it again")
    for missing in (points or {}).keys() - {cell.metadata["nbgrader"].get("grade_id") for cell in graded}:
        yield Fault(name, KIND, f"has no graded cell for {missing}", "build it again")


def definition_faults(definition: AssignmentDefinition, points: Mapping[str, float]) -> Iterator[Fault]:
    """Compare the points in a built definition, by which is graded, with those of the exercises.

    Parameters
    ----------
    definition
        As it was built.
    points
        Exercise → points.

    Yields
    ------
    Fault
        One, if they differ.
    """
    built = {cell.name: cell.max_score for cell in definition.grade_cells if cell.name in definition.exercises}
    if built != dict(points):
        differing = sorted(name for name in {*built, *points} if built.get(name) != points.get(name))
        what = f"was built with other points or exercises: {', '.join(differing) or 'another order'}"
        yield Fault(f"build/definitions/{definition.name}.json", KIND, what, f"run 'grader build {definition.name}'")


def _requires_itself(criterion: str, required: Mapping[str, tuple[str, ...]]) -> bool:
    reached, waiting = set[str](), list(required[criterion])
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += required.get(one, ())
    return criterion in reached
