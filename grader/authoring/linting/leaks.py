"""A solution that leaks: into the student notebook, its outputs, or the student edition of the library."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from nbformat import NotebookNode

from grader.authoring.edition import edition_files
from grader.authoring.functions import reference_body
from grader.authoring.linting.fault import Fault
from grader.authoring.linting.grade_cells import place_of
from grader.authoring.linting.likeness import Piece, pieces_of_code, pieces_of_text, share
from grader.errors import AuthoringError
from grader.exercises.catalogue import EXERCISES

KIND = "leak"
# What is like a solution in more than this part gives it away. Of all that students of this course get, the most is
# 0.45, a cell of 05 that is built as the network is; renamed and laid out anew, a solution stays above 0.9.
TOO_MUCH = 0.6
FEWEST = 5  # pieces; of shorter solutions nothing can be said
REGION = re.compile(r"^\s*### BEGIN SOLUTION\n(.*?)^\s*### END SOLUTION", re.MULTILINE | re.DOTALL)
DO = "take it out, or give less of it away"

Secrets = Mapping[str, frozenset[Piece]]


def edition_faults(name: str) -> Iterator[Fault]:
    """Look for solutions of an assignment and of later ones in its student edition.

    References of earlier assignments ship on purpose, and what they have in common with later solutions with them.

    Parameters
    ----------
    name
        The assignment.

    Yields
    ------
    Fault
        A module that holds one.
    """
    try:
        files = edition_files(name)
    except AuthoringError as error:
        yield Fault(name, KIND, str(error.args[0]), error.hint or "mend grader/authoring/edition.py")
        return
    known = frozenset[Piece]().union(*_solutions(e for e in _assignments() if e < name).values())
    secrets = _solutions(e for e in _assignments() if e >= name)
    for path, content in files.items():
        if path.endswith(".py"):
            pieces = pieces_of_code(content.decode())
            given = pieces - known if path.startswith("rnn_utils/reference/") else pieces
            yield from _alike(secrets, given, f"{path} in the student edition of {name}")


def release_faults(notebook: NotebookNode, name: str) -> Iterator[Fault]:
    """Look for solutions in a student notebook, cell by cell, and for outputs.

    Parameters
    ----------
    notebook
        The student notebook.
    name
        The assignment; solutions of it and of later ones are looked for.

    Yields
    ------
    Fault
        A cell that holds one.
    """
    yield from notebook_faults(notebook, f"notebooks/{name}", _solutions(e for e in _assignments() if e >= name))


def source_faults(notebook: NotebookNode, name: str) -> Iterator[Fault]:
    """Look for the solution regions of a source notebook in what nbgrader leaves of it.

    Parameters
    ----------
    notebook
        nbgrader's source notebook.
    name
        What to call it.

    Yields
    ------
    Fault
        A cell that holds one outside of such a region.
    """
    regions = {place_of(name, cell): REGION.findall(cell.source) for cell in notebook.cells}
    secrets = {place: pieces_of_code(textwrap.dedent("\n".join(found))) for place, found in regions.items() if found}
    left = NotebookNode(notebook)
    left.cells = [NotebookNode({**cell, "source": REGION.sub("", cell.source), "outputs": []}) for cell in left.cells]
    yield from notebook_faults(left, name, secrets)


def notebook_faults(notebook: NotebookNode, name: str, secrets: Secrets) -> Iterator[Fault]:
    """Look for secrets in the cells of a notebook as students get it.

    Parameters
    ----------
    notebook
        The notebook.
    name
        What to call it.
    secrets
        What must not be in it: name → pieces.

    Yields
    ------
    Fault
        A cell that holds one, or an output.
    """
    for cell in notebook.cells:
        where = place_of(name, cell)
        read = pieces_of_code if cell.cell_type == "code" else pieces_of_text
        yield from _alike(secrets, read(cell.source), where)
        if cell.get("outputs"):
            yield Fault(where, KIND, "holds outputs, and they show what the solution gives", "build it again")


def _alike(secrets: Secrets, given: frozenset[Piece], where: str) -> Iterator[Fault]:
    for secret, pieces in secrets.items():
        part = share(pieces, given)
        if part > TOO_MUCH and len(pieces) >= FEWEST:
            yield Fault(where, KIND, f"is to {part:.0%} the solution of {secret}", DO)


def _assignments() -> list[str]:
    return sorted({exercise.public.assignment for exercise in EXERCISES.values()})


def _solutions(assignments: Iterable[str]) -> Secrets:
    chosen = set(assignments)
    return {
        f"{function}, {assignment}": pieces
        for (assignment, function), pieces in _all_solutions().items()
        if assignment in chosen
    }


@cache
def _all_solutions() -> Mapping[tuple[str, str], frozenset[Piece]]:
    return {
        (exercise.public.assignment, name): pieces_of_code("\n".join(reference_body(function)))
        for exercise in EXERCISES.values()
        for name, function in exercise.reference.items()
    }
