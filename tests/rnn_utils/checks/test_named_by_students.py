"""What students wrote in 03 and 05 has its name, and a hint that speaks of it: their lines, not our patches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from judged import right

from grader.exercises.catalogue import EXERCISES
from grader.exercises.patching import bare_source, functions_of
from rnn_utils.checks import CheckFailed, check

VIEW = "the padding is turned round with the words: the result begins with padding"
INSIDE = "the return stands inside the loop"


@dataclass(frozen=True)
class Written:
    """A function as a student wrote it, and what the check has to say."""

    exercise: str
    source: str
    name: str
    hint: str


GRU_BACKWARD = """
def gru_backward(dc, caches):
    steps, x = caches
    g = {"dx": np.zeros_like(x), "dc0": np.zeros_like(dc[:, :, 0])}
    names = ("Wr", "br", "Wu", "bu", "Wc", "bc")
    for n in names:
        g["d" + n] = np.zeros_like(steps[0][-1][n])
    for t in reversed(range(dc.shape[2])):
        s = gru_cell_backward(dc[:, :, t] + g["dc0"], steps[t])
        g["dx"][:, :, t] = s["dxt"]
        g["dc0"] = s["dc_prev"]
        for n in names:
            g["d" + n] += s["d" + n]
        return g
"""
LAYER = """
def brnn_layer_forward(x, a0, parameters, cell="rnn", lengths=None):
    m, T_x = x.shape[1:]
    lengths = [T_x] * m if lengths is None else lengths
    ahead, one = layer_forward(x, a0[0], part_of(parameters, "forward"), cell)
    a_b, two = layer_forward(reverse_sequences(x, lengths), a0[1], part_of(parameters, "backward"), cell)
    a = np.vstack([ahead, a_b[:, :, ::-1]]) * sequence_mask(lengths, T_x)
    return a, (one, two, lengths)
"""
REVERSE = "def reverse_sequences(x, lengths):\n    return "
MIXTURE = bare_source(EXERCISES["gru_cell_forward"].reference["gru_cell_forward"]).replace(
    "ut * cct + (1 - ut) * c_prev", "c_prev * ut + cct * (1 - ut)"
)

WRITTEN = (
    Written("reverse_sequences", REVERSE + "x[:, :, ::-1]\n", VIEW, "last word of each sentence"),
    Written("reverse_sequences", REVERSE + "np.flip(x, axis=2)\n", VIEW, "last word of each sentence"),
    Written("brnn_forward", LAYER, "together with those at padding", "In a short sentence"),
    Written("gru_backward", GRU_BACKWARD, INSIDE, "At which step does your function end?"),
    Written("gru_cell_forward", MIXTURE, "have changed places", "Think of a unit whose update gate is 1"),
)


@pytest.mark.parametrize("written", WRITTEN, ids=lambda one: f"{one.exercise}: {one.name}")
def test_what_a_student_wrote_has_a_name_and_a_hint_of_its_own(written: Written) -> None:
    """The name says what it is; the hint is about that, and not about what is looked at first."""
    exercise = EXERCISES[written.exercise]
    others = (bare_source(f) for name, f in exercise.reference.items() if f"def {name}(" not in written.source)
    namespace = functions_of(exercise, "\n\n".join([written.source, *others]), right(exercise))
    with pytest.raises(CheckFailed) as caught:
        check(namespace[exercise.id])
    message = str(caught.value)
    assert "comes out as with this known mistake" in message
    assert written.name in message
    assert written.hint in message.split("Hint:")[1]


def test_padding_that_is_left_to_chance_is_spoken_of() -> None:
    """np.empty_like gives other numbers each time, so it has no name; the hint says that padding counts."""

    def reverse_sequences(x: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        turned = np.full_like(x, 123)
        for j, n in enumerate(lengths):
            turned[:, j, :n] = x[:, j, :n][:, ::-1]
        return turned

    exercise = EXERCISES["reverse_sequences"]
    source = "def reverse_sequences(x, lengths):\n    return turned_by_hand(x, lengths)\n"
    source += bare_source(exercise.reference["sequence_mask"])
    namespace = functions_of(exercise, source, {"turned_by_hand": reverse_sequences})
    with pytest.raises(CheckFailed, match="Padding is part of the result, too"):
        check(namespace["reverse_sequences"])
