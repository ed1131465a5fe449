"""Known mistakes in ``gru_backward``."""

from __future__ import annotations

from grader.exercises.gated_backward_mistakes import through_time_mistakes
from grader.exercises.model import Mistake

NAME = "gru_backward"
RETURN = '    return {"dx": dx,'
ADD = "weights[name] += gradients[name]"
CARRY = 'dc_later = gradients["dc_prev"]'

SEQUENCE = (
    *through_time_mistakes(NAME, "c"),
    Mistake(
        f"{NAME}.not-carried",
        "dx",
        "what a step hands back is not kept: dc_later stays zero",
        ((CARRY, CARRY.replace("dc_later", "dc_before")),),
    ),
    Mistake(
        f"{NAME}.carried-sum",
        "dx",
        "what is handed back is added up over all later steps",
        ((CARRY, 'dc_later = dc_later + gradients["dc_prev"]'),),
    ),
    Mistake(
        f"{NAME}.carried-input",
        "dx",
        "the incoming gradient is carried on, not what the step hands back",
        ((CARRY, "dc_later = dc[:, :, t] + dc_later"),),
    ),
    Mistake(
        f"{NAME}.no-relevance-gate",
        "dWr",
        "the gradients of the relevance gate are never added up: they stay zero",
        (("for name in weights:", 'for name in ("dWu", "dbu", "dWc", "dbc"):'),),
    ),
    Mistake(
        f"{NAME}.returns-in-the-loop",
        "dx",
        "the return stands inside the loop, which ends after one step, the last one of the sequence",
        ((RETURN, "    " + RETURN),),
        hint="What is indented under the for belongs to every step. At which step does your function end?",
    ),
    Mistake(
        f"{NAME}.biases-mean-over-examples",
        "dbc",
        "the gradients of the biases are divided by the number of examples, while the loss is a sum",
        ((ADD, ADD + ' / (x.shape[1] if name.startswith("db") else 1)'),),
        line="weights[name] += gradients[name] / m",
        hint="One bias serves all examples, and the loss is a sum over the examples: so what becomes of the gradients "
        "of single examples?",
    ),
)
