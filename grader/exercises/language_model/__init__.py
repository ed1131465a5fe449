"""Hidden checks, known mistakes and odd-but-right variants of assignment 02, in the order of the notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.exercises.model import HiddenExercise

ALL: tuple[HiddenExercise, ...] = ()

# What the notebook imports for its bodies: functions that students did not write for this assignment.
GIVEN: Mapping[str, Callable[..., object]] = {}
