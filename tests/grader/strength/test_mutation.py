"""Mutants: one change each, no two alike, in the bodies alone, under names that last."""

from __future__ import annotations

import ast

import pytest

from grader.exercises.catalogue import EXERCISES
from grader.exercises.patching import bare_source
from grader.strength import mutation
from grader.strength.mutation import changes_of, mutants_of

# operator, body of a function of x, y and n, and some of the bodies that it becomes
CHANGES = [
    ("arithmetic", "return x - y * n", {"return x + y * n", "return (y * n) - x", "return x - (y / n)"}),
    ("arithmetic", "return x @ y", {"return x * y", "return y @ x"}),
    ("term", "return x + y", {"return x", "return y"}),
    ("comparison", "return x < y", {"return x <= y", "return x > y"}),
    ("augmented", "x += y", {"x = y", "x -= y"}),
    ("constant", "return 1 - x", {"return 0 - x", "return 2 - x"}),
    ("constant", "return 0.5 * x", {"return 0.25 * x", "return -0.5 * x", "return 1.0 * x"}),
    ("constant", "return np.sum(x, keepdims=True)", {"return np.sum(x, keepdims=False)"}),
    ("sign", "return -x", {"return x"}),
    ("sign", "a = x * y\nreturn a", {"a = -(x * y)\nreturn a"}),
    ("condition", "return x if n else y", {"return x", "return y", "return y if n else x"}),
    ("condition", "if x:\n    y = n\nreturn y", {"if not (x):\n    y = n\nreturn y", "if True:\n    y = n\nreturn y"}),
    ("index", "return x[n]", {"return x[n - 1]", "return x[n + 1]", "return x[-1 - n]"}),
    ("index", "return x[0]", {"return x[-1]"}),
    ("subscript", "return x[:, n]", {"return x"}),
    ("slice", "return x[:n]", {"return x[:n + 1]", "return x[:n - 1]", "return x[n:]", "return x[:]"}),
    ("slice", "return x[::-1]", {"return x[:]"}),
    ("transpose", "return x.T @ y", {"return x @ y", "return x.T @ y.T"}),
    ("keyword", "return np.sum(x, axis=0)", {"return np.sum(x)", "return np.sum(x, axis=1)"}),
    ("function", "return np.tanh(x)", {"return sigmoid(x)", "return x"}),
    ("function", "return x.copy()", {"return x"}),
    (
        "function",
        "return [x for n in range(y)]",
        {"return [x for n in range(1, y)]", "return [x for n in range(y - 1)]"},
    ),
    ("function", "return np.where(x, y, n)", {"return np.where(x, n, y)", "return y", "return n"}),
    ("name", "return y + 1", {"return x + 1", "return n + 1"}),
    ("key", 'return {"dWf": x, "dWi": y}', {'return {"dWi": x, "dWi": y}', 'return {"dWf": x, "dWf": y}'}),
    ("order", "return x, y", {"return y, x"}),
    ("order", "return f(x, y, axis=0)", {"return f(y, x, axis=0)"}),
    ("statement", "x = x + 1\nreturn x", {"pass\nreturn x"}),
    ("statement", "for n in x:\n    y += n\nreturn y", {"pass\nreturn y", "for n in x:\n    pass\nreturn y"}),
]


def _function(body: str) -> str:
    return "def f(x, y, n):\n" + "\n".join("    " + line for line in body.splitlines()) + "\n"


def _tree(source: str) -> str:
    return ast.dump(ast.parse(source))


def _name(value: str | set[str]) -> str:
    """Return an id that is the same in every process, where sets have orders of their own."""
    return (value if isinstance(value, str) else min(value)).splitlines()[0][:40]


@pytest.mark.parametrize(("operator", "body", "expected"), CHANGES, ids=_name)
def test_an_operator_makes_its_changes(operator: str, body: str, expected: set[str]) -> None:
    """Each of the expected ones is there, and one of them at least is this operator's and no earlier one's."""
    made = {_tree(changed): name for name, changed in changes_of(_function(body))}
    names = [made[_tree(_function(text))] for text in expected]
    assert operator in names


def test_what_belongs_together_keeps_its_parentheses() -> None:
    """A sum in the place of a factor, a negated product, a transposed factor."""
    for body, changed in [
        ("return (x + y) * n", "return (x - y) * n"),
        ("return (x + y) * n", "return -((x + y) * n)"),
        ("return (x if n else y) - x", "return (y if n else x) - x"),
        ("return x[n] * y[-n]", "return x[n] * y[n]"),
        ("return (x + y) @ n", "return (x + y).T @ n"),
    ]:
        assert _tree(_function(changed)) in {_tree(source) for _, source in changes_of(_function(body))}


def test_signatures_and_messages_are_left_alone() -> None:
    """Students are given the one; the other is for people."""
    source = 'def f(x: "n m", n: int = 1):\n    if n < 0:\n        raise ValueError(f"{n + 1} is {-n} too small", 5)\n'
    for _, changed in changes_of(source):
        assert changed.splitlines()[0] == source.splitlines()[0]
        assert "raise" not in changed or 'f"{n + 1} is {-n} too small", 5' in changed


def test_a_first_value_is_not_left_out() -> None:
    """Without it each call ends in a NameError: such mutants would flatter every check."""
    assert [changed for name, changed in changes_of(_function("a = x\nreturn a")) if name == "statement"] == []


@pytest.mark.parametrize("exercise_id", ["softmax", "rnn_cell_forward", "truncated_bptt_batches"])
def test_mutants_differ_from_the_reference_and_from_each_other(exercise_id: str) -> None:
    """In the syntax tree, so that no layout counts as a change; ids are unique."""
    exercise = EXERCISES[exercise_id]
    mutants = mutants_of(exercise)
    right = "\n\n".join(bare_source(function) for function in exercise.reference.values())
    trees = [_tree(mutant.source) for mutant in mutants]
    assert len({*trees, _tree(right)}) == len(mutants) + 1
    assert len({mutant.id for mutant in mutants}) == len(mutants) > 30
    assert all(mutant.diff.startswith("-") and "\n+" in mutant.diff for mutant in mutants)
    assert mutants == mutants_of(exercise)


def test_an_id_does_not_depend_on_the_lines_above(monkeypatch: pytest.MonkeyPatch) -> None:
    """A comment in the reference does not make the written reasons fall off."""
    exercise = EXERCISES["softmax"]
    before = {mutant.id for mutant in mutants_of(exercise)}
    monkeypatch.setattr(mutation, "bare_source", lambda function: "# one more line\n" + bare_source(function))
    assert {mutant.id for mutant in mutants_of(exercise)} == before
