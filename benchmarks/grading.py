"""Compare ``grader grade`` with stock ``nbgrader autograde``: run ``python -m benchmarks.grading``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from benchmarks.contenders import Arena, prepare
from benchmarks.figures import draw
from benchmarks.measuring import Plan, measure, measure_growth
from benchmarks.tables import into_readme, table
from grader.course import Course
from grader.definition import write_atomically

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).parent / "results"
GROWTH = (50, 200, 1000, 2000)
SIZES = ", ".join(map(str, GROWTH))
number = click.IntRange(min=1)
path = click.Path(path_type=Path)


@click.command(context_settings={"show_default": True})
@click.option("--sizes", type=(number, number), default=Plan.sizes, help="A small and a large class for both graders.")
@click.option("--repetitions", type=number, default=Plan.repetitions, help="How often both grade them, in turn.")
@click.option("--workers", type=number, default=Plan().workers, help="Worker processes of ours, and of the limit.")
@click.option("--warm", type=number, default=Plan.warm, help="Submissions on one warm worker.")
@click.option("--growth", is_flag=True, help=f"Measure classes of {SIZES} too; takes long.")
@click.option("--growth-alone", is_flag=True, help="Measure these alone, beside the results there are.")
@click.option("--growth-repetitions", type=number, default=Plan.growth_repetitions, help="How often, in turn.")
@click.option("--folder", type=path, default=ROOT / "build" / "bench-grading", show_default="build/bench-grading",
              help="Where the two courses go.")  # fmt: skip
@click.option("--results", type=path, default=RESULTS, show_default="benchmarks/results", help="Where results go.")
@click.option("--write-readme", is_flag=True, help="Only write the README's table from the results that are there.")
def main(folder: Path, results: Path, write_readme: bool, growth: bool, growth_alone: bool, **sizes: int) -> None:
    """Measure, and write grading.json and grading.png; or, with --write-readme, write the table alone."""
    document = results / "grading.json"
    before = json.loads(document.read_text(encoding="utf-8")) if document.is_file() else {}
    if write_readme:
        into_readme(ROOT / "README.md", before)
        return
    plan = Plan(growth=GROWTH if growth or growth_alone else (), **sizes)  # type: ignore[arg-type]
    click.echo("preparing both courses", err=True)
    arena = prepare(Course(ROOT), folder)
    for new in _measured(arena, plan, growth_alone):
        found = {**before, **new}  # the growth, which takes longest, stays with its date until it is measured again
        write_atomically(document, (json.dumps(found, indent=1) + "\n").encode())
        draw(found, results / "grading.png")
    click.echo(table(found))


def _measured(arena: Arena, plan: Plan, growth_alone: bool) -> Iterator[dict[str, Any]]:
    def say(words: str) -> None:
        click.echo(words, err=True)

    if growth_alone:
        yield {"growth": measure_growth(arena, plan, say)}
    else:
        yield from measure(arena, plan, say)


if __name__ == "__main__":
    main()
