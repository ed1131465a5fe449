"""The command and what it puts together: texts, executed solutions, pages, skeletons, foreign notebooks."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result
from nbformat.v4 import new_code_cell, new_notebook, new_output
from small_assignment import NAME, TEXT, make_course
from tiny import grade_cell, marked

from grader.authoring.linting.documents import document_faults
from grader.authoring.linting.texts import executed_faults, text_faults
from grader.authoring.linting.unfinished import unfinished_faults
from grader.cli import main
from grader.exercises.catalogue import EXERCISES

TWO = {name: EXERCISES[name] for name in ("softmax", "rnn_cell_forward")}


def lint(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--course", str(root), "lint", *arguments], catch_exceptions=False)


def said(folder: Path, text: str) -> list[str]:
    course = make_course(folder / "course", text)
    return [f"{f.kind}: {f.what}" for f in text_faults(course, NAME, TWO)]


def test_a_sound_text_has_no_fault(tmp_path: Path) -> None:
    assert said(tmp_path, TEXT) == []


@pytest.mark.parametrize(
    ("right", "wrong", "found"),
    [
        ('# %% grade="softmax"\n', "", "marks: the solution cell 'softmax' has no grade cell"),
        ('# %% solution="softmax"', "# %%", "marks: the grade cell 'softmax' has no solution cell"),
        ("def softmax(x):", "def softmax(z):", "solution: the text has the signature softmax(z)"),
        ("import check\n", "import run\n", "order: no locked cell imports 'check'"),
        ('="softmax"', '="hardmax"', "order: there is no exercise 'hardmax' in 01_rnn"),
        ("# ## Softmax\n\n# %% solution", "# ### Exercise 2: `softmax`\n\n# %% solution", "order: Exercise 2: softmax"),
        ("# %% demo", "# %% deom", "text: cannot understand the cell option deom"),
    ],
)
def test_what_the_build_would_refuse_is_named(tmp_path: Path, right: str, wrong: str, found: str) -> None:
    assert right in TEXT
    assert any(one.startswith(found) for one in said(tmp_path, TEXT.replace(right, wrong)))


def test_an_exercise_above_what_it_depends_on_is_named(tmp_path: Path) -> None:
    head, softmax, cell = TEXT.split("# %% solution")
    turned = "# %% solution".join([head, cell, softmax])
    assert "order: 'rnn_cell_forward' depends on 'softmax', which comes later" in said(tmp_path, turned)


def test_grade_cells_of_the_executed_solution_are_looked_at(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    (absent,) = executed_faults(course, NAME, TWO)
    assert absent.what == "the solution has not been executed"
    warning = new_output("stream", name="stderr", text="!")
    warned = new_code_cell("assert check(softmax)", id="softmax", outputs=[warning])
    nbformat.write(new_notebook(cells=[warned, new_code_cell("print(1)", id="other")]), course.executed_path(NAME))
    (found,) = executed_faults(course, NAME, TWO)
    assert found.where == "01_rnn.ipynb, cell softmax"


def test_pages_that_do_not_name_an_exercise_are_named(tmp_path: Path) -> None:
    assert list(document_faults(tmp_path, TWO["softmax"])) == []
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "notes.md").write_text("| S2(3) | idea | 01 · 1.4 | `one_hot` | a test |\n")
    (tmp_path / "docs" / "notation.md").write_text("one_hot(indices, depth)\n")
    assert [fault.where for fault in document_faults(tmp_path, TWO["softmax"])] == ["docs/notes.md", "docs/notation.md"]


def test_what_a_skeleton_left_is_named_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "solutions").mkdir()
    text = '# %% [markdown]\n# UNFINISHED: the formula\n"UNFINISHED: hint",\n'
    (tmp_path / "solutions" / "01_rnn.py").write_text(text)
    assert [(f.where, f.what) for f in unfinished_faults(tmp_path)] == [
        ("solutions/01_rnn.py:2", "the formula"),
        ("solutions/01_rnn.py:3", "hint"),
    ]


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """Return a course of nbgrader's with one source notebook that has a fault."""
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    (tmp_path / "source" / "ps1").mkdir(parents=True)
    answer = marked(new_code_cell("### BEGIN SOLUTION\nvalue = 1\n### END SOLUTION"), "answer", solution=True)
    test = grade_cell("ex", 2)
    test.source = "value"
    nbformat.write(new_notebook(cells=[answer, test]), tmp_path / "source" / "ps1" / "problem.ipynb")
    return tmp_path


def test_a_foreign_course_is_linted_by_the_rules_that_fit(foreign: Path) -> None:
    result = lint(foreign)
    assert result.exit_code == 1
    (line,) = result.stdout.splitlines()
    assert line.startswith("ps1/problem.ipynb, cell ex: grade-cell: ends in the expression value")


def test_the_command_speaks_json_and_is_content_with_a_sound_notebook(foreign: Path) -> None:
    (fault,) = json.loads(lint(foreign, "ps1", "--json").stdout)["faults"]
    assert set(fault) == {"where", "kind", "what", "do"}
    path = foreign / "source" / "ps1" / "problem.ipynb"
    path.write_text(path.read_text().replace('"value"', '"assert value == 1"'))
    assert lint(foreign).exit_code == 0


def test_a_notebook_that_is_none_and_an_assignment_that_is_none_are_said(foreign: Path) -> None:
    (foreign / "source" / "ps1" / "problem.ipynb").write_text("{")
    assert "is no notebook" in lint(foreign).stdout
    unknown = lint(foreign, "ps9")
    assert unknown.exit_code == 1
    assert "there is no assignment ps9; there are: ps1" in unknown.output
