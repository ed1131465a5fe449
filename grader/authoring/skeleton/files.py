"""The new files of an exercise, from templates that import, build and say in every line what is left to do."""

from __future__ import annotations

import ast
from importlib.resources import files
from string import Template
from textwrap import indent

from grader.authoring.skeleton.wish import Wish

TEMPLATES = files("grader.authoring.skeleton") / "templates"
UNIT = "    "
LONGEST_PARAMETERS = 50  # characters, so that a name of sixty fits on the line beside them
INPUTS = "ONE_EXAMPLE, ONE_STEP, PUBLIC, PUBLIC_SMALL, Inputs, Sizes, single"


def new_files(wanted: Wish) -> dict[str, str]:
    """Return the new files of an exercise.

    Parameters
    ----------
    wanted
        The exercise.

    Returns
    -------
    dict
        Path in the checkout → content.
    """
    name, topic = wanted.name, wanted.topic
    places = {
        f"rnn_utils/reference/{name}.py": "reference",
        f"rnn_utils/checks/{topic}/{name}.py": "public",
        f"grader/exercises/{topic}/{name}.py": "hidden",
        f"grader/exercises/{topic}/mistakes/{name}.py": "mistakes",
        f"grader/exercises/{topic}/variants/{name}.py": "variants",
        f"tests/rnn_utils/reference/test_{name}.py": "test",
    }
    return {path: filled(template, wanted) for path, template in places.items()}


def filled(template: str, wanted: Wish) -> str:
    """Fill in a template.

    Parameters
    ----------
    template
        Its name without the ending.
    wanted
        The exercise.
    """
    text = (TEMPLATES / f"{template}.py.txt").read_text(encoding="utf-8")
    return Template(text).substitute(
        name=wanted.name,
        constant=wanted.constant,
        assignment=wanted.assignment,
        number=wanted.assignment[:2],
        returns=wanted.returns,
        main=wanted.points - 3,
        first=wanted.parameters[0][0],
        plain=", ".join(f"{one}={default}" if default else one for one, default in wanted.parameters),
        annotated=_annotated(wanted),
        documented=_documented(wanted),
        drawn=_drawn(wanted),
        imports=_imports(wanted),
    )


def _annotated(wanted: Wish) -> str:
    """Return the annotated parameters, on a line of their own where they are many."""
    line = ", ".join(
        f"{name}: {_kind(default)} = {default}" if default else f'{name}: Float[Array, "..."]'
        for name, default in wanted.parameters
    )
    return line if len(line) < LONGEST_PARAMETERS else f"\n{UNIT}{line}\n"


def _kind(default: str) -> str:
    """Return the type of a default, where it is a number, a text or a truth value."""
    try:
        kind = type(ast.literal_eval(default)).__name__
    except (ValueError, SyntaxError):
        return "object"
    return kind if kind in ("int", "float", "str", "bool") else "object"


def _documented(wanted: Wish) -> str:
    lines = [
        f"{name} : {_kind(default) if default else 'array'}\n{UNIT}UNFINISHED: meaning, shape and unit."
        for name, default in wanted.parameters
    ]
    return indent("\n".join(lines), UNIT)


def _drawn(wanted: Wish) -> str:
    """Return a tuple with an array for each parameter that has no default."""
    drawn = ["inputs.normal(sizes.n_a, sizes.m, sizes.T_x)" for _, default in wanted.parameters if not default]
    return f"({', '.join(drawn)},)" if len(drawn) == 1 else ", ".join(drawn)


def _imports(wanted: Wish) -> str:
    name, topic = wanted.name, wanted.topic
    return "\n".join(
        sorted(
            (
                f"from grader.exercises.{topic}.mistakes import {name} as mistakes",
                f"from grader.exercises.{topic}.variants import {name} as variants",
                f"from grader.exercises.inputs import {INPUTS}",
                "from grader.exercises.model import HiddenExercise, Probe, Try",
                "from grader.exercises.probes import against, call, leaves_no_trace",
                "from rnn_utils.checks.published import PublicCase",
                f"from rnn_utils.checks.{topic}.{name} import {wanted.constant} as PUBLIC_SIDE",
                f"from rnn_utils.reference.{name} import {name}",
            )
        )
    )
