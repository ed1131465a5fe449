"""A class of invented students, for ``make demo`` and tests: right, wrong, unfinished, dishonest and damaged work."""

from __future__ import annotations

from grader.demo.classroom import DemoStudent, classroom
from grader.demo.notebooks import answers_of, fill

__all__ = ["DemoStudent", "answers_of", "classroom", "fill"]
