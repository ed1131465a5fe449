"""The command line: exit status, JSON, errors that say what to do."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result
from rich.console import Console

from grader.cli import main
from grader.course import Course
from grader.demo.classroom import classroom
from grader.demo.show import hand_in
from grader.feedback.terminal import ClassRow, class_table

NAME = "01_rnn"


def run(course: Course | Path, *arguments: str) -> Result:
    root = course.root if isinstance(course, Course) else course
    return CliRunner().invoke(main, ["--course", str(root), *arguments], catch_exceptions=False)


@pytest.fixture
def copy(course: Course, tmp_path: Path) -> Course:
    """Return a copy of the built course that a test may change."""
    shutil.copytree(course.root, tmp_path / "course")
    return Course(tmp_path / "course")


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    assert "Exit status" in result.output
    assert "--json" in result.output


def test_outside_of_a_course_the_error_says_where_to_go(tmp_path: Path) -> None:
    result = run(tmp_path, "grade", NAME)
    assert result.exit_code == 1
    assert "nbgrader_config.py" in result.output
    assert "What to do" in result.output


def test_errors_are_json_when_asked(tmp_path: Path) -> None:
    answer = json.loads(run(tmp_path, "grade", NAME, "--json").output)
    assert answer["error"] and answer["hint"]


def test_an_assignment_that_was_not_built_is_named_with_the_command_to_build_it(copy: Course) -> None:
    result = run(copy, "grade", "09_unknown")
    assert result.exit_code == 1
    assert "grader build 09_unknown" in result.output


def test_nothing_to_grade_is_an_error_that_says_where_notebooks_belong(copy: Course) -> None:
    result = run(copy, "grade", NAME)
    assert result.exit_code == 1
    assert "submitted/STUDENT" in result.output


def test_grading_one_student_prints_a_table_and_writes_everything(copy: Course) -> None:
    hand_in(copy, NAME, [student for student in classroom(copy, NAME) if student.name in ("ada", "zoe")])
    result = run(copy, "grade", NAME, "--student", "ada")
    assert result.exit_code == 0, result.output
    assert "ada" in result.output and "100 / 100" in result.output
    assert "zoe" not in result.output
    assert (copy.feedback / "ada" / NAME / f"{NAME}.html").is_file()
    assert (copy.autograded / "ada" / NAME / f"{NAME}.ipynb").is_file()


def test_grading_as_json_gives_results_for_programs(copy: Course) -> None:
    hand_in(copy, NAME, [student for student in classroom(copy, NAME) if student.name in ("blank", "zoe")])
    answer = json.loads(run(copy, "grade", NAME, "--json").output)
    verdicts = {one["student"]: one["verdict"] for one in answer[NAME]}
    assert verdicts == {"blank": "graded", "zoe": "unreadable"}


def test_an_unknown_student_is_named(copy: Course) -> None:
    hand_in(copy, NAME, [student for student in classroom(copy, NAME) if student.name == "blank"])
    result = run(copy, "grade", NAME, "--student", "nobody")
    assert result.exit_code == 1
    assert "nobody" in result.output


def test_the_doctor_finds_this_course_well(copy: Course) -> None:
    result = run(copy, "doctor", "--json")
    found = json.loads(result.output)
    assert [one for one in found if one["needed"] and not one["good"]] == []
    assert result.exit_code == 0


def test_the_doctor_sees_a_configuration_that_lost_the_preprocessors(copy: Course) -> None:
    (copy.root / "nbgrader_config.py").write_text("c = get_config()\n")
    result = run(copy, "doctor", "--json")
    assert result.exit_code == 1
    assert any(one["subject"] == "nbgrader_config.py" and not one["good"] for one in json.loads(result.output))


def test_the_demo_refuses_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("precious")
    repository = Path(__file__).parents[2]
    result = run(repository, "demo", NAME, "--folder", str(tmp_path / "mine"))
    assert result.exit_code == 1
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "precious"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete(shell: str) -> None:
    result = CliRunner().invoke(main, ["completion", shell], catch_exceptions=False)
    assert result.exit_code == 0
    assert "_GRADER_COMPLETE" in result.output and f"{shell}_complete" in result.output


def test_names_of_assignments_are_completed_in_a_course_and_nothing_outside_of_one(tmp_path: Path) -> None:
    def completed(folder: Path) -> list[str]:
        asked = ShellComplete(main, {}, "grader", "_GRADER_COMPLETE")
        return [item.value for item in asked.get_completions(["--course", str(folder), "grade"], "0")]

    assert NAME in completed(Path(__file__).parents[2])
    assert completed(tmp_path) == []


def test_ctrl_c_ends_a_command_with_one_line(copy: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("grader.cli.register", interrupted)
    result = run(copy, "register", NAME)
    assert result.exit_code == 130
    assert result.output == "grader: stopped\n"


def test_colour_is_for_terminals_alone(copy: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(copy, NAME, [student for student in classroom(copy, NAME) if student.name == "zoe"])
    assert "\x1b" not in run(copy, "grade", NAME).output
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    shown = io.StringIO()
    Console(file=shown, width=80).print(class_table([ClassRow("zoe", 0.0, 100.0, "could not be read", True)]))
    assert "\x1b[3" not in shown.getvalue() and "zoe" in shown.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_tables_fit_the_width(width: int) -> None:
    shown = io.StringIO()
    row = ClassRow("a-student-with-a-long-name", 10.5, 100.0, "rnn_cell_forward: " + "the tanh is missing " * 9, False)
    Console(file=shown, width=width).print(class_table([row]))
    assert max(map(len, shown.getvalue().splitlines())) <= width


def test_the_demo_hands_in_a_class_of_any_size_and_leaves_the_grading_to_others(tmp_path: Path) -> None:
    repository, folder = Path(__file__).parents[2], tmp_path / "class"
    asked = ["demo", "03_gru", "--folder", str(folder), "--students", "20", "--hand-in", "--json"]
    handed_in = json.loads(run(repository, *asked).output)["03_gru"]
    assert len(handed_in) == 20 and {"right", "cheat", "damaged"} <= {one["kind"] for one in handed_in}
    assert sorted(path.name for path in Course(folder).submitted.iterdir()) == [one["student"] for one in handed_in]
    assert not (folder / "gradebook.db").exists() and not Course(folder).feedback.exists()
