"""Sources that say the same: equal syntax trees, whatever the layout."""

from __future__ import annotations

import ast

LAYOUT = str.maketrans("", "", " ()\n,")


class SeenSources:
    """Sources that were seen, up to layout and parentheses.

    Trees are compared only where the text is the same but for those: to write down a tree takes ten times as long.

    Parameters
    ----------
    source
        The first one.
    """

    def __init__(self, source: str) -> None:
        self._alike: dict[str, list[str]] = {}
        self.is_new(source)

    def is_new(self, source: str) -> bool:
        """Say whether no source with this syntax tree was seen before, and remember it."""
        alike = self._alike.setdefault(source.translate(LAYOUT), [])
        new = source not in alike and (not alike or _tree(source) not in map(_tree, alike))
        if new:
            alike.append(source)
        return new


def _tree(source: str) -> str:
    return ast.dump(ast.parse(source))
