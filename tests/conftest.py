"""What holds for every test: the order, and who runs together."""

from __future__ import annotations

from typing import Any

import pytest
from grouping import group_of, in_order


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests in order, the same way in every process."""
    slow = [item.get_closest_marker("slow") is not None for item in items]
    items[:] = [items[place] for place in in_order([group_of(item.nodeid) for item in items], slow)]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Deal out whole groups under ``--dist loadgroup``.

    The scheduler of that name needs marks on the tests, and finds none with pytest 9.2 and pytest-xdist 3.8, which
    writes them into an attribute that is no more: then every test is a group, without a word.
    """
    if config.getoption("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class Grouped(LoadScopeScheduling):  # type: ignore[misc]  # has no types
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    return Grouped(config, log)
