"""The language of the students' check: what the edition that they installed brings along, else English."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files

from rnn_utils.checks.messages import Message, by_itself, translated
from rnn_utils.checks.model import Criterion, Exercise
from rnn_utils.checks.published import PublicCase

TEXTS = ("title", "hint", "source")  # of a criterion
FILE = "messages.json"  # in checks/data; 'grader build' puts it into an edition in another language than English


@cache
def sentences() -> Mapping[str, str]:
    """Return the sentences of the edition's language by key; none where it is English."""
    path = files("rnn_utils.checks") / "data" / FILE
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def tell(message: Message) -> str:
    """Return a message in the language of the edition."""
    return message.told(sentences())


def in_language(exercise: Exercise) -> Exercise:
    """Return an exercise with its titles and hints in the language of the edition."""
    known = sentences()
    if not known:
        return exercise
    title = translated(exercise.title, f"exercise.{exercise.id}.title", known)
    criteria = tuple(_criterion(one, f"criterion.{exercise.id}.{one.id}", known) for one in exercise.criteria)
    return replace(exercise, title=title, criteria=criteria)


def _criterion(criterion: Criterion, key: str, known: Mapping[str, str]) -> Criterion:
    title, hint, source = (translated(getattr(criterion, name), f"{key}.{name}", known) for name in TEXTS)
    return replace(criterion, title=title, hint=hint, source=source)


def label_of(case: PublicCase) -> str:
    """Return what is special about a case, in the language of the edition."""
    return tell(by_itself("label", case.label))


def known_in_language(exercise_id: str, place: int, says: str, hint: str) -> tuple[str, str]:
    """Return what a known mistake says, and its hint, in the language of the edition.

    Parameters
    ----------
    exercise_id, place
        The exercise, and where the mistake stands among those of its file: students get no ids of mistakes.
    says, hint
        The same in English.
    """
    key = f"known.{exercise_id}.{place}"
    return translated(says, f"{key}.says", sentences()), translated(hint, f"{key}.hint", sentences())
