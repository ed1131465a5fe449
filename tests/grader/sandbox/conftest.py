"""One warm worker for all tests of the sandbox, and fresh sessions on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.sandbox import Sandbox, Session

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
def worker(edition: Path) -> Iterator[Sandbox]:
    """A warm worker that every test must leave in good health."""
    with Sandbox(edition, preload=["edition_only"]) as sandbox:
        yield sandbox


@pytest.fixture
def session(worker: Sandbox) -> Iterator[Session]:
    """A fresh kernel with the default limits."""
    with worker.open() as opened:
        yield opened
    assert worker.healthy
