"""What students read about an exercise: ids, formulas and where they stand, hints that help and do not tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from grader.authoring.linting.fault import Fault
from grader.exercises.catalogue import EXERCISES, TOPICS
from grader.exercises.model import HiddenExercise, Mistake, Variant
from grader.exercises.patching import bare_source, wrong_source
from rnn_utils.checks.model import Criterion

LEAST_TOKENS = 6  # of a corrected line that a hint must not hold
TOKEN = re.compile(r"[^\W\d]\w*|\d[\w.]*|[^\s\w]")
LONGEST = 130


def id_faults() -> Iterator[Fault]:
    """Look for ids that stand twice in the whole course."""
    exercises = list(EXERCISES.values())
    ids = [exercise.id for exercise in _all_exercises()]
    ids += [item.id for exercise in exercises for item in _items(exercise)]
    for name, count in Counter(ids).items():
        if count > 1:
            yield Fault(name, "id", f"{count} exercises, mistakes or variants have this id", "rename all but one")
    for exercise in exercises:
        for item in _items(exercise):
            if item.id.split(".")[0] != exercise.id:
                do = f"begin it with {exercise.id}."
                yield Fault(item.id, "id", f"stands among those of {exercise.id}, and its id says otherwise", do)


def words_faults(exercise: HiddenExercise) -> Iterator[Fault]:
    """Look at the words of an exercise.

    Parameters
    ----------
    exercise
        The exercise.

    Yields
    ------
    Fault
        A hint that is missing or tells, a formula without a source, a mistake that cannot be shown.
    """
    for criterion in exercise.public.criteria:
        yield from _criterion_faults(criterion, f"{exercise.id}.{criterion.id}")
    if not any(criterion.source for criterion in exercise.public.criteria) and not _explained(exercise):
        do = "give a criterion the formula and where it stands, or more than one sentence of hint"
        yield Fault(exercise.id, "equation", "no criterion has a formula with its source", do)
    for mistake in exercise.mistakes:
        yield from _mistake_faults(exercise, mistake)


def _items(exercise: HiddenExercise) -> tuple[Mistake | Variant, ...]:
    return (*exercise.mistakes, *exercise.variants)


def _all_exercises() -> Iterator[HiddenExercise]:
    """Yield the exercises of all topics; in the catalogue the second of one id has taken the place of the first."""
    for topic in TOPICS:
        yield from topic.ALL


def _explained(exercise: HiddenExercise) -> bool:
    """Say whether an exercise without a formula, such as one about text, says in its hints what is asked for."""
    return all(len(criterion.hint.split()) >= 8 for criterion in exercise.public.criteria)


def _criterion_faults(criterion: Criterion, place: str) -> Iterator[Fault]:
    if not criterion.title.strip():
        yield Fault(place, "hint", "has no title", "say what is looked at, in words that fit after 'the'")
    if not criterion.hint.strip():
        yield Fault(place, "hint", "has no hint", "help who is stuck, without the answer")
    elif not criterion.hint.endswith((".", "?")):
        yield Fault(place, "hint", "its hint is no sentence", "end it with a full stop or a question mark")
    if criterion.equation and not criterion.source:
        yield Fault(place, "source", "its formula does not say where it stands", 'name the note, such as "S3(2)"')


def _mistake_faults(exercise: HiddenExercise, mistake: Mistake) -> Iterator[Fault]:
    if not 10 < len(mistake.says) < LONGEST or mistake.says.endswith(".") or "!" in mistake.says:
        what = "is not said in one line of 10 to 130 characters, without a full stop"
        yield Fault(mistake.id, "hint", what, "name the mistake as one would say it to a student")
    criterion = next((one for one in exercise.public.criteria if one.id == mistake.criterion), None)
    hint = mistake.hint or (criterion.hint if criterion else "")
    for line in _corrected_lines(exercise, mistake):
        if _holds(_tokens(hint), _tokens(line)):
            what = f"its hint holds the right line, {line!r}"
            yield Fault(mistake.id, "hint", what, "ask or point, and leave the line to the student")


def _corrected_lines(exercise: HiddenExercise, mistake: Mistake) -> Iterator[str]:
    """Yield the lines of the reference that the mistake has otherwise."""
    right = "\n\n".join(map(bare_source, exercise.reference.values()))
    try:
        wrong = {line.strip() for line in wrong_source(exercise, mistake).splitlines()}
    except ValueError:
        return  # a patch that does not fit is a fault of its own
    for line in right.splitlines():
        if line.strip() not in wrong:
            yield line.strip()


def _tokens(text: str) -> list[str]:
    return TOKEN.findall(text.replace('"', "'").replace("`", " "))


def _holds(text: Sequence[str], line: Sequence[str]) -> bool:
    """Say whether a text holds the tokens of a line, or those of its right-hand side, in a row."""
    after = line.index("=") + 1 if "=" in line else 1 if line[:1] == ["return"] else 0
    return any(
        len(wanted) >= LEAST_TOKENS
        and any(text[start : start + len(wanted)] == wanted for start in range(len(text) - len(wanted) + 1))
        for wanted in (list(line), list(line[after:]))
    )
