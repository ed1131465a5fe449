"""The same assignment for stock nbgrader: our public and hidden checks as asserts in the student's kernel.

This is what an instructor without our exercises would write: the public check, then hidden asserts that compare with
embedded values of the reference on the inputs that our checks use, look whether inputs were changed or memory is
shared, and bound the CPU time of a backward pass. Second tries with right dependencies, and names for mistakes, have
no counterpart here, so that stock does a little less than we do.
"""

from __future__ import annotations

import base64
import inspect
import json
import pickle
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from benchmarks.asserts import HIDDEN
from grader.authoring.source import public_check
from grader.definition import source_hash
from grader.exercises.catalogue import EXERCISES, references_of
from grader.exercises.direct import DirectCaller
from grader.exercises.model import HiddenExercise, Try
from grader.exercises.probes import right_outputs
from grader.exercises.seeds import Seed
from grader.sandbox.inside.calls import Outcome, Request, Result, StandIn

# Steps (function, arguments), pairs of (where, right value), whether refused, whether without a trace, seconds allowed.
Case = tuple[list[tuple[str, object]], list[tuple[Any, object]], bool, bool, float | None]

TRACELESS = frozenset({"side effects", "shared memory"})  # labels of the probes that look for traces
# Labels of the probes that any large and finite loss passes.
ZERO = frozenset({"a right class of probability 0", "a binary yes of probability 0", "a binary no of probability 0"})
LARGE = 1000  # elements from which an array is drawn in the kernel and not put into the notebook
TOLERANCES = {"numerical_gradient": 1e-6, "sequence_loss": 1e-6}  # as in our checks; 1e-9 for the others
COST_ALLOWED_S = 0.5  # some ten thousand times what the reference takes, on a slow machine and a fast one


def without_demonstrations(notebook: Mapping[str, Any], demonstrations: frozenset[str]) -> dict[str, Any]:
    """Return a notebook without the cells that only show something.

    Parameters
    ----------
    notebook
        As JSON data; left unchanged.
    demonstrations
        SHA-256 of the cells' sources, as an assignment's definition lists them.
    """
    copied: dict[str, Any] = json.loads(json.dumps(notebook))
    copied["cells"] = [cell for cell in copied["cells"] if source_hash(_text(cell)) not in demonstrations]
    return copied


def _text(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def stock_source(source: Mapping[str, Any], demonstrations: frozenset[str], seed: Seed) -> dict[str, Any]:
    """Turn our source notebook into one whose grade cells hold everything that stock nbgrader needs.

    Parameters
    ----------
    source
        nbgrader's source notebook of our build.
    demonstrations
        Cells to leave out.
    seed
        Source of the hidden inputs.

    Returns
    -------
    dict
        A source notebook for ``nbgrader generate_assignment`` with its default settings.
    """
    notebook = without_demonstrations(source, demonstrations)
    for cell in notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("grade"):
            exercise = EXERCISES[marks["grade_id"]]
            hidden = ("### BEGIN HIDDEN TESTS", hidden_asserts(exercise, seed).strip("\n"), "### END HIDDEN TESTS")
            cell["source"] = "\n".join([public_check(exercise), *hidden])
    return notebook


def hidden_asserts(exercise: HiddenExercise, seed: Seed) -> str:
    """Return the source of the hidden asserts for an exercise.

    Parameters
    ----------
    exercise
        The exercise.
    seed
        Source of the hidden inputs.
    """
    cases = base64.b64encode(pickle.dumps(list(_cases(exercise, seed)), protocol=5)).decode()
    return HIDDEN.format(functions=_offered(exercise), cases=cases, tolerance=TOLERANCES.get(exercise.id, 1e-9))


def _cases(exercise: HiddenExercise, seed: Seed) -> Iterator[Case]:
    """Yield the calls of the first try and of the measurement of cost, with what the reference answers."""
    tried = _first_try(exercise)
    caller = DirectCaller(references_of(exercise.public.assignment))
    for probe in tried.probes(seed.generator(exercise.id, tried.name)):
        outcomes = caller.ask(probe.requests, offered=exercise.offered).outcomes
        criteria = {finding.criterion for finding in probe.judge(outcomes)}
        for request, outcome in zip(probe.requests, outcomes, strict=True):
            steps = [(step.function, _recipe(step.args, draw=False)) for step in request.steps]
            expected = [] if outcome.error else _expected(exercise, criteria, request, outcome, probe.label)
            yield steps, expected, outcome.error is not None, probe.label in TRACELESS, None
    if exercise.cost:
        _, probes = exercise.cost.prepare(seed.generator(exercise.id, "cost"))
        probe = next(one for one in probes if len(one.requests[0].steps) > 1)
        steps = [(step.function, _recipe(step.args, draw=True)) for step in probe.requests[0].steps]
        yield steps, [], False, False, COST_ALLOWED_S


def _first_try(exercise: HiddenExercise) -> Try:
    """Return the try that an instructor would think of: caches come from the student's own forward pass."""
    return next((one for one in exercise.tries if one.name == "own caches"), exercise.tries[0])


def _expected(
    exercise: HiddenExercise, criteria: set[str], request: Request, outcome: Outcome, label: str
) -> list[tuple[Any, object]]:
    """Return the right values and where they stand; caches only where the probe looks at them."""
    if label in ZERO:
        y_pred, y = map(np.asarray, request.steps[0].args)
        sure = (y_pred == 0) | (y_pred == 1)
        usual = exercise.reference["sequence_loss"](np.where(sure, y if len(y_pred) == 1 else 1.0, y_pred), y)
        return [(None, ("@above", float(np.asarray(usual)) + 10))]
    outputs = {output.name: output for output in exercise.public.outputs_of(request.steps[-1].function)}
    values = right_outputs(exercise.public, request.steps[-1].function, outcome.value)
    return [
        (outputs[name].where, value)
        for name, value in values.items()
        if isinstance(value, (np.ndarray, float)) or outputs[name].criterion in criteria
    ]


def _recipe(value: object, *, draw: bool) -> object:
    """Return arguments in the form of the asserts: plain data, and tuples for what is made in the kernel."""
    if isinstance(value, Result):
        return ("@result", value.step, value.path)
    if isinstance(value, StandIn):
        return ("@function", value.name)
    if draw and isinstance(value, np.ndarray) and value.size >= LARGE:
        return ("@normal", value.shape, 1 / np.sqrt(max(value.shape)))
    if isinstance(value, Mapping):
        return {key: _recipe(item, draw=draw) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)([_recipe(item, draw=draw) for item in value])
    return value


def _offered(exercise: HiddenExercise) -> str:
    """Return the source of the functions that our trusted side answers, without their annotations."""
    if not exercise.offered:
        return ""
    module = inspect.getmodule(next(iter(exercise.offered.values())))
    helpers = [helper for name, helper in vars(module).items() if name == "_weights"]
    sources = [*map(inspect.getsource, helpers), *map(inspect.getsource, exercise.offered.values())]
    quoted = "from __future__ import annotations\n" + "\n".join(sources)
    return f"exec(compile({quoted!r}, 'offered', 'exec', dont_inherit=True))"
