"""The commands that measure the grader itself: ``grader strength`` and ``grader accuracy``."""

from __future__ import annotations

import json
import os

import click

from grader.commanding import command, console, course_of, json_option, print_json, progress_console


@command()
@click.argument("names", nargs=-1, metavar="[ASSIGNMENT or EXERCISE]...")
@click.option("--fast", is_flag=True, help="Judge a fixed sample of the mutants again and compare it; writes nothing.")
@click.option("--check", is_flag=True, help="Change nothing; fail when the result differs from the committed one.")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default="number of cores")
@click.option("--seeds", type=click.IntRange(1), default=1000, show_default=True, help=(
    "Compare mutants that earn everything with the reference on this many seeds."))  # fmt: skip
@json_option
@click.pass_context
def strength(
    context: click.Context, names: tuple[str, ...], fast: bool, check: bool, jobs: int, seeds: int, as_json: bool
) -> None:
    """Measure how strong the checks are, and write it to docs/strength.md.

    Runs the known mistakes, automatic mutants of the reference solutions and odd-but-right solutions through the
    public and the whole check. It takes many minutes; what was measured is kept in build/strength/ until something
    changes, so that it may be stopped at any moment. With names nothing is written.
    """
    from grader.strength.command import compare, compare_sample, measure, shown, write
    from grader.strength.document import document
    from grader.strength.places import Places

    places, progress = Places(course_of(context).root, "strength"), progress_console(as_json)
    if fast:
        number = compare_sample(places, names, progress)
        click.echo(json.dumps({"agree": number}) if as_json else f"the sample agrees: {number} exercises")
        return
    records = measure(places, names, jobs, seeds, progress)
    if as_json:
        print_json(document(records))
    else:
        console().print(shown(records))
    if check:
        compare(places, records)
    elif not names:
        write(places, records)


@command()
@click.argument("names", nargs=-1, metavar="[ASSIGNMENT or EXERCISE]...")
@click.option("--seeds", type=click.IntRange(1), default=1000, show_default=True, help="For each variant.")
@click.option("--reference-seeds", type=click.IntRange(1), help="For the reference [default: ten times as many].")
@click.option("--mutants", type=click.IntRange(1), default=1, show_default=True, help="Diagnose one in so many.")
@click.option("--fast", is_flag=True, help="Measure a small fixed sample and compare; writes nothing.")
@click.option("--check", is_flag=True, help="Change nothing; fail when the result differs from the committed one.")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default="number of cores")
@json_option
@click.pass_context
def accuracy(
    context: click.Context,
    /,
    names: tuple[str, ...],
    reference_seeds: int | None,
    fast: bool,
    check: bool,
    as_json: bool,
    **options: int,
) -> None:
    """Measure how steady the checks are and how true the names they give, and write it to docs/accuracy.md.

    Judges right solutions on many seeds; names known mistakes through the real path, pairs of them, and mutants that
    are in no catalogue. It takes hours; what was measured is kept in build/accuracy/ until something changes, so that
    it may be stopped at any moment. With names, their part of the committed measurement is replaced.
    """
    from grader.progress import Steps
    from grader.strength.accuracy import How, committed, compare, differs, measured, places_of, updated, write
    from grader.strength.command import chosen

    course = course_of(context)
    places, exercises = places_of(course.root), chosen(names)
    if fast:
        number = compare(places, exercises)
        click.echo(json.dumps({"agree": number}) if as_json else f"the sample agrees: {number} exercises")
        return
    how = How(reference_seeds=reference_seeds or 10 * options["seeds"], **options)
    with Steps(progress_console(as_json), "measuring, tasks") as steps:
        new = measured(course, [exercise.id for exercise in exercises], how, steps.to)
    record = updated(committed(places), new)
    if as_json:
        print_json(record)
    if check:
        differs(places, record)
    else:
        write(places, record)
