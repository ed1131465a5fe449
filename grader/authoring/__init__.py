"""From an assignment's text to what nbgrader, students, the grader and readers each need of it."""

from __future__ import annotations

from grader.authoring.building import BuildReport, build, check_build, has_wheel, release

__all__ = ["BuildReport", "build", "check_build", "has_wheel", "release"]
