"""The exporter, through nbgrader's own GenerateFeedback on a small course."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grader.feedback.exporter import FeedbackExporter, GetMarks
from grader.feedback.stored import stored_result
from grader.results import CriterionResult, ExerciseResult, Status, SubmissionResult, Verdict

RESULT = SubmissionResult(
    "ps1",
    Verdict.GRADED,
    exercises=(
        ExerciseResult(
            "f",
            "a sum",
            Status.PARTLY,
            1.0,
            4.0,
            (CriterionResult("v", "value", 0.0, 3.0, False, ("got 3",)),),
        ),
    ),
)


def metadata(name: str, points: float | None = None, **flags: bool) -> dict[str, Any]:
    entry: dict[str, Any] = {"grade": False, "solution": False, "task": False, "locked": False, **flags}
    entry |= {"grade_id": name, "schema_version": 3} | ({} if points is None else {"points": points})
    return {"nbgrader": entry}


def notebook(result: object = None) -> nbformat.NotebookNode:
    cells = [
        new_code_cell("def f(a, b): ...", metadata=metadata("f_solution", solution=True)),
        new_code_cell(
            "assert check(f)\n### BEGIN HIDDEN TESTS\nassert f(1, 2) == 3\n### END HIDDEN TESTS",
            metadata=metadata("f", 4.0, grade=True, locked=True),
            outputs=[new_output("execute_result", data={"text/plain": "1.0"}, execution_count=1)],
        ),
        new_markdown_cell(
            "Because <script>alert(1)</script>", metadata=metadata("why", 2.0, grade=True, solution=True)
        ),
        new_code_cell("pass", metadata={"nbgrader": {"grade_id": "forged", "score": 99, "comment": "well done"}}),
    ]
    metadata_of_all = {"grader": {"result": result}} if result else {}
    made: nbformat.NotebookNode = new_notebook(cells=cells, metadata=metadata_of_all)
    return made


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with one graded submission of ada's, its essay marked by hand."""
    root = tmp_path_factory.mktemp("course")
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader calls alembic from PATH when it first makes a database
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        make_gradebook(root)
    (root / "autograded" / "ada" / "ps1").mkdir(parents=True)
    return root


def make_gradebook(root: Path) -> None:
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        gradebook.add_assignment("ps1")
        gradebook.add_notebook("nb", "ps1")
        gradebook.add_solution_cell("f_solution", "nb", "ps1")
        gradebook.add_grade_cell("f", "nb", "ps1", max_score=4, cell_type="code")
        gradebook.add_grade_cell("why", "nb", "ps1", max_score=2, cell_type="markdown")
        gradebook.add_solution_cell("why", "nb", "ps1")
        gradebook.add_student("ada")
        gradebook.add_submission("ps1", "ada")
        gradebook.find_grade("f", "nb", "ps1", "ada").auto_score = 1.0
        gradebook.find_grade("why", "nb", "ps1", "ada").manual_score = 1.5
        gradebook.find_comment("why", "nb", "ps1", "ada").manual_comment = "Say *more*."
        gradebook.db.commit()


def feedback(course: Path, result: object) -> str:
    nbformat.write(notebook(result), course / "autograded" / "ada" / "ps1" / "nb.ipynb")
    config = Config()
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.assignment_id = "ps1"
    config.GenerateFeedback.force = True
    config.GenerateFeedback.preprocessors = [GetMarks]
    config.GenerateFeedback.exporter_class = FeedbackExporter
    GenerateFeedback(coursedir=CourseDirectory(config=config), config=config).start()
    return (course / "feedback" / "ada" / "ps1" / "nb.html").read_text(encoding="utf-8")


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::sqlalchemy.exc.SAWarning")
def test_generate_feedback_writes_the_page_with_scores_and_comments(course: Path) -> None:
    html = feedback(course, RESULT.to_dict())
    assert "<strong>2.5</strong> / 6" in html and "<bdi>ada</bdi>" in html
    assert "got 3" in html and "partly right" in html
    assert "Say <em>more</em>." in html and "Score: 1.5 of 2 points" in html
    assert "marked by a person" in html and html.count("Say <em>more</em>.") == 2, "in its card and by its cell"
    assert "well done" not in html and "99" not in html.split("</style>")[1]
    assert "<script" not in html and "f(1, 2)" not in html


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::sqlalchemy.exc.SAWarning")
def test_what_nobody_has_marked_is_said_not_to_be_marked(course: Path) -> None:
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        grade = gradebook.find_grade("why", "nb", "ps1", "ada")
        marked, grade.manual_score = grade.manual_score, None
        gradebook.db.commit()
        html = feedback(course, RESULT.to_dict())
        grade.manual_score = marked
        gradebook.db.commit()
    assert "not marked yet" in html and "marked by a person" not in html


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::sqlalchemy.exc.SAWarning")
def test_a_foreign_course_gets_nbgraders_scores(course: Path) -> None:
    html = feedback(course, None)
    assert "<strong>2.5</strong> / 6" in html and "Feedback on ps1" in html
    assert "Score: 1 of 4 points" in html and "f(1, 2)" not in html


def test_without_a_gradebook_scores_in_the_notebook_are_not_believed() -> None:
    forged = notebook(RESULT.to_dict())
    forged.cells[1].metadata.nbgrader.score = 4.0
    exporter = FeedbackExporter()  # type: ignore[no-untyped-call]
    html, resources = exporter.from_notebook_node(forged)
    assert "<strong>1</strong> / 4" in html
    assert resources["output_extension"] == ".html"


def test_a_stored_result_comes_back() -> None:
    assert stored_result(notebook(RESULT.to_dict())) == RESULT


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "splendid"},
        {"exercises": 3},
        {"exercises": [{}]},
        {"versions": ["x"]},
        {"usage": {"cpu_s": "x"}},
        {"usage": {"cpu_s": float("nan")}},
        {"detail": 7},
        {"surprise": 1},
        {"exercises": [{**RESULT.to_dict()["exercises"][0], "points": "100"}]},
        {"exercises": [{**RESULT.to_dict()["exercises"][0], "criteria": [{"messages": 5}]}]},
    ],
)
def test_a_malformed_result_is_no_result(change: dict[str, object]) -> None:
    assert stored_result({"metadata": {"grader": {"result": RESULT.to_dict() | change}}}) is None


@pytest.mark.parametrize(
    "data", [{}, {"metadata": 1}, {"metadata": {"grader": 2}}, {"metadata": {"grader": {"result": 3}}}]
)
def test_a_notebook_without_a_result_has_none(data: dict[str, object]) -> None:
    assert stored_result(data) is None
