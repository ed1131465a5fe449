"""What the backward passes of gated cells are asked for alike: gradients of each gate, and their cost."""

from __future__ import annotations

from collections.abc import Mapping

from rnn_utils.checks.model import Criterion, Output

# What stands in feedback for each letter of a weight's name.
GATES: Mapping[str, str] = {
    "r": "relevance gate",
    "f": "forget gate",
    "u": "update gate",
    "c": "candidate",
    "o": "output gate",
}


def weight_outputs(gates: str, function: str = "", criterion: str = "") -> tuple[Output, ...]:
    """Return the outputs dW and db of each gate, each for a criterion of its own unless one is named."""
    axes = {"dW": ("unit", "column"), "db": ("unit", "column")}
    return tuple(
        Output(name + gate, name + gate, criterion or name + gate, axes[name], function)
        for gate in gates
        for name in axes
    )


def weight_criteria(
    inside: Mapping[str, str], stacked: Mapping[str, str], points: tuple[float, float], source: str
) -> tuple[Criterion, ...]:
    """Return the criteria of dW and db of each gate for one step.

    Parameters
    ----------
    inside
        Letter of the gate → formula of dz, the gradient with respect to what stands inside its sigmoid or tanh.
    stacked
        Letter of the gate → what its weight acts on.
    points
        Points of each dW and of each db.
    source
        Where the formulas stand.
    """
    criteria = []
    for gate, dz in inside.items():
        weight = rf"dW_{gate} = dz_{gate}\,{stacked[gate]}^{{\top}},\quad dz_{gate} = {dz}"
        criteria += [
            Criterion("dW" + gate, f"gradient of W{gate}", points[0], weight, source, _weight_hint(gate)),
            Criterion(
                "db" + gate,
                f"gradient of b{gate}",
                points[1],
                rf"db_{gate} = \sum_{{j=1}}^{{m}} dz_{{{gate},j}}",
                source,
                "One bias serves all examples; the sum keeps the shape (n_a, 1).",
            ),
        ]
    return tuple(criteria)


def _weight_hint(gate: str) -> str:
    inner = "1 − c̃², for c̃ is a tanh already" if gate == "c" else "Γ (1 − Γ)"
    return (
        f"First the gradient with respect to the {GATES[gate]} itself, all of its terms in one bracket; the bracket "
        f"times {inner}; then the product with what the weight acted on."
    )


def summed_criteria(gates: str, stacked: Mapping[str, str], source: str) -> tuple[Criterion, ...]:
    """Return the criteria of dW and db of each gate over a sequence, one point each.

    Parameters
    ----------
    gates
        Letters of the gates.
    stacked
        Letter of the gate → what its weight acts on.
    source
        Where the formulas stand.
    """
    criteria = []
    for gate in gates:
        dz = rf"dz_{gate}^{{\langle t\rangle}}"
        weight = rf"dW_{gate} = \sum_{{t}} {dz}\,{stacked[gate]}^{{\top}}"
        bias = rf"db_{gate} = \sum_{{t}} \sum_{{j}} dz_{{{gate},j}}^{{\langle t\rangle}}"
        summed = "The gradient of a bias is added up over all steps, shape (n_a, 1)."
        same = "The same weights work at every step: their gradients are added up over all steps."
        criteria += [
            Criterion("dW" + gate, f"gradient of W{gate}", 1, weight, source, same),
            Criterion("db" + gate, f"gradient of b{gate}", 1, bias, source, summed),
        ]
    return tuple(criteria)


def cheap(points: float, *requires: str) -> Criterion:
    """Return the criterion that a backward function computes gradients and does not try weights out."""
    return Criterion(
        "cost",
        "time of backpropagation",
        points,
        hint="Backpropagation costs about as much as the forward pass. Trying out each weight costs a forward pass "
        "for each of them: it is how gradients are checked, not how they are computed.",
        requires=requires,
    )
