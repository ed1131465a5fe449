"""Recurrent layers of ONNX with the course's weights: an oracle for forward passes.

ONNX Runtime computes these operators in float32 alone (its RNN has no kernel for float64, its GRU and LSTM
refuse it). ONNX's own evaluator is a second, separately written implementation that takes float64, but does
not know sequence lengths.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from rnn_utils.types import Array

OPERATORS = {"rnn": "RNN", "gru": "GRU", "lstm": "LSTM", "peephole": "LSTM"}


def run_onnx_layer(
    cell: str,
    x: Array,
    state0: Sequence[Array],
    directions: Sequence[Mapping[str, Array]],
    lengths: Array | None = None,
    double: bool = False,
) -> tuple[Array, tuple[Array, ...]]:
    """Run one layer, in one direction or in both.

    Parameters
    ----------
    cell
        "rnn", "gru", "lstm" or "peephole", the last with Po = 0: ONNX's output gate looks at another memory cell.
    x
        Inputs, (n_x, m, T_x).
    state0
        State before the first step: arrays (directions, n_a, m).
    directions
        The weights of each direction.
    lengths
        Length of each sequence, (m,).
    double
        Whether to compute in float64, by ONNX's evaluator, in the place of ONNX Runtime's float32.

    Returns
    -------
    a : (directions, n_a, m, T_x) array
        Hidden states.
    last : tuple of (directions, n_a, m) arrays
        The state after the last step of each sequence.
    """
    dtype = np.float64 if double else np.float32
    feeds = {"X": x.transpose(2, 1, 0).astype(dtype)}
    for name, state in zip(("initial_h", "initial_c"), state0, strict=False):
        feeds[name] = state.transpose(0, 2, 1).astype(dtype)
    if lengths is not None:
        feeds["lengths"] = lengths.astype(np.int32)
    model = _model(cell, feeds, directions, dtype)
    if double:
        found: Any = ReferenceEvaluator(model).run(None, feeds)
    else:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        found = session.run(None, feeds)
    Y, *last = found
    # (time, direction, batch, unit) → (direction, unit, batch, time)
    return Y.transpose(1, 3, 2, 0), tuple(state.transpose(0, 2, 1) for state in last)


def _model(
    cell: str, feeds: Mapping[str, Array], directions: Sequence[Mapping[str, Array]], dtype: type
) -> onnx.ModelProto:
    names = ("W", "R", "B", "P")
    columns = zip(*(_weights(cell, weights) for weights in directions), strict=True)
    constants: dict[str, Array] = {
        name: np.stack(array).astype(dtype) for name, array in zip(names, columns, strict=False)
    }
    lstm = OPERATORS[cell] == "LSTM"
    inputs = ["X", "W", "R", "B", "lengths" if "lengths" in feeds else "", "initial_h"]
    inputs += (["initial_c"] if lstm else []) + (["P"] if cell == "peephole" else [])
    outputs = ["Y", "Y_h"] + (["Y_c"] if lstm else [])
    settings: dict[str, Any] = {"linear_before_reset": 0} if cell == "gru" else {}
    n_a = constants["R"].shape[2]
    way = "bidirectional" if len(directions) == 2 else "forward"
    node = helper.make_node(OPERATORS[cell], inputs, outputs, hidden_size=n_a, direction=way, **settings)
    graph = helper.make_graph(
        [node],
        "layer",
        [_described(name, array.dtype, array.ndim) for name, array in feeds.items()],
        [_described(name, np.dtype(dtype), 4 if name == "Y" else 3) for name in outputs],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def _described(name: str, dtype: np.dtype[np.generic], rank: int) -> onnx.ValueInfoProto:
    kinds = {"float32": TensorProto.FLOAT, "float64": TensorProto.DOUBLE, "int32": TensorProto.INT32}
    return helper.make_tensor_value_info(name, kinds[dtype.name], [None] * rank)


def _weights(cell: str, weights: Mapping[str, Array]) -> tuple[Array, ...]:
    """Return W, R, B and for peepholes P in the operator's order of gates, for one direction."""
    if cell == "rnn":
        return weights["Wax"], weights["Waa"], _biases(weights["ba"])
    # z, r, h with h(1 − z) + z c⟨t−1⟩, so z = 1 − Γ_u = σ of what is inside Γ_u, negated; i, o, f, c.
    signs = {"u": -1, "r": 1, "c": 1} if cell == "gru" else {"u": 1, "o": 1, "f": 1, "c": 1}
    stacked = np.concatenate([sign * weights["W" + gate] for gate, sign in signs.items()])
    bias = np.concatenate([sign * weights["b" + gate] for gate, sign in signs.items()])
    n_a = weights["Wu"].shape[0]
    arrays = stacked[:, n_a:], stacked[:, :n_a], _biases(bias)
    if cell != "peephole":
        return arrays
    assert not np.any(weights["Po"]), "the operator's output gate looks at c<t>, the note's at c<t-1>"
    return *arrays, np.concatenate([weights["Pu"], weights["Po"], weights["Pf"]])[:, 0]


def _biases(bias: Array) -> Array:
    """Split a bias unevenly: the operators have two, one beside each matrix, which they add."""
    return np.concatenate([0.25 * bias, 0.75 * bias])[:, 0]
