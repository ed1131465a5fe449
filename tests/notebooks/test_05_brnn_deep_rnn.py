"""Notebook 5 shows what it says: read in its executed solution, which nbval compares with a fresh run."""

from __future__ import annotations

import re

import pytest

from texts import Shown, shown_by


@pytest.fixture(scope="module")
def shown() -> Shown:
    return shown_by("05_brnn_deep_rnn")


def numbers_after(text: str, out: str) -> list[float]:
    """Return the numbers of the line that begins with a text."""
    found = re.search(rf"^{re.escape(text)}(.*)$", out, re.MULTILINE)
    assert found, text
    return [float(number) for number in re.findall(r"-?\d+\.\d+", found[1])]


def test_every_figure_is_there(shown: Shown) -> None:
    assert shown.figures == 10


def test_gradient_check_passes_for_every_cell_and_both_networks(shown: Shown) -> None:
    assert shown.out.count("relative errors below 1e-7: True") == 6
    assert "below 1e-7: False" not in shown.out


def test_all_answers_know_the_last_word_only_two_ways(shown: Shown) -> None:
    changes = dict(re.findall(r"^(two ways|forward only) +change .*: \[(.*)\]$", shown.out, re.MULTILINE))
    assert all(float(number) > 0 for number in changes["two ways"].split())
    assert [float(number) > 0 for number in changes["forward only"].split()] == [False] * 5 + [True]


def test_teddies_are_equal_one_way_and_part_two_ways(shown: Shown) -> None:
    assert "Roosevelt is known: False" in shown.out
    pattern = r"(one|two) ways? +P\(Teddy.* 'bears' (\d\.\d\d), before 'Roosevelt' (\d\.\d\d), .*: (True|False)"
    (_, bears, president, equal), (_, bears_2, president_2, equal_2) = re.findall(pattern, shown.out)
    assert bears == president
    assert (equal, equal_2) == ("True", "False")
    assert float(bears_2) < 0.1
    assert float(president_2) > 0.9


def test_two_ways_beats_one_way_which_beats_the_rules(shown: Shown) -> None:
    scores = re.findall(r"^(.*\w) +F1 = (\d\.\d+) +ambiguous first words right: (\d\.\d+)$", shown.out, re.MULTILINE)
    assert [name for name, _, _ in scores[-4:]] == ["every capital", "majority per word", "one way", "two ways"]
    capital, majority, one_way, two_ways = (float(f1) for _, f1, _ in scores[-4:])
    assert capital < majority < one_way - 0.05 < two_ways - 0.15
    assert float(scores[-2][2]) < 0.6
    assert float(scores[-1][2]) > 0.9


def test_padding_harms_two_ways_without_lengths_alone(shown: Shown) -> None:
    with_lengths = numbers_after("two ways, with lengths", shown.out)
    without = numbers_after("two ways, without lengths", shown.out)
    one_way = numbers_after("one way, without lengths", shown.out)
    assert len(set(with_lengths)) == len(set(one_way)) == 1
    assert without[-1] < without[0] - 0.05 < with_lengths[0] - 0.05


def test_without_a_mask_gradients_depend_on_the_padding(shown: Shown) -> None:
    assert numbers_after("one way  with    mask:", shown.out) == [0, 0, 0]
    assert min(numbers_after("one way  without mask:", shown.out)) > 0.1
    assert numbers_after("two ways with    mask:", shown.out) == [0, 0, 0]
    bias, *weights = numbers_after("two ways without mask:", shown.out)
    assert bias > 0.1
    assert weights == [0, 0]


def test_tags_of_first_words_change_while_the_sentence_goes_on(shown: Shown) -> None:
    found = re.search(r"(\d+)% of all words\n.*ambiguous first words: +(\d+)%", shown.out)
    assert found
    assert int(found[1]) < 15
    assert int(found[2]) > 40


def test_waiting_pays_and_an_answer_at_once_is_worse_than_one_way(shown: Shown) -> None:
    waiting, at_once = numbers_after("F1:  ", shown.out), numbers_after("one way, at once:", shown.out)[0]
    assert waiting[0] < at_once - 0.03
    assert waiting[2] > at_once + 0.03
    assert waiting[-1] > waiting[2] + 0.03


def test_two_ways_counts_and_neither_depth_nor_gates_do(shown: Shown) -> None:
    assert numbers_after("worst two ways against best one way:", shown.out)[0] > 0.1
    differences = re.findall(
        r"three layers against one: (\S+) +best gated cell against the plain one: (\S+)", shown.out
    )
    assert len(differences) == 2
    assert max(abs(float(number)) for pair in differences for number in pair) < 0.01
