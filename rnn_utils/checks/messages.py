"""Texts that know their key and what was filled into them, so that they can be told in another language later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, Union

SAME = "text"

# What is filled in: plain text such as names and numbers, texts that have a key, or several of them, listed.
Value: TypeAlias = Union[str, "Message", tuple["Value", ...]]


class Message(str):
    """A text in English that remembers how it was made.

    It is an ordinary string wherever English is wanted.

    Parameters
    ----------
    text
        The text in English.
    key
        Key of its sentence in the catalogue of a language; empty where there is none.
    values
        What is filled into the sentence, by name.
    """

    key: str
    values: Mapping[str, Value]

    def __new__(cls, text: str = "", key: str = "", values: Mapping[str, Value] | None = None) -> Message:
        made = super().__new__(cls, text)
        made.key, made.values = key, dict(values or {})
        return made

    def __reduce__(self) -> tuple[type[Message], tuple[str, str, Mapping[str, Value]]]:
        return Message, (str(self), self.key, self.values)

    def told(self, sentences: Mapping[str, str]) -> str:
        """Return the text in another language.

        Parameters
        ----------
        sentences
            The language's sentences by key, with ``{name}`` where a value goes.

        Returns
        -------
        str
            The text in English where the language has no such sentence.
        """
        if not self.values or self.key not in sentences:
            return translated(str(self), self.key, sentences)
        try:
            return sentences[self.key].format(**{name: told(value, sentences) for name, value in self.values.items()})
        except (LookupError, ValueError, AttributeError):  # made by another version, with other values
            return str(self)


NOTHING = Message()


@dataclass(frozen=True)
class Template:
    """A sentence of the catalogue, from which messages are made.

    Parameters
    ----------
    key
        Its key, the same in every language.
    english
        The sentence in English, with ``{name}`` where a value goes.
    """

    key: str
    english: str

    def __call__(self, **values: Value) -> Message:
        """Fill in values, all of them by name, and return the message."""
        if not values:
            return Message(self.english, self.key)
        plain = {name: told(value, {}) for name, value in values.items()}
        return Message(self.english.format(**plain), self.key, values)


def told(value: Value, sentences: Mapping[str, str]) -> str:
    """Return what is filled into a sentence, in the language of the sentences; several things are listed."""
    if isinstance(value, tuple):
        return ", ".join(told(one, sentences) for one in value)
    return value.told(sentences) if isinstance(value, Message) else value


def translated(text: str, key: str, sentences: Mapping[str, str]) -> str:
    """Return a text that takes no values in another language.

    Parameters
    ----------
    text
        The text in English.
    key
        Its key.
    sentences
        The language's sentences by key. Under ``"text."`` and the English text may stand what is the same in many
        places.

    Returns
    -------
    str
        The text itself where the language has neither.
    """
    return sentences.get(key) or sentences.get(f"{SAME}.{text}", text)


def templates_of(module: object) -> tuple[Template, ...]:
    """Return the sentences that a module holds, in its order."""
    return tuple(value for value in vars(module).values() if isinstance(value, Template))


def by_itself(kind: str, text: str) -> Message:
    """Return a short text whose key is the text itself, such as the name of an axis or of a case.

    Parameters
    ----------
    kind
        What the key begins with.
    text
        The text in English.
    """
    return Message(text, f"{kind}.{text}")
