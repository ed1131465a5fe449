"""Compare ``grader grade`` with stock ``nbgrader autograde``: run ``python -m benchmarks.grading``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from benchmarks.contenders import prepare
from benchmarks.figures import draw
from benchmarks.measuring import Plan, measure
from benchmarks.tables import table, write_readme
from grader.course import Course
from grader.definition import write_atomically

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).parent / "results"
GROWTH = (50, 200, 1000, 2000)
sizes = click.IntRange(min=1)


@click.command(context_settings={"show_default": True})
@click.option("--stock", type=(sizes, sizes), default=Plan.stock, help="A small and a large class for stock.")
@click.option("--ours", type=(sizes, sizes), default=Plan.ours, help="A small and a large class for ours.")
@click.option("--repetitions", type=sizes, default=Plan.repetitions, help="How often, in turn.")
@click.option("--warm", type=sizes, default=Plan.warm, help="Submissions in one warm process.")
@click.option(
    "--growth", is_flag=True, help=f"Measure classes of {', '.join(map(str, GROWTH))} too; takes long."
)
@click.option("--growth-repetitions", type=sizes, default=Plan.growth_repetitions, help="How often, in turn.")
@click.option(
    "--argument", "extra", multiple=True, help="One more argument for grader grade, such as --workers=2."
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=ROOT / "build" / "bench-grading",
    show_default=False,
    help="Where the two courses go [default: build/bench-grading].",
)
@click.option(
    "--results",
    type=click.Path(path_type=Path),
    default=RESULTS,
    show_default=False,
    help="Where results go [default: benchmarks/results].",
)
@click.option(
    "--write-readme", "readme", is_flag=True, help="Write the README's table from the results that are there."
)
def main(
    stock: tuple[int, int],
    ours: tuple[int, int],
    repetitions: int,
    warm: int,
    growth: bool,
    growth_repetitions: int,
    extra: tuple[str, ...],
    folder: Path,
    results: Path,
    readme: bool,
) -> None:
    """Measure, and write grading.json and grading.png; or, with --write-readme, write the table alone."""
    path = results / "grading.json"
    if not readme:
        sizes_of_growth = GROWTH if growth else ()
        plan = Plan(
            stock,
            ours,
            repetitions,
            warm,
            growth=sizes_of_growth,
            growth_repetitions=growth_repetitions,
            extra=extra,
        )
        click.echo("preparing both courses", err=True)
        found = measure(prepare(Course(ROOT), folder), plan, lambda words: click.echo(words, err=True))
        write_atomically(path, (json.dumps(found, indent=1) + "\n").encode())
        draw(found, results / "grading.png")
        click.echo(table(found))
    else:
        write_readme(ROOT / "README.md", json.loads(path.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
