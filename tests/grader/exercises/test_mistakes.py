"""Known mistakes: each is a mistake, is found by its own exercise, and is named by the diagnosis."""

from __future__ import annotations

import pytest
from judged import failed, judged, judged_source, right, seeds

from grader.exercises.catalogue import EXERCISES
from grader.exercises.diagnosis import diagnose, replay, same_outcome
from grader.exercises.model import HiddenExercise, Mistake, Variant
from grader.exercises.patching import wrong_line, wrong_source
from topics import EQUALS

MISTAKES = [(exercise, mistake) for exercise in EXERCISES.values() for mistake in exercise.mistakes]
VARIANTS = [(exercise, variant) for exercise in EXERCISES.values() for variant in exercise.variants]
EACH_MISTAKE = pytest.mark.parametrize(("exercise", "mistake"), MISTAKES, ids=lambda value: value.id)
ALL = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=list(EXERCISES))
SEEDS = seeds(2)


@EACH_MISTAKE
def test_a_mistake_is_rejected_for_what_it_breaks_and_named(exercise: HiddenExercise, mistake: Mistake) -> None:
    """On every seed: its criterion is lost, with a message, and the diagnosis names it and no other."""
    equal = next((group for group in EQUALS if mistake.id in group), {mistake.id})
    source = wrong_source(exercise, mistake)
    for seed in SEEDS:
        judgement = judged_source(exercise, source, seed)
        assert mistake.criterion in failed(judgement)
        broken = next(c for c in judgement.result.criteria if c.id == mistake.criterion)
        assert broken.messages
        named = {match.id for match in diagnose(exercise, judgement, seed, right(exercise))}
        assert named == equal


@EACH_MISTAKE
def test_a_mistake_can_be_shown_to_a_student(exercise: HiddenExercise, mistake: Mistake) -> None:
    """One line says what it is, without an exclamation; where there is a single wrong line, it is found."""
    assert 10 < len(mistake.says) < 130
    assert "!" not in mistake.says
    assert not mistake.says.endswith(".")
    if mistake.patches:
        assert wrong_line(exercise, mistake)


def test_equal_mistakes_are_equal() -> None:
    """What is listed as equal cannot be told apart on any input; the list holds nothing else."""
    for group in EQUALS:
        one, other = ((exercise, m) for exercise, m in MISTAKES if m.id in group)
        exercise = one[0]
        items = tuple(right(exercise).items())
        outputs = frozenset(output.where for output in exercise.public.outputs)
        for seed in SEEDS:
            replays = [replay(exercise, m, exercise.tries[0], seed, items) for _, m in (one, other)]
            assert all(same_outcome(a, b, outputs) for a, b in zip(*replays, strict=True))


@ALL
def test_nothing_is_named_in_a_right_solution(exercise: HiddenExercise) -> None:
    """Right outcomes match no mistake."""
    judgement = judged(exercise, right(exercise), SEEDS[0])
    assert diagnose(exercise, judgement, SEEDS[0], right(exercise)) == ()


@pytest.mark.parametrize(("exercise", "variant"), VARIANTS, ids=lambda value: value.id)
def test_odd_but_right_solutions_earn_everything(exercise: HiddenExercise, variant: Variant) -> None:
    """Loops, einsum, other layouts, further cache entries, helpers: right on every seed, nothing named."""
    for seed in SEEDS:
        judgement = judged_source(exercise, variant.source, seed)
        assert judgement.result.points == exercise.public.points, [c for c in judgement.result.criteria if not c.passed]
        assert diagnose(exercise, judgement, seed, right(exercise)) == ()


def test_an_unknown_mistake_is_not_named() -> None:
    """No match is no guess."""
    exercise = EXERCISES["rnn_cell_backward"]
    source = wrong_source(exercise, exercise.mistakes[0]).replace("da_next\n", "da_next**3\n")
    judgement = judged_source(exercise, source, SEEDS[0])
    assert judgement.result.points < exercise.public.points
    assert diagnose(exercise, judgement, SEEDS[0], right(exercise)) == ()


def test_a_mistake_is_named_on_top_of_a_wrong_dependency() -> None:
    """The try with right dependencies shows it."""
    exercise = EXERCISES["rnn_forward"]
    mistake = next(m for m in exercise.mistakes if m.id == "rnn_forward.zero-state")
    wrong_step = "def rnn_cell_forward(xt, a_prev, parameters):\n    return a_prev, xt, ()\n"
    judgement = judged_source(exercise, wrong_step + wrong_source(exercise, mistake), SEEDS[0])
    assert mistake.id in {match.id for match in diagnose(exercise, judgement, SEEDS[0], right(exercise))}


def test_two_mistakes_that_together_answer_like_a_third_are_told_apart() -> None:
    """An encoder that drops its state, and a mask that is not handed on, look like the last token alone."""
    exercise, encoder = EXERCISES["many_to_one_forward"], EXERCISES["encode"]
    mistake = next(m for m in exercise.mistakes if m.id == "many_to_one_forward.mask-not-handed-on")
    dependency = next(m for m in encoder.mistakes if m.id == "encode.state-not-carried")
    source = wrong_source(encoder, dependency) + wrong_source(exercise, mistake)
    judgement = judged_source(exercise, source, SEEDS[0])
    assert {match.id for match in diagnose(exercise, judgement, SEEDS[0], right(exercise))} == {mistake.id}


def test_a_match_brings_the_line_the_formula_and_a_hint() -> None:
    """Everything that the feedback page shows."""
    exercise = EXERCISES["rnn_cell_backward"]
    mistake = next(m for m in exercise.mistakes if m.id == "rnn_cell_backward.one-minus-a")
    judgement = judged_source(exercise, wrong_source(exercise, mistake), SEEDS[0])
    (match,) = diagnose(exercise, judgement, SEEDS[0], right(exercise))
    assert match.line == "dz = (1 - a_next) * da_next"
    assert match.equation == exercise.public.criterion("dxt").equation
    assert match.hint == exercise.public.criterion("dxt").hint
    assert match.says == mistake.says


def test_a_view_with_wrong_values_has_the_name_of_the_copy() -> None:
    exercise = EXERCISES["reverse_sequences"]
    (mistake,) = (one for one in exercise.mistakes if one.id == "reverse_sequences.whole-batch")
    copied = wrong_source(exercise, mistake)
    view = copied.replace("[:, :, ::-1].copy()", "[:, :, ::-1]")
    assert view != copied
    for source in (copied, view):
        judgement = judged_source(exercise, source, SEEDS[0])
        assert [match.id for match in diagnose(exercise, judgement, SEEDS[0], right(exercise))] == [mistake.id]
