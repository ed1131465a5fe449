"""Notebook 3 shows what it says: read in its executed solution, which nbval compares with a fresh run."""

from __future__ import annotations

import re

import pytest

from texts import Shown, shown_by


@pytest.fixture(scope="module")
def shown() -> Shown:
    return shown_by("03_gru")


def row(shown: Shown, name: str) -> list[float]:
    """Return the numbers that stand behind a name at the beginning of a line."""
    found = re.search(rf"^{re.escape(name)} +([-\d.e+ ]+)$", shown.out, flags=re.MULTILINE)
    assert found, name
    return [float(number) for number in found[1].split()]


def test_every_figure_is_there(shown: Shown) -> None:
    assert shown.figures == 17


def test_scale_above_one_explodes_in_the_linear_network_alone(shown: Shown) -> None:
    scales = row(shown, "scale of Waa")
    for name, at_one, at_two in (("reads nothing: linear", 1, 1e12), ("reads a lot (1.0)", 1e-12, 0.1)):
        norms = dict(zip(scales, row(shown, name), strict=True))
        assert norms[0.5] < norms[1.0] < norms[1.1] < norms[2.0]
        assert norms[0.5] < 1e-12
        assert norms[1.0] > at_one
        assert norms[2.0] > at_two
    assert "when the network reads nothing: True" in shown.out
    assert re.search(r"when it reads a lot: +False", shown.out)


def test_a_gradient_that_explodes_leaves_the_range_of_float32(shown: Shown) -> None:
    assert re.search(r"one step back, all norms are finite: +True", shown.out)
    assert re.search(r"fifty steps back, all norms are finite: +False", shown.out)


def test_clipping_turns_failure_into_learning(shown: Shown) -> None:
    assert "more than five times the typical one: True" in shown.out
    assert "without clipping: learnt within 300 batches: False" in shown.out
    assert "clipped at 1: learnt within 300 batches: True" in shown.out


def test_gradients_of_relu_vanish_explode_and_die(shown: Shown) -> None:
    norms = dict(zip(row(shown, "scale of Waa"), row(shown, "ReLU, reads a lot"), strict=True))
    assert norms[1.0] < 1e-6
    assert norms[2.0] > 1e3
    assert re.search(r"bias -8\.0: active units +0%, gradient fifty steps back 0e\+00", shown.out)


def test_one_regulariser_lets_gradients_fade_and_the_other_keeps_them(shown: Shown) -> None:
    none, to_zero, to_orthogonal = (
        row(shown, f"regulariser: {name}") for name in ("none", "towards 0", "towards orthogonal")
    )
    assert to_zero[0] < 0.1 < 1 < none[0]
    assert none[1] > 1e6
    assert to_orthogonal == pytest.approx([1.0, 1.0], rel=0.5)


def test_one_bit_is_kept_by_hand_made_weights(shown: Shown) -> None:
    assert "cat -> was\ncats -> were" in shown.out


def test_relevance_gate_does_what_is_said(shown: Shown) -> None:
    assert "the same step as the simplified unit: True" in shown.out
    assert "the same candidate from another memory: True" in shown.out


def test_gradient_check_passes_for_every_array(shown: Shown) -> None:
    assert shown.out.count("relative error below 1e-7: True") == 10
    assert "below 1e-7: False" not in shown.out


def test_gates_help_through_their_bias(shown: Shown) -> None:
    norms = dict(re.findall(r"^(.*?) *: gradient fifty steps back (\S+)$", shown.out, flags=re.MULTILINE))
    kept, some, little, plain = (
        float(norms[n]) for n in ("GRU, bias -4", "GRU, bias -2", "GRU, bias 0", "plain network")
    )
    assert kept > 0.1 > some > 1e-4
    assert little < 1e-6
    assert plain < 1e-6


def test_gru_learns_what_the_plain_network_does_not(shown: Shown) -> None:
    learnt = {
        name: (int(k), int(n)) for name, k, n in re.findall(r"^(.*?) +learnt by (\d) of (\d)", shown.out, re.MULTILINE)
    }
    assert learnt["plain network"] == (0, 5)
    assert learnt["GRU, bias 0"] == (3, 3)
    assert learnt["GRU, bias -2"] == (5, 5)


def test_plain_network_learns_it_too_when_it_is_helped(shown: Shown) -> None:
    assert re.search(r"growing distances learnt by 3 of 3", shown.out)
    assert re.search(r"careful start +learnt by 3 of 3", shown.out)


def test_memory_beats_the_nearest_noun_at_every_distance_with_another_noun(shown: Shown) -> None:
    distances, rule = row(shown, "words between"), row(shown, "nearest noun")
    for name in ("GRU, bias -2", "GRU, bias 0", "plain, growing", "plain, careful"):
        for distance, by_rule, by_memory in zip(distances, rule, row(shown, name), strict=True):
            assert by_memory >= 0.9
            assert by_rule < 0.8 or distance == 5
    assert "plain network without help: 0.5 on average" in shown.out


def test_gates_of_the_trained_networks_are_no_switches(shown: Shown) -> None:
    assert shown.out.count("most update gates stand between 0.1 and 0.9: True") == 3
    assert "far apart after cat and after cats: True" in shown.out


def test_memory_is_its_candidates_by_their_shares_and_most_of_it_is_written_behind_the_subject(shown: Shown) -> None:
    assert "candidates by their shares give the last memory: True" in shown.out
    rows = re.findall(r"first ten have (\S+), the last ten (\S+), the memory before them (\S+)", shown.out)
    half_open, nearly_shut, more_shut = (tuple(map(float, row)) for row in rows)
    assert half_open == pytest.approx((0, 1, 0), abs=0.01)
    assert nearly_shut[2] < 0.1 < nearly_shut[0] < nearly_shut[1]
    assert more_shut[2] > 0.5
    assert "the subject has less than 0.05 in most units: True" in shown.out
    assert re.search(r"the words behind it have together: 0\.[89]", shown.out)
