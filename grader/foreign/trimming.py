"""What nbgrader keeps of a notebook's outputs: its own preprocessors, with their settings as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import IgnorePattern, LimitOutput


@dataclass(frozen=True)
class Trimming:
    """Settings of nbgrader for the outputs that are kept.

    Parameters
    ----------
    pattern
        Regular expression; what it finds on stderr is left out. Empty for none.
    max_lines, max_traceback
        Lines of each cell's streams and of each traceback that are kept; −1 for all.
    """

    pattern: str = ""
    max_lines: int = LimitOutput.max_lines.default_value
    max_traceback: int = LimitOutput.max_traceback.default_value

    def apply(self, notebook: NotebookNode) -> NotebookNode:
        """Return a notebook with the outputs that are kept."""
        limit = LimitOutput(max_lines=self.max_lines, max_traceback=self.max_traceback)
        for step in (IgnorePattern(pattern=self.pattern), limit):
            notebook, _ = step.preprocess(notebook, {})
        return notebook
