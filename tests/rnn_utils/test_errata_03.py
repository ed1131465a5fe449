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
