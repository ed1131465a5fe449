"""How much of a program stands in another text, whatever its names, its layout and its comments are.

Both are read as tokens. A window of some tokens is a piece; in it, variables are numbered in the order in which they
come, so that renaming changes nothing. What a program calls, its attributes, constants and keys stay as they are:
without them, all loops over arrays would look alike.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from collections.abc import Iterator, Sequence
from functools import cache

WINDOW = 10
TOKEN = re.compile(r"[^\W\d]\w*|\d[\w.]*|'[^'\n]{0,60}'|\"[^\"\n]{0,60}\"|\*\*|//|[-+*/@<>=!:]=|->|[^\s\w]")
KEPT = frozenset(keyword.kwlist) | frozenset(dir(builtins)) | {"np"}
PROSE = 40  # characters from which on a string in a program is read as a text of its own

Piece = tuple[str, ...]


@cache
def pieces_of_code(source: str) -> frozenset[Piece]:
    """Return the pieces of a program, laid out alike and without comments; long strings in it are read as texts.

    Parameters
    ----------
    source
        Python source, or what is meant to be: where it is none, it is read as a text.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return pieces_of_text(source)
    prose = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > PROSE
    ]
    return frozenset(_pieces(ast.unparse(tree))).union(*(pieces_of_text(text) for text in prose))


@cache
def pieces_of_text(text: str) -> frozenset[Piece]:
    """Return the pieces of any text, such as Markdown with code in it.

    Parameters
    ----------
    text
        The text; marks of code are left out.
    """
    return frozenset(_pieces(re.sub(r"`|^\s*(?:#|>)+", " ", text, flags=re.MULTILINE)))


def share(program: frozenset[Piece], text: frozenset[Piece]) -> float:
    """Return the share of a program's pieces that stand in a text, as a part of 1; 0 for a program without any."""
    return len(program & text) / len(program) if program else 0.0


def _pieces(text: str) -> Iterator[Piece]:
    tokens = [token.replace('"', "'") for token in TOKEN.findall(text)]
    kinds = [_is_variable(tokens, place) for place in range(len(tokens))]
    for start in range(len(tokens) - WINDOW + 1):
        end = start + WINDOW
        yield _numbered(tokens[start:end], kinds[start:end])


def _is_variable(tokens: Sequence[str], place: int) -> bool:
    token = tokens[place]
    attribute = place > 0 and tokens[place - 1] == "."
    called = place + 1 < len(tokens) and tokens[place + 1] == "("
    return token.isidentifier() and token not in KEPT and not attribute and not called


def _numbered(tokens: Sequence[str], kinds: Sequence[bool]) -> Piece:
    numbers: dict[str, str] = {}
    return tuple(
        numbers.setdefault(token, f"%{len(numbers)}") if variable else token
        for token, variable in zip(tokens, kinds, strict=True)
    )
