"""A small assignment: two real exercises, one locked cell, one given cell and one demonstration."""

from __future__ import annotations

from pathlib import Path

from grader.course import Course

NAME = "01_rnn"  # a name that the table of student editions knows

TEXT = '''\
# %% [markdown]
# # A small assignment
#
# Scores become probabilities: $\\hat y$.

# %% locked="imports"
import numpy as np

from rnn_utils.checks import check

# %% [markdown]
# ## Softmax

# %% solution="softmax"
def softmax(x):
    """Turn scores into probabilities along the first axis."""

# %% grade="softmax"

# %% demo
print(softmax(np.array([[0.0], [0.0]])).round(3))

# %%
twice = 2 * np.arange(3)

# %% solution="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    """Advance the network by one time step.

    Returns
    -------
    a_next, yt_pred, cache
    """

# %% grade="rnn_cell_forward"

# %% [markdown]
# ## Softmax
'''


def make_course(folder: Path, text: str = TEXT) -> Course:
    """Write a course that consists of the small assignment."""
    course = Course(folder)
    course.solutions.mkdir(parents=True)
    configuration = "from grader.settings import configure\n\nconfigure(get_config())\n"
    (folder / "nbgrader_config.py").write_text(configuration)
    course.text_path(NAME).write_text(text, encoding="utf-8")
    return course
