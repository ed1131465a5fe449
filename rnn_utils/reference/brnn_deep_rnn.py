"""The graded functions of 05 in one place: bidirectional and deep networks, and padding.

Bodies use NumPy, the other functions of 05, and `cells`, which the notebook is given.
"""

from __future__ import annotations

from rnn_utils.reference.bidirectional import brnn_backward, brnn_forward, brnn_layer_forward
from rnn_utils.reference.deep import deep_brnn_backward, deep_brnn_forward, deep_rnn_backward, deep_rnn_forward
from rnn_utils.reference.padding import reverse_sequences, sequence_mask

__all__ = [
    "brnn_backward",
    "brnn_forward",
    "brnn_layer_forward",
    "deep_brnn_backward",
    "deep_brnn_forward",
    "deep_rnn_backward",
    "deep_rnn_forward",
    "reverse_sequences",
    "sequence_mask",
]
