"""The same checks through a real sandbox: stand-ins, own caches and costs over the pipe."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from judged import failed, seeds

from grader.exercises.catalogue import EXERCISES, exercises_of, references_of
from grader.exercises.judging import judge
from grader.exercises.patching import bare_source
from grader.sandbox import Sandbox, Session
from rnn_utils import reference

HEADER = "from __future__ import annotations\nimport numpy as np\n\n"
SEED = seeds(1)[0]
# What the locked cell of a notebook may import from, in the place of a student edition.
LIBRARY = ("__init__.py", "types.py", "activations.py", "reference/*.py")


def lay_out(edition: Path) -> Path:
    """Copy the references into a folder as a student edition would hold those of earlier assignments."""
    root = Path(reference.__file__).parents[1]
    for path in (path for pattern in LIBRARY for path in root.glob(pattern)):
        copy = edition / "rnn_utils" / path.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    return edition


@contextmanager
def solved(assignment: str) -> Iterator[Session]:
    """Open a session in which every function of an assignment is defined or imported, as in a student's notebook."""
    written = {name: f for exercise in exercises_of(assignment) for name, f in exercise.reference.items()}
    given = {name: f for name, f in references_of(assignment).items() if name not in written}
    imports = [f"from {function.__module__} import {name}" for name, function in given.items()]
    source = HEADER + "\n\n".join([*imports, *(bare_source(function) for function in written.values())])
    with TemporaryDirectory() as folder, Sandbox(lay_out(Path(folder))) as sandbox, sandbox.open() as opened:
        ran = opened.run_cell(source)
        assert ran.ok, ran
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
