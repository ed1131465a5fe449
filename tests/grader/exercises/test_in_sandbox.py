"""The same checks through a real sandbox: stand-ins, own caches and costs over the pipe."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from judged import failed, seeds

from grader.exercises.catalogue import EXERCISES, exercises_of, references_of
from grader.exercises.judging import judge
from grader.exercises.model import References
from grader.exercises.patching import bare_source
from grader.sandbox import Sandbox, Session

HEADER = "from __future__ import annotations\nimport numpy as np\n\n"
SEED = seeds(1)[0]


def with_what_they_use(references: References) -> dict[str, str]:
    """Return the sources of functions and of whatever of the library they use: a notebook imports that."""
    found: dict[str, str] = {}
    waiting = list(references.values())
    while waiting:
        function = waiting.pop()
        found[function.__name__] = bare_source(function)
        module = vars(sys.modules[function.__module__])
        used = {node.id for node in ast.walk(ast.parse(found[function.__name__])) if isinstance(node, ast.Name)}
        for name in sorted(used - set(found)):
            value = module.get(name)
            if inspect.isfunction(value):
                waiting.append(value)
            elif isinstance(value, tuple):
                found[name] = f"{name} = {value!r}"
    return found


@contextmanager
def solved(assignment: str) -> Iterator[Session]:
    """Open a session in which every reference of an assignment is defined, as a student would define it."""
    source = HEADER + "\n\n".join(with_what_they_use(references_of(assignment)).values())
    with Sandbox() as sandbox, sandbox.open() as opened:
        assert opened.run_cell(source).ok
        yield opened


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """Return a session with the functions of the first assignment."""
    with solved("01_rnn") as opened:
        yield opened


@pytest.mark.parametrize("assignment", sorted({one.public.assignment for one in EXERCISES.values()}))
def test_right_functions_earn_everything(assignment: str) -> None:
    """Cost bounds and functions to differentiate included."""
    with solved(assignment) as session:
        for exercise in exercises_of(assignment):
            result = judge(exercise, session, SEED, references_of(assignment)).result
            assert result.points == exercise.public.points, result.criteria


def test_a_wrong_dependency_is_replaced_over_the_pipe(session: Session) -> None:
    """The student's own softmax is wrong; what calls it earns everything all the same."""
    assert session.run_cell("right_softmax = softmax\ndef softmax(x): return x").ok
    names = ("softmax", "rnn_cell_forward")
    judgements = {name: judge(EXERCISES[name], session, SEED, references_of("01_rnn")) for name in names}
    assert session.run_cell("softmax = right_softmax").ok
    assert judgements["softmax"].result.points == 0
    assert not failed(judgements["rnn_cell_forward"])
    assert "the mistake is in softmax" in judgements["rnn_cell_forward"].result.note
