"""Choose the extract of Python's standard library to look inside networks: the script that made `python_source.txt`.

Origin: the standard library of CPython 3.11 (copyright © 2001 Python Software Foundation, PSF licence, which stands
at the head of the text). Changes: a few modules were chosen; their comments, docstrings and doubled blank lines were
taken out. Run `python -m rnn_utils.datasets.make_python_source FOLDER > python_source.txt` with the folder of the
standard library, `sysconfig.get_path("stdlib")`; the file LICENSE.txt must be in it.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

# Modules that carry no copyright notice of their own. The last ones are held out: no network is trained on them.
TRAINING = (
    "argparse bdb calendar cmd codeop compileall configparser contextlib copy csv dataclasses dis fileinput filecmp "
    "fnmatch fractions ftplib gettext glob gzip linecache mailbox os pathlib pdb pkgutil plistlib pprint random "
    "shutil string tokenize traceback weakref"
)
HELD_OUT = "difflib queue sched tempfile"
RULE = "=" * 72
MODULE = "=== {} ==="
# The only characters that stay: others are so rare in source that a network could learn nothing about them.
ALPHABET = frozenset(map(chr, range(32, 127))) | {"\n"}


def main(library: Path) -> str:
    """Return the text of `python_source.txt`: the licence, the training modules, the modules held out.

    Parameters
    ----------
    library : Path
        Folder of the standard library.

    Returns
    -------
    str
        Three parts between lines of 72 "="; each module follows a line with its name.
    """
    licence = (library / "LICENSE.txt").read_text(encoding="utf-8")
    start = licence.index("PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2")
    head = (
        "Modules of the standard library of CPython 3.11, without comments and docstrings, chosen by\n"
        "make_python_source.py. Copyright (c) 2001 Python Software Foundation; All Rights Reserved.\n\n"
    )
    licence = head + licence[start : licence.index("BEOPEN.COM LICENSE")]
    parts = [licence, *("\n".join(_modules(library, names)) for names in (TRAINING, HELD_OUT))]
    return f"\n{RULE}\n".join(part.strip("\n") for part in parts) + "\n"


def _modules(library: Path, names: str) -> Iterator[str]:
    """Yield the modules that may be used, each behind a line with its name."""
    for name in names.split():
        source = (library / f"{name}.py").read_text(encoding="utf-8")
        plain = without_prose(source)
        if not ALPHABET.issuperset(plain) or re.search(r"copyright|licen[cs]e", source, re.IGNORECASE):
            raise ValueError(f"{name} has characters beyond ASCII, or a notice of its own: leave it out")
        yield f"{MODULE.format(name)}\n{plain}"


def without_prose(source: str) -> str:
    """Take comments and docstrings out of a module, and leave the layout of its code as it is.

    Parameters
    ----------
    source : str
        Source of a module.

    Returns
    -------
    str
        Lines of code, with at most one blank line between them; tabs as four spaces.
    """
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for first, last, alone in _docstrings(source):
        indentation = lines[first - 1][: len(lines[first - 1]) - len(lines[first - 1].lstrip())]
        lines[first - 1 : last] = [indentation + "pass" if alone else ""] + [""] * (last - first)
    text = "\n".join(line.rstrip().expandtabs(4) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def _docstrings(source: str) -> Iterator[tuple[int, int, bool]]:
    """Yield the lines of every docstring, and whether its body would be empty without it."""
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, kinds) and ast.get_docstring(node, clean=False) is not None:
            first = node.body[0]
            yield first.lineno, first.end_lineno or first.lineno, len(node.body) == 1


if __name__ == "__main__":
    sys.stdout.write(main(Path(sys.argv[1])))
