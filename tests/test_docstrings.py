"""Docstrings agree with signatures, checked on the imported objects, so that data classes are seen too."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from numpydoc.validate import validate

import grader
import rnn_utils

# PR01 a parameter is not documented, PR02 a documented one does not exist, PR03 the order differs
PARAMETER_CHECKS = {"PR01", "PR02", "PR03"}
# The checks that the library's mathematical functions must pass even where a line would do
LIBRARY = ("rnn_utils.reference", "rnn_utils.layers", "rnn_utils.activations")


def modules(package: ModuleType) -> Iterator[str]:
    """Yield the dotted names of a package's modules, found as files; programs (`__main__`) are left out."""
    folder = Path(package.__path__[0])
    for path in sorted(folder.rglob("*.py")):
        parts = (package.__name__, *path.relative_to(folder).with_suffix("").parts)
        if path.stem != "__main__":
            yield ".".join(parts).removesuffix(".__init__")


def public_objects(module_name: str) -> Iterator[str]:
    """Yield the qualified names of the public functions, classes and methods that a module defines."""
    module = importlib.import_module(module_name)
    for name, value in vars(module).items():
        own = getattr(value, "__module__", None) == module_name
        if name.startswith("_") or not own or not (inspect.isfunction(value) or inspect.isclass(value)):
            continue
        yield f"{module_name}.{name}"
        if inspect.isclass(value):
            for method, inner in vars(value).items():
                if not method.startswith("_") and inspect.isfunction(inner):
                    yield f"{module_name}.{name}.{method}"


def faults(qualified_name: str, *, complete: bool) -> list[str]:
    """Return what is wrong with a docstring's sections; without `complete` it may have none at all."""
    report = validate(qualified_name)
    written = "Parameters\n" in (report["docstring"] or "")
    codes = PARAMETER_CHECKS if written or complete else set()
    codes = codes | {"RT01"} if complete else codes
    return [f"{qualified_name}: {code} {message}" for code, message in report["errors"] if code in codes]


@pytest.mark.parametrize("module_name", [*modules(rnn_utils), *modules(grader)])
def test_documented_parameters_are_those_of_the_signature(module_name: str) -> None:
    """Whoever documents one parameter documents all, in order, and none that is not there."""
    complete = module_name.startswith(LIBRARY)
    found = [fault for name in public_objects(module_name) for fault in faults(name, complete=complete)]
    assert not found, "\n".join(found)
