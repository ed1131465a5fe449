"""What a recogniser gives back: a sentence's key and what is filled in, for one output."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from grader.exercises.symptoms.evidence import Evidence

# Every sentence that there is; the catalogue of feedback has one for each.
KEYS = frozenset(
    [
        "precision",
        "unsteady",
        "first_repeated",
        "constant",
        "not_finite",
        "zeros",
        "reshaped",
        "transposed",
        "axes_in_another_order",
        "turned_round",
        "axis_turned_round",
        "last_step_missing",
        "first_step_missing",
        "only_the_last_step",
        "only_the_first_step",
        "another_output",
        "an_argument",
        "factor_sign",
        "factor_two",
        "factor_half",
        "factor_log_two",
        "factor_one_over_log_two",
        "factor",
        "factor_sizes",
        "factor_one_over_sizes",
        "offset",
        "blocks_exchanged",
        "only_the_part_of_a",
        "only_the_part_of_x",
        "time_first_only",
        "time_last_only",
        "time_after_first",
        "time_from",
        "time_before_last",
        "time_before_last_backward",
        "time_until",
        "axis_first_only",
        "axis_last_only",
        "axis_after_first",
        "axis_from",
        "right_for_one_example",
        "wrong_for_one_example",
        "right_for_one_step",
        "wrong_for_one_step",
        "right_for_equal_sizes",
        "wrong_for_value",
        "wrong_where_given",
        "wrong_where_left_out",
        "wrong_in_single_precision",
        "right_at_published_sizes",
        "from_the_first_step",
        "from_the_last_step",
        "only_gate",
        "only_outputs",
        "global_for_argument",
        "global",
        "unread_argument",
    ]
)


@dataclass(frozen=True)
class Recognised:
    """What is special about one output.

    Parameters
    ----------
    key
        Key of the sentence in the catalogue of feedback, without ``"symptom."``.
    values
        What is filled in beside the output's name, as pairs.
    """

    key: str
    values: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.key not in KEYS:
            raise ValueError(f"there is no sentence {self.key!r} about what is special")


# Looks at one output, and at all outputs by name; None where nothing of its kind is seen.
Recogniser = Callable[[Evidence, Mapping[str, Evidence]], Recognised | None]
