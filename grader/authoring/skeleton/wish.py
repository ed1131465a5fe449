"""What an author asks for: a name, a signature, an assignment and a place in it; looked at before anything is made."""

from __future__ import annotations

import ast
import keyword
import re
from dataclasses import dataclass

from grader.errors import AuthoringError
from grader.exercises.catalogue import EXERCISES, TOPICS, exercises_of, references_of
from grader.exercises.model import HiddenExercise

LEAST_POINTS = 4  # one for each criterion of the skeleton
NAME = re.compile(r"[a-z][a-z0-9_]{2,60}")


@dataclass(frozen=True)
class Wish:
    """An exercise that does not exist yet.

    Parameters
    ----------
    name
        Name of the function, and of the exercise.
    assignment
        The assignment that it comes into.
    topic
        The name that the assignment's packages have.
    parameters
        Name of each parameter, with its default as it is written; empty where it has none.
    returns
        Name of what the function returns.
    points
        What it earns.
    after
        The exercise of the assignment that it follows.
    """

    name: str
    assignment: str
    topic: str
    parameters: tuple[tuple[str, str], ...]
    returns: str
    points: int
    after: str

    @property
    def constant(self) -> str:
        """Return the name of the constants that declare it."""
        return self.name.upper()

    @property
    def position(self) -> int:
        """Return how many exercises of the assignment stand before it."""
        return [exercise.id for exercise in _exercises(self.assignment)].index(self.after) + 1


def wish(name: str, assignment: str, signature: str = "", returns: str = "", points: int = 6, after: str = "") -> Wish:
    """Look at what an author asks for.

    Parameters
    ----------
    name, assignment
        Of the exercise.
    signature
        Such as ``"memory_left(ut, steps=1)"``, or the parentheses alone; by default one parameter, x.
    returns
        Name of the result; by default "result".
    points
        What it earns, all criteria together.
    after
        An exercise; by default the last one of the assignment.

    Returns
    -------
    Wish
        What can be made.

    Raises
    ------
    AuthoringError
        If it cannot: the message says what came and what was expected.
    """
    _check_name(name)
    exercises = _exercises(assignment)
    topic = next(topic for topic in TOPICS if topic.ALL and topic.ALL[0].public.assignment == assignment)
    taken = {function for one in EXERCISES.values() for function in (one.id, *one.reference)}
    if name in taken | set(references_of(assignment)):
        hint = "names are unique over all assignments, and over what a notebook imports: choose another"
        raise AuthoringError(f"the name {name!r} is taken", hint=hint)
    ids = [exercise.id for exercise in exercises]
    if after and after not in ids:
        raise AuthoringError(f"{assignment} has no exercise {after!r}", hint=f"name one of {', '.join(ids)}")
    if points < LEAST_POINTS:
        raise AuthoringError(f"{points} points are too few for the usual criteria", hint=f"give {LEAST_POINTS} or more")
    result = returns or "result"
    if not result.isidentifier() or keyword.iskeyword(result):
        raise AuthoringError(f"the result is called {result!r}", hint="give it a name, such as --returns norms")
    short = topic.__name__.rsplit(".", 1)[-1]
    return Wish(name, assignment, short, _parameters(name, signature or "(x)"), result, points, after or ids[-1])


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        hint = "use small letters, digits and _, beginning with a letter, such as memory_left"
        raise AuthoringError(f"{name!r} is no name for an exercise, which is that of its function", hint=hint)


def _exercises(assignment: str) -> tuple[HiddenExercise, ...]:
    found = exercises_of(assignment)
    if not found:
        there = ", ".join(sorted({exercise.public.assignment for exercise in EXERCISES.values()}))
        hint = f"there are {there}; CONTRIBUTING.md says how a new assignment comes into being"
        raise AuthoringError(f"there is no assignment {assignment!r} with exercises", hint=hint)
    return found


def _parameters(name: str, signature: str) -> tuple[tuple[str, str], ...]:
    """Read a signature; parameters have a name and perhaps a default, and nothing else."""
    text = signature.strip()
    text = text if text.startswith("(") else text.removeprefix(name)
    hint = f'write it as "{name}(x, scale=1.0)", without annotations, * or **'
    try:
        (node,) = ast.parse(f"def f{text}: pass").body
        assert isinstance(node, ast.FunctionDef)
    except (SyntaxError, ValueError, AssertionError) as error:
        raise AuthoringError(f"{signature!r} is no signature of {name}", hint=hint) from error
    arguments = node.args
    special = (arguments.vararg, arguments.kwarg, *arguments.kwonlyargs, *arguments.posonlyargs)
    if any(special) or any(one.annotation for one in arguments.args) or node.returns or not arguments.args:
        raise AuthoringError(f"{signature!r} is no plain signature with at least one parameter", hint=hint)
    if len(arguments.defaults) == len(arguments.args):
        raise AuthoringError(f"{signature!r} has no parameter without a default", hint="its first is what it works on")
    none = [""] * (len(arguments.args) - len(arguments.defaults))
    defaults = [*none, *map(ast.unparse, arguments.defaults)]
    return tuple((argument.arg, default) for argument, default in zip(arguments.args, defaults, strict=True))
