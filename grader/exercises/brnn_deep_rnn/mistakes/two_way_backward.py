"""Known mistakes in ``brnn_backward``."""

from __future__ import annotations

from grader.exercises.model import Mistake

FIRST = "layer_backward(da[:n_a], caches_forward)"
SECOND = "layer_backward(reverse_sequences(da[n_a:], lengths), caches_backward)"
DX = 'dx = forward.pop("dx") + reverse_sequences(backward.pop("dx"), lengths)'
DA0 = 'da0 = np.stack([forward.pop("da0"), backward.pop("da0")])'
MASKED = "da = np.where(sequence_mask(lengths, T_x), da, 0)"
NAMED = '**as_part(forward, "forward"), **as_part(backward, "backward")}'


def _patched(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"brnn_backward.{name}", criterion, says, patches, line=line)


BACKWARD = (
    _patched(
        "gradient-not-turned",
        "weights_backward",
        "da of the backward half is not turned round: its part ran over the sentence from the end",
        (SECOND, "layer_backward(da[n_a:], caches_backward)"),
    ),
    _patched(
        "dx-not-turned-back",
        "dx",
        "dx of the backward part is not turned round again before it is added",
        (DX, 'dx = forward.pop("dx") + backward.pop("dx")'),
    ),
    _patched(
        "dx-of-forward-part",
        "dx",
        "dx of the backward part is dropped: every word is read twice",
        (DX, 'dx = forward.pop("dx") + 0 * backward.pop("dx")'),
        line='dx = forward.pop("dx")',
    ),
    _patched(
        "dx-of-backward-part",
        "dx",
        "dx of the forward part is dropped: every word is read twice",
        (DX, 'dx = 0 * forward.pop("dx") + reverse_sequences(backward.pop("dx"), lengths)'),
        line='dx = reverse_sequences(backward.pop("dx"), lengths)',
    ),
    _patched(
        "dx-mean",
        "dx",
        "the two gradients of a word are averaged; they add up",
        (DX, 'dx = (forward.pop("dx") + reverse_sequences(backward.pop("dx"), lengths)) / 2'),
    ),
    _patched(
        "dx-joined",
        "dx",
        "the two gradients of a word are joined; they add up",
        (DX, 'dx = np.concatenate([forward.pop("dx"), reverse_sequences(backward.pop("dx"), lengths)])'),
    ),
    _patched(
        "halves-swapped",
        "weights_forward",
        "the halves of da are exchanged: the first n_a rows belong to the forward part",
        (FIRST, "layer_backward(da[n_a:], caches_forward)"),
        (SECOND, "layer_backward(reverse_sequences(da[:n_a], lengths), caches_backward)"),
    ),
    _patched(
        "one-half-for-both",
        "weights_backward",
        "both parts get the forward half of da",
        (SECOND, "layer_backward(reverse_sequences(da[:n_a], lengths), caches_backward)"),
    ),
    _patched(
        "padding-not-masked",
        "padding",
        "da at padding is not set to zero: gradients flow back from steps that do not exist",
        (MASKED, "da = da + 0"),
        line="da_forward, da_backward = da[:n_a], da[n_a:]",
    ),
    _patched(
        "padding-turned-too",
        "padding",
        "the padding is turned round too: the lengths are not used",
        (SECOND, "layer_backward(da[n_a:, :, ::-1], caches_backward)"),
        (DX, 'dx = forward.pop("dx") + backward.pop("dx")[:, :, ::-1]'),
    ),
    _patched(
        "da0-swapped",
        "da0",
        "da0 is stacked in the other order: the forward part should come first",
        (DA0, 'da0 = np.stack([forward.pop("da0"), backward.pop("da0")][::-1])'),
    ),
    _patched(
        "da0-joined",
        "da0",
        "da0 is joined along the units; it should be stacked as a0 is, (2, n_a, m)",
        (DA0, 'da0 = np.concatenate([forward.pop("da0"), backward.pop("da0")])'),
    ),
    _patched(
        "da0-added",
        "da0",
        "the gradients of the two first states are added up; each direction has its own",
        (DA0, 'da0 = forward.pop("da0") + backward.pop("da0")'),
    ),
    _patched("da0-missing", "da0", "da0 is not returned", ('{"dx": dx, "da0": da0, ', '{"dx": dx, ')),
    _patched(
        "names-without-part",
        "weights_forward",
        "the gradients carry no part in their names, so that one direction overwrites the other",
        (NAMED, "**forward, **backward}"),
    ),
    _patched(
        "names-swapped",
        "weights_forward",
        "the names of the two directions are exchanged",
        (NAMED, '**as_part(forward, "backward"), **as_part(backward, "forward")}'),
    ),
    _patched(
        "weights-added",
        "weights_forward",
        "the gradients of the two directions are added up, as if they shared their weights",
        (NAMED, '**{f"{n}_{p}": forward[n] + backward[n] for n in forward for p in ("forward", "backward")}}'),
        line="both = {name: forward[name] + backward[name] for name in forward}",
    ),
    _patched(
        "in-place",
        "side_effects",
        "the caller's da is changed: da[…] = … writes into it",
        (MASKED, "da[...] = np.where(sequence_mask(lengths, T_x), da, 0)"),
    ),
    _patched(
        "double-precision",
        "dtype",
        "the gradients are always float64: np.zeros makes float64 unless it is told otherwise",
        (MASKED, "da = np.where(sequence_mask(lengths, T_x), da, np.zeros(da.shape))"),
    ),
)
