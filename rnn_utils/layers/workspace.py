"""Working memory that a layer keeps from one call to the next, so that training does not allocate it anew."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import DTypeLike

from rnn_utils.types import Array


class Workspace:
    """Arrays by name, whose memory grows when it must and is never given back.

    Batches of unequal lengths follow each other in training: an array of another shape uses the same memory.
    """

    def __init__(self) -> None:
        self._memory: dict[str, Array] = {}

    def array(self, name: str, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
        """Return an array with arbitrary values, which the next call by the same name overwrites.

        Parameters
        ----------
        name : str
            What the array is for.
        shape : tuple of int
            Its shape.
        dtype : dtype
            Its type.

        Returns
        -------
        array of that shape and dtype
            Contiguous.
        """
        size = math.prod(shape)
        memory = self._memory.get(name)
        if memory is None or memory.size < size or memory.dtype != dtype:
            memory = self._memory[name] = np.empty(size, dtype=dtype)
        return memory[:size].reshape(shape)
