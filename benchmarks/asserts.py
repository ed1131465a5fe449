"""The hidden asserts of a grade cell for stock nbgrader, as text: they run in the student's kernel."""

from __future__ import annotations

# {functions}: source of functions that are arguments; {cases}: the pickled cases; {tolerance}: relative to the largest.
HIDDEN = """
import base64
import copy
import pickle
import time
{functions}

def _made(given, results):
    if isinstance(given, dict):
        return {{key: _made(item, results) for key, item in given.items()}}
    kind = given[0] if isinstance(given, tuple) and given and isinstance(given[0], str) else ""
    if kind == "@result":
        value = results[given[1]]
        for key in given[2]:
            value = value[key]
        return copy.deepcopy(value)
    if kind == "@function":
        return globals()[given[1]]
    if kind == "@normal":
        return np.random.default_rng(0).normal(0, given[2], given[1])
    if isinstance(given, (list, tuple)):
        return type(given)([_made(item, results) for item in given])
    return copy.deepcopy(given)

def _arrays(value):
    if isinstance(value, np.ndarray):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else []
    return [array for item in items for array in _arrays(item)]

def _outputs(value):
    items = value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, tuple) else [value])
    return [item for key, item in items if isinstance(item, np.ndarray) and not str(key).startswith("cache")]

def _leaves_no_trace(before, arguments, value):
    for old, new in zip(_arrays(before), _arrays(arguments), strict=True):
        assert old.shape == new.shape and old.dtype == new.dtype and old.tobytes() == new.tobytes(), "an input changed"
    returned = _outputs(value)
    for index, array in enumerate(returned):
        for other in returned[:index] + _arrays(arguments):
            assert not np.shares_memory(array, other), "shared memory"

def _compare(got, right, where):
    if isinstance(right, tuple) and isinstance(right[0], str):
        assert right[1] < got < np.inf, where
        return
    if isinstance(right, (tuple, list, dict)):
        assert isinstance(got, (tuple, list, dict)) and len(got) >= len(right), where
        for key in right if isinstance(right, dict) else range(len(right)):
            _compare(got[key], right[key], where)
        return
    assert np.shape(got) == np.shape(right), where
    right = np.asarray(right)
    single = right.dtype == np.float32
    if right.dtype.kind == "f" and right.ndim:
        assert got.dtype == right.dtype, where
    largest = np.max(np.abs(right), initial=0.0)
    allowed = 1e-3 * largest + 1e-6 if single else {tolerance} * largest + {tolerance} / 100
    assert np.all(np.abs(got - right) <= allowed), where

for steps, expected, refused, traceless, allowed_s in pickle.loads(base64.b64decode("{cases}")):
    results = []
    try:
        for name, given in steps:
            arguments = _made(given, results)
            start = time.process_time()
            results.append(globals()[name](*arguments))
            taken_s = time.process_time() - start
    except (ValueError, TypeError):
        assert refused, name
        continue
    assert not refused, name
    assert allowed_s is None or taken_s <= allowed_s, f"{{name}} takes too long"
    if traceless:
        _leaves_no_trace(_made(given, results), arguments, results[-1])
    for where, right in expected:
        _compare(results[-1] if where is None else results[-1][where], right, where)
"""
