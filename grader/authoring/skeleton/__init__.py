"""Make the skeleton of a new exercise in all the places that an exercise has."""

from __future__ import annotations

from grader.authoring.skeleton.making import new_exercise
from grader.authoring.skeleton.wish import Wish, wish

__all__ = ["Wish", "new_exercise", "wish"]
