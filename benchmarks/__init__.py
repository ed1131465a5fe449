"""Measurements of the grader against stock nbgrader, made by ``make bench-grading``."""
