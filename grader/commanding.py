"""What all commands of ``grader`` share: the group that they belong to, their errors, their output."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path, PurePath
from typing import Any

import click
from click.shell_completion import CompletionItem
from rich.console import Console

from grader.course import Course
from grader.errors import GraderError
from grader.quick_start import skip_unused_imports

EPILOG = "Exit status: 0 when all is well, 1 when something failed (the message says what to do), 2 for a wrong call."
INTERRUPTED = 130
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document for programs.")


def _completed(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of an assignment; outside of a course there is nothing to complete."""
    try:
        names = Course.find(context.find_root().params.get("folder")).names()
    except GraderError:
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def _name(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """Return the name of an assignment; a path to it, as a shell completes one, counts as its last part."""
    name = PurePath(value).name
    if not name:
        raise click.BadParameter(f"{value!r} is no name of an assignment", context, parameter)
    return name


def _names(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_name(context, parameter, value) for value in values)


_asked: dict[str, Any] = {"shell_complete": _completed, "callback": _names, "nargs": -1}
names_argument = click.argument("names", metavar="[ASSIGNMENT]...", **_asked)
needed_names_argument = click.argument("names", metavar="ASSIGNMENT...", required=True, **_asked)
assignment_argument = click.argument("assignment", metavar="ASSIGNMENT", shell_complete=_completed, callback=_name)


def console() -> Console:
    """Return where tables go."""
    return Console(soft_wrap=False, highlight=False)


def progress_console(quiet: bool) -> Console:
    """Return where the progress of long work is shown: not among the results, and not where a program reads them."""
    return Console(stderr=True, quiet=quiet)


def print_json(data: object) -> None:
    """Print one document for programs."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def command(**settings: Any) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a command whose errors are one clear message, or one JSON object with ``--json``."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        @wraps(function)
        def guarded(*arguments: Any, **named: Any) -> None:
            try:
                function(*arguments, **named)
            except GraderError as error:
                if named.get("as_json"):
                    print_json({"error": str(error.args[0]), "hint": error.hint})
                else:
                    click.echo(f"grader: {error}", err=True)
                sys.exit(error.exit_status)
            except KeyboardInterrupt:
                click.echo("grader: stopped", err=True)
                sys.exit(INTERRUPTED)

        return main.command(epilog=EPILOG, **settings)(guarded)

    return decorate


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
@click.version_option(package_name="rnn-course")
@click.option("--course", "folder", type=click.Path(path_type=Path), help="Course folder [default: found upwards].")
@click.pass_context
def main(context: click.Context, folder: Path | None) -> None:
    """Build, release and grade the assignments of a course on recurrent networks.

    Run it inside the course's folder, the one that holds nbgrader_config.py. Grades go to nbgrader's gradebook; the
    Formgrader, nbgrader export and nbgrader generate_feedback work on them as usual.
    """
    skip_unused_imports()
    context.obj = folder


def course_of(context: click.Context) -> Course:
    """Return the course that the command was called in, or that was named."""
    return Course.find(context.obj)
