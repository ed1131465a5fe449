"""Which of a function's outputs are wrong: some of them alone, or those of a single gate."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.exercises.symptoms.evidence import Evidence
from grader.results import Symptom
from rnn_utils.checks.gated import GATES

MOST_NAMED = 8
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
    names = dict.fromkeys(_whole(one.name) for one in outputs)
    wrong = [name for name in names if any(one.wrong for one in outputs if _whole(one.name) == name)]
    if not wrong or len(wrong) == len(names):
        return None
    gate = _gate(wrong)
    if gate and any(found and found[1] != gate for found in (_OF_A_GATE.fullmatch(one.name) for one in outputs)):
        return Symptom("only_gate", tuple(wrong), {"gate": GATES[gate]})
    right = [name for name in names if name not in wrong]
    return Symptom("only_outputs", tuple(wrong), {"right": ", ".join(right[:MOST_NAMED])})


def _whole(name: str) -> str:
    """Return the name of the output that an array is part of."""
    return name.partition("[")[0]


def _gate(names: Sequence[str]) -> str:
    found = [_OF_A_GATE.fullmatch(name) for name in names]
    letters = {one[1] if one else "" for one in found}
    letter = letters.pop() if len(letters) == 1 else ""
    return letter if letter in GATES and len(names) == 2 else ""
