"""One course made by ``nbgrader quickstart`` for all tests here; each test that writes works on a copy."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest
from quickstart import make_course


@pytest.fixture(scope="session")
def quickstart(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Return the course, generated and without submissions. Nothing may be changed in it."""
    base = tmp_path_factory.getbasetemp()
    # Several test processes share one folder above their own: the first of them makes the course for all.
    folder = (base.parent if hasattr(request.config, "workerinput") else base) / "quickstart"
    folder.mkdir(exist_ok=True)
    note = folder / "made.txt"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists():
            note.write_text(str(make_course(folder)))
    return Path(note.read_text())
