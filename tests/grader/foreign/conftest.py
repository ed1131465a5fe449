"""One course made by ``nbgrader quickstart`` for all tests here; each test that writes works on a copy."""

from __future__ import annotations

from pathlib import Path

import pytest
from quickstart import make_course


@pytest.fixture(scope="session")
def quickstart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the course, generated and without submissions. Nothing may be changed in it."""
    return make_course(tmp_path_factory.mktemp("quickstart"))
