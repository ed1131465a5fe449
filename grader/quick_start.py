"""Start sooner: keep out an import that takes longer than all others together and that nothing here uses."""

from __future__ import annotations

import sys

# jsonschema, which nbformat imports, builds a parser for international addresses as soon as this is installed.
UNUSED = ("rfc3987_syntax",)


def skip_unused_imports() -> None:
    """Make optional packages look as if they were not installed, as long as nobody has imported them."""
    for name in UNUSED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # the documented way to say so
