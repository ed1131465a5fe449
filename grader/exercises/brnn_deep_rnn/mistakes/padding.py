"""Known mistakes in ``reverse_sequences`` and ``sequence_mask``."""

from __future__ import annotations

from grader.exercises.model import Mistake

TURNED = "np.where(t <= last, last - t, t)"
RESULT = "return np.take_along_axis(x, source[np.newaxis], axis=2)"
MASK = "return np.arange(T_x) < np.asarray(lengths)[:, np.newaxis]"


def _patched(name: str, criterion: str, says: str, right: str, wrong: str, line: str = "") -> Mistake:
    return Mistake(f"reverse_sequences.{name}", criterion, says, ((right, wrong),), line=line)


PADDING = (
    _patched(
        "whole-batch",
        "reversed",
        "the padding is turned round with the words: the result begins with padding",
        RESULT,
        "return x[:, :, ::-1].copy()",
    ),
    _patched(
        "examples", "reversed", "the examples are turned round, not the time steps", RESULT, "return x[:, ::-1] + 0"
    ),
    _patched("rows", "reversed", "the rows of x are turned round, not the time steps", RESULT, "return x[::-1].copy()"),
    _patched("as-given", "reversed", "the words come back in their own order", RESULT, "return x.copy()"),
    _patched(
        "counted-from-one",
        "reversed",
        "the last word is looked for at lengths[i], which is one step too far: steps count from 0",
        "np.asarray(lengths)[:, np.newaxis] - 1\n",
        "np.asarray(lengths)[:, np.newaxis]\n",
    ),
    _patched(
        "last-word-stays",
        "reversed",
        "the last step of each sentence is taken for padding and stays where it is",
        TURNED,
        "np.where(t < last, last - t, t)",
    ),
    _patched(
        "one-length",
        "reversed",
        "the length of the first example is used for all",
        TURNED,
        "np.where(t <= last[0], last[0] - t, t) + 0 * last",
    ),
    _patched(
        "longest-length",
        "reversed",
        "the length of the longest example is used for all",
        TURNED,
        "np.where(t <= last.max(), last.max() - t, t) + 0 * last",
    ),
    _patched(
        "padding-zero",
        "padding",
        "padding is set to zero",
        RESULT,
        "return np.where(t <= last, np.take_along_axis(x, source[np.newaxis], axis=2), 0).astype(x.dtype)",
    ),
    _patched(
        "padding-first-word", "padding", "the first word is repeated at padding", TURNED, "np.maximum(last - t, 0)"
    ),
    _patched(
        "padding-turned",
        "padding",
        "the steps of the padding are turned round among themselves",
        TURNED,
        "np.where(t <= last, last - t, last + len(t) - t)",
    ),
    _patched(
        "in-place",
        "side_effects",
        "the sequences are turned round in the caller's own array",
        RESULT,
        "x[...] = np.take_along_axis(x, source[np.newaxis], axis=2)\n    return x.copy()",
        "x[...] = …",
    ),
    _patched(
        "double-precision",
        "dtype",
        "the result is always float64: np.zeros makes float64 unless it is told otherwise",
        RESULT,
        "return np.zeros(x.shape) + np.take_along_axis(x, source[np.newaxis], axis=2)",
        "result = np.zeros(x.shape)",
    ),
    _patched(
        "mask-one-more",
        "mask",
        "the mask is one step too long: <= in place of <",
        MASK,
        "return np.arange(T_x) <= np.asarray(lengths)[:, np.newaxis]",
    ),
    _patched(
        "mask-one-less",
        "mask",
        "the mask is one step too short",
        MASK,
        "return np.arange(1, T_x + 1) < np.asarray(lengths)[:, np.newaxis]",
    ),
    _patched(
        "mask-of-padding",
        "mask",
        "the mask is True at padding, not at the words",
        MASK,
        "return np.arange(T_x) >= np.asarray(lengths)[:, np.newaxis]",
    ),
    _patched(
        "mask-time-first",
        "mask",
        "the mask is the wrong way round: (T_x, m) in place of (m, T_x)",
        MASK,
        "return np.arange(T_x)[:, np.newaxis] < np.asarray(lengths)",
    ),
    _patched(
        "mask-own-length",
        "mask",
        "the mask ends with the longest sentence: T_x is not used",
        MASK,
        "return np.arange(np.max(lengths)) < np.asarray(lengths)[:, np.newaxis]",
    ),
    _patched(
        "mask-at-the-end",
        "mask",
        "the words are marked at the end of each row, as if padding stood first",
        MASK,
        "return np.arange(T_x)[::-1] < np.asarray(lengths)[:, np.newaxis]",
    ),
    _patched(
        "mask-of-numbers",
        "dtype",
        "the mask holds the numbers 0 and 1: as an index they would mean rows 0 and 1",
        MASK,
        "return (np.arange(T_x) < np.asarray(lengths)[:, np.newaxis]).astype(int)",
    ),
    _patched(
        "mask-of-floats",
        "dtype",
        "the mask holds the numbers 0.0 and 1.0, as np.zeros and np.ones make them: these are no index",
        MASK,
        "return (np.arange(T_x) < np.asarray(lengths)[:, np.newaxis]).astype(float)",
        "mask = np.zeros((m, T_x))",
    ),
)
