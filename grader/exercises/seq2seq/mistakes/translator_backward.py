"""Known mistakes in ``seq2seq_backward``."""

from __future__ import annotations

from grader.exercises.model import Mistake

MASKED = "y = np.where(target_mask, y, y_pred)"
OUTPUT = "output = output_backward(y_pred, y, a, parameters)"
OWN = "dstate = (dstate[0] + da[:, :, t], *dstate[1:])"
BACK = "for t in reversed(range(len(steps))):"
SUM = "decoder = {name: decoder.get(name, 0) + step[name] for name in step}"
READ = "encoder = encode_backward(dstate, encoder_caches)"
CELL = "dstate, _, step = cell_backward(dstate, steps[t], cell)"
RESULT = 'return {**output, **as_part(encoder, "encoder"), **as_part(decoder, "decoder")}'


def _patched(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"seq2seq_backward.{name}", criterion, says, patches, line=line)


BACKWARD = (
    _patched(
        "encoder-left-out",
        "encoder",
        "the gradient stops at the first state of the decoder: the encoder gets none",
        (READ, "encoder = encode_backward(tuple(0 * part for part in dstate), encoder_caches)"),
        line='return {**output, **as_part(decoder, "decoder")}',
    ),
    _patched(
        "encoder-gets-hidden-part",
        "encoder",
        "the gradient with respect to the memory cell of an LSTM is not handed on to the encoder",
        (READ, "encoder = encode_backward((dstate[0], *[0 * part for part in dstate[1:]]), encoder_caches)"),
        line="encoder = encode_backward((da, 0), encoder_caches)",
    ),
    _patched(
        "encoder-gets-first-da",
        "encoder",
        "da of the decoder's first step is added once more before the encoder",
        (READ, "encoder = encode_backward((dstate[0] + da[:, :, 0], *dstate[1:]), encoder_caches)"),
    ),
    _patched(
        "encoder-gets-da-alone",
        "encoder",
        "the encoder gets da of the first step alone, not what the decoder hands back",
        (READ, "encoder = encode_backward((da[:, :, 0], *[0 * part for part in dstate[1:]]), encoder_caches)"),
    ),
    _patched(
        "own-step-only",
        "decoder",
        "the gradient of the later steps is dropped: only da[:, :, t] goes into each step",
        (OWN, "dstate = (da[:, :, t], *[0 * part for part in dstate[1:]])"),
    ),
    _patched(
        "later-steps-only",
        "decoder",
        "the gradient of a step's own output is dropped except at the last step",
        (OWN, "dstate = (dstate[0] + da[:, :, t] * (t == len(steps) - 1), *dstate[1:])"),
        line="dstate, _, step = cell_backward(dstate, steps[t], cell)",
    ),
    _patched(
        "memory-not-carried",
        "decoder",
        "the gradient with respect to the memory cell of an LSTM is not carried back",
        (OWN, "dstate = (dstate[0] + da[:, :, t], *[0 * part for part in dstate[1:]])"),
        line="dstate = (dstate[0] + da[:, :, t], 0)",
    ),
    _patched(
        "every-part-gets-da",
        "decoder",
        "da goes to the memory cell of an LSTM too, although the output does not look at it",
        (OWN, "dstate = tuple(part + da[:, :, t] for part in dstate)"),
    ),
    _patched(
        "forward-order",
        "decoder",
        "time runs forwards, while the gradient comes from the end",
        (BACK, "for t in range(len(steps)):"),
    ),
    _patched(
        "first-step-left-out",
        "decoder",
        "the first step is left out",
        (BACK, "for t in reversed(range(1, len(steps))):"),
    ),
    _patched(
        "last-step-left-out",
        "decoder",
        "the last step is left out",
        (BACK, "for t in reversed(range(len(steps) - 1)):"),
    ),
    _patched(
        "cache-of-last-step",
        "decoder",
        "every step works with the cache of the last one",
        (CELL, "dstate, _, step = cell_backward(dstate, steps[-1], cell)"),
    ),
    _patched(
        "overwritten",
        "decoder",
        "= in place of +=: the gradients are those of the first step alone",
        (SUM, "decoder = step"),
    ),
    _patched(
        "mask-not-used",
        "masks",
        "padding of the answers sends a gradient back, although it does not count in the loss",
        (MASKED, "y = np.where(True, y, y_pred)"),
        line="output = output_backward(y_pred, one_hot(targets, n_y), a, parameters)",
    ),
    _patched(
        "targets-zero-at-padding",
        "masks",
        "the target is zero at padding, and so ŷ itself is taken for its gradient",
        (MASKED, "y = np.where(target_mask, y, 0)"),
    ),
    _patched(
        "states-masked-only",
        "masks",
        "da is zero at padding, but dWy and dby still count it",
        (MASKED, "keep = np.asarray(target_mask)"),
        (
            'da = output.pop("da")',
            'da = output.pop("da")\n    if target_mask is not None:\n        da = np.where(keep, da, 0)',
        ),
        line="da *= target_mask",
    ),
    _patched(
        "sign",
        "output",
        "the difference is the wrong way round: it is y_pred − y",
        (OUTPUT, "output = output_backward(y, y_pred, a, parameters)"),
    ),
    _patched(
        "mean",
        "output",
        "divided by the number of examples, while the loss is a sum",
        (OUTPUT, "output = {n: g / len(targets) for n, g in output_backward(y_pred, y, a, parameters).items()}"),
        line="(y_pred - y) / m",
    ),
    _patched(
        "states-one-behind",
        "output",
        "dWy is made with the states of the step before",
        (OUTPUT, "output = output_backward(y_pred, y, np.roll(a, 1, axis=2), parameters)"),
    ),
    _patched(
        "names-exchanged",
        "encoder",
        "the names of encoder and decoder are exchanged",
        (RESULT, 'return {**output, **as_part(encoder, "decoder"), **as_part(decoder, "encoder")}'),
    ),
    _patched(
        "names-without-part",
        "encoder",
        "the gradients carry no part in their names, so that the decoder overwrites the encoder",
        (RESULT, "return {**output, **encoder, **decoder}"),
    ),
    _patched(
        "output-left-out",
        "output",
        "dWy and dby are not returned",
        (RESULT, 'return {**as_part(encoder, "encoder"), **as_part(decoder, "decoder")}'),
    ),
    _patched(
        "in-place",
        "side_effects",
        "the caller's predictions are changed: y_pred −= y",
        (RESULT, "y_pred -= y\n    " + RESULT),
        line="y_pred -= y",
    ),
    _patched(
        "double-precision",
        "dtype",
        "the gradients are always float64: np.zeros makes float64 unless it is told otherwise",
        (SUM, "decoder = {name: decoder.get(name, 0) + step[name].astype(float) for name in step}"),
        line="decoder = {name: np.zeros(parameters[name].shape)}",
    ),
)
