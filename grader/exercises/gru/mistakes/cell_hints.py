"""Hints for known mistakes in a step of a GRU whose criterion asks about something else."""

from __future__ import annotations

OPEN_OR_SHUT = (
    "A gate lies between 0, which is shut, and 1, which is open. Which function makes such a number of any number?"
)
LETTERS = (
    "The candidate and each gate have a weight and a bias of their own. Compare your lines for them letter by letter."
)
COLUMNS = "The first n_a columns of every weight belong to the memory cell, the other n_x columns to the input."

# Hint → the mistakes in either form that it is for: the criterion's own speaks of what gates and candidate look at.
HINTS = {
    "Think of a unit whose update gate is 1, and of one whose update gate is 0: which of candidate and old memory cell "
    "should each of them hold after the step?": (
        "gate-turned-round",
        "nothing-kept",
        "all-kept",
        "all-taken",
        "kept-by-the-same-gate",
        "no-gate",
        "old-cell-subtracted",
    ),
    "The new memory cell is a mixture of two numbers. Between which bounds do these two lie already?": (
        "tanh-of-the-cell",
    ),
    "The candidate is what the memory cell would become. Between which bounds does a memory cell lie?": (
        "candidate-sigmoid",
        "candidate-no-tanh",
    ),
    OPEN_OR_SHUT: (
        "ut-tanh",
        "ut-no-sigmoid",
    ),
    LETTERS: (
        "candidate-no-bias",
        "candidate-bias-copied",
        "candidate-weight-copied",
        "ut-no-bias",
        "ut-bias-copied",
        "ut-weight-copied",
    ),
    COLUMNS: ("gate-input-first",),
    "What is returned, and in which order, stands in the docstring under Returns.": ("outputs-swapped", "no-cache"),
}

FULL_HINTS = {
    "One gate decides what the candidate sees of the old memory cell, the other what becomes of the old memory cell. "
    "Which does which?": (
        "relevance-on-the-old-cell",
        "relevance-as-forget-gate",
        "gates-exchanged",
        "update-in-place-of-relevance",
    ),
    "Think of a unit whose relevance gate is 1, and of one whose relevance gate is 0: in which of them does the "
    "candidate know the old memory cell?": ("no-relevance", "relevance-turned-round"),
    OPEN_OR_SHUT: (
        "rt-tanh",
        "rt-no-sigmoid",
    ),
    LETTERS: (
        "rt-no-bias",
        "rt-bias-copied",
        "rt-weight-copied",
        "ut-weight-of-relevance",
    ),
    COLUMNS: (
        "candidate-input-first",
        "input-first-everywhere",
    ),
}
