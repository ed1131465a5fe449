"""Reference solutions of the graded functions; students get those of earlier assignments, where a notebook needs them.

One module per assignment holds its functions by name: `rnn`, `language_model`, `gru`, `lstm`, `brnn_deep_rnn`
and `seq2seq`.
"""

from __future__ import annotations
