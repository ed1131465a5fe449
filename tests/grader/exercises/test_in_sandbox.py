"""The same checks through a real sandbox: stand-ins, own caches and costs over the pipe."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from judged import failed, seeds

from grader.exercises.catalogue import EXERCISES, REFERENCES
from grader.exercises.judging import judge
from grader.exercises.patching import bare_source
from grader.sandbox import Sandbox, Session

SOURCES = [bare_source(function) for function in REFERENCES.values()]
CELL = "from __future__ import annotations\nimport numpy as np\n\n" + "\n\n".join(SOURCES)
SEED = seeds(1)[0]


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """Return a session in which every reference is defined, as a student would define it."""
    with Sandbox() as sandbox, sandbox.open() as opened:
        assert opened.run_cell(CELL).ok
        yield opened


@pytest.mark.parametrize("name", EXERCISES)
def test_right_functions_earn_everything(session: Session, name: str) -> None:
    """Cost bounds and functions to differentiate included."""
    result = judge(EXERCISES[name], session, SEED, REFERENCES).result
    assert result.points == EXERCISES[name].public.points, result.criteria


def test_a_wrong_dependency_is_replaced_over_the_pipe(session: Session) -> None:
    """The student's own softmax is wrong; what calls it earns everything all the same."""
    assert session.run_cell("right_softmax = softmax\ndef softmax(x): return x").ok
    names = ("softmax", "rnn_cell_forward")
    judgements = {name: judge(EXERCISES[name], session, SEED, REFERENCES) for name in names}
    assert session.run_cell("softmax = right_softmax").ok
    assert judgements["softmax"].result.points == 0
    assert not failed(judgements["rnn_cell_forward"])
    assert "the mistake is in softmax" in judgements["rnn_cell_forward"].result.note
