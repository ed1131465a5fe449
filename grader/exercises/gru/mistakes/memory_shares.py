"""Known mistakes in ``memory_shares``."""

from __future__ import annotations

from grader.exercises.model import Mistake

Patch = tuple[str, str]

LOOP = "for t in reversed(range(ut.shape[2])):"
SHARE = "shares[:, :, t] = kept * ut[:, :, t]"
KEPT = "kept = kept * (1 - ut[:, :, t])"


def _shares(name: str, says: str, *patches: Patch, criterion: str = "shares", line: str = "") -> Mistake:
    return Mistake(f"memory_shares.{name}", criterion, says, patches, line=line)


MEMORY_SHARES = (
    _shares(
        "forward-order",
        "time runs forwards, as if what is written first could wipe out what comes later",
        (LOOP, "for t in range(ut.shape[2]):"),
    ),
    _shares(
        "own-gate-missing",
        "what is left of each memory is returned: the gate that lets the candidate in is missing",
        (SHARE, "shares[:, :, t] = kept"),
    ),
    _shares(
        "gates-alone",
        "the gates themselves are returned: nothing of what comes later is in them",
        (SHARE, "shares[:, :, t] = ut[:, :, t]"),
    ),
    _shares(
        "one-step-early",
        "each step's own gate is among those that shut the candidate out",
        (f"{SHARE}\n        {KEPT}", f"{KEPT}\n        {SHARE}"),
    ),
    _shares(
        "kept-when-open",
        "what is kept is multiplied by the gate, and a gate that is open writes over it",
        (KEPT, "kept = kept * ut[:, :, t]"),
    ),
    _shares(
        "let-in-when-shut",
        "the candidate is let in by 1 − gate, and a gate of 0 lets nothing in",
        (SHARE, "shares[:, :, t] = kept * (1 - ut[:, :, t])"),
    ),
    _shares(
        "gates-turned-round",
        "gate and 1 − gate have changed places throughout",
        (SHARE, "shares[:, :, t] = kept * (1 - ut[:, :, t])"),
        (KEPT, "kept = kept * ut[:, :, t]"),
    ),
    _shares(
        "next-gate-only",
        "of the later gates only the next one counts: what is kept is not multiplied on",
        (KEPT, "kept = 1 - ut[:, :, t]"),
    ),
    _shares(
        "subtracted",
        "gates are subtracted from what is kept, where shares multiply",
        (KEPT, "kept = kept - ut[:, :, t]"),
    ),
    _shares(
        "first-step-left-out",
        "the first time step is left out: its share stays zero",
        (LOOP, "for t in reversed(range(1, ut.shape[2])):"),
    ),
    _shares(
        "last-step-left-out",
        "the last time step is left out: its share stays zero, and its gate shuts nobody out",
        (LOOP, "for t in reversed(range(ut.shape[2] - 1)):"),
    ),
    _shares(
        "normalised",
        "the shares are made to add up to 1, but what they lack belongs to the first memory",
        ("return shares", "return shares / shares.sum(axis=2, keepdims=True)"),
    ),
    _shares(
        "reversed",
        "the columns are in reverse order of time",
        ("return shares", "return shares[:, :, ::-1].copy()"),
    ),
    _shares(
        "summed-up",
        "the shares are added up over time",
        ("return shares", "return np.cumsum(shares, axis=2)"),
    ),
    _shares(
        "mean-over-examples",
        "an average is taken over the examples, while each has gates of its own",
        ("return shares", "return np.broadcast_to(shares.mean(axis=1, keepdims=True), ut.shape).copy()"),
    ),
    _shares(
        "mean-over-units",
        "an average is taken over the units, while each has gates of its own",
        ("return shares", "return np.broadcast_to(shares.mean(axis=0, keepdims=True), ut.shape).copy()"),
    ),
    _shares(
        "transposed",
        "time comes first in the result",
        ("return shares", "return shares.transpose(2, 0, 1).copy()"),
    ),
    _shares(
        "first-memory-too",
        "the share of the first memory stands in a column of its own, which is not asked for",
        ("return shares", "return np.concatenate([kept[:, :, np.newaxis], shares], axis=2)"),
    ),
    _shares(
        "divided",
        "a product over all steps is divided by the one so far, which is 0 behind a gate of 1",
        (
            "    return shares",
            "    so_far = np.cumprod(1 - ut, axis=2)\n    return ut * so_far[:, :, -1:] / so_far",
        ),
        criterion="open",
        line="return ut * so_far[:, :, -1:] / so_far",
    ),
    _shares(
        "kept-above-zero",
        "what is kept is held above a small number, so that an open gate does not write over everything",
        (KEPT, "kept = np.maximum(kept * (1 - ut[:, :, t]), 1e-3)"),
        criterion="open",
    ),
    _shares(
        "in-place",
        "the shares are written into the caller's gates",
        ("shares = np.zeros_like(ut)", "shares = ut"),
        (f"{SHARE}\n        {KEPT}", f"gate = ut[:, :, t].copy()\n        {SHARE}\n        kept = kept * (1 - gate)"),
        criterion="side_effects",
        line="shares = ut",
    ),
    _shares(
        "double-precision",
        "np.zeros makes float64 unless it is told otherwise",
        ("np.zeros_like(ut)", "np.zeros(ut.shape)"),
        criterion="dtype",
    ),
    _shares(
        "squeezed",
        "squeeze removes the axis of a single example or time step",
        ("return shares", "return shares.squeeze()"),
        criterion="sizes",
    ),
)
