"""What a recogniser gives back: a sentence's key and what is filled in, for one output."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from grader.exercises.symptoms.evidence import Evidence


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


# Looks at one output, and at all outputs by name; None where nothing of its kind is seen.
Recogniser = Callable[[Evidence, Mapping[str, Evidence]], Recognised | None]
