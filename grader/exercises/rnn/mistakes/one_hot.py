"""Known mistakes in ``one_hot``."""

from __future__ import annotations

from grader.exercises.model import Mistake

CHECKED = """
def one_hot(indices, depth):
    indices = np.asarray(indices)
    if indices.dtype.kind not in "iu" or np.any(indices < 0) or np.any(indices >= depth):
        raise ValueError("no class")
"""

ONE_HOT = (
    Mistake(
        "one_hot.classes-last",
        "values",
        "the classes lie along the last axis, not along the first",
        source=CHECKED + "    return np.eye(depth)[indices]\n",
        line="return np.eye(depth)[indices]",
    ),
    Mistake(
        "one_hot.one-based",
        "values",
        "classes are counted from 1, while indices count from 0",
        (("np.arange(depth)", "np.arange(1, depth + 1)"),),
    ),
    Mistake(
        "one_hot.from-the-end",
        "values",
        "the classes run from the last one down",
        (("np.arange(depth)", "np.arange(depth)[::-1]"),),
    ),
    Mistake(
        "one_hot.inverted",
        "values",
        "zeros and ones are exchanged",
        source=CHECKED + "    return 1.0 - np.moveaxis(np.eye(depth)[indices], -1, 0)\n",
        line="1.0 - …",
    ),
    Mistake(
        "one_hot.depth-from-data",
        "values",
        "the number of classes is taken from the largest index, not from depth",
        source=CHECKED + "    return np.moveaxis(np.eye(np.max(indices) + 1)[indices], -1, 0)\n",
        line="np.eye(np.max(indices) + 1)",
    ),
    Mistake(
        "one_hot.index-as-value",
        "values",
        "the index itself is written in place of 1",
        source=CHECKED + "    return np.moveaxis(np.eye(depth)[indices], -1, 0) * indices\n",
        line="… = indices",
    ),
    Mistake(
        "one_hot.first-only",
        "values",
        "only the first index is encoded",
        source=CHECKED
        + """
    result = np.zeros((depth, *indices.shape))
    result[indices.flat[0], (0,) * indices.ndim] = 1
    if indices.ndim:
        result.reshape(depth, -1)[:, 1:] = 0
        result[(indices.flat[0], *(0,) * indices.ndim)] = 1
    return result
""",
        line="return result",
        hint="Is there a return inside the loop?",
    ),
    Mistake(
        "one_hot.one-axis",
        "shapes",
        "only a list of indices works: the shape of a matrix of indices is lost",
        source=CHECKED
        + """
    result = np.zeros((depth, indices.size))
    result[indices.ravel(), np.arange(indices.size)] = 1
    return result
""",
        line="result = np.zeros((depth, indices.size))",
    ),
    Mistake(
        "one_hot.len-of-indices",
        "shapes",
        "len(indices) counts rows only: a matrix or a single index does not fit",
        source=CHECKED
        + """
    result = np.zeros((depth, len(indices)))
    for i in range(len(indices)):
        result[indices[i], i] = 1
    return result
""",
        line="result = np.zeros((depth, len(indices)))",
    ),
    Mistake(
        "one_hot.axes-turned",
        "shapes",
        "all axes are reversed: for a matrix of indices m and T_x change places",
        source=CHECKED + "    return np.eye(depth)[indices].T\n",
        line="return np.eye(depth)[indices].T",
    ),
    Mistake(
        "one_hot.unchecked",
        "errors",
        "indices are not checked: NumPy reads −1 as the last class and raises IndexError for the others",
        source="def one_hot(indices, depth):\n    return np.moveaxis(np.eye(depth)[np.asarray(indices)], -1, 0)\n",
        line="np.eye(depth)[indices]",
    ),
    Mistake(
        "one_hot.compared-unchecked",
        "errors",
        "indices are not checked: one that is no class gives a column of zeros",
        source="def one_hot(indices, depth):\n"
        "    return np.moveaxis((np.asarray(indices)[..., None] == np.arange(depth)).astype(float), -1, 0)\n",
        line="indices == np.arange(depth)",
    ),
    Mistake(
        "one_hot.negative-allowed",
        "errors",
        "negative indices are let through",
        (("(indices < 0) | (indices >= depth)", "indices >= depth"),),
    ),
    Mistake(
        "one_hot.depth-allowed",
        "errors",
        "the index depth is let through, although the last class is depth − 1",
        (("(indices >= depth)", "(indices > depth)"),),
    ),
    Mistake(
        "one_hot.integers",
        "dtype",
        "the result holds integers, not floats",
        source=CHECKED + "    return np.moveaxis(np.eye(depth, dtype=int)[indices], -1, 0)\n",
        line="np.eye(depth, dtype=int)",
    ),
    Mistake(
        "one_hot.booleans",
        "dtype",
        "the result holds True and False, not floats",
        source=CHECKED + "    return np.moveaxis(np.eye(depth, dtype=bool)[indices], -1, 0)\n",
        line="return classes == indices",
    ),
)
