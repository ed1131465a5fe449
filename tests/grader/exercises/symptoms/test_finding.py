"""Each symptom is seen in a function that is wrong in its way, and in no function that is wrong in another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from judged import judged, right, seeds

from grader.exercises.catalogue import EXERCISES
from grader.exercises.symptoms import symptoms
from grader.exercises.symptoms.recognised import KEYS, Recognised
from grader.results import Symptom

SEED = seeds(1)[0]
Change = Callable[[Any, Mapping[str, Any]], Any]  # from the right array and the arguments


@dataclass(frozen=True)
class Wrong:
    """A right function with a change to some of its outputs, and what should be said of it."""

    key: str
    exercise: str
    outputs: tuple[str, ...]
    change: Change
    values: Mapping[str, str] = field(default_factory=dict)

    def function(self) -> Callable[..., Any]:
        """Return the wrong function."""
        exercise = EXERCISES[self.exercise]
        reference = exercise.reference[self.exercise]
        names = reference.__code__.co_varnames

        def changed(*arguments: Any) -> Any:
            value, given = reference(*arguments), dict(zip(names, arguments, strict=False))
            given["value"] = value
            parts = {output.name: output.where for output in exercise.public.outputs}
            for name in self.outputs:
                value = _put(value, parts[name], lambda part: self.change(part, given))
            return value

        return changed


def _put(value: Any, where: Any, change: Callable[[Any], Any]) -> Any:
    if where is None:
        return change(value)
    if isinstance(value, dict):
        return {**value, where: change(value[where])}
    return tuple(change(part) if k == where else part for k, part in enumerate(value))


def at(*places: Any) -> Change:
    """Return a change that adds to the places of an array that are given."""

    def change(array: Any, _: Mapping[str, Any]) -> Any:
        array = array.copy()
        array[places] += 0.5 + np.arange(array[places].size).reshape(array[places].shape)
        return array

    return change


def spoilt(array: Any, _: Mapping[str, Any]) -> Any:
    """Spoil an array, each element by itself."""
    return np.cos(3 * array)


def where_given(name: str, change: Change) -> Change:
    """Return a change where an argument is given."""
    return lambda array, given: array if given.get(name) is None else change(array, given)


def where_left_out(name: str, change: Change) -> Change:
    """Return a change where an argument is left out."""
    return lambda array, given: change(array, given) if given.get(name) is None else array


def for_an_lstm(array: Any, given: Mapping[str, Any]) -> Any:
    """Spoil what comes of an LSTM."""
    return spoilt(array, given) if given.get("cell") == "lstm" else array


def stepped(array: Any, _: Mapping[str, Any]) -> Any:
    """Spoil every element in another way."""
    return array + 1 + np.sin(np.arange(array.size).reshape(array.shape))


FORWARD, CELL, BACKWARD, LSTM = "rnn_forward", "rnn_cell_forward", "rnn_cell_backward", "lstm_cell_backward"
BOTH = ("a", "y_pred")
WRONG = [
    Wrong("time_first_only", FORWARD, BOTH, at(..., 0)),
    Wrong("time_last_only", FORWARD, ("y_pred",), at(..., -1)),
    Wrong("time_after_first", FORWARD, BOTH, at(..., slice(1, None))),
    Wrong("time_from", FORWARD, ("a",), at(..., slice(2, None)), {"k": "2"}),
    Wrong("time_before_last", FORWARD, ("a",), at(..., slice(None, -1))),
    Wrong("time_before_last_backward", "rnn_backward", ("dx",), at(..., slice(None, -1))),
    Wrong("time_until", "rnn_backward", ("dx",), at(..., slice(None, -2)), {"k": "2"}),
    Wrong("axis_after_first", FORWARD, ("a",), at(slice(None), slice(1, None)), {"axis": "example"}),
    Wrong("axis_first_only", CELL, ("a_next",), at(slice(None), 0), {"axis": "example"}),
    Wrong("axis_last_only", CELL, ("a_next",), at(slice(None), -1), {"axis": "example"}),
    Wrong("axis_from", CELL, ("a_next",), at(slice(None), slice(2, None)), {"axis": "example", "k": "2"}),
    Wrong("right_for_one_example", BACKWARD, ("dWax",), lambda x, g: x if len(g["da_next"].T) == 1 else np.cos(x)),
    Wrong("wrong_for_one_example", BACKWARD, ("dWax",), lambda x, g: np.cos(x) if len(g["da_next"].T) == 1 else x),
    Wrong("right_for_one_step", "rnn_backward", ("dWaa",), lambda x, g: x if g["da"].shape[2] == 1 else np.cos(x)),
    Wrong("wrong_for_one_step", "rnn_backward", ("dWaa",), lambda x, g: np.cos(x) if g["da"].shape[2] == 1 else x),
    Wrong("right_for_equal_sizes", BACKWARD, ("dWax",), lambda x, _: x if x.shape == (3, 3) else x**2),
    Wrong("factor_two", FORWARD, ("a",), lambda x, _: 2 * x),
    Wrong("factor_half", FORWARD, ("a",), lambda x, _: x / 2),
    Wrong("factor_sign", BACKWARD, ("dWaa", "dba"), lambda x, _: -x),
    Wrong("factor_log_two", "sequence_loss", ("loss",), lambda x, _: x * np.log(2)),
    Wrong("factor_one_over_log_two", "sequence_loss", ("loss",), lambda x, _: x / np.log(2)),
    Wrong("factor", BACKWARD, ("dba",), lambda x, _: 3 * x, {"factor": "3"}),
    Wrong("factor_sizes", BACKWARD, ("dba",), lambda x, g: x * g["da_next"].shape[1], {"sizes": "m"}),
    Wrong("factor_one_over_sizes", BACKWARD, ("dba",), lambda x, g: x / g["da_next"].shape[1], {"sizes": "m"}),
    Wrong("factor_sizes", "rnn_backward", ("dba",), lambda x, g: x * g["da"].shape[2], {"sizes": "T_x"}),
    Wrong("factor_one_over_sizes", "rnn_backward", ("dba",), lambda x, g: x / g["da"].shape[2], {"sizes": "T_x"}),
    Wrong("factor_one_over_sizes", "rnn_backward", ("dba",), lambda x, g: x / g["da"][0].size, {"sizes": "m · T_x"}),
    Wrong("offset", FORWARD, ("a",), lambda x, _: x + 1, {"constant": "1"}),
    Wrong("transposed", BACKWARD, ("dWaa",), lambda x, _: x.T.copy()),
    Wrong("axes_in_another_order", FORWARD, BOTH, lambda x, _: x.transpose(2, 0, 1).copy()),
    Wrong("turned_round", FORWARD, ("a",), lambda x, _: x[..., ::-1].copy()),
    Wrong("axis_turned_round", "deep_rnn_backward", ("da0",), lambda x, _: x[::-1].copy(), {"axis": "layer"}),
    Wrong("last_step_missing", FORWARD, BOTH, lambda x, _: x[..., :-1].copy()),
    Wrong("first_step_missing", FORWARD, BOTH, lambda x, _: x[..., 1:].copy()),
    Wrong("only_the_last_step", FORWARD, ("a",), lambda x, _: x[..., -1].copy()),
    Wrong("only_the_first_step", FORWARD, ("a",), lambda x, _: x[..., 0].copy()),
    Wrong("reshaped", BACKWARD, ("dba",), lambda x, _: x.ravel()),
    Wrong("zeros", BACKWARD, ("dWax",), lambda x, _: 0 * x),
    Wrong("not_finite", BACKWARD, ("dWax",), lambda x, _: np.where(x == x.max(), np.nan, x)),
    Wrong("precision", FORWARD, BOTH, lambda x, _: x.astype(np.float64)),
    Wrong("wrong_in_single_precision", FORWARD, ("a",), lambda x, _: np.round(x, 1) if x.dtype == np.float32 else x),
    Wrong("another_output", LSTM, ("dWu",), lambda _, g: g["value"]["dWf"].copy(), {"other": "dWf"}),
    Wrong("an_argument", BACKWARD, ("da_prev",), lambda _, g: g["da_next"].copy(), {"argument": "da_next"}),
    Wrong("blocks_exchanged", LSTM, ("dWf",), lambda x, _: np.roll(x, -len(x), axis=1)),
    Wrong("only_the_part_of_a", LSTM, ("dWo",), lambda x, _: at(slice(None), slice(0, len(x)))(x, {})),
    Wrong("only_the_part_of_x", LSTM, ("dWo",), lambda x, _: at(slice(None), slice(len(x), None))(x, {})),
    Wrong("wrong_where_given", "sequence_loss", ("loss",), where_given("mask", spoilt), {"argument": "mask"}),
    Wrong("wrong_where_left_out", "decode_step", ("yt_pred",), where_left_out("token", spoilt), {"argument": "token"}),
    Wrong("wrong_for_value", "decode_step", ("yt_pred",), for_an_lstm, {"argument": "cell", "value": "'lstm'"}),
    Wrong("from_the_first_step", FORWARD, BOTH, stepped),
    Wrong("from_the_last_step", "rnn_backward", ("dx",), stepped),
    Wrong("constant", "sequence_loss", ("loss",), lambda *_: 3.0),
]  # fmt: skip
ALSO = frozenset({"only_outputs", "only_gate"})


def found(wrong: Wrong) -> tuple[Symptom, ...]:
    """Judge a wrong function and say what is special about it."""
    exercise = EXERCISES[wrong.exercise]
    judgement = judged(exercise, {**right(exercise), wrong.exercise: wrong.function()}, SEED)
    assert judgement.result.points < exercise.public.points
    return symptoms(exercise, judgement, right(exercise))


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{wrong.exercise}-{wrong.key}")
def test_what_is_special_is_said_and_nothing_else(wrong: Wrong) -> None:
    said = [symptom for symptom in found(wrong) if symptom.key not in ALSO]
    assert said == [Symptom(wrong.key, wrong.outputs, wrong.values)]


def test_every_sentence_about_outputs_has_been_tried() -> None:
    elsewhere = {"unsteady", "first_repeated", "right_at_published_sizes", *ALSO}
    of_functions = {"global", "global_for_argument", "unread_argument"}
    assert {wrong.key for wrong in WRONG} | elsewhere | of_functions == KEYS


def test_what_has_no_sentence_is_refused() -> None:
    with pytest.raises(ValueError, match="no sentence 'anything'"):
        Recognised("anything")


def test_where_nothing_is_special_the_wrong_outputs_are_told_from_the_right_ones() -> None:
    (symptom,) = found(Wrong("", BACKWARD, ("dWax",), stepped))
    assert symptom.key == "only_outputs"
    assert symptom.outputs == ("dWax",)
    assert symptom.values == {"right": "dxt, da_prev, dWaa, dba"}


def test_the_gradients_of_one_gate_are_named_by_the_gate() -> None:
    (symptom,) = found(Wrong("", LSTM, ("dWf", "dbf"), stepped))
    assert symptom == Symptom("only_gate", ("dWf", "dbf"), {"gate": "forget gate"})


def test_nothing_is_said_of_a_right_function() -> None:
    for name in (FORWARD, LSTM, "sequence_loss"):
        exercise = EXERCISES[name]
        assert symptoms(exercise, judged(exercise, right(exercise), SEED), right(exercise)) == ()


def test_three_findings_are_enough() -> None:
    changes = {"dxt": -1.0, "da_prev": 2.0, "dWax": 3.0, "dWaa": 0.5, "dba": 5.0}
    reference = EXERCISES[BACKWARD].reference[BACKWARD]

    def wrong(*arguments: Any) -> Any:
        value: Any = reference(*arguments)
        return {name: factor * value[name] for name, factor in changes.items()}

    exercise = EXERCISES[BACKWARD]
    judgement = judged(exercise, {**right(exercise), BACKWARD: wrong}, SEED)
    assert len(symptoms(exercise, judgement, right(exercise))) == 3
