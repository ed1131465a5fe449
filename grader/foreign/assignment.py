"""An assignment of an nbgrader course, read from its gradebook and folders after ``nbgrader generate_assignment``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme
from nbgrader.utils import find_all_files

from grader.definition import AssignmentDefinition, GradeCell, SourceCell
from grader.engine.reading import exists
from grader.errors import CourseError
from grader.foreign.course import ForeignCourse
from grader.registration import open_gradebook, shown_url
from grader.sanitizing import sanitize
from grader.submission import DamagedSubmission, parse_notebook

SCHEMA = 3  # of nbgrader's metadata


@dataclass(frozen=True)
class ForeignAssignment:
    """All that grading has to know about an assignment, as data that can travel to a worker.

    Parameters
    ----------
    name
        Name of the assignment.
    notebooks
        A definition for each notebook, named as the notebook is, in nbgrader's order.
    files
        The course's own files beside the notebooks, by relative path: they replace what was handed in.
    ignored
        Patterns of files that are not copied.
    """

    name: str
    notebooks: tuple[AssignmentDefinition, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    @property
    def max_score(self) -> float:
        """Return the points of the whole assignment."""
        return sum(notebook.max_score for notebook in self.notebooks)

    @property
    def version(self) -> str:
        """Return a hash over everything that a grade depends on beside the submission and the grader."""
        state = hashlib.sha256(repr((self.name, self.ignored)).encode())
        for notebook in self.notebooks:
            state.update(notebook.to_json().encode())
        for name, content in sorted(self.files.items()):
            state.update(f"{name}\0{len(content)}\0".encode())
            state.update(content)
        return state.hexdigest()[:16]


def read_assignment(course: ForeignCourse, name: str) -> ForeignAssignment:
    """Read an assignment.

    Parameters
    ----------
    course
        The course.
    name
        Name of the assignment.

    Raises
    ------
    CourseError
        If it has not been generated, its kernel is not Python, or release and gradebook contradict each other.
    GradebookError
        If the gradebook cannot be opened.
    """
    hint = f"run 'nbgrader generate_assignment {name}' first"
    if not exists(course.db_url):  # opened, it would be made
        raise CourseError(f"there is no gradebook {shown_url(course.db_url)}", hint=hint)
    with open_gradebook(course.db_url, course.course_id) as gradebook:
        try:
            stored = gradebook.find_assignment(name).notebooks
        except MissingEntry:
            stored = []
        notebooks = tuple(_definition(notebook, name, course.release(name)) for notebook in stored)
    if not notebooks:
        raise CourseError(f"the gradebook knows no notebooks of {name!r}", hint=hint)
    return ForeignAssignment(name, notebooks, _files(course, name), course.ignored)


def _files(course: ForeignCourse, name: str) -> dict[str, bytes]:
    """Read what nbgrader copies over the student's files."""
    folder, kept = course.source(name), course.not_overwritten(name)
    found = {}
    for file in sorted(find_all_files(str(folder), [*course.ignored, "*.ipynb"])):
        relative = Path(file).relative_to(folder).as_posix()
        if relative not in kept:
            found[relative] = Path(file).read_bytes()
    return found


def _definition(stored: Any, name: str, release: Path) -> AssignmentDefinition:
    tasks = [cell.name for cell in stored.task_cells]
    sources = {
        cell.name: SourceCell(cell.name, cell.cell_type, bool(cell.locked), cell.source or "", cell.checksum)
        for cell in stored.source_cells
    }
    graded = {
        cell.name: GradeCell(cell.name, float(cell.max_score), cell.cell_type)
        for cell in [*stored.grade_cells, *stored.task_cells]
    }
    solutions = [cell.name for cell in stored.solution_cells]
    page = _released(release / f"{stored.name}.ipynb")
    marks = {_grade_id(cell): cell for cell in page["cells"]} if page else {}
    if page is None or not sources.keys() <= marks.keys():
        page = _rebuilt(sources, graded, solutions, tasks)
    order = [_grade_id(cell) for cell in page["cells"] if _grade_id(cell) in sources]
    definition = AssignmentDefinition(
        name=stored.name,
        version="",
        kernelspec=_kernel(stored, name, page),
        source_cells=tuple(sources[cell] for cell in order),
        grade_cells=tuple(graded[cell] for cell in order if cell in graded),
        solution_cells=tuple(cell for cell in order if cell in solutions),
        task_cells=tuple(cell for cell in order if cell in tasks),
        release=page,
    )
    _try(definition, name)
    return definition.with_version(b"")


def _kernel(stored: Any, name: str, page: Mapping[str, Any]) -> dict[str, str]:
    """Return the notebook's kernel, which must be Python's."""
    spec = json.loads(stored.kernelspec) if stored.kernelspec else {}
    info = page.get("metadata", {}).get("language_info", {})
    language = str(spec.get("language") or info.get("name") or spec.get("name") or "python")
    if "python" not in language.lower():
        kernel = spec.get("display_name") or spec.get("name") or language
        raise CourseError(
            f"{stored.name} of {name} is written for the kernel {kernel!r} ({language}); the sandbox runs Python only",
            hint="grade this assignment with 'nbgrader autograde', without a sandbox",
        )
    return {str(key): str(value) for key, value in spec.items()}


def _released(path: Path) -> dict[str, Any] | None:
    """Return the notebook that students got, or None where it cannot be had."""
    try:
        page = parse_notebook(path.read_bytes())
    except (OSError, DamagedSubmission):
        return None
    return _plain(page)


def _plain(page: NotebookNode) -> dict[str, Any]:
    """Return a notebook as a definition holds it: data that JSON gives back unchanged."""
    data: dict[str, Any] = json.loads(json.dumps(page))
    return data


def _grade_id(cell: Mapping[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def _rebuilt(
    sources: Mapping[str, SourceCell], graded: Mapping[str, GradeCell], solutions: list[str], tasks: list[str]
) -> dict[str, Any]:
    """Make a blank notebook of the gradebook's cells alone, for a course whose release is gone or another one."""
    page = nbformat.v4.new_notebook()
    for position, (name, source) in enumerate(sources.items()):
        cell = getattr(nbformat.v4, f"new_{source.cell_type}_cell")(source.source, id=f"cell-{position}")
        kinds = {"grade": name in graded and name not in tasks, "solution": name in solutions, "task": name in tasks}
        points = {"points": graded[name].max_score} if name in graded else {}
        marks = {"grade_id": name, "locked": source.locked, "checksum": source.checksum, "schema_version": SCHEMA}
        cell.metadata["nbgrader"] = {**kinds, **points, **marks, "cell_type": source.cell_type}
        page.cells.append(cell)
    for step in (ClearHiddenTests(enforce_metadata=False), ClearMarkScheme(enforce_metadata=False)):
        page, _ = step.preprocess(page, {})
    return _plain(page)


def _try(definition: AssignmentDefinition, name: str) -> None:
    """See that the blank notebook can be restored: what fails with it fails with every submission."""
    try:
        sanitize(nbformat.from_dict(definition.release), definition)
    except (RuntimeError, KeyError, ValueError) as error:
        raise CourseError(
            f"the release of {definition.name} and the gradebook contradict each other: {error}",
            hint=f"run 'nbgrader generate_assignment {name} --force' again, then grade",
        ) from error
