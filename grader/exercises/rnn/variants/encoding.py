"""Odd-but-right ``one_hot`` and ``softmax``."""

from __future__ import annotations

from grader.exercises.model import Variant

CHECK = """
def check_indices(indices, depth):
    if not np.issubdtype(indices.dtype, np.integer):
        raise ValueError("integers, please")
    for k in indices.ravel():
        if k < 0 or k >= depth:
            raise ValueError(f"{k} is no class")

"""

ONE_HOT = (
    Variant(
        "one_hot.identity",
        CHECK
        + """
def one_hot(indices, depth):
    indices = np.array(indices)
    check_indices(indices, depth)
    return np.moveaxis(np.eye(depth)[indices], -1, 0)
""",
    ),
    Variant(
        "one_hot.loop-over-all-indices",
        CHECK
        + """
def one_hot(indices, depth):
    indices = np.asarray(indices)
    check_indices(indices, depth)
    result = np.zeros((depth,) + indices.shape)
    for place, k in np.ndenumerate(indices):
        result[(k,) + place] = 1
    return result
""",
    ),
    Variant(
        "one_hot.put-along-axis",
        CHECK
        + """
def one_hot(indices, depth):
    indices = np.asarray(indices)
    check_indices(indices, depth)
    result = np.zeros((depth, *indices.shape))
    np.put_along_axis(result, indices[np.newaxis], 1.0, axis=0)
    return result
""",
    ),
    Variant(
        "one_hot.flat-and-back",
        """
def one_hot(indices, depth):
    array = np.asarray(indices)
    if array.dtype.kind not in "iu":
        raise TypeError("indices must be integers")
    if array.size and (array.min() < 0 or array.max() > depth - 1):
        raise ValueError("no class")
    flat = np.zeros((array.size, depth))
    flat[range(array.size), array.reshape(-1)] = 1
    return flat.T.reshape((depth,) + array.shape)
""",
    ),
)

SOFTMAX = (
    Variant(
        "softmax.log-sum-exp",
        """
def softmax(x):
    top = x.max(axis=0)
    return np.exp(x - (top + np.log(np.exp(x - top).sum(axis=0))))
""",
    ),
    Variant(
        "softmax.in-place-on-a-copy",
        """
def softmax(x):
    x = x.copy()
    x -= x.max(0)
    np.exp(x, out=x)
    x /= x.sum(0)
    return x
""",
    ),
    Variant(
        "softmax.column-by-column",
        """
def softmax_of_column(column):
    e = [np.exp(score - max(column)) for score in column]
    return [value / sum(e) for value in e]


def softmax(x):
    result = np.empty_like(x)
    flat, out = x.reshape(len(x), -1), result.reshape(len(x), -1)
    for j in range(flat.shape[1]):
        out[:, j] = softmax_of_column(flat[:, j])
    return result
""",
    ),
    Variant(
        "softmax.logaddexp-fortran-order",
        """
def softmax(x):
    return np.asfortranarray(np.exp(x - np.logaddexp.reduce(x, axis=0)))
""",
    ),
    Variant(
        "softmax.subclass",
        """
class Labelled(np.ndarray):
    label = "probabilities"


def softmax(x):
    e = np.exp(x - np.amax(x, 0))
    return (e / np.add.reduce(e, 0)).view(Labelled)
""",
    ),
)
