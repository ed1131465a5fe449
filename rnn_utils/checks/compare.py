"""Compare a returned value with the expected one and say where they first differ.

Shapes are compared before values, so that broadcasting cannot hide a wrong shape, and every comparison
is written so that NaN fails. The tolerance of an array is relative to its largest expected element,
because relative errors of single elements are heavy-tailed near zero.

How large the tolerances are. A rounding is off by u = 1.1e-16 of a number in double precision and 6e-8 in single. Two
right ways to add n products differ by at most 2 n u Σ|products|, and n is a few hundred at most, usually ten; over T
steps of a recurrence each step hands on an error by at most the norm of the weights, and a tanh or a sigmoid makes it
no larger. In double precision that is some 1e-14 of the largest element, and 1e-12 where the numbers are made to
lie 10,000 apart: `EXACT` allows 1e-9. In single precision it is 1e-6, and more where a gradient is small because
its terms cancel, Σ|terms| over the largest sum being a hundred once in a while: `SINGLE_PRECISION` allows 1e-3.
A right solution thus stays within a hundredth of what is allowed; a known mistake is off by ten times what is
allowed at the least, and nearly always by a million times. Both are measured on many seeds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rnn_utils.checks import sentences
from rnn_utils.checks.margins import note
from rnn_utils.checks.messages import Message, Value, by_itself
from rnn_utils.checks.model import describe


@dataclass(frozen=True)
class Tolerance:
    """How far an array may be off: ``relative`` times its largest expected element plus ``absolute``.

    Parameters
    ----------
    relative, absolute
        The allowed error of each element. Where single precision is expected, it is at least that of
        single precision.
    dtype
        Whether an array of floating-point numbers must also have the expected precision.
    further
        Whether tuples and lists may hold further entries behind the expected ones, and dictionaries further keys.
    """

    relative: float = 1e-9
    absolute: float = 1e-12
    dtype: bool = True
    further: bool = True

    def allowed(self, expected: np.ndarray) -> float:
        """Return the allowed error of every element of an array."""
        single = expected.dtype == np.float32 and self.relative > 0
        relative = max(self.relative, SINGLE_PRECISION.relative) if single else self.relative
        absolute = max(self.absolute, SINGLE_PRECISION.absolute) if single else self.absolute
        return relative * float(np.max(np.abs(expected.astype(np.float64)))) + absolute


EXACT = Tolerance()
PUBLISHED = Tolerance(1e-7, 1e-9)  # published values are rounded to twelve digits
SINGLE_PRECISION = Tolerance(1e-3, 1e-6)


@dataclass(frozen=True)
class Difference:
    """The first way in which a value differs from the expected one.

    Parameters
    ----------
    kind
        ``"type"``, ``"length"``, ``"key"``, ``"shape"``, ``"dtype"``, ``"not finite"`` or ``"value"``.
    path
        Which part of the value, for example ``"caches[0][2]"``.
    message
        The difference in words, without expected values.
    index
        Position of the first wrong element, for ``"value"`` and ``"not finite"``.
    """

    kind: str
    path: str
    message: Message
    index: tuple[int, ...] = ()


def difference(
    expected: object,
    got: object,
    path: str,
    tolerance: Tolerance = EXACT,
    axes: Sequence[str] = (),
) -> Difference | None:
    """Find the first difference between an expected and a returned value.

    Tuples and lists may hold further entries behind the expected ones, and dictionaries further keys, so that
    a cache with more in it than the course asks for is right; unless the tolerance says otherwise.

    Parameters
    ----------
    expected
        Numbers, arrays, strings, None, and tuples, lists and dictionaries of them.
    got
        What the student's function returned, as plain data.
    path
        Name of the value, for messages.
    tolerance
        Allowed error of floating-point values.
    axes
        Names of an array's axes, for messages.

    Returns
    -------
    Difference or None
        None when the values agree.
    """
    if isinstance(expected, Mapping):
        return _mapping_difference(expected, got, path, tolerance)
    if isinstance(expected, (tuple, list)):
        return _sequence_difference(expected, got, path, tolerance)
    if isinstance(expected, (bool, str)) or expected is None:
        if type(expected) is not type(got):
            said = sentences.WRONG_TYPE(path=path, kind=describe(expected), what=describe(got))
            return Difference("type", path, said)
        return None if expected == got else Difference("value", path, sentences.WRONG_NUMBER(path=path))
    return array_difference(np.asarray(expected), got, path, tolerance, axes)


def _mapping_difference(
    expected: Mapping[object, object], got: object, path: str, tolerance: Tolerance
) -> Difference | None:
    if not isinstance(got, Mapping):
        return Difference("type", path, sentences.NO_DICTIONARY(path=path, what=describe(got)))
    for key, value in expected.items():
        inner = f"{path}[{key!r}]"
        if key not in got:
            return Difference("key", inner, sentences.NO_KEY(path=path, key=repr(key)))
        found = difference(value, got[key], inner, tolerance)
        if found:
            return found
    if len(got) > len(expected) and not tolerance.further:
        said = sentences.TOO_MANY_ENTRIES(path=path, found=str(len(got)), expected=str(len(expected)))
        return Difference("key", path, said)
    return None


def _sequence_difference(expected: Sequence[object], got: object, path: str, tolerance: Tolerance) -> Difference | None:
    if not isinstance(got, (tuple, list)):
        said = sentences.NO_SEQUENCE(path=path, count=str(len(expected)), what=describe(got))
        return Difference("type", path, said)
    if len(got) < len(expected) or (len(got) > len(expected) and not tolerance.further):
        said = sentences.WRONG_LENGTH(path=path, found=str(len(got)), expected=str(len(expected)))
        return Difference("length", path, said)
    for position, (value, other) in enumerate(zip(expected, got, strict=False)):
        found = difference(value, other, f"{path}[{position}]", tolerance)
        if found:
            return found
    return None


def array_difference(
    expected: np.ndarray, got: object, path: str, tolerance: Tolerance = EXACT, axes: Sequence[str] = ()
) -> Difference | None:
    """Compare one array: type, then shape, then kind of number, then values.

    Parameters
    ----------
    expected
        The right array; a number counts as an array without axes.
    got
        The returned value.
    path
        Name of the value, for messages.
    tolerance
        Allowed error.
    axes
        Names of the axes, for messages.

    Returns
    -------
    Difference or None
        None when the arrays agree.
    """
    if isinstance(got, (str, bytes, Mapping, tuple, list)) or got is None:
        kind = sentences.AN_ARRAY(shape=str(expected.shape)) if expected.ndim else sentences.A_NUMBER()
        return Difference("type", path, sentences.WRONG_TYPE(path=path, kind=kind, what=describe(got)))
    array = np.asarray(got)
    if array.shape != expected.shape:
        return Difference("shape", path, _wrong_shape(expected, array, path, axes))
    if array.dtype.kind not in "biuf":
        return Difference("dtype", path, sentences.NO_REAL_NUMBERS(path=path, type=str(array.dtype)))
    found = _value_difference(expected, array, path, tolerance, axes)
    return found or (_dtype_difference(expected, array, path) if tolerance.dtype else None)


def _wrong_shape(expected: np.ndarray, array: np.ndarray, path: str, axes: Sequence[str]) -> Message:
    values: dict[str, Value] = {"path": path, "found": str(array.shape), "expected": str(expected.shape)}
    if axes and len(axes) == expected.ndim:
        return sentences.WRONG_SHAPE_NAMED(**values, axes=tuple(by_itself("axis", name) for name in axes))
    return sentences.WRONG_SHAPE(**values)


def _dtype_difference(expected: np.ndarray, array: np.ndarray, path: str) -> Difference | None:
    if expected.dtype.kind == "f" and expected.ndim and array.dtype != expected.dtype:
        said = sentences.WRONG_DTYPE(path=path, found=str(array.dtype), expected=str(expected.dtype))
        return Difference("dtype", path, said)
    if expected.dtype.kind == "b" and expected.ndim and array.dtype.kind != "b":
        said = sentences.WRONG_DTYPE(path=path, found=str(array.dtype), expected=str(expected.dtype))
        return Difference("dtype", path, said)
    if expected.dtype.kind in "iu" and expected.ndim and array.dtype.kind not in "iu":
        return Difference("dtype", path, sentences.NO_WHOLE_NUMBERS(path=path, type=str(array.dtype)))
    return None


def _value_difference(
    expected: np.ndarray, array: np.ndarray, path: str, tolerance: Tolerance, axes: Sequence[str]
) -> Difference | None:
    if expected.size == 0:
        return None
    right = np.asarray(expected, dtype=np.float64)
    other = np.asarray(array, dtype=np.float64)
    allowed = tolerance.allowed(expected)
    with np.errstate(invalid="ignore", over="ignore"):
        error = np.abs(other - right)
        good = error <= allowed  # NaN compares false, so it is wrong
    note(path, error, allowed)
    if good.all():
        return None
    index = tuple(int(i) for i in np.argwhere(~good)[0])
    if not np.isfinite(other[index]):
        value = str(other[index])
        said = sentences.NOT_FINITE_AT(path=path, value=value, place=_place(index, axes)) if index else None
        return Difference("not finite", path, said or sentences.NOT_FINITE(path=path, value=value), index)
    if array.ndim == 0:
        return Difference("value", path, sentences.WRONG_NUMBER(path=path), index)
    count, size, place = str(int((~good).sum())), str(array.size), _place(index, axes)
    return Difference("value", path, sentences.WRONG_NUMBERS(path=path, count=count, size=size, place=place), index)


def _place(index: tuple[int, ...], axes: Sequence[str]) -> Value:
    if len(axes) == len(index):
        pairs = zip(axes, index, strict=True)
        return tuple(sentences.ON_AXIS(axis=by_itself("axis", name), number=str(i)) for name, i in pairs)
    return sentences.AT_INDEX(index=str(list(index)))
