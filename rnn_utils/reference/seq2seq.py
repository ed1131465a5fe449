"""The graded functions of 06 in one place: encoder and decoder, classifier, and search.

Bodies use NumPy, `one_hot`, `sequence_loss` and `output_backward` of 01, the other functions of 06, and
`cells`, which the notebook is given.
"""

from __future__ import annotations

from rnn_utils.reference.decoding import beam_search, greedy_decode
from rnn_utils.reference.encoder_decoder import decode_step, seq2seq_backward, seq2seq_forward
from rnn_utils.reference.many_to_one import encode, encode_backward, many_to_one_backward, many_to_one_forward

__all__ = [
    "beam_search",
    "decode_step",
    "encode",
    "encode_backward",
    "greedy_decode",
    "many_to_one_backward",
    "many_to_one_forward",
    "seq2seq_backward",
    "seq2seq_forward",
]
