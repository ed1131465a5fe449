"""The hidden check as the executed solution calls it."""

from __future__ import annotations

import numpy as np
import pytest

from grader.authoring.verify import hidden_check
from grader.errors import AuthoringError
from grader.exercises.catalogue import references_of


def test_right_functions_pass_in_silence(capsys: pytest.CaptureFixture[str]) -> None:
    hidden_check("softmax", {"softmax": references_of("01_rnn")["softmax"]})
    assert capsys.readouterr() == ("", "")


def test_wrong_function_is_reported_with_what_it_earns() -> None:
    def softmax(x: np.ndarray) -> np.ndarray:
        shares: np.ndarray = x / x.sum(axis=0)
        return shares

    with pytest.raises(AuthoringError, match=r"softmax earns 0(\.\d+)? of \d+: .*wrong values"):
        hidden_check("softmax", {"softmax": softmax})


def test_unknown_exercise_is_refused() -> None:
    with pytest.raises(AuthoringError, match="there is no exercise 'softmaks'"):
        hidden_check("softmaks", {})
