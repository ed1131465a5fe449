"""What a failed check says, as plain text and as Markdown, in which a page renders the equation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rnn_utils.checks import sentences
from rnn_utils.checks.findings import Finding
from rnn_utils.checks.language import tell
from rnn_utils.checks.naming import KnownMistake

SPECIAL = re.compile(r"([\\`*_\[<$~])")


@dataclass(frozen=True)
class Report:
    """The first public case that a function does not pass.

    Parameters
    ----------
    function
        The function that was called.
    label
        What is special about the case.
    tried
        Names and shapes of the arguments.
    finding
        What is wrong.
    known
        Known mistakes that answer alike.
    broken
        Earlier exercises that the function calls and that are wrong themselves.
    """

    function: str
    label: str
    tried: str
    finding: Finding
    known: tuple[KnownMistake, ...] = ()
    broken: tuple[str, ...] = ()

    def headline(self) -> str:
        """Return what is wrong in one line; what a student's error says may be long."""
        return " ".join(f"✗ {self.function} {self._found()}".split())

    def _found(self) -> str:
        return f"({self.label}){tell(self.finding.message)}" + ("" if self.finding.line else ".")

    def names(self) -> list[str]:
        """Return what the known mistakes are, each once."""
        return list(dict.fromkeys(known.says for known in self.known))

    def hints(self) -> list[str]:
        """Return the hints, those of the known mistakes first choice; each once."""
        if self.broken:  # what the earlier function gets wrong is said first
            return []
        criterion = self.finding.criterion if self.finding.hints else None
        own = tell(self.finding.hint) or (criterion.hint if criterion else "")
        hints = [known.hint for known in self.known] or [own]
        return [hint for hint in dict.fromkeys(hints) if hint]

    def formulas(self) -> list[tuple[str, str]]:
        """Return sources and equations of what is broken, each once."""
        of_finding = [self.finding.criterion] if self.finding.criterion and not self.broken else []
        criteria = [known.criterion for known in self.known] or of_finding
        found = dict.fromkeys((one.source, one.equation) for one in criteria)
        return [formula for formula in found if any(formula)]

    def text(self) -> str:
        """Return all of it without markup, for consoles and for pages without Markdown."""
        return "\n  ".join([self.headline(), *self._text_lines()])

    def _text_lines(self) -> Iterator[str]:
        yield from self._numbers()
        if self.broken:
            yield tell(sentences.BROKEN_BEFORE(function=self.function, names=self.broken))
        if self.known:
            yield f"{self._alike()} {tell(sentences.OR()).join(self.names())}."
        yield from (f"{tell(sentences.HINT())} {hint}" for hint in self.hints())
        for source, equation in self.formulas():
            both = sentences.FORMULA(source=source, equation=equation)
            yield tell(both if source and equation else sentences.FORMULA_ALONE(where=source + equation))

    def _numbers(self) -> Iterator[str]:
        finding = self.finding
        if finding.line:
            yield tell(finding.line)
        if self.tried:
            yield tell(sentences.TRIED(arguments=self.tried))
        if finding.expected:
            yield tell(sentences.CAME(place=finding.place, numbers=finding.came))
            yield tell(sentences.EXPECTED(place=finding.place, numbers=finding.expected))
            # A known mistake says it better.
            if finding.wrong and not self.known:
                yield tell(sentences.ALSO_WRONG(names=finding.wrong))
            if finding.right and not self.known:
                yield tell(sentences.ALSO_RIGHT(names=finding.right))
        if finding.changes and not self.known:
            yield tell(sentences.CHANGES_TOO())

    def _alike(self) -> str:
        return tell(sentences.ALIKE_ONE() if len(self.names()) == 1 else sentences.ALIKE_SEVERAL())

    def markdown(self) -> str:
        """Return all of it as Markdown; no colours, so that it reads well on any background."""
        return "\n\n".join(self._blocks()) + "\n"

    def _blocks(self) -> Iterator[str]:
        yield f"**✗** `{self.function}` {_escaped(self._found())}"
        if block := list(self._numbers()):
            yield "\n".join(["```text", *block, "```"])
        if self.broken:
            yield _escaped(tell(sentences.BROKEN_BEFORE(function=self.function, names=self.broken)))
        if self.known:
            yield "\n".join([self._alike(), "", *(f"- **{_escaped(name)}**" for name in self.names())])
        for hint in self.hints():
            yield f"*{tell(sentences.HINT())}* {_escaped(hint)}"
        for source, equation in self.formulas():
            head = sentences.FORMULA_HEAD(source=_escaped(source)) if source else sentences.FORMULA_HEAD_ALONE()
            yield tell(head)
            yield f"$${equation}$$" if equation else ""

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": self.text(), "text/markdown": self.markdown()}


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)
