"""Grading one submission through the real sandbox: right work earns all, wrong work loses its own, cheats nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from math import nan
from typing import Any

import pytest

from grader import grading
from grader.demo import cheats
from grader.demo.notebooks import fill, with_mistake
from grader.exercises.catalogue import EXERCISES, exercises_of
from grader.exercises.direct import DirectCaller
from grader.exercises.judging import Judgement, judge, probes_of
from grader.exercises.model import HiddenExercise
from grader.exercises.seeds import Seed
from grader.feedback.stored import stored_result
from grader.feedback.terminal import summary
from grader.grading import Conditions, GradedSubmission, grade_submission
from grader.results import Status, SubmissionResult, Symptom, Verdict
from grader.sandbox import Limits, Sandbox, Session
from grader.submission import Submission

Grade = Callable[..., GradedSubmission]
NAMES = [exercise.id for exercise in exercises_of("01_rnn")]


def points(result: SubmissionResult) -> dict[str, float]:
    return {exercise.id: exercise.points for exercise in result.exercises}


def lost(result: SubmissionResult) -> set[str]:
    return {exercise.id for exercise in result.exercises if exercise.points < exercise.max_points}


def test_the_model_solution_earns_every_point(grade: Grade, answers: dict[str, str]) -> None:
    result = grade(answers).result
    assert result.verdict is Verdict.GRADED
    assert lost(result) == set(), [exercise for exercise in result.exercises if exercise.id in lost(result)]
    assert result.points == result.max_points == 100


def test_a_blank_notebook_earns_nothing(grade: Grade) -> None:
    result = grade({}).result
    assert result.points == 0
    assert {exercise.status for exercise in result.exercises} == {Status.UNWRITTEN}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def softmax(x):\n    return np.exp(x", "softmax: its cell failed: SyntaxError: "),
        ("  import numpy\n def softmax(x):\n    return x", "softmax: its cell failed: IndentationError: "),
        (
            "from nowhere_to_be_found import softmax",
            "softmax: its cell failed: ModuleNotFoundError: No module named 'nowhere_to_be_found",
        ),
        ("def soft_max(x):\n    return x\n", "softmax: its cell does not define softmax, but soft_max"),
    ],
)
def test_what_is_written_and_not_defined_is_not_said_to_be_unwritten(source: str, said: str, grade: Grade) -> None:
    """A person who looks at it may see that more was meant."""
    result = grade({"softmax_solution": source}).result
    found = {exercise.id: exercise for exercise in result.exercises}
    assert (found["softmax"].status, found["softmax"].points) == (Status.WRONG, 0)
    assert found["one_hot"].status is Status.UNWRITTEN
    assert said in summary(result)


@pytest.mark.parametrize("source", ["", "# later\n", "def softmax(x):\n    raise NotImplementedError\n"])
def test_what_is_not_written_is_said_to_be_unwritten(source: str, grade: Grade) -> None:
    result = grade({"softmax_solution": source}).result
    assert {exercise.status for exercise in result.exercises} == {Status.UNWRITTEN}


def test_a_graded_notebook_carries_its_result_as_data(grade: Grade, answers: dict[str, str]) -> None:
    graded = grade(answers)
    stored = json.loads(json.dumps(graded.notebook.metadata["grader"]["result"]))
    assert SubmissionResult.from_dict(stored) == SubmissionResult.from_dict(graded.result.to_dict())


def test_the_same_submission_gets_the_same_result(grade: Grade, answers: dict[str, str]) -> None:
    first, second = (replace(grade(answers).result, usage={}) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("position", [0, 1])
@pytest.mark.parametrize("name", NAMES)
def test_correct_but_different_solutions_earn_every_point(
    name: str, position: int, grade: Grade, answers: dict[str, str]
) -> None:
    variants = EXERCISES[name].variants
    variant = variants[position % len(variants)]
    result = grade({**answers, f"{name}_solution": variant.source}).result
    assert lost(result) == set(), variant.id


@pytest.mark.parametrize("name", NAMES)
def test_a_mistake_costs_only_the_points_of_its_own_exercise(name: str, grade: Grade, answers: dict[str, str]) -> None:
    mistake = EXERCISES[name].mistakes[0]
    wrong = with_mistake(answers[f"{name}_solution"], mistake)
    result = grade({**answers, f"{name}_solution": wrong}).result
    assert lost(result) == {name}
    named = {match.id for exercise in result.exercises for match in exercise.mistakes}
    assert mistake.id in named


def test_two_mistakes_in_two_functions_are_told_apart(grade: Grade, answers: dict[str, str]) -> None:
    """Each function is judged on its own: a wrong step hides no mistake in the sequence, and the other way round."""
    names = ("rnn_cell_forward", "rnn_forward", "rnn_cell_backward", "rnn_backward")
    mistakes = [EXERCISES[name].mistakes[1] for name in names]
    wrong = {f"{one.exercise}_solution": with_mistake(answers[f"{one.exercise}_solution"], one) for one in mistakes}
    result = grade({**answers, **wrong}).result
    assert lost(result) == set(names)
    named = {exercise.id: {match.id for match in exercise.mistakes} for exercise in result.exercises}
    assert all(mistake.id in named[mistake.exercise] for mistake in mistakes), named
    assert all(not exercise.symptoms for exercise in result.exercises)


CUBED = "def rnn_cell_backward(da_next, cache):\n    given = _right_backward(da_next, cache)\n"


def test_what_no_known_mistake_explains_is_described(grade: Grade, answers: dict[str, str]) -> None:
    """Through the sandbox: what is special about the values, and a variable of the notebook in an argument's place."""
    backward = answers["rnn_cell_backward_solution"].replace("def rnn_cell_backward", "def _right_backward")
    backward += "\n\n" + CUBED + "    return {**given, 'dWaa': 3 * given['dWaa'], 'dba': given['dba'] ** 3}"
    loss = "y_true = np.ones((2, 2))\n\n\n"
    loss += "def sequence_loss(y_pred, y, mask=None):\n    return y_pred.sum() * y_true.sum()"
    graded = grade({**answers, "rnn_cell_backward_solution": backward, "sequence_loss_solution": loss})
    found = {exercise.id: exercise for exercise in graded.result.exercises}
    assert lost(graded.result) == {"rnn_cell_backward", "sequence_loss"}
    assert found["rnn_cell_backward"].symptoms == (Symptom("factor", ("dWaa",), {"factor": "3"}),)
    values = {"function": "sequence_loss", "name": "y_true", "argument": "y"}
    assert found["sequence_loss"].symptoms[0] == Symptom("global_for_argument", (), values)
    assert stored_result(graded.notebook) == graded.result
    shown = [output.data["text/plain"] for cell in graded.notebook.cells for output in cell.get("outputs", [])[1:]]
    assert any("What is special: `dWaa`: off by the factor 3 on every input" in text for text in shown)


def test_a_missing_step_forward_does_not_take_the_marks_of_the_backward_pass(
    grade: Grade, answers: dict[str, str]
) -> None:
    wrong = "def rnn_cell_forward(xt, a_prev, parameters):\n    return a_prev, xt, ()"
    result = grade({**answers, "rnn_cell_forward_solution": wrong}).result
    assert lost(result) == {"rnn_cell_forward"}


@pytest.mark.parametrize(
    "tail",
    [
        "import warnings, sys\nwarnings.warn('careful')\nprint('to stderr', file=sys.stderr)",
        "print('5')\nprint('x' * 10000)\n0",
        "größe = 'ünïcode'\nprint(größe)",
    ],
)
def test_noise_costs_nothing(tail: str, grade: Grade, answers: dict[str, str]) -> None:
    noisy = {name: f"{answer}\n\n{tail}" for name, answer in answers.items()}
    assert grade(noisy).result.points == 100


def test_noise_inside_functions_costs_nothing(grade: Grade, answers: dict[str, str]) -> None:
    noise = "import sys, warnings\nwarnings.warn('careful')\nprint('3', file=sys.stderr)\nprint('nan')"
    wrapped = "\n".join(
        f"def _noisy(function):\n    def inner(*arguments):\n        exec({noise!r})\n"
        f"        return function(*arguments)\n    return inner\n\nsoftmax = _noisy(softmax)".splitlines()
    )
    result = grade({**answers, "softmax_solution": f"{answers['softmax_solution']}\n\n{wrapped}"}).result
    assert result.points == 100


@pytest.mark.parametrize(
    "conversion",
    [
        "np.asfortranarray(value)",
        "np.repeat(value, 2, axis=-1)[..., ::2]",
        "value.view(type('Mine', (np.ndarray,), {}))",
    ],
)
def test_other_memory_layouts_and_subclasses_are_as_good(
    conversion: str, grade: Grade, answers: dict[str, str]
) -> None:
    wrapper = (
        "_right = softmax\n\n\ndef softmax(x):\n    value = _right(x)\n"
        f"    return {conversion} if value.ndim else value"
    )
    result = grade({**answers, "softmax_solution": f"{answers['softmax_solution']}\n\n{wrapper}"}).result
    assert points(result)["softmax"] == EXERCISES["softmax"].public.points


def test_a_numpy_number_is_as_good_as_a_float(grade: Grade, answers: dict[str, str]) -> None:
    wrapper = (
        "_right = sequence_loss\n\n\ndef sequence_loss(*arguments, **named):\n"
        "    return np.float64(_right(*arguments, **named))"
    )
    result = grade({**answers, "sequence_loss_solution": f"{answers['sequence_loss_solution']}\n\n{wrapper}"}).result
    assert result.points == 100


def test_objects_that_equal_anything_earn_nothing(grade: Grade) -> None:
    work = {f"{name}_solution": cheats.ALWAYS_EQUAL.format(function=name) for name in NAMES}
    assert grade(work).result.points == 0


def test_patching_the_check_numpy_and_the_kernel_earns_nothing(grade: Grade) -> None:
    assert grade({}, extra=cheats.PATCHED_KERNEL).result.points == 0


def test_a_search_for_the_solution_finds_nothing(grade: Grade) -> None:
    work = {f"{name}_solution": cheats.LOOTED.format(function=name) for name in NAMES}
    result = grade(work, extra=cheats.TREASURE_HUNT).result
    assert result.points == 0
    messages = " ".join(m for exercise in result.exercises for c in exercise.criteria for m in c.messages)
    assert "found nothing" in messages
    assert "gradebook" not in messages
    assert "network" not in messages


def test_numerical_differentiation_is_no_backpropagation(grade: Grade, answers: dict[str, str]) -> None:
    result = grade({**answers, "rnn_cell_backward_solution": cheats.COMPLEX_STEP_CELL_BACKWARD}).result
    assert lost(result) == {"rnn_cell_backward"}
    assert points(result)["rnn_cell_backward"] == 0


@pytest.mark.parametrize(
    ("ending", "words"),
    [("import os\nos._exit(0)", "ended its own"), ("import ctypes\nctypes.string_at(0)", "crashed")],
)
def test_a_dead_kernel_keeps_what_was_earned_before(
    ending: str, words: str, grade: Grade, answers: dict[str, str]
) -> None:
    result = grade({**answers, "rnn_cell_forward_solution": ending}).result
    earned = {name for name, got in points(result).items() if got}
    assert result.verdict is Verdict.STOPPED
    assert words in result.detail
    assert earned and earned == set(NAMES[: len(earned)])
    assert "rnn_cell_forward" not in earned


def test_an_endless_function_costs_its_own_points_only(
    grade: Grade, answers: dict[str, str], conditions: Conditions
) -> None:
    limits = Limits(cell_timeout_s=5, check_timeout_s=2)
    endless = "def one_hot(indices, depth):\n    while True:\n        pass"
    result = grade({**answers, "one_hot_solution": endless}, under=replace(conditions, limits=limits)).result
    assert result.verdict is Verdict.GRADED
    assert lost(result) == {"one_hot"}


def test_an_endless_cell_is_interrupted_and_the_rest_is_graded(
    grade: Grade, answers: dict[str, str], conditions: Conditions
) -> None:
    limits = Limits(cell_timeout_s=1)
    result = grade(answers, extra="\nwhile True:\n    pass", under=replace(conditions, limits=limits)).result
    assert result.points == 100
    assert result.remarks == ("a cell was stopped after 1 s (while True:)",)
    assert summary(result) == "all right; a cell was stopped after 1 s (while True:)"


def test_an_unfinished_cell_elsewhere_costs_nothing(grade: Grade, answers: dict[str, str]) -> None:
    assert grade(answers, extra="def unfinished(:\n    pass").result.points == 100


def test_a_student_may_build_on_a_demonstration(grade: Grade, answers: dict[str, str], conditions: Conditions) -> None:
    release = json.loads(fill(conditions.definition.release, answers))
    demonstrations = [c for c in release["cells"] if conditions.definition.is_demonstration(_text(c))]
    defining = next(cell for cell in demonstrations if " = " in _text(cell).splitlines()[0])
    name = _text(defining).splitlines()[0].split(" = ")[0].split(",")[0].strip()
    built_on = {**answers, "rnn_backward_solution": f"{answers['rnn_backward_solution']}\n\nkept = {name}"}
    graded = grade(built_on)
    assert graded.result.points == 100
    assert not any(o.get("ename") == "NameError" for c in graded.notebook.cells for o in c.get("outputs", []))


def _text(cell: dict[str, object]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)  # type: ignore[arg-type]


def test_a_measure_that_was_lost_leaves_a_result_that_can_be_stored(
    grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = Session.close
    monkeypatch.setattr(Session, "close", lambda session: replace(closed(session), cpu_s=nan, peak_memory_mib=nan))
    graded = grade({})
    assert set(graded.result.usage) == {"wall_s"}
    assert stored_result(graded.notebook) is not None


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]"])
def test_a_damaged_file_has_a_verdict_and_no_points(content: bytes, grade: Grade) -> None:
    graded = grade(content)
    assert graded.result.verdict is Verdict.UNREADABLE
    assert graded.result.detail
    assert graded.result.points == 0
    assert {exercise.status for exercise in graded.result.exercises} == {Status.NOT_REACHED}


def test_every_grade_cell_starts_with_its_points_as_nbgrader_reads_them(grade: Grade) -> None:
    from nbgrader.utils import determine_grade, is_grade

    graded = grade({})
    cells = [cell for cell in graded.notebook.cells if is_grade(cell)]
    assert len(cells) == len(NAMES)
    for cell in cells:
        assert determine_grade(cell)[0] == 0


def test_nobody_is_asked_twice_for_the_same_answers(
    conditions: Conditions, sandbox: Sandbox, answers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a second student with the same notebook, not in a second attempt, not in a second run of one."""
    seeds: list[Seed] = []

    def spy(exercise: HiddenExercise, caller: Session, seed: Seed, references: dict[str, Any]) -> Judgement:
        seeds.append(seed)
        return judge(exercise, caller, seed, references)

    monkeypatch.setattr(grading, "judge", spy)
    notebook = fill(conditions.definition.release, {"one_hot_solution": answers["one_hot_solution"]})
    again = fill(conditions.definition.release, {"one_hot_solution": answers["one_hot_solution"]}, "nobody_knows")
    for student, work, attempt in (("ada", notebook, 1), ("bob", notebook, 1), ("ada", notebook, 2), ("ada", again, 1)):
        graded = grade_submission(Submission(student, "01_rnn", work), conditions, sandbox, attempt)
        assert graded.result.points == 5
    runs = [seed for seed, _ in groupby(seeds)]
    assert len(runs) == len(set(runs)) == 5  # the last notebook ran twice: a name was missing
    inputs = [probes_of(EXERCISES["softmax"], EXERCISES["softmax"].tries[0], seed)[0].requests for seed in runs]
    assert len({repr(requests) for requests in inputs}) == 5


def test_names_are_looked_for_on_inputs_of_the_class_and_pay_nothing(
    conditions: Conditions, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Seed, Judgement]] = []

    def spy(exercise: HiddenExercise, caller: Session, seed: Seed, references: dict[str, Any]) -> Judgement:
        # What comes of the inputs of the class is right, whatever was answered.
        right = caller if seed != conditions.seed else DirectCaller(references)
        asked.append((seed, judge(exercise, right, seed, references)))
        return asked[-1][1]

    monkeypatch.setattr(grading, "judge", spy)
    wrong = {"one_hot_solution": "def one_hot(indices, depth):\n    return np.zeros((depth, len(indices)))"}
    notebook = fill(conditions.definition.release, wrong)
    result = grade_submission(Submission("ada", "01_rnn", notebook), conditions, sandbox).result
    (own, first), (shared, second) = asked[:2]
    assert own != shared == conditions.seed
    assert first.result.points < second.result.points == 5
    assert result.exercises[0].points == first.result.points


def test_files_that_are_more_than_a_job_may_hold_are_a_verdict(
    conditions: Conditions, sandbox: Sandbox, answers: dict[str, str]
) -> None:
    notebook = fill(conditions.definition.release, answers)
    heavy = Submission("student", "01_rnn", notebook, {"big.bin": bytes(2 << 20)})
    small = replace(conditions, limits=Limits(work_mib=1))
    assert grade_submission(heavy, small, sandbox).result.verdict is Verdict.TOO_LARGE


def test_files_beside_the_notebook_are_there_for_the_student(
    conditions: Conditions, sandbox: Sandbox, answers: dict[str, str]
) -> None:
    opening = "assert open('words.txt').read() == 'hello'"
    reading = {**answers, "softmax_solution": f"{opening}\n{answers['softmax_solution']}"}
    notebook = fill(conditions.definition.release, reading)
    submission = Submission("student", "01_rnn", notebook, {"words.txt": b"hello"})
    assert grade_submission(submission, conditions, sandbox).result.points == 100
