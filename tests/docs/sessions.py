"""The shell sessions that the documentation shows: read from Markdown, run in one shell, compared line by line."""

from __future__ import annotations

import re
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(?P<language>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
ELLIPSIS = "…"
RULE = re.compile("─+")  # as long as the table is wide


@dataclass(frozen=True)
class Step:
    """A command of a session and what it prints.

    Parameters
    ----------
    command
        What is typed, lines joined where they end in a backslash.
    output
        What is shown below it; ``…`` stands for any text.
    line
        Where it stands in the page.
    """

    command: str
    output: str
    line: int


def blocks(page: str, language: str) -> Iterator[tuple[int, str]]:
    """Yield the fenced blocks of a language with the number of their first line."""
    for found in FENCE.finditer(page):
        if found["language"] == language:
            yield page.count("\n", 0, found.start()) + 2, found["body"]


def steps(page: str) -> list[Step]:
    """Return the steps of all ``console`` blocks of a page, in order: they are one session."""
    found: list[Step] = []
    for first, body in blocks(page, "console"):
        typing = False
        for number, line in enumerate(body.splitlines(), first):
            if line.startswith("$ "):
                found.append(Step(_typed(line[2:]), "", number))
            elif typing:
                last = found[-1]
                found[-1] = Step(f"{last.command}\n{line}", "", last.line)
            elif found:
                last = found[-1]
                found[-1] = Step(last.command, f"{last.output}{line}\n", last.line)
            typing = line.endswith("\\")
    return found


def _typed(text: str) -> str:
    """Return a command without the remark behind it."""
    return re.sub(r"\s{2,}#\s.*$", "", text)


def commands(page: str) -> list[tuple[int, str]]:
    """Return the commands of all ``sh`` blocks of a page, without remarks, each with its line."""
    found = []
    for first, body in blocks(page, "sh"):
        for number, line in enumerate(body.replace("\\\n", "").splitlines(), first):
            text = re.sub(r"(^|\s+)#\s.*$", "", line).strip()
            if text:
                found.append((number, text))
    return found


def agrees(step: Step, printed: str) -> bool:
    """Say whether what a command printed is what the page shows."""
    pieces = [re.escape(_plain(piece)) for piece in step.output.split(ELLIPSIS)]
    return re.fullmatch(".*".join(pieces), _plain(printed)) is not None


def _plain(text: str) -> str:
    """Return a text on one line, with single spaces and short rules: a table may be of another width."""
    return " ".join(RULE.sub("─", text).split())


class Shell:
    """A shell that goes on from command to command, as the reader's does.

    Parameters
    ----------
    folder
        Where it starts.
    environment
        All of its environment.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    def run(self, command: str) -> tuple[str, int]:
        """Run a command; return what it printed and its exit status."""
        assert self._process.stdin and self._process.stdout
        end = uuid.uuid4().hex
        self._process.stdin.write(f"{{ {command}\n}} </dev/null\nprintf '\\n{end} %d\\n' $?\n")
        self._process.stdin.flush()
        printed: list[str] = []
        for line in self._process.stdout:
            if line.startswith(end):
                return "".join(printed).removesuffix("\n"), int(line.split()[1])
            printed.append(line)
        raise AssertionError(f"the shell ended at {command!r}: {''.join(printed)}")

    def close(self) -> None:
        """End the shell."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=60)
