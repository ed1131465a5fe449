"""A result in the language of a catalogue: what has no sentence there stays in English."""

from __future__ import annotations

from dataclasses import replace

from grader.feedback.messages import Catalogue
from grader.results import CriterionResult, ExerciseResult, MistakeMatch, SubmissionResult
from rnn_utils.checks.messages import told, translated


def in_language(result: SubmissionResult, say: Catalogue) -> SubmissionResult:
    """Return a result whose texts are in the language of a catalogue.

    Parameters
    ----------
    result
        The result.
    say
        The catalogue.
    """
    if not say.translated:
        return result
    exercises = tuple(exercise_in_language(exercise, say) for exercise in result.exercises)
    remarks = tuple(told(remark, say.translated) for remark in result.remarks)
    return replace(result, detail=told(result.detail, say.translated), exercises=exercises, remarks=remarks)


def exercise_in_language(exercise: ExerciseResult, say: Catalogue) -> ExerciseResult:
    """Return the result of an exercise with its texts in the language of a catalogue.

    Parameters
    ----------
    exercise
        The result.
    say
        The catalogue.
    """
    if not say.translated:
        return exercise
    return replace(
        exercise,
        title=translated(exercise.title, f"exercise.{exercise.id}.title", say.translated),
        note=told(exercise.note, say.translated),
        criteria=tuple(_criterion(one, f"criterion.{exercise.id}.{one.id}", say) for one in exercise.criteria),
        mistakes=tuple(_mistake(one, say) for one in exercise.mistakes),
    )


def _criterion(criterion: CriterionResult, key: str, say: Catalogue) -> CriterionResult:
    known = say.translated
    return replace(
        criterion,
        title=translated(criterion.title, f"{key}.title", known),
        messages=tuple(told(message, known) for message in criterion.messages),
        source=criterion.source and translated(criterion.source, f"{key}.source", known),
        # Where a hint would not help, there is none.
        hint=criterion.hint and translated(criterion.hint, f"{key}.hint", known),
    )


def _mistake(mistake: MistakeMatch, say: Catalogue) -> MistakeMatch:
    says = translated(mistake.says, f"mistake.{mistake.id}.says", say.translated)
    return replace(mistake, says=says, hint=told(mistake.hint, say.translated))
