"""The checks that students run in their notebooks, and the words that the hidden checks share with them.

A check here holds public inputs and the values expected for them as data; it contains no reference code.
"""

from __future__ import annotations

from rnn_utils.checks.compare import Difference, Tolerance, difference
from rnn_utils.checks.model import Criterion, Exercise, Output
from rnn_utils.checks.public import CheckFailed, check, inputs

__all__ = ["CheckFailed", "Criterion", "Difference", "Exercise", "Output", "Tolerance", "check", "difference", "inputs"]
