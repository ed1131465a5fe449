"""What holds for every test: the order, and who runs together."""

from __future__ import annotations

import pytest
from grouping import arrange


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Arrange the tests, the same way in every process."""
    if config.pluginmanager.hasplugin("xdist"):
        arrange(items, str(config.rootpath))
