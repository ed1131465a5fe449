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
from grader.course import COURSE_ID, Course
from grader.demo.classroom import classroom
from grader.demo.show import hand_in
from grader.exercises.publish import DATA
from grader.feedback.terminal import ClassRow, class_table
from grader.registration import open_gradebook
from grader.sandbox import Limits

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
    copy.definition_path(NAME).unlink()
    result = run(copy, "grade", NAME)
    assert result.exit_code == 1
    assert f"grader build {NAME}" in result.output


@pytest.mark.parametrize("command", ["build", "release", "register", "grade", "history ada", "demo"])
def test_a_mistyped_assignment_is_answered_with_those_that_there_are(copy: Course, command: str) -> None:
    before = sorted(DATA.iterdir())
    result = run(copy, *command.split(), "01_rn")
    assert result.exit_code == 1
    assert f"no assignment '01_rn' in {copy.solutions}" in result.output
    assert f"did you mean {NAME}? There are: {NAME}" in result.output
    assert sorted(DATA.iterdir()) == before, "the library of the checkout was written to"


def test_a_folder_without_texts_is_told_where_they_come_from(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    result = run(tmp_path, "build")
    assert result.exit_code == 1 and "grader new-course" in result.output


@pytest.mark.parametrize("path", [f"{NAME}/", f"notebooks/{NAME}", f"./{NAME}"])
def test_a_path_that_a_shell_completed_names_its_assignment(copy: Course, path: str) -> None:
    hand_in(copy, NAME, [student for student in classroom(copy, NAME) if student.name == "zoe"])
    result = run(copy, "grade", path)
    assert result.exit_code == 0, result.output
    assert f"{NAME}: 1 graded" in result.output
    assert run(copy, "grade", "/").exit_code == 2


def test_a_mistyped_student_is_answered_with_a_likely_one(copy: Course) -> None:
    hand_in(copy, NAME, [student for student in classroom(copy, NAME) if student.name == "zoe"])
    for command in ("history", "reproduce"):
        result = run(copy, command, "zoo", NAME)
        assert result.exit_code == 1 and "did you mean zoe?" in result.output
    assert run(copy, "history", "zoe", NAME).exit_code == 0


def test_notebooks_in_the_wrong_place_are_named(copy: Course) -> None:
    hand_in(copy, NAME, [student for student in classroom(copy, NAME) if student.name == "zoe"])
    wrong = [f"ann_{NAME}.ipynb", f"ben/{NAME}.ipynb", f"cy/rnn/{NAME}.ipynb", f"{NAME}/dan/{NAME}.ipynb"]
    for path in [*wrong, "ben/holidays.ipynb", f"zoe/{NAME}/{NAME} (1).ipynb"]:
        (copy.submitted / path).parent.mkdir(parents=True, exist_ok=True)
        (copy.submitted / path).write_text("{}")
    named = ", ".join(f"submitted/{path}" for path in sorted(wrong))
    output = "".join(run(copy, "grade", NAME).output.split())  # a terminal breaks long lines
    assert f"notgraded,becausenotin{copy.submitted}/STUDENT/{NAME}:{named.replace(' ', '')}" in output
    assert "not graded" not in run(copy, "grade", NAME, "--student", "zoe").output
    alone = run(copy, "grade", NAME, "--student", "ben")
    assert alone.exit_code == 1 and f"not there: {named}" in alone.output


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


def test_the_help_names_every_limit_with_its_default(copy: Course) -> None:
    told = " ".join(run(copy, "grade", "--help").output.split())
    for name, value in Limits().to_dict().items():
        assert f"{name}={value:.0f}" in told


def test_the_doctor_finds_this_course_well(copy: Course) -> None:
    result = run(copy, "doctor", "--json")
    found = json.loads(result.output)
    assert [one for one in found if one["needed"] and not one["good"]] == []
    assert result.exit_code == 0
    assert run(copy, "doctor").output.endswith("Good: submissions can be graded here, each in its sandbox.\n")


def test_the_doctor_survives_a_configuration_that_is_no_python(copy: Course) -> None:
    (copy.root / "nbgrader_config.py").write_text("c = get_config()\nc.Foo = = 1\n")
    result = run(copy, "doctor")
    assert result.exit_code == 1 and "cannot be run: SyntaxError" in result.output
    assert "Not yet. To be mended, in this order: nbgrader_config.py" in result.output


def test_the_doctor_sees_a_configuration_that_lost_the_preprocessors(copy: Course) -> None:
    (copy.root / "nbgrader_config.py").write_text("c = get_config()\n")
    result = run(copy, "doctor", "--json")
    assert result.exit_code == 1
    assert any(one["subject"] == "nbgrader_config.py" and not one["good"] for one in json.loads(result.output))
    assert run(copy, "doctor").output.endswith("Not yet. To be mended, in this order: nbgrader_config.py.\n")


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
    assert not Course(folder).feedback.exists()
    with open_gradebook(Course(folder).db_url, COURSE_ID) as gradebook:
        assert [one.name for one in gradebook.assignments] == ["03_gru"]
        assert not gradebook.students
