"""Find what would bite in an assignment before students or instructors do."""

from __future__ import annotations

from grader.authoring.linting.fault import Fault
from grader.authoring.linting.linting import lint

__all__ = ["Fault", "lint"]
