"""Grading again without fear: who would move, what every grade came from, and the same grade once more."""
