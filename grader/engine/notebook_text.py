"""Notebooks as text, the same bytes as nbformat writes: a class shares most of its cells, and each is written once."""

from __future__ import annotations

import json
from functools import lru_cache

import nbformat
from nbformat.notebooknode import NotebookNode

_HEAD = '{\n "cells": ['
_FRAME = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
_TAIL = nbformat.v4.writes(nbformat.from_dict(_FRAME)).removeprefix(_HEAD)


def notebook_text(notebook: NotebookNode) -> str:
    """Return what ``nbformat.v4.writes`` returns, sooner.

    Unlike ``nbformat.writes`` it does not check the whole notebook against its schema once more.

    Parameters
    ----------
    notebook
        A notebook in format 4.
    """
    frame = NotebookNode()
    dict.update(frame, notebook)
    dict.__setitem__(frame, "cells", [])
    around: str = nbformat.v4.writes(frame)
    if not notebook.cells or not around.startswith(f"{_HEAD}]"):
        plain: str = nbformat.v4.writes(notebook)
        return plain
    cells = ",".join(_cell_text(json.dumps(cell)) for cell in notebook.cells)
    return f"{_HEAD}{cells}\n {around.removeprefix(_HEAD)}"


@lru_cache(maxsize=2048)
def _cell_text(cell: str) -> str:
    """Return a cell, given as JSON, as it stands in the file of a notebook."""
    alone = nbformat.from_dict({**_FRAME, "cells": [json.loads(cell)]})
    text: str = nbformat.v4.writes(alone)
    return text.removeprefix(_HEAD).removesuffix(f"\n {_TAIL}")
