"""Test the text of notebook 1 with the reference functions in the students' place: it runs and shows what it says."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from matplotlib.figure import Figure

from rnn_utils.reference import rnn

TEXT = Path(__file__).parents[2] / "solutions" / "01_rnn.py"
EXERCISES = [
    "one_hot",
    "softmax",
    "rnn_cell_forward",
    "stack_parameters",
    "rnn_forward",
    "sequence_loss",
    "numerical_gradient",
    "output_backward",
    "rnn_cell_backward",
    "rnn_backward",
]


class Cell(NamedTuple):
    """Hold a cell of the text: what stands in its marker, and its lines."""

    options: str
    source: str

    def names(self, option: str) -> str | None:
        """Return the value of an option such as solution="softmax", if the cell has it."""
        found = re.search(rf'{option}="(\w+)"', self.options)
        return found[1] if found else None


def _cells() -> list[Cell]:
    """Return the cells of the text."""
    parts = re.split(r"^# %%(.*)\n", TEXT.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return [Cell(options.strip(), source) for options, source in zip(parts[::2], parts[1::2], strict=True)]


def _run(cells: list[Cell]) -> Iterator[tuple[Cell, object, dict[str, Any]]]:
    """Run code cells in order; yield each with the value of its last line and the names so far."""
    names: dict[str, Any] = {}
    for cell in cells:
        if cell.options == "[markdown]" or cell.names("grade"):
            continue
        tree = ast.parse(cell.source)
        if cell.names("solution"):
            names |= {f.name: getattr(rnn, f.name) for f in tree.body if isinstance(f, ast.FunctionDef)}
            continue
        last = tree.body[-1] if isinstance(tree.body[-1], ast.Expr) else None
        tree.body = tree.body[:-1] if last else tree.body
        exec(compile(tree, str(TEXT), "exec"), names)
        value = eval(compile(ast.Expression(last.value), str(TEXT), "eval"), names) if last else None
        yield cell, value, names


class Shown(NamedTuple):
    """Hold what a run of the whole text printed, drew and defined."""

    out: str
    err: str
    figures: list[Figure]
    names: dict[str, Any]


@pytest.fixture(scope="module")
def shown() -> Shown:
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        ran = list(_run(_cells()))
    figures = [value for _, value, _ in ran if isinstance(value, Figure)]
    return Shown(out.getvalue(), err.getvalue(), figures, ran[-1][2])


def test_each_exercise_is_a_solution_cell_followed_by_its_grade_cell() -> None:
    code = [cell for cell in _cells() if cell.options != "[markdown]"]
    assert [cell.names("solution") for cell in code if cell.names("solution")] == EXERCISES
    for cell, following in pairwise(code):
        if cell.names("solution"):
            assert following.names("grade") == cell.names("solution")
            assert not following.source.strip()


def test_solution_cells_hold_signature_and_docstring_and_no_answer() -> None:
    for cell in _cells():
        if not cell.names("solution"):
            continue
        for function in ast.parse(cell.source).body:
            assert isinstance(function, ast.FunctionDef)
            assert len(function.body) == 1
            assert ast.get_docstring(function)
            assert not any(a.annotation for a in function.args.args)
            reference = inspect.signature(getattr(rnn, function.name))
            assert [a.arg for a in function.args.args] == list(reference.parameters)
            defaults = [p.default for p in reference.parameters.values() if p.default is not p.empty]
            assert [ast.literal_eval(d) for d in function.args.defaults] == defaults


def test_docstrings_say_the_shape_of_every_argument() -> None:
    for cell in _cells():
        for function in ast.parse(cell.source).body if cell.names("solution") else []:
            assert isinstance(function, ast.FunctionDef)
            text = ast.get_docstring(function) or ""
            assert all(re.search(rf"\b{a.arg}\b.* : ", text) for a in function.args.args)
            assert {"Parameters", "Returns"} <= set(text.splitlines())


def test_text_runs_and_says_nothing_on_stderr(shown: Shown) -> None:
    assert shown.err == ""
    assert len(shown.figures) == 14


def test_cells_that_are_no_demonstration_run_without_the_demonstrations() -> None:
    needed = [cell for cell in _cells() if cell.options != "demo"]
    *_, (_, _, names) = _run(needed)
    assert {"fit", "learn", "answers", "share_right"} <= set(names)


def test_gradient_check_passes_for_every_array(shown: Shown) -> None:
    assert shown.out.count("relative error below 1e-7: True") == 7
    assert "below 1e-7: False" not in shown.out


def test_each_kind_of_network_learns_its_task(shown: Shown) -> None:
    assert "Feb 28-29, Mar 31, Apr 30" in shown.out
    assert "Waa changed by training: False" in shown.out
    assert "'seven', 'eight', 'nine'" in shown.out
    assert shown.out.count("right: 1.00") == 2
    assert "{'2a': 'aa', '3c': 'ccc', '4b': 'bbbb'}" in shown.out


def test_tagger_tags_the_example_with_names_it_has_never_met(shown: Shown) -> None:
    names = shown.names
    assert not {"harry", "potter", "hermione", "granger"} & set(names["known_words"])
    assert np.array_equal(names["name_probabilities"](names["datasets"].EXAMPLE) > 0.5, [1, 1, 0, 1, 1, 0, 0, 0, 0])


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


def test_printed_text_is_short_enough_to_read(shown: Shown) -> None:
    assert max(map(len, shown.out.splitlines())) < 200


def test_text_names_no_place_on_a_disk() -> None:
    assert not re.search(r"""["' ](/|~/|[A-Z]:\\)\w+/""", TEXT.read_text(encoding="utf-8"))
