"""The check that students run: one kind line for right, a helpful message for wrong, no traceback."""

from __future__ import annotations

import linecache
import re
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from judged import right

from grader.exercises.catalogue import EXERCISES
from grader.exercises.model import HiddenExercise, Variant
from grader.exercises.patching import functions_of, wrong_source
from rnn_utils.checks import CheckFailed, check, inputs
from rnn_utils.checks.naming import known_mistakes
from rnn_utils.checks.published import public_cases
from rnn_utils.reference import rnn as reference
from topics import NOT_SHOWN

MISTAKES = {mistake.id: (exercise, mistake) for exercise in EXERCISES.values() for mistake in exercise.mistakes}
ALIKE = "Every public case comes out as with"
VARIANTS = [(exercise, variant) for exercise in EXERCISES.values() for variant in exercise.variants]


def failure(function: Callable[..., object], name: str | None = None) -> str:
    """Return the message of a check that must fail."""
    with pytest.raises(CheckFailed) as caught:
        check(function, name)
    return str(caught.value)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_passes_with_one_line(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A right function earns a single kind line, and nothing on stderr."""
    assert check(EXERCISES[name].reference[name]) is True
    out, err = capsys.readouterr()
    assert out.startswith(f"✓ {name}: public checks passed (")
    assert out.count("\n") == 1
    assert err == ""


@pytest.mark.parametrize("name", EXERCISES)
def test_an_unwritten_function_fails_kindly(name: str) -> None:
    """The message says what to do next."""

    def blank(*_: object) -> None:
        raise NotImplementedError

    assert f"{name} is not written yet" in failure(blank, name)


@pytest.mark.parametrize("name", EXERCISES)
def test_a_function_without_return_fails(name: str) -> None:
    """None is no result."""
    assert "✗" in failure(lambda *_: None, name)


@pytest.mark.parametrize(("exercise", "variant"), VARIANTS, ids=lambda value: value.id)
def test_odd_but_right_solutions_pass(exercise: HiddenExercise, variant: Variant) -> None:
    """Another style, another cache or a helper in another cell is no mistake."""
    namespace = functions_of(exercise, variant.source, right(exercise))
    assert check(namespace[exercise.id])


@pytest.mark.parametrize("mistake_id", [name for name in MISTAKES if name not in NOT_SHOWN])
def test_known_mistakes_are_seen_by_students_themselves(mistake_id: str) -> None:
    """Nearly every known mistake fails the public check already, and is named rightly or not at all."""
    exercise, mistake = MISTAKES[mistake_id]
    namespace = functions_of(exercise, wrong_source(exercise, mistake), right(exercise))
    with np.errstate(all="ignore"):
        message = failure(namespace[exercise.id])
    named = mistake.says in {known.says for known in known_mistakes(exercise.public)}
    assert (ALIKE in message, mistake.says in message) == (named, named)


def test_nearly_every_mistake_that_students_see_has_a_name() -> None:
    """The others give errors, or values that are not finite, which many mistakes have in common."""
    named = sum(len(known_mistakes(exercise.public)) for exercise in EXERCISES.values())
    assert named >= 0.95 * (len(MISTAKES) - len(NOT_SHOWN))


@pytest.mark.parametrize("mistake_id", sorted(NOT_SHOWN))
def test_the_list_of_mistakes_that_are_not_shown_is_up_to_date(mistake_id: str) -> None:
    """A public case that shows one of them takes it off the list."""
    exercise, mistake = MISTAKES[mistake_id]
    with np.errstate(all="ignore"):
        assert check(functions_of(exercise, wrong_source(exercise, mistake), right(exercise))[exercise.id])


def test_a_message_is_shown_without_a_traceback() -> None:
    """IPython asks the exception for the lines to show."""
    error = CheckFailed("first\nsecond")
    assert error._render_traceback_() == ["first", "second"]
    assert CheckFailed("first\nsecond", "first")._render_traceback_() == ["first"]


def test_a_wrong_value_is_placed_and_comes_with_a_hint() -> None:
    """Where it is wrong, the numbers there, a hint and the formula; no more than three of the expected values."""

    def rnn_cell_forward(xt: np.ndarray, a_prev: np.ndarray, parameters: dict[str, np.ndarray]) -> object:
        a_next, yt_pred, cache = reference.rnn_cell_forward(xt, a_prev, parameters)
        a_next[1, 2] += 1
        return a_next, yt_pred, cache

    message = failure(rnn_cell_forward)
    assert "a_next has wrong values: 1 of 12 elements, the first at unit 1, example 2." in message
    assert "Hint: " in message
    assert "See the formula S3(2): a^{" in message
    assert "Tried:    xt (3, 3), a_prev (4, 3), parameters {Wax (4, 3), " in message
    came, expected = (re.search(rf"{word}: +a_next\[1, 2\] = (\S+)\n", message) for word in ("Came", "Expected"))
    assert came and expected
    assert float(came[1]) - float(expected[1]) == pytest.approx(1, abs=1e-4)
    assert ALIKE not in message


class Shell:
    """What of IPython's shell the check needs."""

    def __init__(self) -> None:
        self.published: list[dict[str, str]] = []
        self.display_pub = self

    def publish(self, data: dict[str, str]) -> None:
        """Keep what would be displayed."""
        self.published.append(data)


def test_a_notebook_shows_the_report_and_one_line_of_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The equation is rendered in the report; whoever reads the error alone still has everything."""
    shell = Shell()
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    with pytest.raises(CheckFailed) as caught:
        check(lambda x: reference.softmax(x.T).T, "softmax")
    (shown,) = shell.published
    assert set(shown) == {"text/plain", "text/markdown"}
    assert "$$" in shown["text/markdown"]
    assert str(caught.value) == shown["text/plain"]
    (line,) = caught.value._render_traceback_()
    assert shown["text/plain"].startswith(line)
    with pytest.raises(CheckFailed, match="is not written yet"):
        check(unwritten, "softmax")
    assert len(shell.published) == 1  # one kind line says it all


def unwritten(x: np.ndarray) -> np.ndarray:
    """Raise what the release has in the place of a solution."""
    raise NotImplementedError


def test_an_exception_is_quoted_with_the_line_it_came_from() -> None:
    """The student's own line, without the traceback through the check."""

    def softmax(x: np.ndarray) -> np.ndarray:
        return x @ np.ones(17)

    message = failure(softmax)
    assert "stopped with ValueError" in message
    assert "return x @ np.ones(17)" in message


def test_a_function_that_stops_at_published_caches_is_told_what_came_of_its_own() -> None:
    """Their form is up to the student: that it stops at ours says nothing."""
    exercise = EXERCISES["rnn_cell_backward"]
    source = next(v.source for v in exercise.variants if v.id.endswith("cache-of-its-own"))
    wrong = functions_of(exercise, source.replace("Wax.T @ dz", "-Wax.T @ dz"), right(exercise))
    message = failure(wrong["rnn_cell_backward"])
    assert "stopped" not in message and "dxt has wrong values" in message
    typo = functions_of(exercise, source.replace("Wax.T @ dz", "Wax.T @ dzz"), right(exercise))
    assert "NameError: name 'dzz' is not defined" in failure(typo["rnn_cell_backward"])
    no_forward = {**wrong["rnn_cell_backward"].__globals__}
    no_forward["rnn_cell_forward"] = lambda *_: 1 / 0
    exec("def rnn_cell_backward(da_next, cache):\n    return cache['own']\n", no_forward)
    assert "ZeroDivisionError" not in failure(no_forward["rnn_cell_backward"])


def test_where_no_mistake_is_named_the_outputs_that_are_right_are_told() -> None:
    def rnn_cell_backward(da_next: np.ndarray, cache: Any) -> dict[str, np.ndarray]:
        found = reference.rnn_cell_backward(da_next, cache)
        return {**found, "dWax": found["dWax"] + 0.5, "dba": found["dba"] * 1.5}

    message = failure(rnn_cell_backward)
    assert "dWax has wrong values" in message
    assert "Wrong, too: dba" in message and "Right:    dxt, da_prev, dWaa" in message


def test_a_wrong_value_of_a_function_that_also_changes_its_arguments_says_so() -> None:
    """Working in place is often why the value is wrong."""

    def softmax(x: np.ndarray) -> np.ndarray:
        x += 1
        return x / 7

    assert "It also changes its arguments" in failure(softmax)
    assert "changes" not in failure(lambda x: x / 7, "softmax")


def test_an_earlier_function_that_is_wrong_itself_is_named() -> None:
    """Only where it is the student's own: what is imported is right."""
    namespace: dict[str, Any] = {"np": np, "softmax": reference.softmax}
    sources = [EXERCISES[name].variants[0].source for name in ("rnn_cell_forward", "rnn_forward")]
    for source in sources:
        exec(source, namespace)
    assert check(namespace["rnn_cell_forward"]) and check(namespace["rnn_forward"])
    cell = namespace["rnn_cell_forward"]
    exec("def rnn_cell_forward(xt, a_prev, parameters):\n    return right_cell(-xt, a_prev, parameters)\n", namespace)
    namespace["right_cell"] = cell
    said = "rnn_forward calls what fails its own check: rnn_cell_forward. Correct that first."
    message = failure(namespace["rnn_forward"])
    assert said in message and ALIKE not in message and "Hint:" not in message and "formula" not in message
    assert "calls what fails" not in failure(namespace["rnn_cell_forward"])
    namespace["rnn_cell_forward"] = reference.rnn_cell_forward
    exec(sources[1].replace("return ", "return None and ", 1), namespace)
    assert "calls what fails" not in failure(namespace["rnn_forward"])


def test_a_needed_function_that_is_not_written_is_the_one_that_is_named() -> None:
    """The one above the check is written; and a line of another cell says which cell that is."""
    namespace: dict[str, Any] = {"np": np}
    source = "def rnn_cell_forward(xt, a_prev, parameters):\n    {}\n\n\n"
    forward = "def rnn_forward(x, a0, parameters):\n    return rnn_cell_forward(x[:, :, 0], a0, parameters)\n"
    exec(source.format("raise NotImplementedError") + forward, namespace)
    said = failure(namespace["rnn_forward"])
    assert said.startswith("rnn_forward calls rnn_cell_forward, which is not written yet.")
    assert failure(namespace["rnn_cell_forward"]).startswith("rnn_cell_forward is not written yet.")
    text = source.format("return undefined") + forward
    linecache.cache["<cell>"] = (len(text), None, text.splitlines(keepends=True), "<cell>")
    exec(compile(text, "<cell>", "exec"), namespace)
    message = failure(namespace["rnn_forward"])
    assert "Line 2 of the cell that holds rnn_cell_forward: return undefined" in message
    assert "Line 2 of the cell: return undefined" in failure(namespace["rnn_cell_forward"])


def test_an_error_or_a_missing_value_gets_no_hint_about_values() -> None:
    wrong = failure(lambda x: x @ np.ones(17), "softmax")
    assert "stopped with" in wrong and not re.search("^ *Hint:", wrong, re.MULTILINE)
    assert "Hint:" not in failure(lambda xt, a_prev, parameters: None, "rnn_cell_forward")


def test_changed_arguments_and_borrowed_arrays_are_reported() -> None:
    """Side effects are seen by students too."""

    def softmax(x: np.ndarray) -> np.ndarray:
        right = reference.softmax(x)
        x[0] = 0
        return right

    assert "changes its arguments" in failure(softmax)
    assert "caller's own arrays" in failure(
        lambda p: {**reference.stack_parameters(p), "ba": p["ba"]}, "stack_parameters"
    )


def test_a_missing_error_is_asked_for() -> None:
    """A wrong index must raise."""
    unchecked = lambda indices, depth: np.moveaxis(np.eye(depth)[indices], -1, 0)  # noqa: E731
    assert "expected a ValueError" in failure(unchecked, "one_hot")


def test_a_companion_that_is_not_defined_is_named() -> None:
    """numerical_gradient comes with relative_error."""
    namespace: dict[str, Any] = {"np": np}
    exec("def numerical_gradient(f, x, eps=1e-6):\n    return reference(f, x, eps)\n", namespace)
    namespace["reference"] = reference.numerical_gradient
    assert "relative_error is not defined" in failure(namespace["numerical_gradient"])


def test_a_function_without_a_check_gets_a_list_of_those_with_one() -> None:
    """A misspelt name is helped along."""
    assert "There is no check for 'rnn_forwards'" in failure(lambda: None, "rnn_forwards")


def test_a_cache_of_ones_own_may_be_any_object() -> None:
    """It is not compared, before the call or after it."""
    exercise = EXERCISES["deep_rnn_backward"]
    source = next(v.source for v in exercise.variants if v.id.endswith("cache-of-its-own"))
    assert "lambda" in source
    assert check(functions_of(exercise, source, right(exercise))["deep_rnn_backward"])


def test_a_wrong_backward_pass_fails_with_its_own_caches_as_well() -> None:
    """The second try must not let a mistake through."""
    exercise = EXERCISES["rnn_cell_backward"]
    source = next(v.source for v in exercise.variants if v.id.endswith("cache-of-its-own"))
    namespace = functions_of(exercise, source.replace("Wax.T @ dz", "-Wax.T @ dz"), right(exercise))
    assert "✗ rnn_cell_backward" in failure(namespace["rnn_cell_backward"])


def test_the_inputs_of_the_case_that_fails_can_be_had() -> None:
    """The call that the check speaks of can be made by hand, as often as one likes."""

    def softmax(x: np.ndarray) -> np.ndarray:
        value = reference.softmax(x)
        return value if np.array_equal(x, first) else value[::-1]

    first, second = (np.asarray(case.arguments[0]) for case in public_cases(EXERCISES["softmax"].public)[:2])
    (given,) = inputs(softmax)
    assert isinstance(given, np.ndarray)
    np.testing.assert_array_equal(given, second)
    given[:] = 0
    np.testing.assert_equal(inputs(softmax)[0], second)
    np.testing.assert_equal(inputs(reference.softmax)[0], first)
    with pytest.raises(CheckFailed, match="There is no check for 'logistic'"):
        inputs(lambda: None, "logistic")


def test_inputs_hold_caches_of_ones_own_where_the_check_speaks_of_these() -> None:
    exercise = EXERCISES["rnn_cell_backward"]
    source = next(v.source for v in exercise.variants if v.id.endswith("cache-of-its-own"))
    wrong = functions_of(exercise, source.replace("Wax.T @ dz", "-Wax.T @ dz"), right(exercise))["rnn_cell_backward"]
    assert "dxt has wrong values" in failure(wrong)
    assert set(wrong(*inputs(wrong))) == {"dxt", "da_prev", "dWax", "dWaa", "dba"}


@pytest.mark.parametrize("name", EXERCISES)
def test_inputs_of_every_exercise_call_its_function(name: str) -> None:
    exercise = EXERCISES[name]
    (case, *_) = public_cases(exercise.public)
    arguments = inputs(exercise.reference[name])
    if case.raises:
        with pytest.raises(Exception, match="") as caught:
            exercise.reference[case.function](*arguments)
        assert type(caught.value).__name__ == case.raises
    else:
        assert exercise.reference[case.function](*arguments) is not None


def notebook(exercise_id: str) -> dict[str, Any]:
    """Return a namespace like a notebook's: all earlier functions, and those of an exercise as the student's own."""
    exercise = EXERCISES[exercise_id]
    namespace: dict[str, Any] = {"np": np, **right(exercise)}
    exec(exercise.variants[0].source, namespace)
    return namespace


def test_a_backward_function_that_does_not_fit_the_forward_function_passes_with_a_remark(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each is right by itself, and the grade says so; the cells that use both would not run."""
    namespace = notebook("brnn_backward")
    assert check(namespace["brnn_forward"]) and check(namespace["brnn_backward"])
    assert "does not fit" not in capsys.readouterr().out
    namespace["fitting"] = namespace["brnn_forward"]
    exec("def brnn_forward(*arguments):\n    return (*fitting(*arguments)[:2], None)\n", namespace)
    assert check(namespace["brnn_forward"]) and check(namespace["brnn_backward"])
    said = capsys.readouterr().out
    assert "public checks passed" in said and "does not fit your own brnn_forward" in said
    assert "brnn_backward stopped with TypeError" in said
    exec("def brnn_forward(*arguments):\n    return (-fitting(*arguments)[0], None, None)\n", namespace)
    assert check(namespace["brnn_backward"])
    assert "does not fit" not in capsys.readouterr().out


def test_two_functions_of_one_exercise_that_do_not_fit_together_fail() -> None:
    """As they do when they are graded."""
    namespace = notebook("deep_brnn_forward")
    assert check(namespace["deep_brnn_forward"])
    namespace["fitting"] = namespace["deep_brnn_forward"]
    exec("def deep_brnn_forward(*arguments):\n    return (*fitting(*arguments)[:2], None)\n", namespace)
    message = failure(namespace["deep_brnn_forward"])
    assert message.startswith("✗ deep_brnn_backward (two layers, lengths 3 and 2, caches of deep_brnn_forward)")
    assert "must agree on what stands where in the caches" in message
    assert inputs(namespace["deep_brnn_forward"])[1] is None  # da, and the caches that the message speaks of


def test_a_function_is_called_as_often_as_there_are_cases_for_it() -> None:
    """Whether two functions fit together is not asked where there is nothing to fit."""
    calls = []

    def softmax(*arguments: Any) -> np.ndarray:
        calls.append(arguments)
        return reference.softmax(*arguments)

    assert check(softmax)
    assert [len(arguments) for arguments in calls] == [1] * len(public_cases(EXERCISES["softmax"].public))


def test_wrong_values_are_named_whether_they_are_copies_or_views() -> None:
    namespace = notebook("reverse_sequences")
    for turned in ("x[:, :, ::-1].copy()", "x[:, :, ::-1]"):
        exec(f"def reverse_sequences(x, lengths):\n    return {turned}\n", namespace)
        assert ALIKE in failure(namespace["reverse_sequences"]), turned


def test_a_hint_speaks_of_the_function_that_is_wrong() -> None:
    namespace = notebook("clip_by_value")
    exec(
        "def clip_by_norm(gradients, max_norm):\n    return {name: 0.77 * gradients[name] for name in gradients}\n",
        namespace,
    )
    message = failure(namespace["clip_by_value"])
    assert message.startswith("✗ clip_by_norm") and "All arrays together are one long vector" in message
