"""Known mistakes in ``sgd_step``."""

from __future__ import annotations

from grader.exercises.language_model.mistakes.clipping import NEW_ARRAYS
from grader.exercises.model import Mistake

MOVED = 'value - learning_rate * gradients["d" + name]'
RESULT = "return {name: " + MOVED + " for name, value in parameters.items()}"


def _wrong(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "", hint: str = "") -> Mistake:
    return Mistake(f"sgd_step.{name}", criterion, says, patches, line=line, hint=hint)


def _moved(name: str, says: str, wrong: str, line: str = "") -> Mistake:
    return _wrong(name, "parameters", says, (MOVED, wrong), line=line)


STEP = (
    _moved(
        "ascent",
        "the step goes up: the gradient is added, not subtracted",
        'value + learning_rate * gradients["d" + name]',
    ),
    _moved("rate-ignored", "the learning rate is not used", 'value - gradients["d" + name]'),
    _moved(
        "rate-fixed",
        "the learning rate is always 0.01: the argument is not used",
        'value - 0.01 * gradients["d" + name]',
    ),
    _moved(
        "rate-divides",
        "the gradient is divided by the learning rate",
        'value - gradients["d" + name] / max(learning_rate, 1e-300)',
    ),
    _moved("twice", "the step is taken twice", 'value - 2 * learning_rate * gradients["d" + name]'),
    _moved(
        "step-only",
        "the step itself is returned, not the parameters after it",
        '-learning_rate * gradients["d" + name]',
    ),
    _moved(
        "turned-round", "the parameter is subtracted from the step", 'learning_rate * gradients["d" + name] - value'
    ),
    _moved(
        "rate-on-both",
        "the learning rate multiplies the parameter as well",
        'learning_rate * (value - gradients["d" + name])',
    ),
    _moved("shrunk", "the gradient multiplies the parameter", 'value - learning_rate * gradients["d" + name] * value'),
    _moved(
        "sign-only", "only the sign of the gradient is used", 'value - learning_rate * np.sign(gradients["d" + name])'
    ),
    _moved(
        "mean",
        "every number of a parameter moves by the mean of the gradient",
        'value - learning_rate * np.mean(gradients["d" + name])',
    ),
    _moved("not-moved", "the parameters are returned as they were", "value.copy()"),
    _moved(
        "weights-only",
        "the biases do not move",
        'value - (learning_rate if name.startswith("W") else 0) * gradients["d" + name]',
    ),
    _moved(
        "first-only",
        "only the first parameter moves",
        'value - (learning_rate if name == list(parameters)[0] else 0) * gradients["d" + name]',
        line="return inside the loop",
    ),
    _moved(
        "without-d",
        "the gradient of Wax is looked for under Wax: its name is dWax",
        "value - learning_rate * gradients[name]",
    ),
    _wrong(
        "named-like-gradients",
        "parameters",
        "the new dictionary has the names of the gradients",
        (RESULT, RESULT.replace("{name:", '{"d" + name:')),
    ),
    _wrong(
        "further-gradients-kept",
        "parameters",
        "further gradients are put into the new dictionary",
        (RESULT, "return {**gradients, **{name: " + MOVED + " for name, value in parameters.items()}}"),
    ),
    _wrong(
        "over-gradients",
        "parameters",
        "the loop runs over the gradients, among which there are some of no parameter",
        (
            RESULT,
            "return {name[1:]: parameters[name[1:]] - learning_rate * g for name, g in gradients.items()}",
        ),
    ),
    _wrong(
        "same-place",
        "parameters",
        "gradients are taken in their order, not by their names",
        (
            RESULT,
            "pairs = zip(parameters.items(), gradients.values(), strict=False)\n"
            "    return {name: value - learning_rate * g for (name, value), g in pairs}",
        ),
    ),
    _wrong(
        "in-place",
        "side_effects",
        "the caller's parameters are changed",
        (
            RESULT,
            'for name, value in parameters.items():\n        value -= learning_rate * gradients["d" + name]\n'
            "    return {name: value.copy() for name, value in parameters.items()}",
        ),
        line='parameters[name] -= learning_rate * gradients["d" + name]',
        hint=NEW_ARRAYS,
    ),
    _wrong(
        "in-place-returned",
        "side_effects",
        "the caller's parameters are changed and handed back",
        (
            RESULT,
            'for name, value in parameters.items():\n        value -= learning_rate * gradients["d" + name]\n'
            "    return {name: value for name, value in parameters.items()}",
        ),
        line='parameters[name] -= learning_rate * gradients["d" + name]',
        hint=NEW_ARRAYS,
    ),
    _wrong(
        "double-precision",
        "dtype",
        "a NumPy float64 in a product makes float64: a Python float does not",
        (MOVED, 'value - np.float64(learning_rate) * gradients["d" + name]'),
    ),
)
