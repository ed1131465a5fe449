"""What a cell printed, drew or raised, as HTML. All of it comes from the student's code and is untrusted."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from grader.feedback.cleaning import clean_html, embedded_picture
from grader.feedback.colours import colours_to_html
from grader.feedback.hidden import HiddenLines
from grader.feedback.markdown import markdown_to_html
from grader.feedback.maths import formula
from grader.feedback.messages import Catalogue
from grader.feedback.text import Budget, carriage_returns_done, shortened, text_of

MOST_OUTPUTS = 100
LONGEST_TEXT = 20_000
LARGEST_PICTURE_BYTES = 6 * 2**20
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(frozen=True)
class OutputWriter:
    """Turns the outputs of one notebook into HTML.

    Parameters
    ----------
    say
        The page's sentences.
    hidden
        Lines of hidden tests, which no output may show.
    budget
        What the page may still spend on Markdown.
    """

    say: Catalogue
    hidden: HiddenLines
    budget: Budget

    def write(self, outputs: object) -> tuple[Markup, ...]:
        """Return the outputs of a cell, one piece of HTML each; empty ones are left out."""
        if not isinstance(outputs, Sequence) or isinstance(outputs, str):
            return ()
        known = [output for output in outputs if isinstance(output, Mapping)]
        pieces = [piece for output in _joined(known[:MOST_OUTPUTS]) if (piece := self._one(output))]
        if len(known) > MOST_OUTPUTS:
            pieces.append(self._aside(self.say("output.outputs_left_out", number=len(known) - MOST_OUTPUTS)))
        return tuple(pieces)

    def _one(self, output: Mapping[str, Any]) -> Markup:
        kind = output.get("output_type")
        if kind == "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            return self._text(output.get("text"), name)
        if kind == "error":
            return self._error(output)
        data = output.get("data")
        return self._rich(data) if isinstance(data, Mapping) else Markup("")

    def _text(self, value: object, kind: str) -> Markup:
        text = self.hidden.redact(carriage_returns_done(text_of(value)), self.say("output.hidden"))
        text = shortened(text.rstrip("\n"), LONGEST_TEXT, self.say.sentences["output.left_out"])
        if not text.strip():
            return Markup("")
        return Markup('<pre class="output {}">{}</pre>').format(kind, colours_to_html(text))

    def _error(self, output: Mapping[str, Any]) -> Markup:
        lines = output.get("traceback")
        traceback = "\n".join(map(text_of, lines)) if isinstance(lines, (list, tuple)) else ""
        name, value = text_of(output.get("ename")), text_of(output.get("evalue"))
        if not traceback or self.hidden.seen_in(traceback):
            traceback = f"{name}: {value}"
        return self._text(traceback, "error")

    def _rich(self, data: Mapping[str, Any]) -> Markup:
        if "text/html" in data and not self.hidden.seen_in(data["text/html"]):
            cleaned = clean_html(text_of(data["text/html"]))
            if cleaned.striptags() or "<img" in cleaned:
                return Markup('<div class="output rich">{}</div>').format(cleaned)
        for kind in ("image/svg+xml", *_PICTURES):
            if kind in data:
                return self._picture(kind, text_of(data[kind]))
        for kind, convert in (("text/markdown", self._markdown), ("text/latex", _latex)):
            if kind in data and not self.hidden.seen_in(data[kind]):
                return Markup('<div class="output rich">{}</div>').format(convert(text_of(data[kind])))
        return self._text(data.get("text/plain"), "result")

    def _markdown(self, source: str) -> Markup:
        return markdown_to_html(source, self.say) if self.budget.allows(source) else escape(source)

    def _picture(self, kind: str, data: str) -> Markup:
        if kind == "image/svg+xml":
            data = base64.b64encode(data.encode()).decode()
        if len(data) > LARGEST_PICTURE_BYTES * 4 / 3:
            size = f"{len(data) * 3 / 4 / 2**20:.1f}"
            return self._aside(self.say("output.picture_too_large", mebibytes=size))
        picture = embedded_picture(kind, data, self.say("output.picture"))
        if picture is None:
            return self._aside(self.say("output.picture_unreadable"))
        return Markup('<div class="output picture">{}</div>').format(picture)

    def _aside(self, sentence: str) -> Markup:
        return Markup('<p class="output aside">{}</p>').format(sentence)


def _latex(source: str) -> Markup:
    body = source.strip()
    dollars = "$$" if body.startswith("$$") else "$"
    if body.startswith("$") and body.endswith(dollars) and len(body) > 2 * len(dollars):
        return formula(body.removeprefix(dollars).removesuffix(dollars), block=dollars == "$$")
    return escape(source) if "$" in body else formula(body, block=True)


def _joined(outputs: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield outputs with neighbouring pieces of one stream put together, as they were printed."""
    pending: dict[str, Any] | None = None
    for output in outputs:
        if output.get("output_type") != "stream":
            yield from (pending,) if pending else ()
            pending = None
            yield output
        elif pending and pending["name"] == output.get("name"):
            pending["text"].append(text_of_stream(output))
        else:
            yield from (pending,) if pending else ()
            pending = {"output_type": "stream", "name": output.get("name"), "text": [text_of_stream(output)]}
    yield from (pending,) if pending else ()


def text_of_stream(output: Mapping[str, Any]) -> str:
    """Return the text of a stream output, carriage returns kept."""
    value = output.get("text")
    if isinstance(value, (list, tuple)):
        value = "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else text_of(value)
