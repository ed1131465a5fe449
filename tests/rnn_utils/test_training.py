"""Test first weights, Adam against numbers computed by hand, batches of one length, and the F1 score."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_utils.training import (
    Adam,
    equal_length_batches,
    f1_score,
    initialise_cell,
    initialise_parameters,
    random_batches,
)


def test_first_parameters_have_the_shapes_of_the_course() -> None:
    parameters = initialise_parameters(np.random.default_rng(0), n_x=7, n_a=5, n_y=3)
    assert {name: array.shape for name, array in parameters.items()} == {
        "Wax": (5, 7),
        "Waa": (5, 5),
        "Wya": (3, 5),
        "ba": (5, 1),
        "by": (3, 1),
    }


def test_first_parameters_repeat_with_the_seed_and_only_then() -> None:
    one, same, other = (initialise_parameters(np.random.default_rng(seed), n_x=4, n_a=3, n_y=2) for seed in (1, 1, 2))
    assert all(np.array_equal(one[name], same[name]) for name in one)
    assert not np.array_equal(one["Wax"], other["Wax"])


def test_first_recurrent_weights_keep_the_size_of_a_state() -> None:
    rng = np.random.default_rng(0)
    Waa = initialise_parameters(rng, n_x=1, n_a=400, n_y=1)["Waa"]
    a = rng.normal(size=(400, 50))
    assert np.linalg.norm(Waa @ a) == pytest.approx(np.linalg.norm(a), rel=0.1)


@pytest.mark.parametrize(("cell", "names"), [("rnn", "Wax Waa ba"), ("gru", "Wr Wu Wc br bu bc")])
def test_first_parameters_of_a_cell_have_the_names_and_shapes_of_the_course(cell: str, names: str) -> None:
    parameters = initialise_cell(np.random.default_rng(0), cell, n_x=7, n_a=5)
    assert " ".join(parameters) == names
    columns = {"Wax": 7, "Waa": 5}
    assert all(value.shape == (5, 1 if name[0] == "b" else columns.get(name, 12)) for name, value in parameters.items())
    assert not any(value.any() for name, value in parameters.items() if name[0] == "b")


def test_lstm_begins_by_remembering() -> None:
    parameters = initialise_cell(np.random.default_rng(0), "lstm", n_x=300, n_a=100)
    assert [parameters["b" + gate].mean() for gate in "fuco"] == [1, 0, 0, 0]
    assert [parameters["W" + gate].std() for gate in "fuco"] == pytest.approx([0.05] * 4, rel=0.02)


def test_first_parameters_of_an_unknown_cell_are_refused() -> None:
    with pytest.raises(ValueError, match="not 'tree'"):
        initialise_cell(np.random.default_rng(0), "tree", n_x=1, n_a=1)


def test_random_batches_hold_every_example_once() -> None:
    batches = list(random_batches(np.random.default_rng(0), 10, batch_size=4))
    assert [len(batch) for batch in batches] == [4, 4, 2]
    order = np.concatenate(batches)
    assert sorted(order) == list(range(10))
    assert list(order) != list(range(10))


def test_adam_makes_the_two_steps_computed_by_hand() -> None:
    # Gradients 2 and then −1, with β₁ = 0.9, β₂ = 0.999:
    # m₁ = 0.2, v₁ = 0.004; both unbiased: 2 and 4, so the step is 2 / √4 = 1 learning rate.
    # m₂ = 0.9 · 0.2 − 0.1 = 0.08, v₂ = 0.999 · 0.004 + 0.001 = 0.004996;
    # unbiased: 0.08 / 0.19 and 0.004996 / 0.001999.
    parameters = {"W": np.array([[1.0]])}
    adam = Adam(learning_rate=0.1, eps=0.0)
    adam.update(parameters, {"dW": np.array([[2.0]])})
    assert parameters["W"].item() == pytest.approx(0.9, abs=1e-12)
    adam.update(parameters, {"dW": np.array([[-1.0]])})
    step = 0.1 * (0.08 / 0.19) / np.sqrt(0.004996 / 0.001999)
    assert parameters["W"].item() == pytest.approx(0.9 - step, abs=1e-12)


def test_adam_keeps_one_history_for_each_parameter() -> None:
    parameters = {"W": np.zeros(2), "b": np.zeros(3)}
    adam = Adam(learning_rate=0.5)
    adam.update(parameters, {"dW": np.array([1.0, -3.0]), "db": np.array([0.0, 5.0, 0.0]), "dx": np.ones(9)})
    np.testing.assert_allclose(parameters["W"], [-0.5, 0.5], rtol=1e-6)
    np.testing.assert_allclose(parameters["b"], [0.0, -0.5, 0.0], rtol=1e-6)


def test_adam_leaves_gradients_unchanged() -> None:
    gradient = np.array([1.0, 2.0])
    adam = Adam()
    for _ in range(2):
        adam.update({"W": np.zeros(2)}, {"dW": gradient})
    assert gradient.tolist() == [1.0, 2.0]


def test_adam_keeps_the_dtype_of_the_parameters() -> None:
    parameters = {"W": np.ones(3, dtype=np.float32)}
    Adam().update(parameters, {"dW": np.ones(3)})
    assert parameters["W"].dtype == np.float32


def test_adam_finds_the_lowest_point_of_a_bowl() -> None:
    parameters = {"W": np.array([3.0, -2.0])}
    adam = Adam(learning_rate=0.05)
    for _ in range(500):
        adam.update(parameters, {"dW": 2 * (parameters["W"] - 1)})
    np.testing.assert_allclose(parameters["W"], 1.0, atol=1e-3)


def test_batches_hold_every_example_once_and_one_length_each() -> None:
    lengths = [3, 5, 3, 4, 5, 3, 3, 5]
    batches = list(equal_length_batches(np.random.default_rng(0), lengths, batch_size=2))
    assert sorted(int(k) for batch in batches for k in batch) == list(range(8))
    assert all(len({lengths[k] for k in batch}) == 1 for batch in batches)
    assert max(map(len, batches)) == 2


def test_batches_come_in_another_order_each_epoch() -> None:
    rng = np.random.default_rng(0)
    first, second = ([batch.tolist() for batch in equal_length_batches(rng, [4] * 30, 5)] for _ in range(2))
    assert first != second


@pytest.mark.parametrize(
    ("predicted", "right", "score"),
    [
        ([1, 1, 0, 0], [1, 1, 0, 0], 1.0),
        ([1, 0, 1, 0], [1, 1, 0, 0], 0.5),
        ([1, 1, 1, 1], [1, 0, 0, 0], 0.4),
        ([0, 0, 0, 0], [1, 0, 0, 0], 0.0),
        ([0, 0], [0, 0], 1.0),
    ],
)
def test_f1_score_of_small_cases(predicted: list[int], right: list[int], score: float) -> None:
    assert f1_score(predicted, right) == pytest.approx(score)


def test_f1_score_takes_arrays_of_bool() -> None:
    assert f1_score(np.array([True, False]), np.array([1, 0])) == 1.0
