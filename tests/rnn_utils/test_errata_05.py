"""Where the lecture notes are wrong about deep networks: printed form against corrected, in numbers."""

from __future__ import annotations

import numpy as np

from networks import LAYERS, make_network
from rnn_utils.reference.cells import layer_forward, output_forward, part_of

# S1: "the input goes to the three layers in parallel"; layer 2 reads layer 1, and only layer 1 reads the input


def test_s1_only_the_first_layer_reads_the_input() -> None:
    network = make_network("deep_rnn", "rnn")
    _, y_pred, _ = network.forward()
    a, _ = layer_forward(network.x, network.a0[0], part_of(network.parameters, "1"), "rnn")
    for layer in range(1, LAYERS):
        a, _ = layer_forward(a, network.a0[layer], part_of(network.parameters, str(layer + 1)), "rnn")
    np.testing.assert_allclose(output_forward(a, network.parameters), y_pred, rtol=1e-12)
    deaf = dict(network.parameters, Wax_1=np.zeros_like(network.parameters["Wax_1"]))
    _, before, _ = network.forward(deaf)
    _, after, _ = network.forward(deaf | {"x": network.x + 1.0})
    np.testing.assert_array_equal(after, before)


def test_s1_layers_in_parallel_do_not_fit_unless_sizes_agree() -> None:
    network = make_network("deep_rnn", "rnn")
    n_x, n_a = network.x.shape[0], network.a0.shape[1]
    assert n_x != n_a
    assert network.parameters["Wax_1"].shape == (n_a, n_x)
    assert network.parameters["Wax_2"].shape == (n_a, n_a)
