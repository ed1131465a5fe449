"""What bodies may use: they go into notebooks, where only earlier functions and the imports are known."""

from __future__ import annotations

import ast
import builtins
import dis
import importlib
import inspect
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

import pytest

from rnn_utils.reference import cells

# The assignments in order, each with the module that holds its functions by name.
MODULES = ("rnn", "language_model", "gru", "lstm", "brnn_deep_rnn", "seq2seq")
# What a notebook imports besides earlier functions.
IMPORTED = {"rnn": set(), "language_model": set(), "gru": {"sigmoid"}, "lstm": {"sigmoid"}}
FROM_CELLS = {name for name in vars(cells) if getattr(vars(cells)[name], "__module__", "") == cells.__name__}


def functions(module: str) -> dict[str, Callable[..., Any]]:
    loaded = importlib.import_module(f"rnn_utils.reference.{module}")
    return {name: getattr(loaded, name) for name in loaded.__all__}


def global_names(code: CodeType) -> Iterator[str]:
    for instruction in dis.get_instructions(code):
        if instruction.opname == "LOAD_GLOBAL":
            yield str(instruction.argval)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from global_names(constant)


@pytest.mark.parametrize("module", MODULES)
def test_bodies_use_numpy_earlier_functions_and_what_is_imported(module: str) -> None:
    earlier = {name for other in MODULES[: MODULES.index(module)] for name in functions(other)}
    allowed = {"np"} | earlier | set(functions(module)) | IMPORTED.get(module, FROM_CELLS) | set(dir(builtins))
    for name, function in functions(module).items():
        assert set(global_names(function.__code__)) <= allowed, name


@pytest.mark.parametrize("module", MODULES)
def test_bodies_are_short_and_annotate_no_variables(module: str) -> None:
    for name, function in functions(module).items():
        definition = ast.parse(inspect.getsource(function)).body[0]
        assert isinstance(definition, ast.FunctionDef)
        first, last = definition.body[1], definition.body[-1]  # behind the docstring
        assert (last.end_lineno or 0) - first.lineno < 40, name
        assert not [node for node in ast.walk(definition) if isinstance(node, ast.AnnAssign)], name


def test_no_graded_name_stands_in_two_assignments() -> None:
    names = [name for module in MODULES for name in functions(module)]
    assert {name for name in names if names.count(name) > 1} == {"encode"}  # a text in 02, a question in 06
