"""Known mistakes in ``brnn_forward`` and ``brnn_layer_forward``."""

from __future__ import annotations

from grader.exercises.model import Mistake

JOINED = "a = np.concatenate([a_forward, reverse_sequences(a_turned, lengths)])"
BACK = "reverse_sequences(a_turned, lengths)"
TURNED = "turned = reverse_sequences(x, lengths)"
FIRST = 'layer_forward(x, a0[0], part_of(parameters, "forward"), cell)'
SECOND = 'layer_forward(turned, a0[1], part_of(parameters, "backward"), cell)'
ZEROED = "a = np.where(sequence_mask(lengths, T_x), a, 0)"
CALL = "brnn_layer_forward(x, a0, parameters, cell, lengths)"
OUTPUT = "return a, output_forward(a, parameters), caches"
OF_LAYER = "return a, (caches_forward, caches_backward, lengths)"
RETURNS = "What is returned, and in which order, stands in the docstring under Returns."


def _patched(
    name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "", hint: str = ""
) -> Mistake:
    return Mistake(f"brnn_forward.{name}", criterion, says, patches, line=line, hint=hint)


FORWARD = (
    _patched(
        "not-turned-back",
        "backward",
        "the states of the backward part are not turned round again: they stand at the wrong steps",
        (BACK, "a_turned"),
    ),
    _patched(
        "both-forwards",
        "backward",
        "the backward part reads forwards as well",
        (TURNED, "turned = x"),
        (BACK, "a_turned"),
    ),
    _patched(
        "inputs-not-turned",
        "backward",
        "the backward part reads the words in their own order; only its states are turned round",
        (TURNED, "turned = x"),
    ),
    _patched(
        "padding-too",
        "padding",
        "the padding is turned round too: the backward part begins in it",
        (TURNED, "turned = x[:, :, ::-1]"),
        (BACK, "a_turned[:, :, ::-1]"),
    ),
    _patched(
        "states-turned-with-padding",
        "padding",
        "the states of the backward part are turned round together with those at padding: the lengths are not used",
        (BACK, "a_turned[:, :, ::-1]"),
        hint="In a short sentence, at which steps of its own does the backward part read the words, and at which the "
        "padding? The states of the words have to land at the words.",
    ),
    _patched(
        "halves-swapped",
        "forward",
        "the halves are joined in the other order: the forward part should come first",
        (JOINED, "a = np.concatenate([reverse_sequences(a_turned, lengths), a_forward])"),
    ),
    _patched(
        "joined-along-examples",
        "forward",
        "the halves are joined along the examples: units are axis 0",
        (JOINED, "a = np.concatenate([a_forward, reverse_sequences(a_turned, lengths)], axis=1)"),
    ),
    _patched(
        "joined-along-time",
        "forward",
        "the halves are joined along time: units are axis 0",
        (JOINED, "a = np.concatenate([a_forward, reverse_sequences(a_turned, lengths)], axis=2)"),
    ),
    _patched(
        "halves-added",
        "forward",
        "the halves are added up; they should be joined",
        (JOINED, "a = a_forward + reverse_sequences(a_turned, lengths)"),
    ),
    _patched(
        "one-first-state",
        "backward",
        "both directions start from a0[0]",
        (SECOND, 'layer_forward(turned, a0[0], part_of(parameters, "backward"), cell)'),
    ),
    _patched(
        "first-states-swapped",
        "forward",
        "the first states are exchanged: a0[0] belongs to the forward part",
        (FIRST, 'layer_forward(x, a0[1], part_of(parameters, "forward"), cell)'),
        (SECOND, 'layer_forward(turned, a0[0], part_of(parameters, "backward"), cell)'),
    ),
    _patched(
        "first-states-zero",
        "forward",
        "the first states are zero, a0 is not used",
        (FIRST, 'layer_forward(x, 0 * a0[0], part_of(parameters, "forward"), cell)'),
        (SECOND, 'layer_forward(turned, 0 * a0[1], part_of(parameters, "backward"), cell)'),
    ),
    _patched(
        "state-handed-over",
        "backward",
        "the backward part starts from the last state of the forward part, not from a0[1]",
        (SECOND, 'layer_forward(turned, a_forward[:, :, -1], part_of(parameters, "backward"), cell)'),
    ),
    _patched(
        "one-set-of-weights",
        "backward",
        "the backward part works with the weights of the forward part",
        (SECOND, 'layer_forward(turned, a0[1], part_of(parameters, "forward"), cell)'),
    ),
    _patched(
        "weights-swapped",
        "forward",
        "the weights of the two directions are exchanged",
        (FIRST, 'layer_forward(x, a0[0], part_of(parameters, "backward"), cell)'),
        (SECOND, 'layer_forward(turned, a0[1], part_of(parameters, "forward"), cell)'),
    ),
    _patched(
        "last-state-everywhere",
        "backward",
        "every step gets the last state of the backward part, not its own",
        (BACK, "np.repeat(a_turned[:, :, -1:], T_x, axis=2)"),
    ),
    _patched(
        "one-step-off",
        "backward",
        "the state of the backward part is one step off: at step t this part must have read word t",
        (BACK, "np.concatenate([reverse_sequences(a_turned, lengths)[:, :, 1:], a0[1][:, :, np.newaxis]], axis=2)"),
        line="a_backward[:, :, t] = a_turned_back[:, :, t + 1]",
    ),
    _patched(
        "padding-not-zero",
        "padding",
        "the states at padding are left as the cells made them; they should be zero",
        (ZEROED, "a = a + 0"),
        line="return np.concatenate([a_forward, a_backward])",
    ),
    _patched(
        "padding-half-zero",
        "padding",
        "only the backward half is zero at padding",
        (ZEROED, "a[len(a_forward) :] = np.where(sequence_mask(lengths, T_x), a[len(a_forward) :], 0)"),
    ),
    _patched(
        "lengths-not-handed-on",
        "padding",
        "brnn_forward does not hand the lengths on to its layer",
        (CALL, "brnn_layer_forward(x, a0, parameters, cell)"),
    ),
    _patched(
        "lengths-needed",
        "forward",
        "lengths=None is not replaced by T_x for every sentence",
        ("np.full(m, T_x) if lengths is None else lengths", "lengths"),
    ),
    _patched(
        "cell-not-handed-on",
        "cells",
        "the kind of cell is not handed on: it is always the default",
        (CALL, "brnn_layer_forward(x, a0, parameters, lengths=lengths)"),
    ),
    _patched(
        "output-of-one-half",
        "y_pred",
        "the prediction looks at the forward half alone",
        (
            OUTPUT,
            "n = len(a) // 2\n    half = {**parameters, 'Wy': parameters['Wy'][:, :n]}\n"
            "    return a, output_forward(a[:n], half), caches",
        ),
    ),
    _patched(
        "output-of-halves-swapped",
        "y_pred",
        "the prediction sees the backward half first",
        (OUTPUT, "return a, output_forward(np.roll(a, len(a) // 2, axis=0), parameters), caches"),
    ),
    _patched(
        "outputs-swapped",
        "forward",
        "states and predictions are returned in the wrong order",
        (OUTPUT, "return output_forward(a, parameters), a, caches"),
        hint=RETURNS,
    ),
    _patched(
        "layer-outputs-swapped",
        "layer",
        "brnn_layer_forward returns its caches before its states",
        (OF_LAYER, "return (caches_forward, caches_backward, lengths), a"),
        ("a, caches = brnn_layer_forward(", "caches, a = brnn_layer_forward("),
        line="return caches, a",
        hint=RETURNS,
    ),
    _patched(
        "layer-with-output",
        "layer",
        "brnn_layer_forward returns predictions too: it should give states and caches",
        (OF_LAYER, "return a, output_forward(a, parameters), (caches_forward, caches_backward, lengths)"),
        ("a, caches = brnn_layer_forward(", "a, _, caches = brnn_layer_forward("),
    ),
    _patched(
        "turned-in-place",
        "side_effects",
        "the caller's x is turned round in place",
        (TURNED, "x[...] = reverse_sequences(x, lengths)\n    turned = x"),
        line="x[...] = reverse_sequences(x, lengths)",
    ),
    _patched(
        "double-precision",
        "dtype",
        "the states are always float64: np.zeros makes float64 unless it is told otherwise",
        (ZEROED, "a = np.where(sequence_mask(lengths, T_x), a, np.zeros(a.shape))"),
    ),
)
