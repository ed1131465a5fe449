"""The whole catalogue of English, by key: what pages say, what checks say, and what stands beside each exercise."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import rnn_utils.checks.sentences
from grader.exercises.catalogue import EXERCISES
from grader.exercises.costs import LABEL as COST
from grader.exercises.judging import probes_of
from grader.exercises.model import HiddenExercise
from grader.exercises.seeds import Seed
from grader.feedback.messages import ENGLISH, TEMPLATES, Catalogue, fields, read_sentences
from rnn_utils.checks.gated import GATES
from rnn_utils.checks.messages import SAME, templates_of, translated
from rnn_utils.checks.model import Exercise
from rnn_utils.checks.naming import known_mistakes
from rnn_utils.checks.published import public_cases

PUBLIC = templates_of(rnn_utils.checks.sentences)
ANY_SEED = Seed.derive(b"labels are no secret", "", "")
BARE = re.compile(r"[A-Za-z0-9_-]+")
ITS_OWN_KEY = frozenset({"label", "axis", "gate", SAME})  # kinds of texts whose key is the text itself


def english() -> dict[str, str]:
    """Return every sentence of the course and its grader, by key."""
    found = read_sentences(ENGLISH) | formatted()
    for exercise in EXERCISES.values():
        found |= texts_of(exercise.public) | mistakes_of(exercise)
    found |= {f"gate.{name}": name for name in GATES.values()}
    axes = {axis for exercise in EXERCISES.values() for output in exercise.public.outputs for axis in output.axes}
    found |= {f"axis.{name}": name for name in sorted(axes)}
    labels = {label for exercise in EXERCISES.values() for label in labels_of(exercise)}
    return found | {f"label.{label}": label for label in sorted(labels)}


def formatted() -> dict[str, str]:
    """Return what checks and grading say, with ``{name}`` where a value goes."""
    return {template.key: template.english for template in TEMPLATES}


def texts_of(exercise: Exercise) -> dict[str, str]:
    """Return the title of an exercise, and titles, hints and sources of its criteria."""
    found = {f"exercise.{exercise.id}.title": exercise.title}
    for criterion in exercise.criteria:
        texts = {name: getattr(criterion, name) for name in ("title", "hint", "source")}
        found |= {f"criterion.{exercise.id}.{criterion.id}.{name}": text for name, text in texts.items() if text}
    return found


def mistakes_of(exercise: HiddenExercise) -> dict[str, str]:
    """Return what the known mistakes of an exercise say, and those hints that are their own."""
    texts = {f"mistake.{one.id}.{name}": getattr(one, name) for one in exercise.mistakes for name in ("says", "hint")}
    return {key: text for key, text in texts.items() if text}


def labels_of(exercise: HiddenExercise) -> Iterator[str]:
    """Yield what is special about each input on which an exercise is judged."""
    yield from (case.label for case in public_cases(exercise.public))
    for tried in exercise.tries:
        yield from (probe.label for probe in probes_of(exercise, tried, ANY_SEED))
    if exercise.cost:
        yield COST


def public_sentences(exercises: Iterable[HiddenExercise], say: Catalogue) -> dict[str, str]:
    """Return what the students' check of some exercises says in a language, by key.

    Parameters
    ----------
    exercises
        The exercises of an assignment.
    say
        The catalogue of the language.

    Returns
    -------
    dict
        What is translated. A known mistake is found by its place among those that students get: no ids, and no
        sentences of hidden checks.
    """
    english: dict[str, str] = {}
    found: dict[str, str] = {}
    for exercise in exercises:
        public = exercise.public
        axes = {f"axis.{axis}": axis for output in public.outputs for axis in output.axes}
        labels = {f"label.{case.label}": case.label for case in public_cases(public)}
        texts = texts_of(public) | axes | labels
        found |= {key: translated(text, key, say.translated) for key, text in texts.items()}
        english |= texts
        ids = {(one.says, one.criterion): one.id for one in exercise.mistakes}
        for place, known in enumerate(known_mistakes(public)):
            own = f"mistake.{ids.get((known.says, known.criterion.id), '')}"
            for name, text in (("says", known.says), ("hint", known.hint)):
                key = f"known.{public.id}.{place}.{name}"
                found[key], english[key] = translated(text, f"{own}.{name}", say.translated), text
    sentences = {template.key: say.translated[template.key] for template in PUBLIC}
    return sentences | {key: text for key, text in found.items() if text != english[key]}


def faults(sentences: Mapping[str, str], whole: Mapping[str, str]) -> list[str]:
    """Say what is wrong with a translation.

    Parameters
    ----------
    sentences
        Its sentences by key.
    whole
        Those of English, all of them.

    Returns
    -------
    list of str
        Keys that there are not, and values that a sentence leaves out or that it does not have.
    """
    filled = read_sentences(ENGLISH) | formatted()
    texts = {f"{SAME}.{text}" for key, text in whole.items() if key not in filled}
    wrong = [f"there is no key {key}" for key in sentences if key not in whole and key not in texts]
    for key in sentences.keys() & filled.keys():
        wanted, found = fields(filled[key]), fields(sentences[key])
        wrong += [f"{key} leaves out {{{name}}}" for name in sorted(wanted - found)]
        wrong += [f"{key} fills in {{{name}}}, which it has not" for name in sorted(found - wanted)]
    return sorted(wrong)


def missing(sentences: Mapping[str, str], whole: Mapping[str, str]) -> dict[str, str]:
    """Return what a translation lacks, in English.

    Parameters
    ----------
    sentences, whole
        As for :func:`faults`.
    """
    return {key: text for key, text in whole.items() if key not in sentences and f"{SAME}.{text}" not in sentences}


@dataclass(frozen=True)
class Examined:
    """How far a translation is.

    Parameters
    ----------
    language
        Its code.
    counts
        Group of messages → how many are translated, and how many there are.
    missing
        What is not, in English, by key.
    faults
        What is wrong; see :func:`faults`.
    """

    language: str
    counts: Mapping[str, tuple[int, int]]
    missing: Mapping[str, str]
    faults: list[str]

    def summary(self) -> str:
        """Say in one line how much is translated."""
        done, whole = (sum(numbers) for numbers in zip(*self.counts.values(), strict=True))
        return f"{self.language}: {done} of {whole} messages ({done / whole:.0%}), {len(self.faults)} faults"


def examined(language: str) -> Examined:
    """Look at the file of a language.

    Parameters
    ----------
    language
        Its code.

    Raises
    ------
    CourseError
        If there is no such language, or its file is no TOML.
    """
    Catalogue.load(language)
    sentences, whole = read_sentences(language), english()
    lacking = missing(sentences, whole)
    of_all, of_missing = (Counter(key.split(".")[0] for key in keys) for keys in (whole, lacking))
    counts = {group: (number - of_missing[group], number) for group, number in of_all.items()}
    return Examined(language, counts, lacking, faults(sentences, whole))


def as_toml(sentences: Mapping[str, str]) -> str:
    """Return sentences in the form of a language's file, table by table."""
    tables: dict[str, list[str]] = {}
    for key, text in sentences.items():
        kind, _, rest = key.partition(".")
        table, name = (kind, rest) if kind in ITS_OWN_KEY else key.rsplit(".", 1)
        tables.setdefault(table, []).append(f"{_key(name)} = {json.dumps(text, ensure_ascii=False)}")
    blocks = ("\n".join([f"[{'.'.join(map(_key, table.split('.')))}]", *lines]) for table, lines in tables.items())
    return "\n\n".join(blocks) + "\n"


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)
