"""What a passed check shows: one line, and what else there is to say of it; green where a notebook can show colours."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

LINE_END = "\n"
# The text keeps the page's own colour and the green lets its background through, so that it reads on light and on dark.
STYLE = "border-left: 4px solid #2da44e; background: rgba(45, 164, 78, 0.15); padding: 4px 10px"


@dataclass(frozen=True)
class Passed:
    """The line of a function that passed.

    Parameters
    ----------
    text
        The line, and further ones that cost nothing.
    """

    text: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        html = f'<div style="{STYLE}">{escape(self.text).replace(LINE_END, "<br>")}</div>'
        return {"text/plain": self.text, "text/html": html}
