"""The command that reports on a graded class: ``grader report``."""

from __future__ import annotations

from pathlib import Path

import click

from grader.commanding import command, course_of, json_option, needed_names_argument, print_json

STANDARD_OUTPUT = Path("-")


@command()
@needed_names_argument
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=(
    "Where the page goes [default: reports/ASSIGNMENT.html in the course's folder]."))  # fmt: skip
@click.option("--csv", "table", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), metavar="FILE", help=(
    "Write a table for spreadsheets as well, one row a student; - prints it."))  # fmt: skip
@json_option
@click.pass_context
def report(
    context: click.Context, names: tuple[str, ...], output: Path | None, table: Path | None, as_json: bool
) -> None:
    """Report on a graded class, for instructors.

    Writes one HTML page that needs no network: the distribution of scores, difficulty and discrimination of each
    exercise, criteria and known mistakes by frequency, exercises whose failures match nothing known, time and memory,
    and what needs a person's eye. Scores are the gradebook's, those given by hand among them; nothing is changed. The
    page names students: keep it among those who grade.
    """
    from grader.report.writing import report as make_report
    from grader.report.writing import write

    if len(names) > 1 and (output or table):
        raise click.UsageError("--output and --csv take one ASSIGNMENT at a time", context)
    if as_json and table == STANDARD_OUTPUT:
        raise click.UsageError("--json and --csv - cannot both print; give --csv a file", context)
    course = course_of(context)
    documents = {}
    for name in names:
        made = make_report(course, name, output)
        if table == STANDARD_OUTPUT:
            click.echo(made.table, nl=False)
        elif table:
            write(table, made.table)
        if as_json:
            documents[name] = made.document
        else:
            number = len(made.survey.sheet.submissions)
            beside = f", table: {table}" if table and table != STANDARD_OUTPUT else ""
            said = f"{name}: {number} submissions, report: {made.page}{beside}"
            click.echo(said, err=table == STANDARD_OUTPUT)
    if as_json:
        print_json(documents)
