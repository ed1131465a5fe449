"""One warm worker for all tests of the sandbox, and fresh sessions on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.sandbox import IsolationLevel, Sandbox, Session

EDITION = {"edition_only/__init__.py": "MARK = 'edition'\n", "rnn_utils/__init__.py": "EDITION = True\n"}


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A student edition of two packages, one of them under the name of the full library."""
    folder = tmp_path_factory.mktemp("edition")
    for name, text in EDITION.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.fixture(scope="session")
def workers(edition: Path) -> Iterator[Callable[[IsolationLevel], Sandbox]]:
    """One warm worker for each level of isolation that is asked for."""
    started: dict[IsolationLevel, Sandbox] = {}

    def take(level: IsolationLevel) -> Sandbox:
        if level not in started:
            started[level] = Sandbox(edition, level, preload=["edition_only"])
        return started[level]

    yield take
    for sandbox in started.values():
        sandbox.close()


@pytest.fixture(scope="session")
def worker(workers: Callable[[IsolationLevel], Sandbox]) -> Sandbox:
    """A warm worker of the best level, which every test must leave in good health."""
    return workers(IsolationLevel.A1)


@pytest.fixture
def session(worker: Sandbox) -> Iterator[Session]:
    """A fresh kernel with the default limits."""
    with worker.open() as opened:
        yield opened
    assert worker.healthy
