"""Test the first parameters of networks with gates: shapes, sizes, seeds, the bias of the forget gate."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_utils.training import initialise_gated_parameters


@pytest.mark.parametrize("gates", ["fuco", "ruc", "uc"])
def test_first_gated_parameters_have_the_shapes_of_the_course(gates: str) -> None:
    parameters = initialise_gated_parameters(np.random.default_rng(0), n_x=7, n_a=5, n_y=3, gates=gates)
    shapes = {"W" + gate: (5, 12) for gate in gates} | {"b" + gate: (5, 1) for gate in gates}
    assert {name: array.shape for name, array in parameters.items()} == shapes | {"Wy": (3, 5), "by": (3, 1)}


def test_forget_gate_alone_begins_with_a_bias() -> None:
    parameters = initialise_gated_parameters(np.random.default_rng(0), n_x=2, n_a=3, n_y=2, forget_bias=1.5)
    assert np.all(parameters["bf"] == 1.5)
    assert not any(parameters[name].any() for name in ("bu", "bc", "bo", "by"))


def test_weights_on_the_state_come_first_and_keep_its_size() -> None:
    rng = np.random.default_rng(0)
    Wu = initialise_gated_parameters(rng, n_x=1, n_a=400, n_y=1, gates="uc")["Wu"]
    state = rng.normal(size=(400, 50))
    assert np.linalg.norm(Wu[:, :400] @ state) == pytest.approx(np.linalg.norm(state), rel=0.1)
    assert Wu[:, 400:].std() == pytest.approx(0.5, rel=0.2)


def test_first_gated_parameters_repeat_with_the_seed_and_only_then() -> None:
    one, same, other = (
        initialise_gated_parameters(np.random.default_rng(seed), n_x=4, n_a=3, n_y=2) for seed in (1, 1, 2)
    )
    assert all(np.array_equal(one[name], same[name]) for name in one)
    assert not np.array_equal(one["Wc"], other["Wc"])
