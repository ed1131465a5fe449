"""Known mistakes in ``softmax``."""

from __future__ import annotations

from grader.exercises.model import Mistake

SOFTMAX = (
    Mistake(
        "softmax.wrong-axis",
        "values",
        "the sum runs along each row, not along each column",
        source="""
def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)
""",
        line="e / np.sum(e, axis=-1, keepdims=True)",
    ),
    Mistake(
        "softmax.axis-one",
        "values",
        "the sum runs over axis 1, the examples, not over axis 0, the classes",
        source="""
def softmax(x):
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)
""",
        line="e / np.sum(e, axis=1, keepdims=True)",
    ),
    Mistake(
        "softmax.all-elements",
        "values",
        "all numbers of the array together are made to sum to 1, not each column",
        source="""
def softmax(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)
""",
        line="e / np.sum(e)",
    ),
    Mistake(
        "softmax.sum-of-all",
        "values",
        "the sum runs over the whole array, while the maximum that is subtracted is that of each column",
        source="""
def softmax(x):
    e = np.exp(x - np.max(x, axis=0, keepdims=True))
    return e / np.sum(e)
""",
        line="e / np.sum(e)",
    ),
    Mistake(
        "softmax.maximum-of-each-row",
        "values",
        "the maximum of each row is subtracted, while the sum runs along each column: it no longer cancels",
        source="""
def softmax(x):
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    return e / np.sum(e, axis=0, keepdims=True)
""",
        line="np.exp(x - np.max(x, axis=1, keepdims=True))",
    ),
    Mistake(
        "softmax.no-exp",
        "values",
        "the scores themselves are divided by their sum: the exponential is missing",
        source="def softmax(x):\n    return x / np.sum(x, axis=0, keepdims=True)\n",
        line="x / np.sum(x, axis=0, keepdims=True)",
    ),
    Mistake(
        "softmax.not-normalised",
        "values",
        "nothing is divided: the exponentials do not sum to 1",
        source="def softmax(x):\n    return np.exp(x - np.max(x, axis=0, keepdims=True))\n",
        line="return np.exp(x - np.max(x, axis=0, keepdims=True))",
    ),
    Mistake(
        "softmax.logarithm",
        "values",
        "this is the logarithm of softmax",
        source="""
def softmax(x):
    shifted = x - np.max(x, axis=0, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=0, keepdims=True))
""",
        line="shifted - np.log(np.sum(np.exp(shifted), axis=0))",
    ),
    Mistake(
        "softmax.sigmoid",
        "values",
        "this is the sigmoid of each score: the classes do not compete with each other",
        source="def softmax(x):\n    return 1 / (1 + np.exp(-x))\n",
        line="1 / (1 + np.exp(-x))",
    ),
    Mistake(
        "softmax.negative-exponent",
        "values",
        "the sign of the scores is turned: the lowest score gets the highest probability",
        source="""
def softmax(x):
    e = np.exp(np.min(x, axis=0, keepdims=True) - x)
    return e / np.sum(e, axis=0, keepdims=True)
""",
        line="np.exp(-x)",
    ),
    Mistake(
        "softmax.powers-of-two",
        "values",
        "powers of 2 in place of powers of e",
        (("np.exp(", "np.exp2("),),
    ),
    Mistake(
        "softmax.unshifted",
        "stable",
        "nothing is subtracted before exp, which overflows for large scores",
        source="""
def softmax(x):
    e = np.exp(x)
    return e / np.sum(e, axis=0, keepdims=True)
""",
        line="e = np.exp(x)",
    ),
    Mistake(
        "softmax.global-maximum",
        "stable",
        "one maximum is taken for the whole array, so that a column far below the others underflows to 0/0",
        (("np.max(x, axis=0, keepdims=True)", "np.max(x)"),),
    ),
    Mistake(
        "softmax.shifted-by-mean",
        "stable",
        "the mean is subtracted, not the maximum: a single large score still overflows",
        (("np.max(x, axis=0, keepdims=True)", "np.mean(x, axis=0, keepdims=True)"),),
    ),
    Mistake(
        "softmax.shifted-by-minimum",
        "stable",
        "the minimum is subtracted, not the maximum: exp still overflows",
        (("np.max(x, axis=0, keepdims=True)", "np.min(x, axis=0, keepdims=True)"),),
    ),
    Mistake(
        "softmax.epsilon",
        "values",
        "a small number is added to the sum, so that the probabilities do not sum to 1",
        (
            (
                "np.sum(exponentials, axis=0, keepdims=True)",
                "(np.sum(exponentials, axis=0, keepdims=True) + 1e-8)",
            ),
        ),
    ),
    Mistake(
        "softmax.two-axes-only",
        "shapes",
        "the shape is fixed to two axes: other arrays do not fit",
        source="""
def softmax(x):
    n, m = x.shape
    e = np.exp(x - np.max(x, axis=0).reshape(1, m))
    return e / np.sum(e, axis=0).reshape(1, m)
""",
        line="n, m = x.shape",
    ),
    Mistake(
        "softmax.double-precision",
        "dtype",
        "the result is always float64, also for float32 scores",
        source="""
def softmax(x):
    e = np.exp(x.astype(np.float64) - np.max(x, axis=0, keepdims=True))
    return e / np.sum(e, axis=0, keepdims=True)
""",
        line="x.astype(np.float64)",
    ),
    Mistake(
        "softmax.in-place",
        "side_effects",
        "x -= … changes the caller's array",
        source="""
def softmax(x):
    x -= np.max(x, axis=0, keepdims=True)
    e = np.exp(x)
    return e / np.sum(e, axis=0, keepdims=True)
""",
        line="x -= np.max(x, axis=0, keepdims=True)",
    ),
)
