"""Every sentence that feedback says, by key, so that another language is one more file in ``messages/``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from grader.errors import CourseError


class Catalogue:
    """The sentences of one language.

    Parameters
    ----------
    language
        Code of the language, as HTML's ``lang`` attribute takes it.
    sentences
        Sentences by dotted key, with ``{name}`` where a value goes.
    """

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self.sentences = dict(sentences)

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

    def __call__(self, key: str, **values: object) -> str:
        """Return the sentence with this key, its values filled in."""
        return self.sentences[key].format(**values)

    def count(self, key: str, number: int, **values: object) -> str:
        """Return the sentence for one thing (``key.one``) or for several (``key.many``)."""
        return self(f"{key}.{'one' if number == 1 else 'many'}", number=number, **values)


@lru_cache(maxsize=16)
def _load(language: str) -> Catalogue:
    folder = files("grader.feedback") / "messages"
    names = [entry.name for entry in folder.iterdir()]
    known = sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))
    if language not in known:
        raise CourseError(
            f"There is no feedback in the language {language!r}; there is {', '.join(known)}.",
            hint="Choose one of these, or add a translation of grader/feedback/messages/en.toml.",
        )
    tables = tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))
    return Catalogue(language, _flat(tables))


def _flat(tables: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    sentences: dict[str, str] = {}
    for key, value in tables.items():
        if isinstance(value, dict):
            sentences |= _flat(value, f"{prefix}{key}.")
        else:
            sentences[f"{prefix}{key}"] = str(value)
    return sentences
