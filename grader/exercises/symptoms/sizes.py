"""Sizes of a request by name, read off the shapes that the reference's signature states: n_a, m, T_x."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from grader.sandbox.inside.calls import Request

EXAMPLES = ("m",)
STEPS = ("T_x", "T_y", "T")
_SHAPE = re.compile(r"\[Array, ['\"]([^'\"]*)['\"]\]")
_NAME = re.compile(r"[A-Za-z]\w*")


def arguments_of(request: Request, reference: Callable[..., object]) -> dict[str, Any]:
    """Return the arguments of a request's last call by the names that the reference gives them.

    Parameters
    ----------
    request
        The call.
    reference
        The right function.

    Returns
    -------
    dict
        Parameter name → argument, without those left out; empty where they do not fit the signature.
    """
    step = request.steps[-1]
    try:
        return dict(_signature(reference).bind(*step.args, **step.kwargs).arguments)
    except TypeError:
        return {}


def sizes_of(request: Request, reference: Callable[..., object]) -> dict[str, int]:
    """Return the sizes of a request by name.

    Parameters
    ----------
    request
        The call.
    reference
        The right function, whose annotations name the axes of its arguments.

    Returns
    -------
    dict of str to int
        For example ``{"n_x": 2, "m": 3, "T_x": 4, "n_a": 5}``; what cannot be told is left out.
    """
    found: dict[str, int] = {}
    for name, argument in arguments_of(request, reference).items():
        if isinstance(argument, np.ndarray):
            for axes in _shapes(reference).get(name, ()):
                if len(axes) == argument.ndim:
                    found |= dict(_named(axes, argument))
                    break
    return found


def examples(sizes: Mapping[str, int]) -> int | None:
    """Return the number of examples in a batch, if it is known."""
    return next((sizes[name] for name in EXAMPLES if name in sizes), None)


def steps(sizes: Mapping[str, int]) -> int | None:
    """Return the number of time steps, if it is known."""
    return next((sizes[name] for name in STEPS if name in sizes), None)


def _named(axes: tuple[str, ...], argument: np.ndarray) -> Iterator[tuple[str, int]]:
    for axis, size in zip(axes, argument.shape, strict=True):
        if _NAME.fullmatch(axis):
            yield axis, size


@lru_cache(maxsize=256)
def _signature(reference: Callable[..., object]) -> inspect.Signature:
    return inspect.signature(reference)


@lru_cache(maxsize=256)
def _shapes(reference: Callable[..., object]) -> dict[str, list[tuple[str, ...]]]:
    parameters = _signature(reference).parameters.values()
    found = {one.name: _SHAPE.findall(str(one.annotation)) for one in parameters}
    return {name: [tuple(shape.split()) for shape in shapes if "*" not in shape] for name, shapes in found.items()}
