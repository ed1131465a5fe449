"""Independent ways to compute what the reference computes, shared by the tests of every topic.

Fourth-order central differences, and forward passes written again for HIPS autograd, one example at a time
and without padding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import autograd.numpy as anp
import numpy as np
from autograd import grad

from rnn_utils.types import Array

Arrays = dict[str, Array]


def assert_close(actual: Array, oracle: Array, tolerance: float) -> None:
    """Compare relative to the largest element: elements near zero carry the rounding of the large ones.

    Parameters
    ----------
    actual, oracle
        Arrays that should have one shape.
    tolerance
        Largest difference, relative to the largest element of `oracle`.
    """
    assert actual.shape == oracle.shape
    assert np.max(np.abs(actual - oracle)) <= tolerance * np.max(np.abs(oracle))


def central_differences(f: Callable[[Array], float], x: Array, eps: float = 1e-3) -> Array:
    """Differentiate without the function under test, by fourth-order differences.

    Parameters
    ----------
    f
        Takes an array of the shape of `x` and returns one number.
    x
        Where to differentiate.
    eps
        Smaller of the two steps. The error falls with its fourth power, so it can be large and rounding small.

    Returns
    -------
    array
        Of the shape of `x`.
    """
    gradient = np.zeros(x.size)
    for i in range(x.size):
        step = np.zeros(x.size)
        step[i] = eps
        near = f(x + step.reshape(x.shape)) - f(x - step.reshape(x.shape))
        far = f(x + 2 * step.reshape(x.shape)) - f(x - 2 * step.reshape(x.shape))
        gradient[i] = (8 * near - far) / (12 * eps)
    return gradient.reshape(x.shape)


def assert_central_differences_agree(
    gradients: Mapping[str, Array], f: Callable[[Arrays], float], arguments: Arrays, tolerance: float = 1e-8
) -> None:
    """Compare gradients with central differences of a loss of named arrays.

    Parameters
    ----------
    gradients
        By name: ``dx`` for the argument ``x``.
    f
        Takes all arguments in one dict and returns one number.
    arguments
        Where to differentiate; each must have its gradient and each gradient its argument.
    tolerance
        As for `assert_close`.
    """
    assert set(gradients) == {"d" + name for name in arguments}
    for name, value in arguments.items():

        def along(moved: Array, name: str = name) -> float:
            return f(arguments | {name: moved})

        oracle = central_differences(along, value)
        assert_close(gradients["d" + name], oracle, tolerance)


def assert_directional_differences_agree(
    gradients: Mapping[str, Array], f: Callable[[Arrays], float], arguments: Arrays, tolerance: float = 1e-8
) -> None:
    """Compare gradients with central differences along random directions: for networks of many weights.

    Parameters
    ----------
    gradients
        By name: ``dx`` for the argument ``x``.
    f
        Takes all arguments in one dict and returns one number.
    arguments
        Where to differentiate; each must have its gradient and each gradient its argument.
    tolerance
        Largest difference, relative to the norm of the gradient.
    """
    assert set(gradients) == {"d" + name for name in arguments}
    rng = np.random.default_rng(0)
    for name, value in arguments.items():
        for _ in range(3):
            direction = rng.standard_normal(value.shape)
            direction /= np.linalg.norm(direction)

            def along(distance: Array, name: str = name, value: Array = value, way: Array = direction) -> float:
                return f(arguments | {name: value + distance * way})

            slope = central_differences(along, np.zeros(()))
            assert gradients["d" + name].shape == value.shape
            difference = abs(float(np.sum(gradients["d" + name] * direction) - slope))
            assert difference <= tolerance * float(np.linalg.norm(gradients["d" + name])), name


def assert_autograd_agrees(
    gradients: Mapping[str, Array], f: Callable[[Arrays], Any], arguments: Arrays, tolerance: float = 1e-9
) -> None:
    """Compare gradients with automatic differentiation of a loss of named arrays.

    Parameters
    ----------
    gradients
        By name: ``dx`` for the argument ``x``.
    f
        Takes all arguments in one dict and returns one number; written with ``autograd.numpy``.
    arguments
        Where to differentiate; each must have its gradient and each gradient its argument.
    tolerance
        As for `assert_close`.
    """
    assert set(gradients) == {"d" + name for name in arguments}
    oracle = grad(f)(arguments)
    for name in arguments:
        assert_close(gradients["d" + name], oracle[name], tolerance)


def autograd_sigmoid(x: Any) -> Any:
    """Squash into (0, 1), by the half-angle form of tanh."""
    return (anp.tanh(x / 2) + 1) / 2


def autograd_step(cell: str, xt: Any, state: tuple[Any, ...], parameters: Mapping[str, Any]) -> tuple[Any, ...]:
    """Advance a cell by one step: the formulas of the notes, with each weight split into its two blocks.

    Parameters
    ----------
    cell
        "rnn", "simplified", "gru", "lstm" or "peephole".
    xt
        Input, (n_x, m).
    state
        (a,), (c,) or (a, c).
    parameters
        Those of the cell.

    Returns
    -------
    tuple
        The new state.
    """
    n_a = state[0].shape[0]

    def inside(gate: str, seen: Any) -> Any:
        W = parameters["W" + gate]
        peephole = parameters["P" + gate] * state[1] if cell == "peephole" and gate != "c" else 0
        return anp.dot(W[:, :n_a], seen) + anp.dot(W[:, n_a:], xt) + peephole + parameters["b" + gate]

    if cell == "rnn":
        recurrent = anp.dot(parameters["Waa"], state[0])
        return (anp.tanh(recurrent + anp.dot(parameters["Wax"], xt) + parameters["ba"]),)
    if cell in ("simplified", "gru"):
        (c,) = state
        u = autograd_sigmoid(inside("u", c))
        r = autograd_sigmoid(inside("r", c)) if cell == "gru" else 1.0
        return (u * anp.tanh(inside("c", r * c)) + (1 - u) * c,)
    a, c = state
    f, u, o = (autograd_sigmoid(inside(gate, a)) for gate in "fuo")
    c_next = f * c + u * anp.tanh(inside("c", a))
    return o * anp.tanh(c_next), c_next


def autograd_layer(
    cell: str, columns: list[Any], state: tuple[Any, ...], parameters: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """Run a cell over a list of inputs, one per step.

    Parameters
    ----------
    cell
        As for `autograd_step`.
    columns
        Inputs (n_x, m) in the order of time.
    state
        State before the first step.
    parameters
        Those of the cell.

    Returns
    -------
    list of tuples
        The state after every step.
    """
    states = []
    for xt in columns:
        state = autograd_step(cell, xt, state, parameters)
        states.append(state)
    return states


def autograd_log_softmax(scores: Any) -> Any:
    """Return the logarithms of probabilities along axis 0."""
    return scores - anp.log(anp.sum(anp.exp(scores), axis=0))
