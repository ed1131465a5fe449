"""Test the texts that language models learn from: what they hold, how they are parted, and how they were made."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from rnn_utils.datasets import make_language_names, make_python_sentences, texts

FOLDER = Path(texts.__file__).parent


def test_names_are_single_words_and_each_is_in_one_part_only() -> None:
    split = texts.language_names()
    assert [len(part) for part in split] == [4166, 500, 500]
    names = [name for part in split for name in part]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z]+", name) for name in names)
    assert {"welsh", "zulu", "finnish"} <= set(names)


def test_names_are_parted_in_the_same_way_each_time() -> None:
    assert texts.language_names() == texts.language_names()
    assert texts.language_names().training != sorted(texts.language_names().training)


def test_sentences_are_in_lower_case_and_parted_by_blocks() -> None:
    split = texts.python_sentences()
    assert [len(part) for part in split] == [1714, 200, 200]
    assert not set(split.training) & set(split.test)
    for part in split:
        assert all(sentence == sentence.lower() and sentence.endswith(".") for sentence in part)


def test_code_in_quotation_marks_is_one_token() -> None:
    sentence = next(s for s in texts.python_sentences().training if s.startswith("these equivalences assume"))
    assert sentence.split()[4:9] == ['"__debug__"', "and", '"assertionerror"', "refer", "to"]
    assert sentence.split()[-1] == "."


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("it isn't, e.g. a non-empty list.", ["it", "isn't", ",", "e.g.", "a", "non-empty", "list", "."]),
        ('call "f(1, 2)" in python 3.13.', ["call", '"f(1, 2)"', "in", "python", "3.13", "."]),
    ],
)
def test_tokens_are_words_numbers_signs_and_code(text: str, tokens: list[str]) -> None:
    assert texts.TOKEN.findall(text) == tokens


def test_padding_is_behind_and_masked() -> None:
    tokens, mask = texts.padded([np.array([5, 6]), np.array([7, 8, 9, 1]), np.array([2])])
    assert tokens.tolist() == [[5, 6, 0, 0], [7, 8, 9, 1], [2, 0, 0, 0]]
    assert mask.tolist() == [[1, 1, 0, 0], [1, 1, 1, 1], [1, 0, 0, 0]]
    assert mask.dtype == bool


def test_no_sentences_make_an_empty_batch() -> None:
    tokens, mask = texts.padded([])
    assert tokens.shape == mask.shape == (0, 0)


@pytest.mark.parametrize(
    ("file", "origin", "licence"),
    [
        ("language_names", "ISO 639-3", "GNU LESSER GENERAL PUBLIC LICENSE"),
        ("python_sentences", "Python Software Foundation", "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2"),
    ],
)
def test_files_name_their_origin_and_carry_their_licence(file: str, origin: str, licence: str) -> None:
    lines = (FOLDER / f"{file}.txt").read_text(encoding="utf-8").splitlines()
    head = " ".join(line for line in lines if line.startswith("#"))
    assert origin in head
    assert "Changes" in head
    assert licence in (FOLDER / f"{file}_licence.txt").read_text(encoding="utf-8")


def test_names_are_made_from_the_code_table(tmp_path: Path) -> None:
    entries = [{"name": name, "alpha_3": "xxx"} for name in ("Welsh", "Ari", "Arbëreshë Albanian", "Alumu-Tesu", "Ari")]
    (tmp_path / "table.json").write_text(json.dumps({"639-3": entries}), encoding="utf-8")
    made = make_language_names.main(tmp_path / "table.json")
    assert [line for line in made.splitlines() if not line.startswith("#")] == ["ari", "welsh"]


def test_sentences_are_made_from_prose_alone() -> None:
    topic = (
        "The thing\n*********\n\nThe *thing* is never-\nending [1].  It has a “name”\nand a value.\n\n"
        "   thing ::= name value\n\n* One more thing, said twice.\n\n* One more thing, said twice.\n"
    )
    assert make_python_sentences.sentences({"THING": topic}) == [
        "The thing is never-ending.",
        'It has a "name" and a value.',
        "One more thing, said twice.",
    ]


def test_licence_is_the_agreement_of_the_foundation_alone() -> None:
    title = make_python_sentences.LICENCE_TITLE
    whole = f"HISTORY\n\n{title}\n----\n\n1. This.\n\n\nBEOPEN.COM LICENSE\n----\n\n1. That.\n"
    assert make_python_sentences.licence(whole) == f"{title}\n----\n\n1. This.\n"
