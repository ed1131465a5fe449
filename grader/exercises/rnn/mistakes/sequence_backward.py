"""Known mistakes in ``rnn_backward``."""

from __future__ import annotations

from grader.exercises.model import Mistake

STEP = "rnn_cell_backward(da[:, :, t] + da_later, steps[t])"

CARRY = 'da_later = gradients["da_prev"]'


def _sequence(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"rnn_backward.{name}", criterion, says, patches, line=line)


SEQUENCE = (
    _sequence(
        "own-step-only",
        "dx",
        "the gradient of the later steps is dropped: only da[:, :, t] goes into each step",
        (STEP, "rnn_cell_backward(da[:, :, t], steps[t])"),
    ),
    _sequence(
        "later-steps-only",
        "dx",
        "the gradient of the step's own output is dropped: only what the later step hands back goes in",
        (STEP, "rnn_cell_backward(da_later, steps[t])"),
    ),
    _sequence(
        "last-output-only",
        "dx",
        "only the last step's own output counts",
        (STEP, "rnn_cell_backward(da[:, :, t] * (t == T_x - 1) + da_later, steps[t])"),
    ),
    _sequence(
        "not-carried",
        "dx",
        "what a step hands back is never updated",
        (CARRY, 'da_first = gradients["da_prev"]'),
        ('"da0": da_later', '"da0": da_first'),
    ),
    _sequence(
        "carried-sum",
        "dx",
        "what is handed back is added up over all later steps",
        (CARRY, 'da_later = da_later + gradients["da_prev"]'),
    ),
    _sequence(
        "carried-twice",
        "dx",
        "what the later step hands back is added twice",
        (STEP, "rnn_cell_backward(da[:, :, t] + 2 * da_later, steps[t])"),
    ),
    _sequence(
        "carried-input",
        "dx",
        "the incoming gradient is carried on, not what the step hands back",
        (CARRY, "da_later = da[:, :, t] + da_later"),
    ),
    _sequence(
        "carried-subtracted",
        "dx",
        "what the later step hands back is subtracted",
        (STEP, "rnn_cell_backward(da[:, :, t] - da_later, steps[t])"),
    ),
    _sequence(
        "forward-order",
        "dx",
        "time runs forwards, while the gradient runs from the last step to the first",
        ("reversed(range(T_x))", "range(T_x)"),
    ),
    _sequence(
        "stops-early",
        "dx",
        "the first time step is left out",
        ("reversed(range(T_x))", "reversed(range(1, T_x))"),
    ),
    _sequence(
        "starts-early",
        "dx",
        "the last time step is left out",
        ("reversed(range(T_x))", "reversed(range(T_x - 1))"),
    ),
    _sequence(
        "cache-before",
        "dx",
        "each step uses the cache of the step before",
        (STEP, "rnn_cell_backward(da[:, :, t] + da_later, steps[t - 1])"),
    ),
    _sequence(
        "cache-first",
        "dx",
        "every step uses the cache of the first one",
        (STEP, "rnn_cell_backward(da[:, :, t] + da_later, steps[0])"),
    ),
    _sequence(
        "cache-last",
        "dx",
        "every step uses the cache of the last one",
        (STEP, "rnn_cell_backward(da[:, :, t] + da_later, steps[-1])"),
    ),
    _sequence(
        "gradient-reversed",
        "dx",
        "the gradients of the steps are taken in reverse order",
        (STEP, "rnn_cell_backward(da[:, :, T_x - 1 - t] + da_later, steps[t])"),
    ),
    _sequence(
        "gradient-last",
        "dx",
        "every step gets the gradient of the last one",
        (STEP, "rnn_cell_backward(da[:, :, -1] + da_later, steps[t])"),
    ),
    _sequence(
        "over-examples",
        "dx",
        "the loop runs over the examples, not over time",
        ("reversed(range(T_x))", "reversed(range(x.shape[1]))"),
    ),
    _sequence(
        "dx-reversed",
        "dx",
        "dx is in reverse order of time",
        ('dx[:, :, t] = gradients["dxt"]', 'dx[:, :, T_x - 1 - t] = gradients["dxt"]'),
    ),
    _sequence(
        "dx-summed",
        "dx",
        "dx is added up over time, while each step has its own",
        ('dx[:, :, t] = gradients["dxt"]', 'dx[:, :, : t + 1] += gradients["dxt"][:, :, None]'),
    ),
    _sequence(
        "dx-first-only",
        "dx",
        "only the first step of dx is written",
        ('dx[:, :, t] = gradients["dxt"]', 'dx[:, :, 0] = gradients["dxt"]'),
    ),
    _sequence(
        "da0-with-output",
        "da0",
        "da0 contains the gradient of the first step's own output, which belongs to the state after it",
        ('"da0": da_later', '"da0": da_later + da[:, :, 0]'),
    ),
    _sequence(
        "da0-of-last-step",
        "da0",
        "da0 is what the last step hands back, not the first",
        ("for t in", 'da_last = rnn_cell_backward(da[:, :, -1], steps[-1])["da_prev"]\n    for t in'),
        ('"da0": da_later', '"da0": da_last'),
    ),
    _sequence("da0-zero", "da0", "da0 stays zero", ('"da0": da_later', '"da0": np.zeros_like(da_later)')),
    _sequence(
        "da0-missing",
        "da0",
        "da0 is not returned",
        ('"da0": da_later, ', ""),
        line='return {"dx": dx, "dWax": dWax, "dWaa": dWaa, "dba": dba}',
    ),
    _sequence(
        "da0-one-step-early",
        "da0",
        "da0 is one step early: it is what the second step hands back",
        (STEP, "rnn_cell_backward(da[:, :, t] + da_later, steps[t])\n        da_second = da_later"),
        ('"da0": da_later', '"da0": da_second'),
    ),
    _sequence(
        "dWax-overwritten",
        "dWax",
        "= in place of +=: dWax is that of the first step alone",
        ("dWax += ", "dWax = "),
    ),
    _sequence(
        "dWaa-overwritten",
        "dWaa",
        "= in place of +=: dWaa is that of the first step alone",
        ("dWaa += ", "dWaa = "),
    ),
    _sequence(
        "dba-overwritten",
        "dba",
        "= in place of +=: dba is that of the first step alone",
        ("dba += ", "dba = "),
    ),
    _sequence(
        "all-overwritten",
        "dWax",
        "= in place of +=: the gradients of the weights are those of the first step alone",
        ("dWax += ", "dWax = "),
        ("dWaa += ", "dWaa = "),
        ("dba += ", "dba = "),
    ),
    _sequence(
        "mean-over-time",
        "dWax",
        "the gradients of the weights are averaged over time, not added up",
        (
            '"dWax": dWax, "dWaa": dWaa, "dba": dba',
            '"dWax": dWax / T_x, "dWaa": dWaa / T_x, "dba": dba / T_x',
        ),
    ),
    _sequence("dWax-subtracted", "dWax", "gradients are subtracted, not added up", ("dWax += ", "dWax -= ")),
    _sequence(
        "weights-swapped",
        "dWax",
        "dWax and dWaa are exchanged",
        ('"dWax": dWax, "dWaa": dWaa', '"dWax": dWaa, "dWaa": dWax'),
    ),
    _sequence("dba-flat", "dba", "dba has lost its second axis", ('"dba": dba}', '"dba": dba.ravel()}')),
    _sequence(
        "in-place",
        "side_effects",
        "da[:, :, t] += … changes the caller's gradient",
        (STEP, "rnn_cell_backward(da[:, :, t], steps[t])"),
        ("gradients = ", "da[:, :, t] += da_later\n        gradients = "),
        line="da[:, :, t] += da_later",
    ),
    _sequence(
        "double-precision",
        "dtype",
        "np.zeros makes float64 unless it is told otherwise",
        ("dx = np.zeros((n_x, m, T_x), dtype=da.dtype)", "dx = np.zeros((n_x, m, T_x))"),
    ),
    _sequence(
        "squeezed",
        "sizes",
        "squeeze removes the axis of a single example or time step",
        ('"dx": dx', '"dx": dx.squeeze()'),
    ),
)
