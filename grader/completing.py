"""``grader completion``: what a shell needs to complete commands, options and names of assignments."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from grader.commanding import command, json_option, main, print_json

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_GRADER_COMPLETE"  # click's way to name it


@command()
@click.argument("shell", type=click.Choice(SHELLS))
@json_option
def completion(shell: str, as_json: bool) -> None:
    """Print the completion script of a shell.

    For bash, put this line into ~/.bashrc:  eval "$(grader completion bash)"  and for zsh into ~/.zshrc:
    eval "$(grader completion zsh)".  For fish:  grader completion fish > ~/.config/fish/completions/grader.fish
    """
    found = get_completion_class(shell)
    assert found is not None  # click knows these three
    script = found(main, {}, "grader", VARIABLE).source()
    if as_json:
        print_json({"shell": shell, "script": script})
    else:
        click.echo(script)
