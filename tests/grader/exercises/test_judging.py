"""What a submission earns: everything when right, nothing when junk, and each mistake costs its own share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from judged import failed, judged, judged_source, right, seeds

from grader.exercises.catalogue import EXERCISES
from grader.exercises.diagnosis import diagnose
from grader.exercises.direct import DirectCaller
from grader.exercises.judging import judge
from grader.exercises.model import HiddenExercise
from grader.results import Status
from rnn_utils.checks.published import drained
from rnn_utils.reference import rnn as reference
from topics import GIVEN_BACK, WRONG_SOURCES

ALL = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=list(EXERCISES))
SEED = seeds(1)[0]
# Long sentences, many answers: a hundred seeds of these take their time.
LONG = {"sample", "deep_brnn_forward", "greedy_decode", "beam_search"}
HUNDRED = [
    pytest.param(exercise, id=name, marks=[pytest.mark.slow] if name in LONG else [])
    for name, exercise in EXERCISES.items()
]


@pytest.mark.parametrize("exercise", HUNDRED)
def test_the_reference_earns_everything_on_a_hundred_seeds(exercise: HiddenExercise) -> None:
    """Whatever the secret, right is right, at the first try."""
    for seed in seeds(100):
        judgement = judged(exercise, right(exercise), seed)
        assert judgement.result.points == exercise.public.points, failed(judgement)
        assert judgement.result.status is Status.RIGHT
        assert len(judgement.attempts) == 1


@ALL
def test_a_blank_earns_nothing(exercise: HiddenExercise) -> None:
    """NotImplementedError and a missing name both count as not written."""

    def blank(*_: object, **__: object) -> None:
        raise NotImplementedError

    for names in ({name: blank for name in exercise.reference}, {}):
        others = {name: f for name, f in right(exercise).items() if name not in exercise.reference}
        result = judged(exercise, {**others, **names}, SEED).result
        assert (result.points, result.status) == (0, Status.UNWRITTEN)


def zeros(value: Any) -> Any:
    """Return a value of the same form with zeros in every array."""
    return _mapped(value, np.zeros_like)


def random(value: Any) -> Any:
    """Return a value of the same form with random numbers in every array."""
    rng = np.random.default_rng(0)
    return _mapped(value, lambda array: rng.normal(size=np.shape(array)).astype(np.asarray(array).dtype))


def not_a_number(value: Any) -> Any:
    """Return a value of the same form with NaN in every array."""
    return _mapped(value, lambda array: np.full_like(np.asarray(array, dtype=float), np.nan))


def broadcasting(value: Any) -> Any:
    """Return right numbers in a shape that broadcasts to the right one."""
    return _mapped(value, lambda array: np.asarray(array)[np.newaxis])


def _mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return {key: _mapped(item, change) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(_mapped(item, change) for item in value)
    return change(value)


@ALL
@pytest.mark.parametrize("junk", [zeros, random, not_a_number, broadcasting])
def test_junk_of_the_right_form_earns_nothing(exercise: HiddenExercise, junk: Callable[[Any], Any]) -> None:
    """Not even for leaving its arguments alone, being linear, or having the right dtype."""

    def faked(function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *arguments: junk(drained(function(*arguments)))

    namespace = {**right(exercise), **{name: faked(function) for name, function in exercise.reference.items()}}
    result = judged(exercise, namespace, SEED).result
    assert (result.points, result.status) == (0, Status.WRONG), result.criteria


@ALL
@pytest.mark.parametrize("value", [None, 0.0, 1.0, (), {}, "text", np.zeros(3)], ids=str)
def test_a_constant_earns_nothing(exercise: HiddenExercise, value: object) -> None:
    """Whatever it is."""
    namespace = {**right(exercise), **dict.fromkeys(exercise.reference, lambda *_: value)}
    assert judged(exercise, namespace, SEED).result.points == 0


@ALL
def test_the_arguments_themselves_earn_nothing(exercise: HiddenExercise) -> None:
    """Handing back what came in is no answer, in a tuple or by itself."""
    for answer in (
        lambda *arguments: arguments,
        lambda *arguments: arguments[0],
        lambda *arguments: arguments[-1],
    ):
        names = dict.fromkeys(exercise.reference, answer)
        result = judged(exercise, {**right(exercise), **names}, SEED).result
        earned = {criterion.id for criterion in result.criteria if criterion.passed}
        assert earned <= GIVEN_BACK.get(exercise.id, frozenset()), earned


@ALL
def test_a_function_that_always_raises_earns_nothing(exercise: HiddenExercise) -> None:
    """Even where ValueError is the right answer to some inputs; the message quotes the error."""

    def refuse(*_: object) -> None:
        raise ValueError("no")

    result = judged(exercise, {**right(exercise), **dict.fromkeys(exercise.reference, refuse)}, SEED).result
    assert result.points == 0
    assert any("ValueError: no" in message for criterion in result.criteria for message in criterion.messages)


@pytest.mark.parametrize(
    ("exercise_id", "wrong"),
    [(exercise.id, name) for exercise in EXERCISES.values() for name in exercise.depends_on],
)
def test_an_earlier_mistake_takes_no_later_marks_away(exercise_id: str, wrong: str) -> None:
    """A right function earns everything on top of each wrong dependency, in every odd-but-right style."""
    exercise = EXERCISES[exercise_id]
    own_cache = f"{exercise_id}.cache-of-its-own"
    sources = [variant.source for variant in exercise.variants if variant.id != own_cache]
    wrong_source = WRONG_SOURCES[exercise.public.assignment][wrong]
    for source in sources:
        judgement = judged_source(exercise, wrong_source + source, SEED)
        assert judgement.result.points == exercise.public.points, (failed(judgement), source)


@pytest.mark.parametrize("exercise_id", [exercise.id for exercise in EXERCISES.values() if exercise.depends_on])
def test_everything_earlier_wrong_still_takes_nothing_away(exercise_id: str) -> None:
    """All dependencies wrong at once."""
    exercise = EXERCISES[exercise_id]
    wrong = "\n".join(WRONG_SOURCES[exercise.public.assignment][name] for name in exercise.depends_on)
    for variant in exercise.variants:
        if variant.id == f"{exercise_id}.cache-of-its-own":
            continue
        judgement = judged_source(exercise, wrong + variant.source, SEED)
        assert judgement.result.points == exercise.public.points, failed(judgement)


def test_the_note_says_where_the_mistake_was() -> None:
    """A function that is right with right dependencies is told whose mistake it was."""
    exercise = EXERCISES["rnn_forward"]
    wrong = WRONG_SOURCES["01_rnn"]["rnn_cell_forward"]
    judgement = judged_source(exercise, wrong + exercise.variants[0].source, SEED)
    assert "the mistake is in rnn_cell_forward" in judgement.result.note


def test_a_dependency_is_not_replaced_while_it_is_judged_itself() -> None:
    """A wrong softmax fails as softmax, although later functions get a right one."""
    assert judged_source(EXERCISES["softmax"], WRONG_SOURCES["01_rnn"]["softmax"], SEED).result.points == 0


OWN_LAYOUT = """
def rnn_cell_forward(xt, a_prev, parameters):
    a_next = np.tanh(parameters["Waa"] @ a_prev + parameters["Wax"] @ xt + parameters["ba"])
    yt_pred = softmax(parameters["Wya"] @ a_next + parameters["by"])
    return a_next, yt_pred, (xt, a_prev, a_next, parameters, "more")


def rnn_cell_backward(da_next, cache):
    xt, a_prev, a_next, parameters, _ = cache
    dz = (1 - a_next**2) * da_next
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
"""
OWN_BACKWARD = """
def rnn_backward(da, caches):
    steps, x = caches
    carried, sums, dx = np.zeros_like(da[:, :, 0]), {}, np.zeros_like(x)
    for t in reversed(range(x.shape[2])):
        xt, a_prev, a_next, parameters, _ = steps[t]
        gradients = rnn_cell_backward(da[:, :, t] + carried, steps[t])
        carried, dx[:, :, t] = gradients["da_prev"], gradients["dxt"]
        for name in ("dWax", "dWaa", "dba"):
            sums[name] = sums.get(name, 0) + gradients[name]
    return {"dx": dx, "da0": carried, **sums}
"""


@pytest.mark.parametrize(
    "sequence", ["", WRONG_SOURCES["01_rnn"]["rnn_forward"]], ids=["right rnn_forward", "wrong rnn_forward"]
)
def test_a_cache_of_another_layout_costs_the_caches_points_alone(sequence: str) -> None:
    """As long as forward and backward agree on it, the backward passes earn everything."""
    source = OWN_LAYOUT + sequence
    cell_forward = EXERCISES["rnn_cell_forward"]
    assert failed(judged_source(cell_forward, source, SEED)) == {"cache"}
    for name, more in (("rnn_cell_backward", ""), ("rnn_backward", OWN_BACKWARD)):
        exercise = EXERCISES[name]
        namespace: dict[str, object] = {"np": np, "softmax": reference.softmax}
        exec(source + more, namespace)
        if not sequence:
            exec(EXERCISES["rnn_forward"].variants[0].source, namespace)
        judgement = judged(exercise, namespace, SEED)
        assert judgement.result.points == exercise.public.points, failed(judgement)


def test_a_wrong_backward_pass_is_wrong_with_its_own_caches_too() -> None:
    """The further tries are no way round."""
    exercise = EXERCISES["rnn_cell_backward"]
    judgement = judged_source(exercise, OWN_LAYOUT.replace("1 - a_next**2", "1 - a_next"), SEED)
    assert judgement.result.points == 0
    assert len(judgement.attempts) == len(exercise.tries)


def test_where_a_function_stops_at_caches_of_another_layout_only_its_own_are_spoken_of() -> None:
    """It stops at ours, and with its own it gives wrong gradients: these are what is wrong."""
    exercise = EXERCISES["rnn_cell_backward"]
    judgement = judged_source(exercise, OWN_LAYOUT.replace("1 - a_next**2", "1 - a_next"), SEED)
    assert all("stopped with" in finding.message for finding in judgement.attempts[0].findings)
    messages = [message for criterion in judgement.result.criteria for message in criterion.messages]
    assert any("wrong values" in message for message in messages)
    assert not any("stopped with" in message for message in messages)
    typo = judged_source(exercise, OWN_LAYOUT.replace("(1 - a_next**2)", "(1 - a_nxt**2)"), SEED)
    told = [message for criterion in typo.result.criteria for message in criterion.messages]
    assert any("a_nxt" in message for message in told)


def test_part_of_a_function_earns_part_of_the_points() -> None:
    """Each gradient earns its own points, what requires all of them none."""
    exercise = EXERCISES["rnn_cell_backward"]
    usual = reference.rnn_cell_backward

    def without_bias(da_next: Any, cache: Any) -> dict[str, Any]:
        return {**usual(da_next, cache), "dba": np.zeros((len(da_next), 1))}

    judgement = judged(exercise, {**right(exercise), "rnn_cell_backward": without_bias}, SEED)
    assert failed(judgement) == {"dba", "sizes", "dtype", "side_effects"}
    assert judgement.result.status is Status.PARTLY
    messages = {criterion.id: criterion.messages for criterion in judgement.result.criteria}
    assert messages["dba"][0].startswith("dba has wrong values")
    title = exercise.public.criterion("dba").title
    assert messages["side_effects"] == (f"is right, and earns points as soon as this is right too: {title}",)
    assert {criterion.hint for criterion in judgement.result.criteria if criterion.id == "side_effects"} == {""}


def test_a_finding_is_told_once_with_all_inputs_that_show_it() -> None:
    exercise = EXERCISES["rnn_cell_backward"]

    def nothing(da_next: Any, cache: Any) -> None:
        return None

    judgement = judged(exercise, {**right(exercise), "rnn_cell_backward": nothing}, SEED)
    for criterion in judgement.result.criteria:
        heads = [message.rpartition(" (")[0] for message in criterion.messages]
        assert len(heads) == len(set(heads)) and criterion.passed == (not criterion.messages)


def test_hints_speak_of_causes_not_of_consequences() -> None:
    """Wrong values are no matter of sizes or precision; a wrong precision is; what was not measured is not blamed."""
    exercise = EXERCISES["rnn_cell_backward"]
    usual = reference.rnn_cell_backward

    def doubled(da_next: Any, cache: Any) -> dict[str, Any]:
        return {name: 2 * value for name, value in usual(da_next, cache).items()}

    def widened(da_next: Any, cache: Any) -> dict[str, Any]:
        return {name: value.astype(np.float64) for name, value in usual(da_next, cache).items()}

    criteria = {
        wrong.__name__: {
            one.id: one for one in judged(exercise, {**right(exercise), exercise.id: wrong}, SEED).result.criteria
        }
        for wrong in (doubled, widened)
    }
    assert criteria["doubled"]["dxt"].hint and not criteria["doubled"]["sizes"].hint
    assert not criteria["doubled"]["dtype"].hint and criteria["widened"]["dtype"].hint
    assert exercise.cost is not None
    cost = criteria["doubled"][exercise.cost.criterion]
    assert cost.messages[0].startswith("is measured as soon as this is right: ") and not cost.hint


def test_a_kernel_that_has_ended_is_reported_as_such() -> None:
    """Messages for calls that never came back."""
    from grader.exercises.direct import DirectAnswers
    from grader.sandbox.inside.calls import CallError, Outcome

    class Ended(DirectCaller):
        def ask(self, requests: Any, **_: Any) -> DirectAnswers:
            return DirectAnswers([Outcome(error=CallError("stopped", "ended"))] * len(requests))

    result = judge(EXERCISES["softmax"], Ended({}), SEED, {}).result
    assert result.points == 0
    assert "was not tried" in result.criteria[0].messages[0]


ODD = [
    10**400,
    -(10**400),
    1j,
    "x" * 1000,
    {k: k for k in range(5000)},
    {(1, 2): None},
    [[[]]],
    np.array(["a", "b"]),
    np.full((2, 2), 1e308),
    np.ones((1,) * 8),
    np.array([], dtype=bool),
    {"dx": 10**400, "dWaa": "text", "a": None, "Wa": [1]},
    (10**400, "text", None),
    float("nan"),
]


@ALL
@pytest.mark.parametrize("odd", ODD, ids=lambda value: str(value)[:20])
def test_odd_values_earn_nothing_and_break_nothing(exercise: HiddenExercise, odd: object) -> None:
    """Whatever data comes back, the grader has an answer of bounded length and names no mistake."""
    judgement = judged(exercise, {**right(exercise), **dict.fromkeys(exercise.reference, lambda *_: odd)}, SEED)
    assert judgement.result.points == 0
    messages = [message for criterion in judgement.result.criteria for message in criterion.messages]
    assert messages
    assert max(map(len, messages)) < 600
    assert diagnose(exercise, judgement, SEED, right(exercise)) == ()
