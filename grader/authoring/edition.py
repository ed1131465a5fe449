"""The student edition of the library: which modules students get with which assignment, as a folder.

The table below is the only place that says so. No module in it may compute what this or a later assignment
grades.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import rnn_utils
from grader.authoring.folders import swap_in
from grader.authoring.functions import reference_body
from grader.authoring.source import Exercises
from grader.configuration import configured_language, load_configuration
from grader.course import Course
from grader.errors import AuthoringError
from grader.feedback.messages import Catalogue
from grader.wording import public_sentences
from rnn_utils.checks.language import FILE as LANGUAGE_FILE

PACKAGE = "rnn_utils"
COMMON = ("__init__.py", "py.typed", "types.py", "checks/**/*.py")
# References of earlier assignments, where a notebook builds on them.
PLAIN_NETWORK = ("reference/__init__.py", "reference/rnn.py", "reference/outputs.py", "reference/gradients.py")
GATED_NETWORKS = tuple(f"reference/{module}.py" for module in (
    "cells",
    "vanishing",
    "gru",
    "memory_shares",
    "lstm",
    "peephole",
))
AFTER_THE_FIRST = (
    *COMMON,
    "activations.py",
    "training.py",
    "plotting/*.py",
    "datasets/*.py",
    "datasets/names.txt",
    *PLAIN_NETWORK,
)

# Assignment → files of rnn_utils, as patterns; the assignment's own public cases come along with them, and the
# fingerprints of its known mistakes.
EDITIONS: Mapping[str, tuple[str, ...]] = {
    "01_rnn": (
        *COMMON,
        "training.py",
        "plotting/*.py",
        "datasets/__init__.py",
        "datasets/kinds.py",
        "datasets/tagging.py",
        "datasets/names.txt",
    ),
    "02_language_model": (*AFTER_THE_FIRST, "datasets/language_names*.txt", "datasets/python_sentences*.txt"),
    "03_gru": AFTER_THE_FIRST,
    "04_lstm": (
        *AFTER_THE_FIRST,
        "sound.py",
        "datasets/chorales.txt",
        "datasets/python_source.txt",
        "datasets/looking_inside.npz",
        "reference/updates.py",
        "reference/vanishing.py",
        "reference/gru.py",
        "reference/memory_shares.py",
    ),
    "05_brnn_deep_rnn": (*AFTER_THE_FIRST, *GATED_NETWORKS),
    "06_seq2seq": (*AFTER_THE_FIRST, "datasets/dates.txt", *GATED_NETWORKS),
}
# How the data were made is of no use to students.
LEFT_OUT = re.compile(r"datasets/make_\w+\.py")
INSTALLED_WITH_IT = frozenset({"numpy", "matplotlib", "jaxtyping"})


def edition_files(name: str) -> dict[str, bytes]:
    """Return the files of an assignment's student edition.

    Parameters
    ----------
    name
        The assignment.

    Returns
    -------
    dict
        Path, such as ``"rnn_utils/types.py"`` → content, in order.

    Raises
    ------
    AuthoringError
        If the table has no such assignment, or a pattern of it matches nothing.
    """
    if name not in EDITIONS:
        hint = "add a row to EDITIONS in grader/authoring/edition.py"
        raise AuthoringError(f"no student edition is described for {name!r}", hint=hint)
    root = Path(rnn_utils.__file__).parent
    found: dict[str, bytes] = {}
    for pattern in (*EDITIONS[name], f"checks/data/{name}.json", f"checks/data/{name}_mistakes.json"):
        paths = [path for path in root.glob(pattern) if path.is_file()]
        if not paths:
            raise AuthoringError(f"the edition of {name} names {pattern!r}, but rnn_utils has no such file")
        for path in paths:
            place = path.relative_to(root).as_posix()
            if not LEFT_OUT.fullmatch(place):
                found[f"{PACKAGE}/{place}"] = path.read_bytes()
    return dict(sorted(found.items()))


def write_edition(course: Course, name: str, exercises: Exercises) -> Path:
    """Write the student edition of an assignment as a plain package, in the language of the course.

    Parameters
    ----------
    course
        The course.
    name
        The assignment.
    exercises
        Exercises whose reference code must not be in the edition.

    Returns
    -------
    Path
        The folder that holds the package.

    Raises
    ------
    AuthoringError
        If a module imports what students do not have, or holds reference code.
    """
    files = edition_files(name)
    say = Catalogue.load(configured_language(load_configuration(course.root)))
    if say.translated:
        found = json.dumps(public_sentences(exercises.values(), say), ensure_ascii=False, indent=0)
        files[f"{PACKAGE}/checks/data/{LANGUAGE_FILE}"] = f"{found}\n".encode()
    check_imports(files)
    check_secrecy(files, exercises)
    target = course.edition_path(name)
    swap_in(target, files)
    return target


def check_imports(files: Mapping[str, bytes]) -> None:
    """Check that an edition imports nothing but itself, Python's library and the packages installed with it.

    Parameters
    ----------
    files
        Path → content.

    Raises
    ------
    AuthoringError
        If not; the message names the module and what it imports.
    """
    own = {_module(path) for path in files if path.endswith(".py")}
    hint = "if students may have the module, add it to EDITIONS in grader/authoring/edition.py"
    for path, content in files.items():
        for imported, modules in _imports(content) if path.endswith(".py") else ():
            top = imported.split(".")[0]
            if top == PACKAGE:
                missing = own.isdisjoint(modules)
            else:
                missing = top not in INSTALLED_WITH_IT and top not in sys.stdlib_module_names
            if missing:
                raise AuthoringError(f"{path} imports {imported}, which students do not have", hint=hint)


def _module(path: str) -> str:
    parts = PurePosixPath(path).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(source: bytes) -> Iterator[tuple[str, set[str]]]:
    """Yield what is imported, with the modules of which one has to be there for it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, {alias.name}) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module != "__future__":
            # a name may stand for a module or for something in the module before it
            names = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from ((name, {name, node.module}) for name in names)


def check_secrecy(files: Mapping[str, bytes], exercises: Exercises) -> None:
    """Check that no file of an edition holds the body of a reference function.

    Parameters
    ----------
    files
        Path → content.
    exercises
        The exercises with their reference functions.

    Raises
    ------
    AuthoringError
        If one does.
    """
    functions = [item for exercise in exercises.values() for item in exercise.reference.items()]
    bodies = [(name, _plain("\n".join(reference_body(function)))) for name, function in functions]
    for path, content in files.items():
        plain = _plain(content.decode(errors="replace"))
        for name, body in bodies:
            if body in plain:
                raise AuthoringError(f"{path} of the student edition holds the solution of {name}")


def _plain(source: str) -> str:
    return "\n".join(line.strip() for line in source.splitlines())
