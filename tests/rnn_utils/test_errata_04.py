"""Where the lecture notes are wrong about the LSTM's backward pass: printed form against corrected one.

All by central differences of the forward pass, which S3(10) and the equations after it give rightly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from problems import CellProblem, make_cell_problem
from rnn_utils.reference import lstm, rnn
from rnn_utils.types import Array


@dataclass(frozen=True)
class Step:
    """One step under the names of S3(11-13).

    Parameters
    ----------
    da_next, dc_next
        Incoming gradients.
    c_prev, c_next, f, u, candidate, o
        States, gates and candidate.
    stacked
        [a⟨t−1⟩; x⟨t⟩].
    parameters
        Weights and biases.
    """

    da_next: Array
    dc_next: Array
    c_prev: Array
    c_next: Array
    f: Array
    u: Array
    candidate: Array
    o: Array
    stacked: Array
    parameters: dict[str, Array]

    @property
    def through_a(self) -> Array:
        """Return what reaches c⟨t⟩ through a⟨t⟩."""
        found: Array = self.o * (1 - np.tanh(self.c_next) ** 2) * self.da_next
        return found


@pytest.fixture
def problem() -> CellProblem:
    # As many inputs as units, so that a wrong choice of columns fits and fails in silence.
    return make_cell_problem(np.random.default_rng(110), "lstm", n_x=4, n_a=4)


@pytest.fixture
def step(problem: CellProblem) -> Step:
    xt, (a_prev, c_prev) = problem.x[:, :, 0], problem.state0
    *_, cache = lstm.lstm_cell_forward(xt, a_prev, c_prev, problem.parameters)
    _, c_next, _, _, f, u, candidate, o, _, _ = cache
    stacked = np.concatenate([a_prev, xt])
    incoming = (problem.da[:, :, 0], problem.dc_last)
    return Step(*incoming, c_prev, c_next, f, u, candidate, o, stacked, problem.parameters)


def measured(problem: CellProblem, name: str) -> Array:
    """Return the gradient of the weighted new state by one array."""
    arrays = {"xt": problem.x[:, :, 0], "a_prev": problem.state0[0], "c_prev": problem.state0[1]}

    def loss(moved: Array) -> float:
        found = arrays | problem.parameters | {name: moved}
        states = (found["xt"], found["a_prev"], found["c_prev"])
        a_next, c_next, _, _ = lstm.lstm_cell_forward(*states, found)
        return float(np.sum(problem.da[:, :, 0] * a_next) + np.sum(problem.dc_last * c_next))

    return rnn.numerical_gradient(loss, (arrays | problem.parameters)[name])


def agrees(value: Array, truth: Array) -> bool:
    assert value.shape == truth.shape
    return rnn.relative_error(value, truth) < 1e-7


def differs(value: Array, truth: Array) -> bool:
    assert value.shape == truth.shape
    return rnn.relative_error(value, truth) > 0.02


def weight_gradient(dz: Array, step: Step) -> Array:
    """Apply S3(12), which is right if its star is read as a product of matrices."""
    found: Array = dz @ step.stacked.T
    return found


# S3(11) c̃: … ∗ c̃ ∗ (1 − tanh(c̃)²)


def test_s3_11_candidate(problem: CellProblem, step: Step) -> None:
    truth, c = measured(problem, "Wc"), step.candidate
    printed = step.dc_next * step.u + step.through_a * step.u * c * (1 - np.tanh(c) ** 2)
    assert differs(weight_gradient(printed, step), truth)
    corrected = (step.dc_next + step.through_a) * step.u * (1 - c**2)
    assert agrees(weight_gradient(corrected, step), truth)


def test_s3_11_candidate_needs_every_part_of_the_correction(problem: CellProblem, step: Step) -> None:
    truth, c = measured(problem, "Wc"), step.candidate
    without_bracket = step.dc_next * step.u + step.through_a * step.u * (1 - c**2)
    tanh_twice = (step.dc_next + step.through_a) * step.u * (1 - np.tanh(c) ** 2)
    times_itself = (step.dc_next + step.through_a) * step.u * c * (1 - c**2)
    for partly in (without_bracket, tanh_twice, times_itself):
        assert differs(weight_gradient(partly, step), truth)


# S3(11) Γ_u, Γ_f: only the second term multiplied by Γ(1 − Γ); c̃_prev


def test_s3_11_update_gate(problem: CellProblem, step: Step) -> None:
    truth, c, u = measured(problem, "Wu"), step.candidate, step.u
    printed = step.dc_next * c + step.through_a * c * u * (1 - u)
    assert differs(weight_gradient(printed, step), truth)
    corrected = (step.dc_next + step.through_a) * c * u * (1 - u)
    assert agrees(weight_gradient(corrected, step), truth)


def test_s3_11_forget_gate(problem: CellProblem, step: Step) -> None:
    truth, f = measured(problem, "Wf"), step.f
    candidate_before = np.tanh(np.random.default_rng(111).standard_normal(f.shape))  # c̃⟨t−1⟩, of the step before
    for c_first in (candidate_before, step.candidate, step.c_prev):
        printed = step.dc_next * c_first + step.through_a * step.c_prev * f * (1 - f)
        assert differs(weight_gradient(printed, step), truth)
    with_bracket = (step.dc_next * candidate_before + step.through_a * step.c_prev) * f * (1 - f)
    assert differs(weight_gradient(with_bracket, step), truth)
    corrected = (step.dc_next + step.through_a) * step.c_prev * f * (1 - f)
    assert agrees(weight_gradient(corrected, step), truth)


def test_s3_11_is_right_about_the_output_gate(problem: CellProblem, step: Step) -> None:
    dz = step.da_next * np.tanh(step.c_next) * step.o * (1 - step.o)
    assert agrees(weight_gradient(dz, step), measured(problem, "Wo"))


# S3(11): Γ_i and i_t are used and never defined; both are Γ_u


def test_s3_11_gate_without_a_definition_is_the_update_gate(problem: CellProblem, step: Step) -> None:
    truth = measured(problem, "Wc")
    for name, gate in {"f": step.f, "u": step.u, "o": step.o}.items():
        dz = (step.dc_next + step.through_a) * gate * (1 - step.candidate**2)
        assert agrees(weight_gradient(dz, step), truth) == (name == "u")


# S3(13): da_prev and dx with the same full Wᵀ


def test_s3_13_states_and_inputs_take_their_own_columns(problem: CellProblem, step: Step) -> None:
    dc, n_a = step.dc_next + step.through_a, step.f.shape[0]
    dz = {
        "f": dc * step.c_prev * step.f * (1 - step.f),
        "u": dc * step.candidate * step.u * (1 - step.u),
        "c": dc * step.u * (1 - step.candidate**2),
        "o": step.da_next * np.tanh(step.c_next) * step.o * (1 - step.o),
    }
    printed = np.sum([step.parameters["W" + gate].T @ dz[gate] for gate in dz], axis=0)
    da_prev, dxt = measured(problem, "a_prev"), measured(problem, "xt")
    # One formula for both cannot be right: its result has n_a + n_x rows, and the two gradients differ.
    assert printed.shape[0] == da_prev.shape[0] + dxt.shape[0]
    assert differs(da_prev, dxt)
    assert agrees(printed[:n_a], da_prev)
    assert agrees(printed[n_a:], dxt)
    assert differs(printed[n_a:], da_prev)


def test_s3_13_is_right_about_the_memory_cell(problem: CellProblem, step: Step) -> None:
    dc_prev = step.dc_next * step.f + step.o * (1 - np.tanh(step.c_next) ** 2) * step.f * step.da_next
    assert agrees(dc_prev, measured(problem, "c_prev"))
