"""The commands about grades that are there: ``grader history`` and ``grader reproduce``; and what a dry run shows."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from grader.commanding import assignment_argument, command, console, course_of, json_option, print_json

if TYPE_CHECKING:  # these take long to import, and most commands do without
    from grader.engine.contract import ClassWork
    from grader.engine.line import Options
    from grader.progress import Watch

student_argument = click.argument("student", metavar="STUDENT")


def dry_run(work: ClassWork, students: Sequence[str], options: Options, watch: Watch, *, as_json: bool) -> Any:
    """Grade what would be graded, show who would move, and write nothing.

    Parameters
    ----------
    work
        The assignment.
    students
        Whose submissions.
    options
        How to go about it, as for a real run.
    watch
        Shows the progress.
    as_json
        Whether to print nothing and leave the document to the caller.

    Returns
    -------
    dict
        The moves as a document for programs.
    """
    from grader.engine.rehearsal import Rehearsal
    from grader.feedback.messages import Catalogue
    from grader.feedback.regrading import MoveRow, moves_table
    from grader.regrading.moves import in_short, moves_of, shared_reasons, told_of
    from grader.runner import Graded

    say = Catalogue.load()
    rehearsal = Rehearsal(work, options)
    lines = (Graded(**vars(line)) for line in rehearsal.lines(students))
    for _ in watch.follow(work.name, len(students), lines):
        pass
    moves = moves_of(rehearsal.outlooks, say)
    moving = [move for move in moves if move.told]
    if not as_json:
        shared = shared_reasons(moving)
        rows = [
            MoveRow(move.student, move.now, move.then, move.difference, told_of(move, shared, say)) for move in moving
        ]
        if rows:
            console().print(moves_table(rows))
        for reason in shared:
            click.echo(say("dry_run.shared", reason=reason))
        click.echo(f"{work.name}: {in_short(moves, say)}")
        click.echo(say("dry_run.left_alone"))
    return {"moves": [move.to_dict() for move in moving], "unchanged": len(moves) - len(moving)}


@command()
@student_argument
@assignment_argument
@json_option
@click.pass_context
def history(context: click.Context, student: str, assignment: str, as_json: bool) -> None:
    """Tell where a student's grade came from: every record of it, oldest first.

    Each record names the submission (by its hash), the version of the assignment, the hidden inputs (by the
    fingerprint of their secret), limits, versions and isolation, and what changed since the record before it.
    """
    from rich.text import Text

    from grader.feedback.messages import Catalogue
    from grader.feedback.regrading import facts_table
    from grader.regrading.history import blocks, closing, read_history, to_dict

    say = Catalogue.load()
    found = read_history(course_of(context), assignment, student)
    if as_json:
        print_json(to_dict(found, say))
        return
    for heading, facts in blocks(found, say):
        console().print(Text(heading, style="bold"))
        console().print(facts_table(facts))
    click.echo(closing(found, say))


@command()
@student_argument
@assignment_argument
@click.option("--record", "number", type=click.IntRange(1), help=(
    "Which record, as 'grader history' counts them. [default: the newest]"))  # fmt: skip
@click.option("--accept-no-isolation-whatsoever", is_flag=True, help=(
    "Where this machine cannot isolate student code, run it all the same: it can then read, change and send whatever "
    "you can."))  # fmt: skip
@json_option
@click.pass_context
def reproduce(
    context: click.Context,
    student: str,
    assignment: str,
    number: int | None,
    accept_no_isolation_whatsoever: bool,
    as_json: bool,
) -> None:
    """Compute a grade again from what was kept with it, and compare.

    The submission, the assignment and the limits are those of the record; nothing is written. Exit status 0 means that
    everything came out the same: points of every criterion, and all findings. Otherwise it is said what differs, or why
    the grade cannot be computed here.
    """
    from grader.feedback.messages import Catalogue
    from grader.quick_start import settle
    from grader.regrading.reproducing import Outcome, in_words, to_dict
    from grader.regrading.reproducing import reproduce as computed_again

    settle()
    say = Catalogue.load()
    accepted = accept_no_isolation_whatsoever
    done = computed_again(
        course_of(context), assignment, student, number, accept_no_isolation_whatsoever=accepted
    )
    if as_json:
        print_json(to_dict(done, say))
    else:
        for line in in_words(done, say):
            click.echo(line)
    if done.outcome is not Outcome.IDENTICAL:
        sys.exit(1)
