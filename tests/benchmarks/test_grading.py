"""The benchmark of grading: a fair class, both graders on it, a README that says what was measured."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from benchmarks.contenders import prepare
from benchmarks.figures import draw
from benchmarks.invented import MIX, invent
from benchmarks.measuring import Plan, measure
from benchmarks.processes import Run, run
from benchmarks.summary import Pair, contender, ratios
from benchmarks.tables import BEGIN, END, table, write_readme
from grader.course import Course
from grader.errors import RunError
from grader.exercises.catalogue import exercises_of

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "results" / "grading.json"
EXERCISES = exercises_of("01_rnn")


def numbers(pair: tuple[float, float]) -> Pair:
    return Pair(10, 20, Run(pair[0], pair[0]), Run(pair[1], pair[1]))


def test_the_rate_leaves_start_up_out_and_the_class_counts_it() -> None:
    pair = numbers((12.0, 22.0))
    assert pair.further_s == pytest.approx(1.0)
    assert pair.class_s(0) == pytest.approx(2.0)
    assert pair.class_s(200) == pytest.approx(202.0)


def test_ratios_compare_neighbours_in_time() -> None:
    stock, ours = [numbers((12, 22)), numbers((24, 44))], [numbers((3, 4)), numbers((6, 8))]
    assert ratios(stock, ours, 20)["class"] == {"median": 5.5, "least": 5.5, "greatest": 5.5}
    assert contender(stock, 20)["class_s"] == {"median": 33.0, "least": 22.0, "greatest": 44.0}


def test_a_command_that_fails_is_an_error_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no good"):
        run(["sh", "-c", "echo no good; exit 3"], tmp_path, {"PATH": "/usr/bin:/bin"}, tmp_path / "log")


def test_cpu_time_of_grandchildren_counts(tmp_path: Path) -> None:
    work = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done"
    took = run(
        ["sh", "-c", f"sh -c '{work}'; true"], tmp_path, {"PATH": "/usr/bin:/bin"}, tmp_path / "log", 0.01
    )
    assert took.cpu_s > 0.02
    assert took.wall_s > 0
    assert any(one.workers_mib > 0 for one in took.memory)


def test_cpu_time_of_orphans_counts(tmp_path: Path) -> None:
    work = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done"
    took = run(["sh", "-c", f"({work}) & exit 0"], tmp_path, {"PATH": "/usr/bin:/bin"}, tmp_path / "log")
    assert took.cpu_s > 0.02


def test_the_readme_shows_what_was_measured() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = text.partition(BEGIN)[2].partition(END)[0]
    assert shown.strip() == table(json.loads(RESULTS.read_text(encoding="utf-8")))


def test_writing_the_table_leaves_the_rest_of_the_readme_alone(tmp_path: Path) -> None:
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write_readme(readme, results)
    assert readme.read_text(encoding="utf-8") == f"before\n{BEGIN}\n{table(results)}\n{END}\nafter\n"
    readme.write_text("before\n", encoding="utf-8")
    with pytest.raises(RunError, match="no place"):
        write_readme(readme, results)


def test_the_results_name_no_machine() -> None:
    machine = json.loads(RESULTS.read_text(encoding="utf-8"))["machine"]
    assert {"date", "processor", "cores", "python", "nbgrader", "numpy"} <= set(machine)
    assert "/" not in json.dumps([machine[name] for name in machine if name != "processor"])


@pytest.mark.slow
def test_both_grade_the_same_small_class_for_real(tmp_path: Path) -> None:
    arena = prepare(Course(ROOT), tmp_path)
    works = invent(arena.answers, EXERCISES, 2 * len(MIX))
    assert [work.kind for work in works] == list(MIX) * 2
    files = {hashlib.sha256(json.dumps(dict(work.answers)).encode()).digest() for work in works}
    assert len(files) == len(works)
    found = measure(
        arena, Plan(stock=(1, 2), ours=(1, 2), repetitions=1, warm=1, demonstrated=1), lambda words: None
    )
    assert json.loads(json.dumps(found)) == found
    assert found["warm"]["isolation"].startswith(("A", "B"))
    assert found["ours"]["memory"]["worker_mib"] > 10
    assert (
        found["warm"]["demonstrations_s"]["run"]["median"]
        > found["warm"]["demonstrations_s"]["skipped"]["median"]
    )
    draw(found, tmp_path / "grading.png")
    assert (tmp_path / "grading.png").read_bytes().startswith(b"\x89PNG")
    assert str(found["class"]["size"]) in table(found)
