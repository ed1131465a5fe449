"""Change the lists that an exercise has to stand in, and leave every other byte of their modules as it is."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

LONGEST_LINE = 120
FIRST_PARTY = ("rnn_utils", "grader")

Place = tuple[int, int]


class NotSafeError(ValueError):
    """A module does not have the form that could be changed without looking; the message says what it lacks."""


def with_import(source: str, module: str, name: str) -> str:
    """Add ``from module import name`` where it belongs among the sorted imports.

    Parameters
    ----------
    source
        Source of a module that imports something of ours already.
    module, name
        What to import.

    Returns
    -------
    str
        The changed source.

    Raises
    ------
    NotSafeError
        If there is no such import to stand beside.
    """
    nodes = [node for node in ast.parse(source).body if isinstance(node, ast.ImportFrom)]
    ours = [node for node in nodes if (node.module or "").split(".")[0] in FIRST_PARTY]
    if not ours:
        raise NotSafeError("it imports nothing of the course")
    later = next((node for node in ours if (node.module or "") > module), None)
    lines = source.splitlines(keepends=True)
    at = later.lineno - 1 if later else ours[-1].end_lineno or 0
    return "".join([*lines[:at], f"from {module} import {name}\n", *lines[at:]])


def with_element(source: str, variable: str, element: str, position: int | None = None) -> str:
    """Add an element to the tuple or list that a module assigns to a variable.

    Parameters
    ----------
    source
        The module.
    variable
        Name of the variable.
    element
        The element, as it is to be written.
    position
        How many elements come before it; None where they are sorted strings.

    Returns
    -------
    str
        The changed source.

    Raises
    ------
    NotSafeError
        If the list is not found, is not what was expected, or holds comments or a star.
    """
    node = _value_of(ast.parse(source), variable)
    if not isinstance(node, (ast.Tuple, ast.List)) or any(isinstance(one, ast.Starred) for one in node.elts):
        raise NotSafeError(f"{variable} is no plain list")
    if position is not None and len(node.elts) < position:
        raise NotSafeError(f"{variable} has {len(node.elts)} elements, and {position} should come before")
    whole = ast.get_source_segment(source, node) or ""
    if "#" in whole:
        raise NotSafeError(f"{variable} holds comments")
    elements = [ast.get_source_segment(source, one) or "" for one in node.elts]
    if position is None:
        elements = sorted([*elements, element])
    else:
        elements.insert(position, element)
    return _replaced(source, node, _laid_out(elements, "[]" if isinstance(node, ast.List) else "()", ""))


def with_strings(source: str, beside: Callable[[str], str]) -> str:
    """Add strings behind others, in every tuple that holds these.

    Parameters
    ----------
    source
        The module.
    beside
        For a string that stands in a tuple, the one to add behind it; empty for none.

    Returns
    -------
    str
        The changed source; the same where there was nothing to add.

    Raises
    ------
    NotSafeError
        If such a tuple holds comments and would become too long.
    """
    tuples = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Tuple)]
    for node in sorted(tuples, key=lambda one: (one.lineno, one.col_offset), reverse=True):
        added = [_with_added(one, source, beside) for one in node.elts]
        if any(len(texts) > 1 for texts in added):
            source = _rewritten(source, node, [text for texts in added for text in texts])
    return source


def _with_added(node: ast.expr, source: str, beside: Callable[[str], str]) -> list[str]:
    text = [ast.get_source_segment(source, node) or ""]
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and beside(node.value):
        text.append(f'"{beside(node.value)}"')
    return text


def _rewritten(source: str, node: ast.Tuple, elements: Sequence[str]) -> str:
    """Write a tuple on its line if it fits there and was on one, or with a line for each element."""
    if "#" in (ast.get_source_segment(source, node) or ""):
        raise NotSafeError(f"the tuple in line {node.lineno} holds comments")
    first = source.splitlines()[node.lineno - 1]
    if node.lineno == node.end_lineno:
        changed = _replaced(source, node, f"({', '.join(elements)})")
        if len(changed.splitlines()[node.lineno - 1]) <= LONGEST_LINE:
            return changed
    indent = first[: len(first) - len(first.lstrip())]
    return _replaced(source, node, _laid_out(elements, "()", indent))


def _laid_out(elements: Sequence[str], brackets: str, indent: str) -> str:
    lines = "".join(f"{indent}    {element},\n" for element in elements)
    return f"{brackets[0]}\n{lines}{indent}{brackets[1]}"


def _value_of(tree: ast.Module, variable: str) -> ast.expr | None:
    for node in tree.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id == variable for target in targets):
                return node.value
    return None


def _replaced(source: str, node: ast.expr, text: str) -> str:
    """Put a text in the place of a node; columns are counted in bytes."""
    lines = source.encode().splitlines(keepends=True)
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: (node.end_lineno or 0) - 1])) + (node.end_col_offset or 0)
    whole = source.encode()
    return (whole[:start] + text.encode() + whole[end:]).decode()
