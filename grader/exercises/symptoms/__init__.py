"""What is special about a wrong answer that no known mistake explains: where it is wrong, and how it is wrong."""

from __future__ import annotations

from grader.exercises.symptoms.finding import symptoms
from grader.exercises.symptoms.published import at_published_sizes
from grader.exercises.symptoms.source import NotebookSource

__all__ = ["NotebookSource", "at_published_sizes", "symptoms"]
