"""Known mistakes in ``numerical_gradient`` and ``relative_error``."""

from __future__ import annotations

from grader.exercises.model import Mistake

DIFFERENCE = "(f(x + step) - f(x - step)) / (2 * eps)"


def _gradient(name: str, criterion: str, says: str, *patches: tuple[str, str]) -> Mistake:
    return Mistake(f"numerical_gradient.{name}", criterion, says, patches)


NUMERICAL = (
    _gradient(
        "forward",
        "gradient",
        "this is a one-sided difference: its error is much larger",
        (DIFFERENCE, "(f(x + step) - f(x)) / eps"),
    ),
    _gradient(
        "backward",
        "gradient",
        "this is a one-sided difference: its error is much larger",
        (DIFFERENCE, "(f(x) - f(x - step)) / eps"),
    ),
    _gradient(
        "divided-by-eps",
        "gradient",
        "divided by eps in place of 2 eps",
        (DIFFERENCE, "(f(x + step) - f(x - step)) / eps"),
    ),
    _gradient(
        "not-divided",
        "gradient",
        "the division by 2 eps is missing",
        (DIFFERENCE, "f(x + step) - f(x - step)"),
    ),
    _gradient(
        "precedence",
        "gradient",
        "/ 2 * eps multiplies by eps: brackets are missing",
        (DIFFERENCE, "(f(x + step) - f(x - step)) / 2 * eps"),
    ),
    _gradient(
        "one-sided-halved",
        "gradient",
        "one side is f(x), while the division is by 2 eps",
        (DIFFERENCE, "(f(x + step) - f(x)) / (2 * eps)"),
    ),
    _gradient("sign", "gradient", "the sign is turned", (DIFFERENCE, "(f(x - step) - f(x + step)) / (2 * eps)")),
    _gradient(
        "all-at-once",
        "gradient",
        "all numbers are moved at once, not one at a time",
        ("step[index] = eps", "step[...] = eps"),
    ),
    _gradient(
        "sum",
        "gradient",
        "the two values are added, not subtracted",
        (DIFFERENCE, "(f(x + step) + f(x - step)) / (2 * eps)"),
    ),
    _gradient(
        "absolute",
        "gradient",
        "the sign of the differences is lost",
        (DIFFERENCE, "abs(f(x + step) - f(x - step)) / (2 * eps)"),
    ),
    _gradient("first-only", "gradient", "only the first number is moved", ("np.ndindex(x.shape)", "[(0,) * x.ndim]")),
    Mistake(
        "numerical_gradient.never-moved-back",
        "eps",
        "a number that has been moved is not moved back before the next one",
        source="""
def numerical_gradient(f, x, eps=1e-6):
    gradient, moved = np.zeros(x.shape), x.copy()
    for index in np.ndindex(x.shape):
        moved[index] += eps
        up = f(moved)
        moved[index] -= 2 * eps
        gradient[index] = (up - f(moved)) / (2 * eps)
    return gradient
""",
        line="moved[index] -= 2 * eps",
    ),
    Mistake(
        "numerical_gradient.moved-by-eps-only",
        "gradient",
        "the second value is taken at x itself: moving back by eps is not enough",
        source="""
def numerical_gradient(f, x, eps=1e-6):
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        moved = x.copy()
        moved[index] += eps
        up = f(moved)
        moved[index] -= eps
        gradient[index] = (up - f(moved)) / (2 * eps)
    return gradient
""",
        line="moved[index] -= eps",
    ),
    Mistake(
        "numerical_gradient.vectors-only",
        "shapes",
        "only vectors work: len(x) counts the rows of a matrix",
        source="""
def numerical_gradient(f, x, eps=1e-6):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        step = np.zeros(len(x))
        step[i] = eps
        gradient[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return gradient
""",
        line="for i in range(len(x)):",
    ),
    Mistake(
        "numerical_gradient.row-by-row",
        "shapes",
        "whole rows of a matrix are moved at once",
        source="""
def numerical_gradient(f, x, eps=1e-6):
    gradient = np.zeros(x.shape)
    for i in range(len(x)):
        step = np.zeros(x.shape)
        step[i] = eps
        gradient[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return gradient
""",
        line="step[i] = eps",
    ),
    Mistake(
        "numerical_gradient.flattened",
        "shapes",
        "the gradient is flattened: it has not the shape of x",
        source="""
def numerical_gradient(f, x, eps=1e-6):
    gradient = []
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = eps
        gradient.append((f(x + step) - f(x - step)) / (2 * eps))
    return np.array(gradient)
""",
        line="return np.array(gradient)",
    ),
    Mistake(
        "numerical_gradient.two-axes-only",
        "gradient",
        "only matrices work: x.shape is taken apart into rows and columns",
        source="""
def numerical_gradient(f, x, eps=1e-6):
    rows, columns = x.shape
    gradient = np.zeros(x.shape)
    for i in range(rows):
        for j in range(columns):
            step = np.zeros(x.shape)
            step[i, j] = eps
            gradient[i, j] = (f(x + step) - f(x - step)) / (2 * eps)
    return gradient
""",
        line="rows, columns = x.shape",
    ),
    _gradient(
        "eps-ignored",
        "eps",
        "the argument eps is not used: the step is always the same",
        ("gradient = np.zeros(x.shape)", "eps = 1e-6\n    gradient = np.zeros(x.shape)"),
    ),
    Mistake(
        "numerical_gradient.in-place",
        "side_effects",
        "the numbers of x itself are moved, and rounding keeps them from coming back exactly",
        source="""
def numerical_gradient(f, x, eps=1e-6):
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        x[index] += eps
        up = f(x)
        x[index] -= 2 * eps
        gradient[index] = (up - f(x)) / (2 * eps)
        x[index] += eps
    return gradient
""",
        line="x[index] += eps",
    ),
    _gradient(
        "error-denominator-missing",
        "relative_error",
        "the division by the norms is missing",
        ("np.linalg.norm(gradient - other) / size", "np.linalg.norm(gradient - other)"),
    ),
    _gradient(
        "error-norm-of-sum",
        "relative_error",
        "the norm of the sum stands below, not the sum of the norms",
        ("np.linalg.norm(gradient) + np.linalg.norm(other)", "np.linalg.norm(gradient + other)"),
    ),
    _gradient(
        "error-one-norm",
        "relative_error",
        "only one of the two norms stands below",
        ("np.linalg.norm(gradient) + np.linalg.norm(other)", "np.linalg.norm(gradient)"),
    ),
    _gradient(
        "error-difference-of-norms",
        "relative_error",
        "the difference of the norms stands above, not the norm of the difference",
        ("np.linalg.norm(gradient - other)", "abs(np.linalg.norm(gradient) - np.linalg.norm(other))"),
    ),
    _gradient(
        "error-sum-above",
        "relative_error",
        "the norm of the sum stands above, not that of the difference",
        ("np.linalg.norm(gradient - other)", "np.linalg.norm(gradient + other)"),
    ),
    _gradient(
        "error-squared",
        "relative_error",
        "the square roots are missing: these are squares of norms",
        (
            "size = np.linalg.norm(gradient) + np.linalg.norm(other)",
            "size = np.sum(gradient**2) + np.sum(other**2)",
        ),
        ("np.linalg.norm(gradient - other) / size", "np.sum((gradient - other) ** 2) / size"),
    ),
    _gradient(
        "error-both-zero",
        "relative_error",
        "two zero gradients give 0/0, which is not a number",
        ("if size == 0:", "if size < 0:"),
    ),
    _gradient(
        "error-halved",
        "relative_error",
        "the mean of the norms stands below, not their sum",
        (
            "float(np.linalg.norm(gradient - other) / size)",
            "float(np.linalg.norm(gradient - other) / (size / 2))",
        ),
    ),
    _gradient(
        "error-absolute-values",
        "relative_error",
        "sums of absolute values stand in place of norms",
        (
            "size = np.linalg.norm(gradient) + np.linalg.norm(other)",
            "size = np.abs(gradient).sum() + np.abs(other).sum()",
        ),
        ("np.linalg.norm(gradient - other) / size", "np.abs(gradient - other).sum() / size"),
    ),
    _gradient(
        "error-per-element",
        "relative_error",
        "a relative error for each number is returned, not one for all",
        (
            "float(np.linalg.norm(gradient - other) / size)",
            "np.abs(gradient - other) / (np.abs(gradient) + np.abs(other))",
        ),
    ),
)
