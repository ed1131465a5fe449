"""``grader messages``: every message by key, for whoever translates them."""

from __future__ import annotations

import sys

import click

from grader.commanding import command, json_option, print_json


@command()
@click.argument("language", required=False)
@click.option("--missing", "only_missing", is_flag=True, help="Print what LANGUAGE lacks, in English, to translate.")
@json_option
def messages(language: str | None, only_missing: bool, as_json: bool) -> None:
    """Print every message by key, or look at a translation.

    Without LANGUAGE: all messages in English, in the form of a language's file. With LANGUAGE: how much of them is
    translated in grader/feedback/messages/LANGUAGE.toml, and what is wrong there; exit status 1 if anything is.
    """
    from grader.wording import as_toml, english, examined

    if language is None:
        found = english()
        print_json(found) if as_json else click.echo(as_toml(found), nl=False)
        return
    report = examined(language)
    if as_json:
        print_json(vars(report))
    elif only_missing:
        click.echo(as_toml(report.missing), nl=False)
    else:
        for group, (done, all_of_them) in report.counts.items():
            click.echo(f"{group:12}{done:5} of {all_of_them:4}")
        click.echo(report.summary())
    for fault in report.faults:
        click.echo(f"grader: {fault}", err=True)
    if report.faults:
        sys.exit(1)
