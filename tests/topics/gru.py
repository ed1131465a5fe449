"""What the tests of the exercises know of assignment 03."""

from __future__ import annotations

from collections.abc import Mapping

# Dependency → a wrong function of that name, to show that it takes nothing away from what is built on it.
WRONG_SOURCES: Mapping[str, str] = {}

# Mistakes that give the same values on every input.
EQUALS: tuple[frozenset[str], ...] = ()

# What a few small public cases do not show; the hidden check does.
NOT_SHOWN: frozenset[str] = frozenset()

# Criteria that a function which hands back its arguments earns, since they are in fact what was given.
GIVEN_BACK: Mapping[str, frozenset[str]] = {}
