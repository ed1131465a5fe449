"""A result in the language of a catalogue, fit to be shown: what has no sentence there stays in English.

Texts of a result quote what a student raised and returned: they get on one line, and nothing in them turns the
direction of writing or speaks to a terminal.
"""

from __future__ import annotations

from dataclasses import replace

from grader.feedback.messages import Catalogue
from grader.feedback.text import one_line
from grader.results import CriterionResult, ExerciseResult, MistakeMatch, SubmissionResult
from rnn_utils.checks.messages import Message, Value, told, translated

LONGEST_TEXT = 10_000


def in_language(result: SubmissionResult, say: Catalogue) -> SubmissionResult:
    """Return a result whose texts are in the language of a catalogue and fit to be shown.

    Parameters
    ----------
    result
        The result.
    say
        The catalogue.
    """
    exercises = tuple(exercise_in_language(exercise, say) for exercise in result.exercises)
    remarks = tuple(_with_key(remark, say) for remark in result.remarks)
    return replace(result, detail=told_to_be_shown(result.detail, say), exercises=exercises, remarks=remarks)


def exercise_in_language(exercise: ExerciseResult, say: Catalogue) -> ExerciseResult:
    """Return the result of an exercise with its texts in the language of a catalogue and fit to be shown.

    Parameters
    ----------
    exercise
        The result.
    say
        The catalogue.
    """
    return replace(
        exercise,
        title=translated(fit(exercise.title), f"exercise.{exercise.id}.title", say.translated),
        note=told_to_be_shown(exercise.note, say),
        criteria=tuple(_criterion(one, f"criterion.{exercise.id}.{one.id}", say) for one in exercise.criteria),
        mistakes=tuple(_mistake(one, say) for one in exercise.mistakes),
    )


def _criterion(criterion: CriterionResult, key: str, say: Catalogue) -> CriterionResult:
    known = say.translated
    return replace(
        criterion,
        title=translated(fit(criterion.title), f"{key}.title", known),
        messages=tuple(_with_key(message, say) for message in criterion.messages),
        source=criterion.source and translated(criterion.source, f"{key}.source", known),
        # Where a hint would not help, there is none.
        hint=criterion.hint and translated(criterion.hint, f"{key}.hint", known),
    )


def _with_key(text: str, say: Catalogue) -> str:
    """Return a text in the language of a catalogue; what it is about can be asked of its key as before."""
    words = told_to_be_shown(text, say)
    return Message(words, text.key, text.values) if isinstance(text, Message) else words


def told_to_be_shown(text: str, say: Catalogue) -> str:
    """Return a text in the language of a catalogue, fit to be shown.

    Parameters
    ----------
    text
        The text, which may quote a student.
    say
        The catalogue.
    """
    return told(_fit_values(text), say.translated)


def fit(text: str) -> str:
    """Return text on one line, without marks that turn the direction of writing and without control characters."""
    return one_line(text, LONGEST_TEXT)


def _fit_values(value: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(map(_fit_values, value))
    if isinstance(value, Message):
        return Message(fit(value), value.key, {name: _fit_values(one) for name, one in value.values.items()})
    return fit(value)


def _mistake(mistake: MistakeMatch, say: Catalogue) -> MistakeMatch:
    says = translated(mistake.says, f"mistake.{mistake.id}.says", say.translated)
    return replace(mistake, says=says, hint=told(mistake.hint, say.translated))
