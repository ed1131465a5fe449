"""Fast layers of recurrent cells for longer training runs: whole sequences, forward and back.

They compute what `rnn_utils.reference` computes, to rounding, with the same shapes and names of parameters. A
layer keeps its working memory from call to call, so it is an object; parameters are handed in at each call.
"""

from __future__ import annotations

from rnn_utils.layers.gru import GRULayer
from rnn_utils.layers.lstm import LSTMLayer
from rnn_utils.layers.rnn import RNNLayer

__all__ = ["GRULayer", "LSTMLayer", "RNNLayer"]
