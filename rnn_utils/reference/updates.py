"""What happens to gradients before and when they change the weights, graded in 02: clipping and the step."""

from __future__ import annotations

import numpy as np

from rnn_utils.types import Array, Gradients, Parameters


def clip_by_value(gradients: Gradients, max_value: float) -> Gradients:
    """Bound every number of every gradient.

    Parameters
    ----------
    gradients : dict of arrays
        Gradients by name; they are left as they are.
    max_value : float
        Largest absolute value that a number may have.

    Returns
    -------
    dict of arrays
        New arrays under the same names: numbers beyond ±max_value are put on that bound.

    Notes
    -----
    S1, S3 §1.4.1. The direction of the gradient changes where something is clipped.
    """
    return {name: np.clip(gradient, -max_value, max_value) for name, gradient in gradients.items()}


def clip_by_norm(gradients: Gradients, max_norm: float) -> Gradients:
    """Shorten all gradients together if they are too long together.

    Parameters
    ----------
    gradients : dict of arrays
        Gradients by name; they are left as they are.
    max_norm : float
        Largest norm of all their numbers, taken as one long vector.

    Returns
    -------
    dict of arrays
        New arrays under the same names, all multiplied by max_norm / norm if the norm is larger than max_norm.

    Notes
    -----
    S3 §1.4.1; Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013,
    algorithm 1. The direction of the gradient stays.
    """
    norm = float(np.sqrt(sum(np.sum(gradient**2) for gradient in gradients.values())))
    scale = 1.0 if norm <= max_norm else max_norm / norm
    return {name: scale * gradient for name, gradient in gradients.items()}


def sgd_step(parameters: Parameters, gradients: Gradients, learning_rate: float) -> dict[str, Array]:
    """Take one step of gradient descent.

    Parameters
    ----------
    parameters : dict of arrays
        Weights and biases; they are left as they are.
    gradients : dict of arrays
        The gradient of "Wax" stands under "dWax", and so on. Further entries are not looked at.
    learning_rate : float
        Length of the step for a gradient of length 1.

    Returns
    -------
    dict of arrays
        New parameters under the same names.

    Notes
    -----
    S2 (the end of the derivation): θ − η ∂L/∂θ for every parameter θ.
    """
    return {name: value - learning_rate * gradients["d" + name] for name, value in parameters.items()}
