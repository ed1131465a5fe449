"""The commands that come before the rest: ``grader new-course``, ``new-exercise`` and ``lint``."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from grader.commanding import command, course_of, json_option, names_argument, print_json
from grader.errors import AuthoringError


@command()
@names_argument
@click.option("--deep", is_flag=True, help="Judge the right solutions in another style as well (slower).")
@json_option
@click.pass_context
def lint(context: click.Context, names: tuple[str, ...], deep: bool, as_json: bool) -> None:
    """Find what would bite: one line for each thing, with what to do.

    Grade cells that end in an expression, print or warn; marks that are missing; points that do not add up; solutions
    that leak; checks that kill no mistake; doubled ids; formulas and hints that are missing or tell; what 'grader
    new-exercise' left to do. Notebooks in source/ that were made for nbgrader alone are looked at by the rules that
    fit them. Without ASSIGNMENT, all of them.
    """
    from grader.authoring.linting import lint as faults_of

    found = list(dict.fromkeys(faults_of(course_of(context), names, deep=deep)))
    if as_json:
        print_json({"faults": [asdict(fault) for fault in found]})
    else:
        for fault in found:
            click.echo(str(fault))
        click.echo(f"{len(found)} found" if found else "nothing found", err=True)
    if found:
        sys.exit(1)


@command(name="new-course")
@click.argument("folder", type=click.Path(path_type=Path))
@names_argument
@click.option("--id", "course_id", default="", metavar="TEXT", help=(
    "What nbgrader's exchange calls the course. [default: the name of FOLDER]"))  # fmt: skip
@json_option
@click.pass_context
def new_course(
    context: click.Context, folder: Path, names: tuple[str, ...], course_id: str, as_json: bool
) -> None:  # fmt: skip
    """Make a course folder for a class, with a gradebook, submissions and a secret of its own.

    Into FOLDER go nbgrader's configuration and the texts of the assignments that are named, or of all. Where FOLDER is
    such a course already, those that it does not have are added. Checks and library stay those of this installation.
    Nothing is overwritten.
    """
    from grader.new_course import new_course as make

    made = make(course_of(context), folder.resolve(), names, course_id)
    if as_json:
        print_json({"course": str(made.root), "assignments": list(made.names())})
        return
    click.echo(f"{made.root}: {', '.join(made.names())}")
    click.echo("Next, in that folder: 'grader build --no-execute', then 'grader release'.")


@command(name="new-exercise")
@click.argument("name")
@click.option("--assignment", required=True, metavar="NN_TOPIC", help="The assignment that it comes into.")
@click.option("--signature", default="", metavar="TEXT", help='Such as "(ut, scale=1.0)" [default: (x)].')
@click.option("--returns", default="", metavar="NAME", help="Name of what is returned [default: result].")
@click.option("--points", type=int, default=6, show_default=True, help="What it earns, all criteria together.")
@click.option("--after", default="", metavar="EXERCISE", help="The one that it follows [default: the last one].")
@json_option
@click.pass_context
def new_exercise(context: click.Context, /, as_json: bool, **asked: Any) -> None:
    """Make the skeleton of an exercise in all its places.

    That is the reference, the public and the hidden part, known mistakes, variants, a test, the cells in the text,
    and a line in every list. It imports and builds; 'grader lint' names what is left to write, line by line. Nothing is
    overwritten. CONTRIBUTING.md walks through the rest.
    """
    from grader.authoring.skeleton import new_exercise as make
    from grader.authoring.skeleton import wish
    from grader.authoring.skeleton.making import checkout

    root, course = checkout(), course_of(context)
    if course.root.resolve() != root.resolve():
        hint = f"change to {root}, or use the grader of the other checkout's .venv"
        raise AuthoringError(f"the course is {course.root}, but this grader runs from {root}", hint=hint)
    wanted = wish(**asked)
    made = make(root, wanted)
    if as_json:
        print_json(asdict(made))
        return
    for verb, paths in (("new", made.written), ("changed", made.changed)):
        for path in paths:
            click.echo(f"{verb:8} {path}")
    for path, line in made.by_hand.items():
        click.echo(f"by hand  {path}: {line}")
    click.echo(f"\nNext: 'grader lint {wanted.assignment}' names what is left, and CONTRIBUTING.md walks through it.")
