"""Draw the figures of the course: diagrams of networks, curves, one-hot matrices, tagged sentences.

Every function returns a Matplotlib figure that shows itself once when it is the last line of a notebook cell.
"""

from __future__ import annotations

from rnn_utils.plotting.backpropagation import draw_backpropagation
from rnn_utils.plotting.cell import draw_cell, draw_stacked
from rnn_utils.plotting.clipping import draw_clipping
from rnn_utils.plotting.curves import plot_curves, plot_loss
from rnn_utils.plotting.encoder_decoder import draw_encoder_decoder
from rnn_utils.plotting.grouped_bars import plot_grouped_bars
from rnn_utils.plotting.heat_map import draw_heat_map
from rnn_utils.plotting.kinds import draw_kinds
from rnn_utils.plotting.language import draw_chunks, draw_language_model, draw_readings
from rnn_utils.plotting.matrices import draw_one_hot
from rnn_utils.plotting.search_tree import draw_search_tree
from rnn_utils.plotting.tables import draw_next_tables, draw_probabilities, plot_comparison
from rnn_utils.plotting.tagged import draw_tagged_sentence, draw_tagged_sentences
from rnn_utils.plotting.unrolled import draw_unrolled

__all__ = [
    "draw_backpropagation",
    "draw_cell",
    "draw_chunks",
    "draw_clipping",
    "draw_encoder_decoder",
    "draw_heat_map",
    "draw_kinds",
    "draw_language_model",
    "draw_next_tables",
    "draw_one_hot",
    "draw_probabilities",
    "draw_readings",
    "draw_search_tree",
    "draw_stacked",
    "draw_tagged_sentence",
    "draw_tagged_sentences",
    "draw_unrolled",
    "plot_comparison",
    "plot_curves",
    "plot_grouped_bars",
    "plot_loss",
]
