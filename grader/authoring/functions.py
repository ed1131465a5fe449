"""Put the bodies of reference functions into solution cells, and see that the two fit together."""

from __future__ import annotations

import ast
import builtins
import dis
import inspect
import textwrap
from collections.abc import Callable, Collection, Iterator, Mapping
from types import CodeType

from grader.errors import AuthoringError

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
INDENT = "    "


def with_bodies(source: str, references: Mapping[str, Callable[..., object]], known: Collection[str]) -> str:
    """Put reference bodies behind the docstrings of a solution cell.

    Parameters
    ----------
    source
        The cell: functions that consist of a signature and a docstring.
    references
        The exercise's right functions by name; the cell must define these and no others.
    known
        Names that a body may use besides Python's own: what the notebook defines.

    Returns
    -------
    str
        The cell with each body between nbgrader's solution marks.

    Raises
    ------
    AuthoringError
        If functions are missing, unknown, differ in their signatures, or have a body already.
    """
    lines = source.splitlines()
    for node in reversed(list(_functions(source, references))):
        reference = references[node.name]
        _compare_signatures(node, _parsed(reference))
        _check_globals(node.name, reference, known)
        body = [INDENT + line if line else "" for line in (BEGIN, *reference_body(reference), END)]
        lines[node.end_lineno : node.end_lineno] = body
    return "\n".join(lines)


def without_marks(source: str) -> str:
    """Return a solution cell without nbgrader's marks: as a reader would write it."""
    return "\n".join(line for line in source.splitlines() if line.strip() not in (BEGIN, END))


def reference_body(function: Callable[..., object]) -> list[str]:
    """Return the lines of a function's body after its docstring, without indentation."""
    source = textwrap.dedent(inspect.getsource(function))
    node = _parsed(function)
    start = node.body[0].end_lineno if ast.get_docstring(node) is not None else node.body[0].lineno - 1
    return textwrap.dedent("\n".join(source.splitlines()[start : node.end_lineno])).strip("\n").splitlines()


def _parsed(function: Callable[..., object]) -> ast.FunctionDef:
    node = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    if not isinstance(node, ast.FunctionDef):
        raise AuthoringError(f"the reference of {function!r} is no plain function")
    return node


def _functions(source: str, references: Mapping[str, Callable[..., object]]) -> Iterator[ast.FunctionDef]:
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        message = f"the solution cell is not Python: {error.msg} in its line {error.lineno}"
        raise AuthoringError(message) from error
    names = [node.name for node in statements if isinstance(node, ast.FunctionDef)]
    if sorted(names) != sorted(references) or len(names) != len(statements):
        came = ", ".join(names) or "none"
        other = "" if len(names) == len(statements) else " and other statements"
        expected = f"expected {', '.join(references)} and nothing else"
        raise AuthoringError(f"the solution cell defines the functions {came}{other}; {expected}")
    for node in statements:
        assert isinstance(node, ast.FunctionDef)
        if ast.get_docstring(node) is None or len(node.body) != 1:
            hint = "the build puts in the body of the reference function"
            message = f"{node.name} should have a docstring and no body in the text"
            raise AuthoringError(message, hint=hint)
        yield node


def _compare_signatures(node: ast.FunctionDef, reference: ast.FunctionDef) -> None:
    text, library = (_signature(function) for function in (node, reference))
    if text != library:
        hint = "make names, order and defaults of the parameters the same in both"
        raise AuthoringError(f"the text has the signature {text}, the reference {library}", hint=hint)


def _signature(node: ast.FunctionDef) -> str:
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    for argument in (*named, arguments.vararg, arguments.kwarg):
        if argument is not None:
            argument.annotation = None  # students' signatures have none
    return f"{node.name}({ast.unparse(arguments)})"


def _check_globals(name: str, reference: Callable[..., object], known: Collection[str]) -> None:
    used = set(_global_names(inspect.unwrap(reference).__code__))
    foreign = sorted(used - set(known) - set(dir(builtins)))
    if foreign:
        hint = "a body may use np and the functions that students write; put anything else into the body"
        message = f"the reference of {name} uses {', '.join(foreign)}, which the notebook does not have"
        raise AuthoringError(message, hint=hint)


def _global_names(code: CodeType) -> Iterator[str]:
    for instruction in dis.get_instructions(code):
        if instruction.opname == "LOAD_GLOBAL":
            yield str(instruction.argval)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _global_names(constant)
