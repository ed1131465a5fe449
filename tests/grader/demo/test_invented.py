"""The class of the benchmark: the same mix at every size, no two submissions alike."""

from __future__ import annotations

from grader.demo.invented import MIX, invent
from grader.exercises.catalogue import exercises_of
from grader.exercises.patching import bare_source

EXERCISES = exercises_of("01_rnn")
ANSWERS = {
    f"{exercise.id}_solution": "\n\n".join(bare_source(function) for function in exercise.reference.values())
    for exercise in EXERCISES
}
RELEASE = {
    "cells": [
        {"cell_type": "code", "source": "", "metadata": {"nbgrader": {"grade_id": name, "solution": True}}}
        for name in ANSWERS
    ]
}


def test_a_small_class_is_the_beginning_of_a_large_one() -> None:
    small, large = invent(ANSWERS, EXERCISES, len(MIX)), invent(ANSWERS, EXERCISES, 3 * len(MIX))
    assert large[: len(small)] == small
    assert [work.kind for work in large] == list(MIX) * 3


def test_no_two_notebooks_are_alike_and_nor_are_two_cells() -> None:
    works = invent(ANSWERS, EXERCISES, 3 * len(MIX))
    assert len({work.notebook(RELEASE) for work in works}) == len(works)
    written = [source for work in works for source in work.answers.values()]
    assert len(set(written)) == len(written)


def test_kinds_of_work_are_what_they_are_called() -> None:
    by_kind = {work.kind: work for work in invent(ANSWERS, EXERCISES, len(MIX))}
    assert not by_kind["blank"].answers
    assert len(by_kind["half"].answers) == len(EXERCISES) // 2
    own = f"\n\n# {by_kind['right'].student}"
    assert {name: text.removesuffix(own) for name, text in by_kind["right"].answers.items()} == ANSWERS
    wrong = by_kind["mistake"]
    changed = [
        name for name, text in wrong.answers.items() if text.removesuffix(f"\n\n# {wrong.student}") != ANSWERS[name]
    ]
    assert 1 <= len(changed) <= 2
