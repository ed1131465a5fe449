"""Put the skeleton of an exercise into a checkout: made first, then written, and nothing is overwritten."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import grader
import rnn_utils
from grader.authoring.skeleton import lists
from grader.authoring.skeleton.cells import with_cells
from grader.authoring.skeleton.files import new_files
from grader.authoring.skeleton.wish import Wish
from grader.definition import write_atomically
from grader.errors import AuthoringError


@dataclass
class Made:
    """What was made.

    Parameters
    ----------
    written
        Files that are new, relative to the checkout.
    changed
        Files that were there and have changed.
    by_hand
        What is left to be added by hand, because it was not safe to do: file → line.
    """

    written: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    by_hand: dict[str, str] = field(default_factory=dict)


def checkout() -> Path:
    """Return the folder of the checkout that these programs run from.

    Raises
    ------
    AuthoringError
        If they were installed without one.
    """
    root = Path(rnn_utils.__file__).parents[1]
    is_one = all((root / part).exists() for part in ("pyproject.toml", "solutions", "tests", "rnn_utils/reference"))
    if not is_one or Path(grader.__file__).parents[1] != root:
        hint = "clone the course's repository, run 'make venv' there and use its .venv/bin/grader"
        raise AuthoringError(f"exercises are made in a checkout of the course, and {root} is none", hint=hint)
    return root


def new_exercise(root: Path, wanted: Wish) -> Made:
    """Write the skeleton of an exercise.

    Parameters
    ----------
    root
        The checkout.
    wanted
        What to make.

    Returns
    -------
    Made
        What was made, and what was not.

    Raises
    ------
    AuthoringError
        If a file is there already, or a module is not as it should be. Nothing has been written then.
    """
    files = new_files(wanted)
    there = [path for path in files if (root / path).exists()]
    if there:
        hint = "choose another name, or remove them"
        raise AuthoringError(f"these files are there already: {', '.join(there)}", hint=hint)
    made = Made(written=list(files))
    contents: dict[str, str] = dict(files)
    for path, line, change in _changes(wanted):
        try:
            before = contents.get(path) or (root / path).read_text(encoding="utf-8")
            contents[path] = change(before)
            ast.parse(contents[path])
            made.changed += [] if path in made.changed or contents[path] == before else [path]
        except lists.NotSafeError as error:
            made.by_hand[path] = f"{line} ({error})"
        except (OSError, SyntaxError) as error:
            raise AuthoringError(f"cannot change {path}: {error}", hint="mend it first; nothing was written") from error
    _write(root, contents)
    return made


def _write(root: Path, contents: Mapping[str, str]) -> None:
    for path, content in contents.items():
        try:
            write_atomically(root / path, content.encode())
        except OSError as error:
            hint = "see with 'git status' what was written, and make the folder writable"
            raise AuthoringError(f"cannot write {path}: {error}", hint=hint) from error


def _changes(wanted: Wish) -> list[tuple[str, str, Callable[[str], str]]]:
    """Return the changes of modules that are there: file, what it comes to, the change."""
    name, constant, topic, position = wanted.name, wanted.constant, wanted.topic, wanted.position
    reference = f"rnn_utils/reference/{topic}.py"
    public, hidden = f"rnn_utils/checks/{topic}/__init__.py", f"grader/exercises/{topic}/__init__.py"
    public_module, hidden_module = f"rnn_utils.checks.{topic}.{name}", f"grader.exercises.{topic}.{name}"

    def into(variable: str, element: str, place: int | None = None) -> Callable[[str], str]:
        return lambda source: lists.with_element(source, variable, element, place)

    def imported(module: str, what: str) -> Callable[[str], str]:
        return lambda source: lists.with_import(source, module, what)

    def also_shipped(text: str) -> str:
        return {f"reference/{topic}.py": f"reference/{name}.py", topic: name}.get(text, "")

    return [
        (reference, f"import {name}", imported(f"rnn_utils.reference.{name}", name)),
        (reference, f'"{name}" into __all__', into("__all__", f'"{name}"')),
        (public, f"import {constant}", imported(public_module, constant)),
        (public, f'"{constant}" into __all__', into("__all__", f'"{constant}"')),
        (public, f"{constant} into EXERCISES, behind {wanted.after}", into("EXERCISES", constant, position)),
        (hidden, f"import {constant}", imported(hidden_module, constant)),
        (hidden, f"{constant} into ALL, behind {wanted.after}", into("ALL", constant, position)),
        (
            "grader/authoring/edition.py",
            f"reference/{name}.py wherever reference/{topic}.py ships",
            lambda source: lists.with_strings(source, also_shipped),
        ),
        (f"solutions/{wanted.assignment}.py", "the cells", lambda source: with_cells(source, wanted)),
    ]
