"""Known mistakes in ``encode`` and ``encode_backward``."""

from __future__ import annotations

from grader.exercises.model import Mistake

STEP = "cell_forward(x[:, :, t], state, parameters, cell)"
KEPT = "state = tuple(np.where(mask[:, t], new, old) for new, old in zip(state_next, state, strict=True))"
LOOP = "    for t in range(T_x):"
INPUT = "one_hot(tokens, n_x).astype(state[0].dtype)"
RESULT = "return state, (steps, mask, cell)"
BACK = "for t in reversed(range(len(steps))):"
INTO = "into_cell = tuple(np.where(mask[:, t], part, 0) for part in dstate)"
CARRIED = "dstate = tuple(np.where(mask[:, t], prev, part) for prev, part in zip(dstate_prev, dstate, strict=True))"
SUM = "gradients = {name: gradients.get(name, 0) + step[name] for name in step}"


def _patched(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"encode.{name}", criterion, says, patches, line=line)


ENCODER = (
    _patched(
        "state-not-carried",
        "state",
        "every step starts from zero: the state is not handed on",
        (STEP, "cell_forward(x[:, :, t], zero_state(parameters, cell, m), parameters, cell)"),
    ),
    _patched("backwards", "state", "the sequence is read from its end", (LOOP, "    for t in reversed(range(T_x)):")),
    _patched("last-token-left-out", "state", "the last token is not read", (LOOP, "    for t in range(T_x - 1):")),
    _patched("first-token-left-out", "state", "the first token is not read", (LOOP, "    for t in range(1, T_x):")),
    _patched(
        "one-token",
        "state",
        "every step reads the first token",
        (STEP, "cell_forward(x[:, :, 0], state, parameters, cell)"),
    ),
    _patched(
        "over-examples",
        "state",
        "the loop runs over the examples, not over time",
        (LOOP, "    for t in range(min(m, T_x)):"),
        line="for t in range(m):",
    ),
    _patched(
        "first-state-one",
        "state",
        "the state before the first token is one, not zero",
        ("zero_state(parameters, cell, m)", "tuple(part + 1 for part in zero_state(parameters, cell, m))"),
    ),
    _patched(
        "state-as-array",
        "state",
        "the state is returned as an array; it is a tuple, also where it has one part",
        (RESULT, "return state[0], (steps, mask, cell)"),
    ),
    _patched(
        "hidden-state-added",
        "state",
        "the hidden state is returned beside the state, as if every cell had two parts",
        (RESULT, "return (state[0], *state), (steps, mask, cell)"),
    ),
    _patched(
        "mean-of-states",
        "state",
        "the mean of all states is returned, not the last one",
        ("steps = []", "steps, seen = [], []"),
        ("steps.append(cache)", "steps.append(cache)\n        seen.append(state)"),
        (RESULT, "return tuple(np.mean(parts, axis=0) for parts in zip(*seen)), (steps, mask, cell)"),
    ),
    _patched(
        "mask-ignored",
        "mask",
        "the mask is not used: shorter sequences go on over their padding",
        (KEPT, "state = state_next"),
    ),
    _patched(
        "zero-at-padding",
        "mask",
        "the state is set to zero at padding; it should stand still",
        (KEPT, "state = tuple(np.where(mask[:, t], new, 0) for new in state_next)"),
    ),
    _patched(
        "mask-turned",
        "mask",
        "the mask is read the wrong way round: the state stands still at the words",
        (KEPT, KEPT.replace("new, old)", "old, new)", 1)),
    ),
    _patched(
        "inputs-zero-at-padding",
        "mask",
        "only the inputs are zero at padding: the state still changes there",
        (STEP, "cell_forward(x[:, :, t] * np.asarray(mask)[:, t], state, parameters, cell)"),
        (KEPT, "state = state_next"),
    ),
    _patched(
        "second-part-goes-on",
        "cells",
        "only the first part of the state stands still at padding: an LSTM has two",
        (KEPT, "state = (np.where(mask[:, t], state_next[0], state[0]), *state_next[1:])"),
    ),
    _patched(
        "cell-not-used",
        "cells",
        "the cell is always a GRU, whatever is asked for",
        (STEP, 'cell_forward(x[:, :, t], state, parameters, "gru")'),
    ),
    _patched(
        "parts-exchanged",
        "cells",
        "the two parts of an LSTM's state are returned in the other order",
        (RESULT, "return state[::-1], (steps, mask, cell)"),
    ),
    _patched(
        "double-precision",
        "dtype",
        "one-hot tokens are float64, and so is all that comes after them",
        (INPUT, "one_hot(tokens, n_x)"),
    ),
    _patched(
        "padding-overwritten",
        "side_effects",
        "padding is overwritten in the caller's tokens",
        (
            "x = " + INPUT,
            "tokens[np.asarray(mask) == 0] = -1\n    x = one_hot(np.abs(tokens), n_x).astype(state[0].dtype)",
        ),
        line="tokens[mask == 0] = …",
    ),
    _patched(
        "gradient-not-carried",
        "gradients",
        "every step gets the gradient of the last state: what a step hands back is not carried on",
        (CARRIED, "dstate = tuple(part + 0 for part in dstate)"),
        line="dstate_prev, _, step = cell_backward(dstate, steps[t], cell)",
    ),
    _patched(
        "forward-order",
        "gradients",
        "time runs forwards, while the gradient comes from the end",
        (BACK, "for t in range(len(steps)):"),
    ),
    _patched(
        "first-step-left-out",
        "gradients",
        "the first step is left out",
        (BACK, "for t in reversed(range(1, len(steps))):"),
    ),
    _patched(
        "last-step-only",
        "gradients",
        "only the last step counts: the gradient is not carried back through time",
        (BACK, "for t in [len(steps) - 1]:"),
    ),
    _patched(
        "overwritten",
        "gradients",
        "= in place of +=: the gradients are those of the first step alone",
        (SUM, "gradients = step"),
    ),
    _patched(
        "mean-over-time",
        "gradients",
        "divided by the number of time steps, while the same weights work at each of them",
        (SUM, "gradients = {name: gradients.get(name, 0) + step[name] / len(steps) for name in step}"),
    ),
    _patched(
        "first-part-only",
        "gradients",
        "the gradient with respect to the memory cell of an LSTM is dropped",
        (INTO, "into_cell = tuple(np.where(mask[:, t], part, 0) * (k == 0) for k, part in enumerate(dstate))"),
        line="dstate = (dstate[0], 0)",
    ),
    _patched(
        "backward-mask-ignored",
        "backward_mask",
        "the mask is not used backwards: the gradient flows through the cell at padding",
        (INTO, "into_cell = dstate"),
        (CARRIED, "dstate = dstate_prev"),
    ),
    _patched(
        "gradient-lost-at-padding",
        "backward_mask",
        "the gradient is lost at padding: it should be handed on as it is",
        (CARRIED, "dstate = dstate_prev"),
    ),
    _patched(
        "cell-takes-part-at-padding",
        "backward_mask",
        "the cell gets a gradient at padding, where it had no part in the state",
        (INTO, "into_cell = dstate"),
    ),
)
