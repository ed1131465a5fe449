"""The benchmark of grading as a whole: both graders on one class, and a README that says what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import limit
from benchmarks.contenders import prepare
from benchmarks.figures import draw
from benchmarks.measuring import Plan, measure
from benchmarks.tables import BEGIN, END, into_readme, table
from grader.course import Course
from grader.errors import RunError

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "results" / "grading.json"


def test_the_readme_shows_what_was_measured() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = text.partition(BEGIN)[2].partition(END)[0]
    assert shown.strip() == table(json.loads(RESULTS.read_text(encoding="utf-8")))


def test_writing_the_table_leaves_the_rest_of_the_readme_alone(tmp_path: Path) -> None:
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    into_readme(readme, results)
    assert readme.read_text(encoding="utf-8") == f"before\n{BEGIN}\n{table(results)}\n{END}\nafter\n"
    readme.write_text("before\n", encoding="utf-8")
    with pytest.raises(RunError, match="no place"):
        into_readme(readme, results)


def test_the_table_tells_the_growth_where_it_was_measured() -> None:
    spread = {"median": 1.02, "least": 0.99, "greatest": 1.1}
    rows = [{"size": size, "memory": {"main_mib": 100.0 + size, "worker_mib": 150.0}} for size in (200, 2000)]
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    results["growth"] = {"machine": results["machine"], "rows": rows, "compared": [200, 2000], "ratio": spread}
    words = " ".join(table(results).split())
    assert "In a class of 2,000 a submission takes 1.02 times as long as in one of 200 (0.99–1.10)." in words
    assert "peaks at 300 and 2100 MiB" in words
    results["growth"]["machine"] = results["machine"] | {"date": "2026-01-01"}
    assert "Measured apart, on 2026-01-01: in a class of 2,000" in " ".join(table(results).split())


def test_the_table_owns_up_to_a_busy_machine() -> None:
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    for load, busy in (("0.1", False), ("7.5", True)):
        machine = results["machine"] | {"cores": 2, "load_before": load}
        assert ("kept the machine busy" in " ".join(table(results | {"machine": machine}).split())) is busy


def test_the_results_name_no_machine() -> None:
    machine = json.loads(RESULTS.read_text(encoding="utf-8"))["machine"]
    assert {"date", "processor", "cores", "python", "nbgrader", "numpy"} <= set(machine)
    assert "/" not in json.dumps([machine[name] for name in machine if name != "processor"])


@pytest.mark.slow
def test_both_grade_the_same_submission_for_real(tmp_path: Path) -> None:
    arena = prepare(Course(ROOT), tmp_path)
    for one in (arena.stock, arena.ours):
        took = one.grade(arena.works(1), extra=("--workers=1",) if one is arena.ours else ())
        assert took.cpu_s > took.main_cpu_s > 0.5
        assert took.workers_cpu_s > 0.1
    least = limit.measure(arena, size=2, processes=2)
    assert 0 < least.cpu_s < took.sandboxes_cpu_s


@pytest.mark.soak
def test_everything_is_measured_for_real(tmp_path: Path) -> None:
    plan = Plan(sizes=(1, 2), repetitions=1, workers=1, warm=1, demonstrated=1, growth=(1,), growth_repetitions=1)
    first, found = measure(prepare(Course(ROOT), tmp_path), plan, lambda words: None)
    assert first == {name: value for name, value in found.items() if name != "growth"}
    assert json.loads(json.dumps(found)) == found
    assert found["warm"]["isolation"].startswith(("A", "B"))
    ours, least, steps = found["ours"], found["limit"], found["warm"]["steps_ms"]
    assert ours["memory"]["worker_mib"] > ours["memory"]["sandbox_mib"] > 10
    (run,) = ours["runs"]
    assert run["large_cpu_s"] > run["large_main_cpu_s"] + run["large_workers_cpu_s"] > run["large_main_cpu_s"] > 0.5
    assert 0 < least["submission_cpu_s"]["median"] < run["large_cpu_s"]
    assert steps["latency"]["median"] > steps["grade_submission"]["median"] > steps["answers"]["median"] > 1
    shown = found["warm"]["demonstrations_s"]
    assert shown["run"]["median"] > shown["skipped"]["median"]
    assert [row["size"] for row in found["growth"]["rows"]] == [1]
    draw(found, tmp_path / "grading.png")
    assert (tmp_path / "grading.png").read_bytes().startswith(b"\x89PNG")
    assert "class of 2" in table(found)
