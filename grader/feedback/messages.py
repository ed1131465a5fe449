"""Every sentence that feedback says, by key, so that another language is one more file in ``messages/``.

``en.toml`` holds the sentences of pages, comments and tables. What exercises and checks say stands in English beside
what it is about, and in another language in that language's file, which ``grader messages`` lists all keys for.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from string import Formatter
from typing import Any

import grader.exercises.sentences as hidden
import grader.sentences as whole
import rnn_utils.checks.sentences as public
from grader.errors import CourseError
from rnn_utils.checks.messages import templates_of

TEMPLATES = tuple(template for module in (public, hidden, whole) for template in templates_of(module))
ENGLISH = "en"
FOLDER = files("grader.feedback") / "messages"


class Catalogue:
    """The sentences of one language.

    Parameters
    ----------
    language
        Code of the language, as HTML's ``lang`` attribute takes it.
    sentences
        Sentences of pages, comments and tables by dotted key, with ``{name}`` where a value goes.
    translated
        What of these and of all that exercises and checks say is in this language: what is missing stays in English,
        so that the catalogue of English needs none.
    """

    def __init__(
        self, language: str, sentences: Mapping[str, str], translated: Mapping[str, str] | None = None
    ) -> None:
        self.language = language
        self.sentences, self.translated = dict(sentences), dict(translated or {})

    @staticmethod
    def load(language: str = "en") -> Catalogue:
        """Load the catalogue of a language.

        Parameters
        ----------
        language
            Name of a file in ``grader/feedback/messages``, without its ending.

        Returns
        -------
        Catalogue
            The catalogue; the same object for the same language.

        Raises
        ------
        CourseError
            If there is no such language.
        """
        return _load(language)

    @property
    def id(self) -> str:
        """Return what tells this catalogue from others, and from itself with other sentences."""
        state = repr(sorted(self.translated.items())).encode()
        return f"{self.language} {hashlib.sha256(state).hexdigest()[:16]}" if self.translated else self.language

    @staticmethod
    def known(language: str) -> Catalogue:
        """Load the catalogue of a language that a kept result names; English where it is there no more."""
        return _load(language if language in languages() else ENGLISH)

    def __call__(self, key: str, **values: object) -> str:
        """Return the sentence with this key, its values filled in."""
        return self.sentences[key].format(**values)

    def count(self, key: str, number: int, **values: object) -> str:
        """Return the sentence for one thing (``key.one``) or for several (``key.many``)."""
        return self(f"{key}.{'one' if number == 1 else 'many'}", number=number, **values)


@lru_cache(maxsize=16)
def _load(language: str) -> Catalogue:
    if language not in languages():
        raise CourseError(
            f"There is no feedback in the language {language!r}; there is {', '.join(languages())}.",
            hint=f"Choose one of these, or write LANGUAGE.toml in {FOLDER}; 'grader messages' prints all keys.",
        )
    english, found = read_sentences(ENGLISH), read_sentences(language)
    for key in found.keys() & english.keys():
        if not fields(found[key]) <= fields(english[key]):
            more = ", ".join(sorted(fields(found[key]) - fields(english[key])))
            path = FOLDER / f"{language}.toml"
            raise CourseError(f"{path} fills {more} into {key}, which has no such value", hint="see en.toml beside it")
    # What is filled into a sentence may be translated though the sentence itself is not.
    told = {template.key: template.english for template in TEMPLATES} | found
    return Catalogue(language, english | found, told if language != ENGLISH else {})


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that there are, English among them."""
    names = [entry.name for entry in FOLDER.iterdir()]
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def read_sentences(language: str) -> dict[str, str]:
    """Return what stands in the file of a language, by dotted key.

    Raises
    ------
    CourseError
        If it is no TOML.
    """
    path = FOLDER / f"{language}.toml"
    try:
        return _flat(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise CourseError(f"{path} cannot be read: {error}", hint="correct it; its form is TOML") from error


def fields(sentence: str) -> frozenset[str]:
    """Return the names of the values that a sentence wants."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)
    except ValueError:  # a single brace
        return frozenset({sentence})


def _flat(tables: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    sentences: dict[str, str] = {}
    for key, value in tables.items():
        if isinstance(value, dict):
            sentences |= _flat(value, f"{prefix}{key}.")
        else:
            sentences[f"{prefix}{key}"] = str(value)
    return sentences
