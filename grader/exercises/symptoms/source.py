"""What the student's notebook says: a function that reads a global in the place of an argument. It is never run."""

from __future__ import annotations

import ast
import builtins
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from grader.exercises.model import HiddenExercise
from grader.exercises.patching import bare_source
from grader.results import Symptom

# Characters of a notebook that is still read, some four times what the course's longest one has. A tree takes up to 350
# times as much memory as its text, in the trusted process: so it is made of no more, and not kept.
LONGEST = 150_000
REACH_EVERYTHING = frozenset({"locals", "vars", "eval", "exec", "globals"})


@dataclass(frozen=True)
class NotebookSource:
    """The code cells that stood before an exercise was judged, in order.

    Parameters
    ----------
    cells
        Their sources.
    """

    cells: tuple[str, ...]

    def symptoms(self, exercise: HiddenExercise) -> tuple[Symptom, ...]:
        """Return what the exercise's functions read that they should not, and what they leave unread.

        Parameters
        ----------
        exercise
            The exercise.

        Returns
        -------
        tuple of Symptom
            Empty where the notebook cannot be read, or is too long to be.
        """
        if sum(map(len, self.cells)) > LONGEST:
            return ()
        bodies = [body for body in map(_parsed, self.cells) if body]
        data = _data_names(bodies)
        found: list[Symptom] = []
        for name, reference in exercise.reference.items():
            function = _definition(name, bodies)
            if function is not None:
                found += _of_function(function, reference, data)
        return tuple(found)


def _of_function(function: ast.FunctionDef, reference: Callable[..., object], data: frozenset[str]) -> list[Symptom]:
    pairs = _paired(function, reference)
    unread = [given for given, meant in pairs if _unread(function, given) and _reads(meant, reference)]
    read = sorted(_globals_read(function) & data)
    here = {"function": function.name}
    if read and unread:
        return [Symptom("global_for_argument", (), {**here, "name": read[0], "argument": unread[0]})]
    found = [Symptom("global", (), {**here, "name": read[0]})] if read else []
    return found + [Symptom("unread_argument", (), {**here, "argument": name}) for name in unread[:1]]


def _parsed(source: str) -> tuple[ast.stmt, ...]:
    """Return the statements of a cell without IPython's magic lines; none where it is no Python."""
    lines = ["" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines()]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd escapes in the student's strings
            return tuple(ast.parse("\n".join(lines)).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()


def _definition(name: str, bodies: list[tuple[ast.stmt, ...]]) -> ast.FunctionDef | None:
    """Return the last definition of a function at the top level, if nothing else takes its name."""
    found: ast.FunctionDef | None = None
    for body in bodies:
        for statement in body:
            if isinstance(statement, ast.FunctionDef) and statement.name == name:
                found = statement if not statement.decorator_list else None
            elif name in _assigned(statement):
                found = None
    return found


def _data_names(bodies: list[tuple[ast.stmt, ...]]) -> frozenset[str]:
    """Return the names that hold computed data in the end: no functions, classes, modules or plain constants."""
    names: set[str] = set()
    for body in bodies:
        for statement in body:
            if isinstance(statement, (ast.Assign, ast.AnnAssign)) and not _holds_data(statement.value):
                names -= _assigned(statement)
            elif isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
                names.discard(statement.name)
            elif isinstance(statement, (ast.Import, ast.ImportFrom)):
                names -= {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
            elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
                names |= _assigned(statement)
    return frozenset(name for name in names if not name.isupper() and not hasattr(builtins, name))


def _holds_data(value: ast.expr | None) -> bool:
    return isinstance(value, (ast.Call, ast.Subscript, ast.BinOp, ast.Tuple, ast.List, ast.Dict, ast.ListComp))


def _assigned(statement: ast.stmt) -> set[str]:
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and not isinstance(statement, ast.FunctionDef)
    }


def _globals_read(function: ast.FunctionDef) -> set[str]:
    """Return the names that a function reads, never binds, and never calls."""
    nodes = list(ast.walk(function))
    bound = {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    bound |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    bound |= {node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    bound |= {node.name for node in nodes if isinstance(node, ast.ExceptHandler) and node.name}
    for node in nodes:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            bound |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    return {node for node in _loaded(function) if node not in bound | called}


def _loaded(function: ast.FunctionDef) -> Iterator[str]:
    for statement in function.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                yield node.id


def _paired(function: ast.FunctionDef, reference: Callable[..., object]) -> list[tuple[str, str]]:
    """Return the student's parameters with those of the reference, by position."""
    meant = _reference_definition(reference)
    given = [argument.arg for argument in function.args.posonlyargs + function.args.args]
    names = [argument.arg for argument in meant.args.posonlyargs + meant.args.args]
    return list(zip(given, names, strict=False))


def _unread(function: ast.FunctionDef, name: str) -> bool:
    loaded = set(_loaded(function))
    changed = {
        node.target.id
        for node in ast.walk(function)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
    }
    return name not in loaded | changed and not loaded & REACH_EVERYTHING


def _reads(name: str, reference: Callable[..., object]) -> bool:
    return not _unread(_reference_definition(reference), name)


@lru_cache(maxsize=256)
def _reference_definition(reference: Callable[..., object]) -> ast.FunctionDef:
    definition = ast.parse(bare_source(reference)).body[0]
    assert isinstance(definition, ast.FunctionDef)
    return definition
