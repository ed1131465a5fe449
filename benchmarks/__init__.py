"""Measurements: of the grader against stock nbgrader, and of the fast layers against PyTorch."""
