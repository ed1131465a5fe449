"""Notebook 2 shows what it says: read in its executed solution, which nbval compares with a fresh run."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from texts import Shown, shown_by

SOLUTION = Path(__file__).parents[2] / "solutions" / "02_language_model.py"
# Names that students have given to helper functions, or are likely to.
HELPERS = {"cut", "shortened", "words", "letters", "characters", "tokens", "numbers", "inputs", "targets", "step"}


@pytest.fixture(scope="module")
def shown() -> Shown:
    return shown_by("02_language_model")


def numbers(pattern: str, text: str) -> list[float]:
    """Return the numbers of the first place where a pattern is found."""
    found = re.search(pattern, text)
    assert found, pattern
    return [float(group.replace(",", "")) for group in found.groups()]


def test_given_cells_take_no_name_that_a_helper_is_likely_to_have() -> None:
    """What they assign replaces a student's function of that name, and everything that calls it stops."""
    cells = ast.parse(SOLUTION.read_text(encoding="utf-8")).body
    functions = (ast.FunctionDef, ast.Import, ast.ImportFrom)
    comprehensions = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    given = {cell.name for cell in cells if isinstance(cell, ast.FunctionDef)}
    left: list[ast.AST] = [cell for cell in cells if not isinstance(cell, functions)]
    while left:
        node = left.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            given.add(node.id)
        left += [child for child in ast.iter_child_nodes(node) if not isinstance(child, comprehensions)]
    assert {"corpus", "losses", "network", "build_vocabulary"} <= given
    assert not given & {*HELPERS, "log_probability", "split"}


def test_every_figure_is_there(shown: Shown) -> None:
    assert shown.figures == 16


def test_unknown_word_cannot_be_read_off_again(shown: Shown) -> None:
    assert "and back: cats average <UNK> hours of sleep a day" in shown.out


def test_untrained_network_pays_the_logarithm_of_the_vocabulary_for_each_token(shown: Shown) -> None:
    loss, expected = numbers(r"untrained network: (\d+\.\d+) +9 log 10 = (\d+\.\d+)", shown.out)
    assert loss == pytest.approx(expected, abs=0.5)
    perplexity, size = numbers(r"perplexity: (\d+\.\d) of (\d+) tokens", shown.out)
    assert perplexity == pytest.approx(size, rel=0.05)


def test_clipping_by_value_turns_a_gradient_and_by_norm_only_shortens_it(shown: Shown) -> None:
    assert "by value: [1. 1.]" in shown.out
    assert "by norm:  [0.949 0.316]" in shown.out


def test_three_hidden_units_spell_hello(shown: Shown) -> None:
    assert "reads h e l l, says e l l o" in shown.out


def test_weights_run_away_without_clipping(shown: Shown) -> None:
    (bounded,) = numbers(r"largest weight with clipping: +(\d+\.\d)", shown.out)
    (unbounded,) = numbers(r"largest weight without clipping: +(\d+\.\d)", shown.out)
    assert bounded < 5
    assert unbounded > 100


def test_pear_and_pair_are_chosen_as_people_do(shown: Shown) -> None:
    chosen = re.findall(r"^(.*?) +P = \S+ <- $", shown.out, re.MULTILINE)
    assert chosen == ["the apple and pear salad", "a new pair of shoes and a pear"]


def test_network_beats_the_bigram_on_names_by_a_little(shown: Shown) -> None:
    (gain,) = numbers(r"gain over the bigram: (\d\.\d\d) nats", shown.out)
    assert 0.10 <= gain <= 0.20
    uniform, unigram, bigram = numbers(
        r"'uniform': '(3\.\d+)', 'unigram': '(\d\.\d+)', 'bigram': '(\d\.\d+)'", shown.out
    )
    assert uniform > unigram > bigram > 2.3


def test_validation_loss_is_lowest_at_the_end_of_training(shown: Shown) -> None:
    checked = [float(value) for value in re.findall(r"\d steps, (\d\.\d\d) nats", shown.out)]
    assert len(checked) == 5
    assert min(checked) == checked[-1] < checked[0] - 1


def test_network_has_learnt_which_letters_follow(shown: Shown) -> None:
    expected = dict(re.findall(r"after (\w), the network expects first of all '(\S+)'", shown.out))
    assert expected == {"q": "u", "c": "h", "n": "g"}


def test_end_of_a_name_depends_on_more_than_its_last_letter(shown: Shown) -> None:
    chances = [float(p) for p in re.findall(r"P\(end \| \w+ *\) = (\d\.\d\d)", shown.out)]
    assert len(chances) == 4
    assert chances[0] < 0.1
    assert chances[-1] > chances[0] + 0.2


def test_most_inventions_are_new(shown: Shown) -> None:
    (new,) = numbers(r"new: (\d+)% of 1,000", shown.out)
    assert new > 90
    assert "names of real languages: " in shown.out


def test_low_temperature_recites_more(shown: Shown) -> None:
    new = [int(share) for share in re.findall(r"temperature \d\.\d: +(\d+)% new", shown.out)]
    assert len(new) == 4
    assert new[0] == min(new) < new[2] - 5


def test_state_that_is_carried_on_helps(shown: Shown) -> None:
    (bigram,) = numbers(r"bigram +(\d\.\d\d) nats per held-out", shown.out)
    (reset,) = numbers(r"state reset +(\d\.\d\d) nats", shown.out)
    (carried,) = numbers(r"state carried on +(\d\.\d\d) nats", shown.out)
    assert carried < reset - 0.05
    assert reset < bigram - 0.2


def test_network_of_words_is_about_as_good_as_the_bigram(shown: Shown) -> None:
    unigram, bigram, network = numbers(
        r"'uniform': '1000', 'unigram': '(\d+)', 'bigram': '(\d+)', 'recurrent network': '(\d+)'", shown.out
    )
    assert unigram > 2 * bigram
    assert network == pytest.approx(bigram, rel=0.15)


@pytest.mark.parametrize("pair", ["than / then", "there / their"])
def test_both_models_choose_better_than_frequency(shown: Shown, pair: str) -> None:
    cases, frequency, bigram, network = numbers(
        rf"{pair} +(\d+) cases, right: frequency (\d+), bigram (\d+), network (\d+)", shown.out
    )
    assert frequency < min(bigram, network)
    assert max(bigram, network) <= cases
    assert abs(bigram - network) < 0.2 * cases
