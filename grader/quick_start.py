"""Start sooner and run quicker: without an import that takes long and that nothing uses, and with less collecting."""

from __future__ import annotations

import gc
import sys

# jsonschema, which nbformat imports, builds a parser for international addresses as soon as this is installed.
UNUSED = ("rfc3987_syntax",)
THRESHOLDS = (20_000, 20, 20)  # of the garbage collector


def skip_unused_imports() -> None:
    """Make optional packages look as if they were not installed, as long as nobody has imported them."""
    for name in UNUSED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # the documented way to say so


def settle() -> None:
    """Leave to the garbage collector only what comes after the imports, and call it less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
