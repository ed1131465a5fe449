"""Mutants that are right although they differ from the reference somewhere: each with its reason in writing."""

from __future__ import annotations

from collections.abc import Mapping

FLOAT32_ALONE = (
    "It differs for float32 alone, where the gradients come out as float64; the exercise does not ask for a precision."
)
ONE_OUTPUT = (
    "It differs for a single output with answers of shape (m, T_x) alone: the loss takes these, and the exercise does "
    "not ask it of the gradient."
)
A_VIEW = "The piece is a view of the text in place of a copy: the same values, and nothing writes to it."

# Mutant id → why nothing should take points from a student who writes this.
REASONS: Mapping[str, str] = {
    "softmax:keyword:0de4a444": "The values are the same; NumPy warns where scores are further apart than any float.",
    "output_backward:function:38f33165": FLOAT32_ALONE,
    "output_backward:name:b34dd64c": FLOAT32_ALONE,
    "output_backward:comparison:8594fa42": ONE_OUTPUT,
    "output_backward:constant:8f4674d5": ONE_OUTPUT,
    "output_backward:condition:96753fcd": ONE_OUTPUT,
    "clip_by_value:comparison:6b91ba52": "It differs where a bound of 0 meets gradients of 0, which nobody asks for.",
    "sample:keyword:e098c76e": "It differs for max_length = 0 alone, in the type of the numbers of an empty array.",
    "truncated_bptt_batches:function:fb8aede7": A_VIEW,
    "truncated_bptt_batches:function:634c8324": A_VIEW,
    "beam_search:function:1a926ab5": (
        "A token of probability 0 counts −∞ in place of −708: far behind all others, so it is never written."
    ),
    "beam_search:keyword:d2f9d30b": "It differs where two beginnings are equally likely, to the last bit.",
}
