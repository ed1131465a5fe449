"""Known mistakes in ``clip_by_value`` and ``clip_by_norm``."""

from __future__ import annotations

from grader.exercises.model import Mistake

NEW_ARRAYS = (
    "Work on new arrays: what changes in the caller's dictionary, or in its arrays, has changed for the caller."
)
CLIPPED = "np.clip(gradient, -max_value, max_value)"
LENGTH = "float(np.sqrt(sum(np.sum(gradient**2) for gradient in gradients.values())))"
SCALE = "1.0 if norm <= max_norm else max_norm / norm"
SCALED = "{name: scale * gradient for name, gradient in gradients.items()}"
KEPT_PRECISION = "{name: (scale * gradient).astype(gradient.dtype) for name, gradient in gradients.items()}"
CONDITION = "Which gradients does clipping change: those that are longer than max_norm, or those that are shorter?"


def _wrong(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "", hint: str = "") -> Mistake:
    return Mistake(f"clip_by_value.{name}", criterion, says, patches, line=line, hint=hint)


def _value(name: str, says: str, wrong: str, line: str = "") -> Mistake:
    return _wrong(name, "value", says, (CLIPPED, wrong), line=line)


CLIPPING = (
    _value(
        "nothing-clipped",
        "nothing is clipped: giving a new value to the name of a loop does not change the dictionary",
        "gradient.copy()",
        line="gradient = np.clip(gradient, -max_value, max_value)",
    ),
    _value(
        "upper-only", "only large numbers are clipped, very negative ones are not", "np.minimum(gradient, max_value)"
    ),
    _value(
        "lower-only", "only very negative numbers are clipped, large ones are not", "np.maximum(gradient, -max_value)"
    ),
    _value("from-zero", "the lower bound is 0: every negative number is lost", "np.clip(gradient, 0, max_value)"),
    _value(
        "zeroed",
        "numbers beyond the bound become 0: they belong on the bound",
        "np.where(np.abs(gradient) > max_value, 0, gradient)",
    ),
    _value(
        "sign-lost",
        "very negative numbers are put on the positive bound",
        "np.where(np.abs(gradient) > max_value, gradient.dtype.type(max_value), gradient)",
    ),
    _value(
        "sign-turned",
        "numbers are put on the bound of the other side",
        "np.where(np.abs(gradient) > max_value, -np.sign(gradient) * gradient.dtype.type(max_value), gradient)",
    ),
    _value("negated", "every sign is turned", "-np.clip(gradient, -max_value, max_value)"),
    _value("bound-fixed", "the bound is always 5: the argument is not used", "np.clip(gradient, -5, 5)"),
    _value(
        "bound-doubled", "the bound is twice as large as asked for", "np.clip(gradient, -2 * max_value, 2 * max_value)"
    ),
    _value(
        "scaled",
        "an array with too large a number is scaled down as a whole",
        "gradient * min(1.0, float(max_value / max(1e-300, np.max(np.abs(gradient)))))",
    ),
    _value(
        "norm-of-each",
        "each array is shortened to the bound: that is the norm, not the value",
        "gradient * min(1.0, float(max_value / max(1e-300, np.sqrt(np.sum(gradient**2)))))",
    ),
    _wrong(
        "last-key-missed",
        "value",
        "the last array is left as it was",
        (
            "return {name: " + CLIPPED,
            "last = list(gradients)[-1]\n    return {name: "
            + CLIPPED.replace(
                "-max_value, max_value", "*((-max_value, max_value) if name != last else (-np.inf, np.inf))"
            ),
        ),
        line="for name in list(gradients)[:-1]:",
    ),
    _wrong(
        "biases-left-out",
        "value",
        "the gradients of the biases are not in the new dictionary",
        (
            "for name, gradient in gradients.items()}\n\n\ndef",
            'for name, gradient in gradients.items() if not name.startswith("db")}\n\n\ndef',
        ),
    ),
    _wrong(
        "value-in-place",
        "side_effects",
        "clip_by_value changes the caller's gradients",
        (CLIPPED, "np.clip(gradient, -max_value, max_value, out=gradient).copy()"),
        hint=NEW_ARRAYS,
    ),
    _wrong(
        "value-in-place-returned",
        "side_effects",
        "clip_by_value changes the caller's gradients and hands them back",
        (CLIPPED, "np.clip(gradient, -max_value, max_value, out=gradient)"),
        hint=NEW_ARRAYS,
    ),
    _wrong(
        "value-double",
        "dtype",
        "the clipped arrays are float64 whatever came in",
        (CLIPPED, CLIPPED + ".astype(float)"),
    ),
    _wrong(
        "each-alone",
        "norm",
        "each array is clipped by its own norm: the direction of the whole gradient changes",
        (
            SCALED,
            "{name: gradient * min(1.0, float(max_norm / max(1e-300, np.sqrt(np.sum(gradient**2)))))\n"
            "            for name, gradient in gradients.items()}",
        ),
        line="norm = np.linalg.norm(gradient)",
    ),
    _wrong(
        "values-not-norm",
        "norm",
        "numbers are clipped one by one: that is the value, not the norm",
        (SCALED, "{name: np.clip(gradient, -max_norm, max_norm) for name, gradient in gradients.items()}"),
    ),
    _wrong(
        "always-scaled",
        "short",
        "short gradients are made longer: only those longer than max_norm are scaled",
        (SCALE, "max_norm / norm if norm else 0.0"),
        hint=CONDITION,
    ),
    _wrong(
        "always-divided",
        "short",
        "short gradients are made longer, and zeros become nan: only what is longer than max_norm is scaled",
        (SCALE, "max_norm / np.float64(norm)"),
        (SCALED, KEPT_PRECISION),
        line="scale = max_norm / norm",
        hint=CONDITION,
    ),
    _wrong(
        "always-divided-stops",
        "short",
        "short gradients are made longer, and zeros stop the function: only what is longer than max_norm is scaled",
        (SCALE, "max_norm / norm"),
        hint=CONDITION,
    ),
    _wrong(
        "square-compared",
        "short",
        "the square of the norm is compared with max_norm: some short gradients are made longer",
        (SCALE, "1.0 if norm**2 <= max_norm else max_norm / norm"),
        hint="Take a norm of 3 and a max_norm of 5: what does your condition compare?",
    ),
    _wrong(
        "turned-condition",
        "norm",
        "the condition is turned round: short gradients are scaled, long ones are not",
        (SCALE, "1.0 if norm >= max_norm else max_norm / max(norm, 1e-300)"),
        hint=CONDITION,
    ),
    _wrong(
        "turned-condition-nan",
        "norm",
        "the condition is turned round: short gradients are scaled, so that zeros become nan, and long ones are not",
        (SCALE, "1.0 if norm >= max_norm else max_norm / np.float64(norm)"),
        (SCALED, KEPT_PRECISION),
        line="if norm < max_norm:",
        hint=CONDITION,
    ),
    _wrong(
        "turned-condition-stops",
        "norm",
        "the condition is turned round: short gradients are scaled, where zeros stop the function, long ones are not",
        (SCALE, "1.0 if norm >= max_norm else max_norm / norm"),
        hint=CONDITION,
    ),
    _wrong(
        "zero-by-zero",
        "short",
        "a gradient of zeros is divided by its norm, which is 0",
        (SCALE, "1.0 if 0 < norm <= max_norm else max_norm / np.float64(norm)"),
        (SCALED, KEPT_PRECISION),
        line="scale = min(1, max_norm / norm)",
    ),
    _wrong(
        "not-rooted",
        "norm",
        "the square root is missing: this is the square of the norm",
        (LENGTH, LENGTH.replace("np.sqrt(", "(")),
    ),
    _wrong(
        "squared-sums",
        "norm",
        "the numbers of an array are added up before they are squared: it is the squares that are added up",
        (LENGTH, LENGTH.replace("np.sum(gradient**2)", "np.sum(gradient) ** 2")),
    ),
    _wrong(
        "absolute-values",
        "norm",
        "absolute values are added up in place of squares",
        (LENGTH, "float(sum(np.sum(np.abs(gradient)) for gradient in gradients.values()))"),
    ),
    _wrong(
        "largest",
        "norm",
        "the largest number is taken for the norm",
        (LENGTH, "float(max(np.max(np.abs(gradient)) for gradient in gradients.values()))"),
    ),
    _wrong(
        "mean-square", "norm", "the squares are averaged, not added up", (LENGTH, LENGTH.replace("np.sum(", "np.mean("))
    ),
    _wrong(
        "sum-of-norms",
        "norm",
        "the norms of the arrays are added up: it is their squares that add up",
        (LENGTH, "float(sum(np.sqrt(np.sum(gradient**2)) for gradient in gradients.values()))"),
    ),
    _wrong(
        "longest-array",
        "norm",
        "the norm of the longest array is taken for that of all",
        (LENGTH, LENGTH.replace("sum(np", "max(np")),
    ),
    _wrong(
        "first-array",
        "norm",
        "only the norm of the first array is taken",
        (LENGTH, LENGTH.replace(".values()", ".values()][:1]").replace("sum(np", "sum([np")),
    ),
    _wrong(
        "fraction-turned",
        "norm",
        "the fraction is turned round: the gradient is multiplied by norm / max_norm",
        ("else max_norm / norm", "else norm / max_norm"),
    ),
    _wrong("unit", "norm", "long gradients get the length 1, not max_norm", ("else max_norm / norm", "else 1 / norm")),
    _wrong(
        "norm-zeroed", "norm", "a long gradient becomes 0: it should be shortened", ("else max_norm / norm", "else 0.0")
    ),
    _wrong("norm-nothing", "norm", "nothing is shortened", ("else max_norm / norm", "else 1.0")),
    _wrong(
        "last-array-missed",
        "norm",
        "the last array is left as long as it was",
        (
            SCALED,
            "{name: (1.0 if name == list(gradients)[-1] else scale) * gradient\n"
            "            for name, gradient in gradients.items()}",
        ),
        line="for name in list(gradients)[:-1]:",
    ),
    _wrong(
        "norm-in-place",
        "side_effects",
        "clip_by_norm changes the caller's gradients",
        (SCALED, "{name: np.multiply(gradient, scale, out=gradient).copy() for name, gradient in gradients.items()}"),
        line="gradient *= scale",
        hint=NEW_ARRAYS,
    ),
    _wrong(
        "norm-in-place-returned",
        "side_effects",
        "clip_by_norm changes the caller's gradients and hands them back",
        (SCALED, "{name: np.multiply(gradient, scale, out=gradient) for name, gradient in gradients.items()}"),
        line="gradient *= scale",
        hint=NEW_ARRAYS,
    ),
    _wrong(
        "short-handed-back",
        "side_effects",
        "short gradients are handed back as they came: the new dictionary should hold new arrays",
        (SCALED, "{name: scale * gradient if scale < 1 else gradient for name, gradient in gradients.items()}"),
        line="return gradients",
        hint="Is the array that comes back another one than the array that was given, also where the factor is 1?",
    ),
    _wrong(
        "turned-condition-handed-back",
        "norm",
        "the condition is turned round: short gradients are scaled, and long ones are handed back as they came",
        (SCALE, "1.0 if norm >= max_norm else max_norm / np.float64(norm)"),
        (
            SCALED,
            "{name: gradient if norm >= max_norm else (scale * gradient).astype(gradient.dtype)\n"
            "            for name, gradient in gradients.items()}",
        ),
        line="if norm < max_norm:",
        hint=CONDITION,
    ),
    _wrong(
        "norm-double",
        "dtype",
        "a NumPy float64 in a product makes float64: a Python float does not",
        (SCALED, "{name: np.float64(scale) * gradient for name, gradient in gradients.items()}"),
    ),
)
