"""The cells of an exercise in the text of its assignment."""

from __future__ import annotations

import re
from itertools import count

from grader.authoring.skeleton.files import filled
from grader.authoring.skeleton.lists import NotSafeError
from grader.authoring.skeleton.wish import Wish

HEADING = re.compile(r"^(# ### Exercise) \d+:", re.MULTILINE)


def with_cells(text: str, wanted: Wish) -> str:
    """Put the cells of an exercise behind the grade cell of another one, and number the headings anew.

    Parameters
    ----------
    text
        The assignment's text.
    wanted
        The exercise.

    Returns
    -------
    str
        The changed text.

    Raises
    ------
    NotSafeError
        If that grade cell is not there once.
    """
    marker = re.compile(rf'^# %% grade="{wanted.after}"[ \t]*\n', re.MULTILINE)
    found = marker.findall(text)
    if len(found) != 1:
        raise NotSafeError(f'# %% grade="{wanted.after}" stands {len(found)} times in it')
    whole = marker.sub(lambda match: match[0] + filled("cells", wanted), text)
    numbers = count(1)
    return HEADING.sub(lambda match: f"{match[1]} {next(numbers)}:", whole)
