"""The whole catalogue: every message has a key, every translation fits, nothing hidden goes to students."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import grader.exercises.sentences
import grader.sentences
import rnn_utils.checks.sentences
from grader import wording
from grader.cli import main
from grader.exercises.catalogue import EXERCISES, references_of
from grader.exercises.direct import DirectCaller
from grader.exercises.judging import judge
from grader.exercises.model import HiddenExercise
from grader.exercises.patching import functions_of, wrong_source
from grader.feedback.messages import TEMPLATES, Catalogue, fields, languages, read_sentences
from grader.results import ExerciseResult
from grader.wording import as_toml, examined, faults, missing, public_sentences
from rnn_utils.checks.messages import Message, Value

FOR_INSTRUCTORS = {"change", "dry_run", "history", "report", "reproduce"}
Functions = dict[str, Callable[..., object]]
MODULES = (rnn_utils.checks.sentences, grader.exercises.sentences, grader.sentences)


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    return wording.english()


def test_every_translation_names_known_keys_and_fills_in_what_there_is(english: dict[str, str]) -> None:
    assert {"de", "en"} <= set(languages())
    for language in languages():
        assert faults(read_sentences(language), english) == []


def test_the_first_translation_has_all_that_pages_and_checks_say_of_their_own(english: dict[str, str]) -> None:
    """What stands beside single exercises may be missing, and what instructors alone read."""
    lacking = Counter(key.split(".")[0] for key in missing(read_sentences("de"), english))
    assert set(lacking) <= {"exercise", "criterion", "mistake", "label"} | FOR_INSTRUCTORS


def test_faults_of_a_translation_are_named(english: dict[str, str]) -> None:
    bad = {"check.no_key": "{path} hat {schluessel}", "axis.units": "Einheiten", "text.nobody says this": "x"}
    assert faults(bad | {"text.prediction": "Vorhersage"}, english) == [
        "check.no_key fills in {schluessel}, which it has not",
        "check.no_key leaves out {key}",
        "there is no key axis.units",
        "there is no key text.nobody says this",
    ]


def test_the_catalogue_as_a_file_is_read_as_it_was_written(english: dict[str, str]) -> None:
    from grader.feedback.messages import _flat

    assert _flat(tomllib.loads(as_toml(english))) == english


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_sentence_is_used(module: ModuleType) -> None:
    folder = Path(str(module.__file__)).parent
    used = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py") if path.name != "sentences.py")
    names = [name for name, value in vars(module).items() if value in TEMPLATES]
    assert [name for name in names if f"sentences.{name}" not in used] == []


def test_no_two_sentences_share_a_key() -> None:
    keys = Counter(template.key for template in TEMPLATES)
    assert [key for key, number in keys.items() if number > 1] == []
    assert keys.keys().isdisjoint(read_sentences("en"))


def messages_of(value: Value) -> Iterator[Message]:
    if isinstance(value, Message):
        yield value
        for inner in value.values.values():
            yield from messages_of(inner)
    elif isinstance(value, tuple):
        for one in value:
            yield from messages_of(one)


def wrong_answers(exercise: HiddenExercise) -> Iterator[Functions]:
    """Yield functions that are wrong in different ways: a known mistake, and what has not even the right form."""
    references = references_of(exercise.public.assignment)
    sources = [wrong_source(exercise, exercise.mistakes[0])]
    body = ("return {'a': [1]}", "raise KeyError('dWax')")
    sources += [f"def {exercise.id}(*given, **named):\n    {line}\n" for line in body]
    for source in sources:
        yield {**references, **functions_of(exercise, source, references)}


def judged(exercise: HiddenExercise, functions: Functions) -> ExerciseResult:
    references = references_of(exercise.public.assignment)
    with np.errstate(all="ignore"):
        return judge(exercise, DirectCaller(functions), wording.ANY_SEED, references).result


@pytest.mark.slow
@pytest.mark.parametrize("assignment", sorted({one.public.assignment for one in EXERCISES.values()}))
def test_every_text_of_a_result_has_a_key(assignment: str, english: dict[str, str]) -> None:
    """Titles and hints are found by ids; everything else is a message whose sentences the catalogue has."""
    seen: Counter[str] = Counter()
    for exercise in (one for one in EXERCISES.values() if one.public.assignment == assignment):
        for functions in wrong_answers(exercise):
            result = judged(exercise, functions)
            assert english[f"exercise.{result.id}.title"] == result.title
            texts = [message for criterion in result.criteria for message in criterion.messages]
            for text in [*texts, *([result.note] if result.note else [])]:
                assert isinstance(text, Message), text
                for message in messages_of(text):
                    assert message.key in english, (message.key, message)
                    assert fields(english[message.key]) == set(message.values) or not message.values
                    seen[message.key] += 1
    assert len(seen) > 10


def test_students_get_no_sentence_of_the_hidden_checks_and_no_id_of_a_mistake() -> None:
    exercises = [one for one in EXERCISES.values() if one.public.assignment == "01_rnn"]
    found = public_sentences(exercises, Catalogue.load("de"))
    assert {key.split(".")[0] for key in found} == {"check", "exercise", "criterion", "axis", "label", "known"}
    ids = {mistake.id.partition(".")[2] for exercise in exercises for mistake in exercise.mistakes}
    assert not any(part in ids for key in found for part in key.split("."))
    assert "Waa ist transponiert" in found.values()
    hidden = read_sentences("de")["found.not_linear"]
    assert hidden not in found.values()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the catalogue be short: to list every input takes seconds."""
    texts = {"axis.unit": "unit", "label.a case": "a case", "label.cost": "cost", **wording.formatted()}
    monkeypatch.setattr(wording, "english", lambda: texts | read_sentences("en"))
    monkeypatch.setattr(wording, "read_sentences", _only_those(set(texts)))


def _only_those(keys: set[str]) -> Callable[[str], dict[str, str]]:
    known = keys | read_sentences("en").keys()

    def read(language: str) -> dict[str, str]:
        return {key: text for key, text in read_sentences(language).items() if key in known}

    return read


@pytest.mark.usefixtures("few")
def test_the_command_prints_all_keys_and_says_what_a_translation_lacks() -> None:
    from click.testing import CliRunner

    run = CliRunner()
    printed = run.invoke(main, ["messages"])
    assert printed.exit_code == 0
    assert 'no_key = "{path} has no key {key}"' in printed.output and '"a case" = "a case"' in printed.output
    looked = run.invoke(main, ["messages", "de"])
    assert (looked.exit_code, looked.output.splitlines()[-1].endswith(", 0 faults")) == (0, True)
    lacking = run.invoke(main, ["messages", "de", "--missing"])
    assert tomllib.loads(lacking.output)["label"] == {"a case": "a case"}
    assert set(tomllib.loads(lacking.output)) == {"label"} | FOR_INSTRUCTORS
    unknown = run.invoke(main, ["messages", "xx"])
    assert unknown.exit_code == 1 and "there is de, en" in unknown.output


@pytest.mark.usefixtures("few")
def test_the_share_that_is_translated_is_counted() -> None:
    counts = examined("de").counts
    assert counts["label"] == (1, 2) and counts["axis"] == (1, 1)
