"""Mutants that are right although they differ from the reference somewhere: each with its reason in writing."""

from __future__ import annotations

from collections.abc import Mapping

# Mutant id → why nothing should take points from a student who writes this.
REASONS: Mapping[str, str] = {}
