"""Test the extract of Python's source: origin, split, marks of brackets, quotes and lines, and the trained weights."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

import numpy as np
import pytest

from rnn_utils.datasets import make_python_source, python_source
from rnn_utils.datasets.python_source import (
    FEATURES,
    SYMBOLS,
    held_out_text,
    mark_features,
    to_indices,
    trained_parameters,
    training_text,
)


def _file() -> str:
    return (Path(python_source.__file__).parent / "python_source.txt").read_text(encoding="ascii")


def _modules(part: int) -> list[str]:
    """Return the modules of a part of the file: 1 for training, 2 held out."""
    return re.split(r"^=== \w+ ===\n", _file().split("\n" + "=" * 72 + "\n")[part], flags=re.MULTILINE)[1:]


def test_licence_stands_at_the_head_of_the_file() -> None:
    head = _file()[:4000]
    assert "Copyright (c) 2001 Python Software Foundation; All Rights Reserved" in head
    assert "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2" in head
    assert "8. By copying, installing or otherwise using Python" in head


def test_modules_are_whole_and_without_prose() -> None:
    modules = _modules(1) + _modules(2)
    assert len(modules) == len(make_python_source.TRAINING.split()) + len(make_python_source.HELD_OUT.split())
    for source in modules:
        kinds = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        assert not any(ast.get_docstring(node) for node in ast.walk(ast.parse(source)) if isinstance(node, kinds))
        tokens = tokenize.generate_tokens(io.StringIO(source).readline)
        assert not any(token.type == tokenize.COMMENT for token in tokens)


def test_no_network_is_trained_on_what_is_held_out() -> None:
    assert not set(make_python_source.TRAINING.split()) & set(make_python_source.HELD_OUT.split())
    long_lines = {line for line in held_out_text().splitlines() if len(line) > 60}
    assert long_lines
    assert len(long_lines & set(training_text().splitlines())) < 0.02 * len(long_lines)


def test_comments_and_docstrings_go_and_code_stays() -> None:
    source = '"""Module."""\n\n\nimport os  # why\n\n\ndef f(x):\n    """Say."""\n\n\ndef g():\n    return "# no"\n'
    assert make_python_source.without_prose(source) == (
        'import os\n\ndef f(x):\n    pass\n\ndef g():\n    return "# no"\n'
    )


def test_indices_are_places_among_the_symbols() -> None:
    text = "if x:\n    y = '~'\n"
    assert "".join(SYMBOLS[k] for k in to_indices(text)) == text
    assert set(training_text()) | set(held_out_text()) <= set(SYMBOLS)


def test_depth_counts_open_brackets_outside_strings() -> None:
    text = "f(a[1], '(', {})"
    assert mark_features(text)["bracket depth"].tolist() == [0, 1, 1, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 0]


def test_inside_quotes_lasts_from_the_first_quote_to_before_the_last() -> None:
    text = "a='b' + \"c'\""
    assert mark_features(text)["inside quotes"].tolist() == [0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0]


def test_escaped_and_triple_quotes_do_not_end_a_string() -> None:
    for text in ("'a\\'b'", "'''a'b\n'''"):
        assert mark_features(text)["inside quotes"].tolist() == [1.0] * (len(text) - 1) + [0.0]


def test_indentation_and_place_begin_anew_with_each_line() -> None:
    found = mark_features("a\n  bc\n d")
    assert found["indentation"].tolist() == [0, 0, 1, 2, 2, 2, 2, 1, 1]
    assert found["place in the line"].tolist() == [1, 2, 1, 2, 3, 4, 5, 1, 2]


def test_marks_agree_with_python_s_own_tokenizer() -> None:
    """Depth at the beginning of each name, and whether each string's first character is inside quotes."""
    text = held_out_text()
    starts = np.cumsum([0, *(len(line) for line in text.splitlines(keepends=True))])
    marks, depth = mark_features(text), 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        place = starts[token.start[0] - 1] + token.start[1]
        if token.type == tokenize.OP and token.string in "([{)]}":
            depth += 1 if token.string in "([{" else -1
        elif token.type == tokenize.NAME:
            assert marks["bracket depth"][place] == depth, text[place - 40 : place + 40]
            assert marks["inside quotes"][place] == 0, text[place - 40 : place + 40]
        elif token.type == tokenize.STRING:
            assert marks["inside quotes"][place + len(token.string) - 2] == 1, token.string


@pytest.mark.parametrize("text", [training_text, held_out_text], ids=["training", "held out"])
def test_brackets_are_balanced_and_every_character_is_marked(text: object) -> None:
    source = training_text() if text is training_text else held_out_text()
    marks = mark_features(source)
    assert tuple(marks) == FEATURES
    assert all(values.shape == (len(source),) for values in marks.values())
    assert marks["bracket depth"].min() == 0
    assert marks["bracket depth"][-1] == 0


def test_trained_parameters_fit_the_symbols() -> None:
    parameters = trained_parameters()
    assert {name: value.shape for name, value in parameters.items()} == {
        **{"W" + gate: (128, 128 + 96) for gate in "fuco"},
        **{"b" + gate: (128, 1) for gate in "fuco"},
        "Wy": (96, 128),
        "by": (96, 1),
    }
    assert all(value.dtype == np.float32 and np.isfinite(value).all() for value in parameters.values())


def test_file_of_weights_is_small() -> None:
    assert (Path(python_source.__file__).parent / "looking_inside.npz").stat().st_size < 700_000
