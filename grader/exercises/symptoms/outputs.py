"""Which of a function's outputs are wrong: some of them alone, or those of a single gate."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.exercises.symptoms.evidence import Evidence
from grader.results import Symptom
from rnn_utils.checks.gated import GATES

_OF_A_GATE = re.compile(r"d[Wb]([a-z])")


def wrong_alone(outputs: Sequence[Evidence]) -> Symptom | None:
    """Say which outputs are wrong where all the others are right on every input.

    Parameters
    ----------
    outputs
        Every output of the exercise that can be judged.

    Returns
    -------
    Symptom or None
        None where nothing or everything is wrong.
    """
    wrong = [one.name for one in outputs if one.wrong]
    if not wrong or len(wrong) == len(outputs) or not all(one.comparisons for one in outputs):
        return None
    gate = _gate(wrong)
    if gate and any(found and found[1] != gate for found in (_OF_A_GATE.fullmatch(one.name) for one in outputs)):
        return Symptom("only_gate", tuple(wrong), {"gate": GATES[gate]})
    return Symptom("only_outputs", tuple(wrong), {})


def _gate(names: Sequence[str]) -> str:
    found = [_OF_A_GATE.fullmatch(name) for name in names]
    letters = {one[1] if one else "" for one in found}
    letter = letters.pop() if len(letters) == 1 else ""
    return letter if letter in GATES and len(names) == 2 else ""
