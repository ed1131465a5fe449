"""Turn known mistakes into functions: the reference's source with a text replaced, or their own source."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Mapping
from functools import cache
from textwrap import dedent
from typing import Any

import numpy as np

from grader.exercises.model import HiddenExercise, Mistake

HEADER = "from __future__ import annotations\n"


class PatchError(ValueError):
    """A patch does not fit the reference's source: the reference has changed, and the mistake must follow."""


@cache  # a file is read and parsed for it
def bare_source(function: Callable[..., object]) -> str:
    """Return a function's source without its docstring, so that no patch finds its text there."""
    source = dedent(inspect.getsource(function))
    definition = ast.parse(source).body[0]
    assert isinstance(definition, ast.FunctionDef)
    first, lines = definition.body[0], source.splitlines()
    if ast.get_docstring(definition) is not None:
        del lines[first.lineno - 1 : first.end_lineno]
    return "\n".join(lines) + "\n"


def wrong_source(exercise: HiddenExercise, mistake: Mistake) -> str:
    """Return the source of the functions of an exercise with a mistake in them.

    Raises
    ------
    PatchError
        If a text to replace does not stand exactly once in the reference's source.
    """
    if mistake.source:
        source = dedent(mistake.source)
        missing = [function for name, function in exercise.reference.items() if f"def {name}(" not in source]
        return "\n\n".join([source, *map(bare_source, missing)])
    source = "\n\n".join(bare_source(function) for function in exercise.reference.values())
    for right, wrong in mistake.patches:
        if source.count(right) != 1:
            raise PatchError(f"{mistake.id}: {right!r} stands {source.count(right)} times in the reference's source")
        source = source.replace(right, wrong)
    return source


def wrong_line(exercise: HiddenExercise, mistake: Mistake) -> str:
    """Return the line to show for a mistake; empty where there is no single one."""
    if mistake.line or not mistake.patches:
        return mistake.line
    wrong = mistake.patches[-1][1].strip().splitlines()
    lines = wrong_source(exercise, mistake).splitlines()
    return next((line.strip() for line in lines if wrong and wrong[-1] in line), "")


def functions_of(
    exercise: HiddenExercise, source: str, references: Mapping[str, Callable[..., object]]
) -> dict[str, Any]:
    """Run the source of trusted functions in a namespace that holds NumPy and the references.

    Parameters
    ----------
    exercise
        The exercise that the functions are for; its own references are left out, so that nothing
        missing is filled in.
    source
        Python source from the catalogue. Never a student's.
    references
        Right functions by name, for dependencies.

    Returns
    -------
    dict
        The namespace, which is also the functions' globals.
    """
    others = {name: function for name, function in references.items() if name not in exercise.reference}
    namespace: dict[str, object] = {"np": np, "__name__": "catalogue", **others}
    exec(compile(HEADER + source, f"<{exercise.id}>", "exec"), namespace)
    return namespace
