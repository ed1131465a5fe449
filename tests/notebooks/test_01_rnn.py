"""Notebook 1 shows what it says: read in its executed solution, which nbval compares with a fresh run."""

from __future__ import annotations

import re

import pytest

from texts import Shown, shown_by


@pytest.fixture(scope="module")
def shown() -> Shown:
    return shown_by("01_rnn")


def test_every_figure_is_there(shown: Shown) -> None:
    assert shown.figures == 14


def test_gradient_check_passes_for_every_array(shown: Shown) -> None:
    assert shown.out.count("relative error below 1e-7: True") == 7
    assert "below 1e-7: False" not in shown.out


def test_each_kind_of_network_learns_its_task(shown: Shown) -> None:
    assert "Feb 28-29, Mar 31, Apr 30" in shown.out
    assert "Waa changed by training: False" in shown.out
    assert "'seven', 'eight', 'nine'" in shown.out
    assert shown.out.count("right: 1.00") == 2
    assert "{'2a': 'aa', '3c': 'ccc', '4b': 'bbbb'}" in shown.out


def test_tagger_meets_names_that_it_has_never_seen(shown: Shown) -> None:
    assert "Harry, Potter, Hermione and Granger are not among them" in shown.out
    assert "unknown words: ['Harry', 'Potter', 'Hermione', 'Granger']" in shown.out


def test_tagger_beats_both_rules(shown: Shown) -> None:
    capital, majority, network = map(float, re.findall(r"F1 = (\d\.\d\d)", shown.out))
    assert capital < majority < network - 0.04


def test_most_mistakes_are_made_at_the_first_word(shown: Shown) -> None:
    found = re.search(r"tagged wrongly: +(\d+) of (\d+)\n.* wrong ones: (\d+)", shown.out)
    assert found
    wrong, words, first = map(int, found.groups())
    assert 0.9 * wrong < first <= wrong < 0.05 * words


def test_teddy_has_one_probability_in_both_sentences(shown: Shown) -> None:
    first, second = re.findall(r"P\(Teddy is a name\).*: +(\d\.\d\d)", shown.out)
    assert first == second
