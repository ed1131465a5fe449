"""Mutation operators on names and statements: variables, keys, the order of things, what is not done at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import libcst as cst

from grader.strength.sites import Edit, FunctionTree, text_of

STATEMENTS = (cst.For, cst.While, cst.AugAssign, cst.Expr, cst.Raise, cst.Break, cst.Del)


def names(node: cst.CSTNode, tree: FunctionTree) -> Iterator[Edit]:
    """Read another variable: those that get their value just before and just after, and the most alike."""
    if isinstance(node, cst.Name) and tree.is_variable(node):
        known = tree.bound_before(node)
        yield from ((node, other) for other in _exchanged(node.value, known) if other != "_")


def keys(node: cst.CSTNode, tree: FunctionTree) -> Iterator[Edit]:
    """Take another of the function's words: the key of another weight, the name of another cell."""
    if isinstance(node, cst.SimpleString):
        alike = [key for key in tree.keys if len(key) == len(node.value)]
        for other in _exchanged(node.value, alike if len(alike) > 1 else tree.keys):
            yield node, other


def order(node: cst.CSTNode, tree: FunctionTree) -> Iterator[Edit]:
    """Exchange neighbours: arguments of a call, parts of a tuple or a list."""
    if isinstance(node, cst.Call):
        yield from ((node, text_of(node.with_changes(args=parts))) for parts in _swapped(node.args))
    elif isinstance(node, (cst.Tuple, cst.List)) and not tree.is_stored(node):
        bare = node.with_changes(lpar=(), rpar=())
        yield from ((node, text_of(bare.with_changes(elements=parts))) for parts in _swapped(node.elements))


def statements(node: cst.CSTNode, tree: FunctionTree) -> Iterator[Edit]:
    """Leave a statement out.

    Not one that gives a variable its first value: without it, each call ends in a NameError, which any check sees.
    """
    if isinstance(node, cst.Assign):
        target = node.targets[0].target
        left_out = not isinstance(target, cst.Name) or target.value in tree.bound_before(target)
    elif isinstance(node, cst.If):
        left_out = not isinstance(tree.parent(node), cst.If)  # an "elif" is a part of its "if"
    else:
        left_out = isinstance(node, STATEMENTS)
    if left_out:
        yield node, "pass"


def _exchanged(name: str, known: Sequence[str]) -> list[str]:
    """Choose for whom a name is taken: its neighbours among the known ones, and those that begin alike."""
    place = known.index(name) if name in known else len(known)
    neighbours = (*known[max(place - 1, 0) : place], *known[place + 1 : place + 2])
    begin = name.strip("\"'")[:1]
    alike = [other for other in known if other != name and other.strip("\"'")[:1] == begin][:2]
    return list(dict.fromkeys((*neighbours, *alike)))


def _swapped(parts: Sequence[Any]) -> Iterator[list[Any]]:
    """Exchange the values of two neighbours that are neither named nor unpacked."""
    plain = [number for number, part in enumerate(parts) if not (getattr(part, "keyword", None) or _is_unpacked(part))]
    for one, other in pairwise(plain):
        exchanged = list(parts)
        exchanged[one] = parts[one].with_changes(value=parts[other].value)
        exchanged[other] = parts[other].with_changes(value=parts[one].value)
        yield exchanged


def _is_unpacked(part: cst.CSTNode) -> bool:
    return isinstance(part, cst.StarredElement) or bool(isinstance(part, cst.Arg) and part.star)
