"""Where the lecture notes are wrong about fading gradients and the GRU: measured, printed form against corrected."""

from __future__ import annotations

import numpy as np
import pytest

from problems import CellProblem, make_cell_problem
from rnn_utils.activations import relu, relu_derivative, sigmoid
from rnn_utils.reference import gru, rnn
from rnn_utils.types import Array

# S2: the derivative of ReLU is 0 or 1, so the gradient "cannot vanish"


def relu_gradient_norms(scale: float, bias: float, seed: int, n_a: int = 50, T_x: int = 51) -> Array:
    """Return the norms of ∂L/∂a⟨t⟩ in a ReLU network, for a loss that looks at the last state alone."""
    rng = np.random.default_rng(seed)
    Waa = scale * rng.standard_normal((n_a, n_a)) / np.sqrt(n_a)
    a, states = np.zeros(n_a), []
    for _ in range(T_x):
        a = relu(Waa @ a + rng.standard_normal(n_a) + bias)
        states.append(a)
    da, norms = rng.standard_normal(n_a), []
    for a in reversed(states):
        norms.append(np.linalg.norm(da))
        da = Waa.T @ (relu_derivative(a) * da)
    return np.array(norms[::-1])


def fifty_steps_back(scale: float, bias: float = 0.0) -> float:
    ratios = [norms[0] / norms[-1] for norms in (relu_gradient_norms(scale, bias, seed) for seed in range(5))]
    return float(np.exp(np.mean(np.log(ratios))))


def test_s2_gradients_of_relu_vanish_and_explode_with_waa() -> None:
    assert fifty_steps_back(0.5) < 1e-15
    assert fifty_steps_back(1.0) < 1e-4
    assert fifty_steps_back(2.0) > 1e3


def test_s2_units_of_relu_can_die_and_then_nothing_flows_back() -> None:
    for seed in range(5):
        norms = relu_gradient_norms(1.0, -8.0, seed)
        np.testing.assert_array_equal(norms[:-1], 0)  # not small: nothing at all
        assert norms[-1] > 0


def test_s2_without_the_product_with_waa_relu_would_keep_its_promise() -> None:
    rng = np.random.default_rng(100)
    active = np.abs(rng.standard_normal((50, 4)))  # fifty steps of four units, all positive
    factors = np.prod(relu_derivative(active), axis=0)
    np.testing.assert_array_equal(factors, 1)


# S3 §1.4.2: Γ_r relates "c̃⟨t⟩ and the next candidate c⟨t⟩"; it is c⟨t−1⟩ to c̃⟨t⟩


@pytest.fixture
def problem() -> CellProblem:
    return make_cell_problem(np.random.default_rng(101), "gru")


def test_s3_142_relevance_gate_stands_between_memory_and_candidate(problem: CellProblem) -> None:
    xt, c_prev, n_a = problem.x[:, :, 0], problem.state0[0], problem.state0[0].shape[0]
    flat = np.zeros_like(problem.parameters["Wr"])
    candidates, steps = {}, {}
    for state, br in (("shut", -60.0), ("open", 60.0)):
        weights = problem.parameters | {"Wr": flat, "br": np.full((n_a, 1), br)}
        for moved in (0.0, 0.5):
            _, _, cache = gru.gru_cell_forward(xt, c_prev + moved, weights)
            candidates[state, moved] = cache[4]
        steps[state] = gru.gru_cell_forward(xt, c_prev, weights)
    # Shut, it hides c⟨t−1⟩ from c̃⟨t⟩; what c̃⟨t⟩ adds to c⟨t⟩ is the business of Γ_u alone.
    np.testing.assert_allclose(candidates["shut", 0.5], candidates["shut", 0.0], atol=1e-15)
    assert np.max(np.abs(candidates["open", 0.5] - candidates["open", 0.0])) > 0.05
    for c_next, _, (_, _, ut, _, cct, _, _) in steps.values():
        np.testing.assert_allclose(c_next - (1 - ut) * c_prev, ut * cct, rtol=1e-12)


def test_s3_142_as_described_the_gate_would_give_another_step(problem: CellProblem) -> None:
    xt, c_prev, weights = problem.x[:, :, 0], problem.state0[0], problem.parameters
    c_next, _, (_, _, ut, rt, _, _, _) = gru.gru_cell_forward(xt, c_prev, weights)
    stacked = np.concatenate([c_prev, xt])
    described = ut * (rt * np.tanh(weights["Wc"] @ stacked + weights["bc"])) + (1 - ut) * c_prev
    assert rnn.relative_error(described, c_next) > 0.02
    reset = np.concatenate([sigmoid(weights["Wr"] @ stacked + weights["br"]) * c_prev, xt])
    corrected = ut * np.tanh(weights["Wc"] @ reset + weights["bc"]) + (1 - ut) * c_prev
    np.testing.assert_allclose(corrected, c_next, rtol=1e-13)


# S2: with a large W the gradients explode; that is true of the linear network, where the tanh has the slope 1


def tanh_gradient_fifty_steps_back(scale: float, strength: float) -> float:
    """Return the median of ‖∂L/∂a‖ fifty steps back, relative to the last one; strength 0 is the linear network."""
    ratios = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        n_a, m, T_x = 50, 10, 51
        parameters = {
            "Wax": np.eye(n_a),
            "Waa": rng.standard_normal((n_a, n_a)) / np.sqrt(n_a),
            "Wya": np.zeros((1, n_a)),
            "ba": np.zeros((n_a, 1)),
            "by": np.zeros((1, 1)),
        }
        x, da_last = strength * rng.standard_normal((n_a, m, T_x)), rng.standard_normal((n_a, m))
        norms = gru.gradient_norms_through_time(x, np.zeros((n_a, m)), parameters, da_last, scale)
        ratios.append(norms[:, 0] / norms[:, -1])
    return float(np.median(ratios))


def test_s2_a_scale_above_one_explodes_in_a_linear_network_alone() -> None:
    assert tanh_gradient_fifty_steps_back(1.1, strength=0.0) > 100
    assert tanh_gradient_fifty_steps_back(1.1, strength=1.0) < 1e-6
    assert tanh_gradient_fifty_steps_back(3.0, strength=1.0) > 100


# S2: regularising "also helps"; the usual penalty pulls W to 0, and gradients fade the faster


def test_s2_pulling_weights_towards_zero_makes_gradients_fade_faster() -> None:
    pulled = (1 - 0.02) ** 50  # fifty steps against the gradient of λ/2 ‖W‖² shrink W by this factor
    before, after = (tanh_gradient_fifty_steps_back(scale, strength=0.0) for scale in (1.0, pulled))
    assert after < 1e-10 * before


# S1: gradients fade because the first words have an ever smaller share in the state


def test_s1_a_state_can_keep_its_first_input_while_the_gradient_fades() -> None:
    one = np.ones((1, 1))
    parameters = {"Wax": 3 * one, "Waa": 2 * one, "Wya": one, "ba": 0 * one, "by": 0 * one}
    x = np.zeros((1, 2, 201))
    x[0, :, 0] = [1, -1]
    a, _, _ = rnn.rnn_forward(x, np.zeros((1, 2)), parameters)
    np.testing.assert_allclose(a[0, :, -1], [0.9575, -0.9575], atol=1e-4)
    norms = gru.gradient_norms_through_time(x, np.zeros((1, 2)), parameters, np.ones((1, 2)))
    assert np.all(norms[:, 0] < 1e-100)


# S1, S3 §1.4.2: the update gate is close to 0 or 1 most of the time; in a new network it is neither, and does not help


def new_gru(update_bias: float, seed: int, n_a: int = 50) -> dict[str, Array]:
    rng = np.random.default_rng(seed)
    parameters = {"Wy": np.zeros((1, n_a)), "by": np.zeros((1, 1))}
    for gate in "ruc":
        state = rng.standard_normal((n_a, n_a)) / np.sqrt(n_a)
        parameters |= {"W" + gate: np.concatenate([state, np.eye(n_a)], axis=1), "b" + gate: np.zeros((n_a, 1))}
    return parameters | {"bu": np.full((n_a, 1), update_bias)}


def gates_and_gradient(update_bias: float) -> tuple[Array, float]:
    """Return the update gates of a new GRU, and the median norm of its gradient fifty steps back."""
    rng, parameters = np.random.default_rng(7), new_gru(update_bias, seed=8)
    x, dc_last = rng.standard_normal((50, 10, 50)), rng.standard_normal((50, 10))
    c, _, caches = gru.gru_forward(x, np.zeros((50, 10)), parameters)
    dc = np.zeros_like(c)
    dc[:, :, -1] = dc_last
    dc0 = gru.gru_backward(dc, caches)["dc0"]
    ratio = np.linalg.norm(dc0, axis=0) / np.linalg.norm(dc_last, axis=0)
    return np.stack([cache[2] for cache in caches[0]]), float(np.median(ratio))


def test_s1_update_gates_of_a_new_unit_stand_about_one_half() -> None:
    gates, gradient = gates_and_gradient(0.0)
    assert np.median(gates) == pytest.approx(0.5, abs=0.02)
    assert np.mean((gates > 0.1) & (gates < 0.9)) > 0.9
    assert gradient < 1e-5


def test_gradients_of_the_unit_last_when_a_bias_shuts_its_gates() -> None:
    _, half_open = gates_and_gradient(0.0)
    _, shut = gates_and_gradient(-4.0)
    assert shut > 0.1
    assert shut > 1e4 * half_open
