"""Every attack pays nothing beyond its honest part, has its verdict, and touches neither host nor neighbours."""

from __future__ import annotations

import json

import pytest
from threats.classroom import without_usage, words
from threats.conftest import Attacked
from threats.model import CANARY, NAME, Threat, grade_id
from threats.table import THREATS

pytestmark = [pytest.mark.slow, pytest.mark.long]


def named(threat: Threat) -> str:
    return threat.student


@pytest.mark.parametrize("threat", THREATS, ids=named)
def test_an_attack_pays_its_honest_part_alone(attacked: Attacked, threat: Threat) -> None:
    result = attacked.run.results[threat.student]
    paid = {one["id"]: one["points"] for one in result["exercises"] if one["points"]}
    assert set(paid) == set(threat.honest), words(result)
    assert result["score"] == sum(paid.values()) == threat.score, paid


@pytest.mark.parametrize("threat", THREATS, ids=named)
def test_the_gradebook_holds_the_same_score(attacked: Attacked, threat: Threat) -> None:
    rows = attacked.run.rows[threat.student]
    assert rows["submission"] == (threat.score, 100, 0)
    assert all(row[1] is None and not row[2] and not row[3] for name, row in rows.items() if len(row) == 5)


@pytest.mark.parametrize("threat", THREATS, ids=named)
def test_an_attack_has_its_verdict_in_words(attacked: Attacked, threat: Threat) -> None:
    result = attacked.run.results[threat.student]
    assert result["verdict"] in threat.verdict.split(" or "), result["detail"]
    assert all(word in words(result) for word in threat.words), words(result)
    assert bool(result["detail"]) == (result["verdict"] != "graded")


def test_every_submission_has_a_result_and_a_page(attacked: Attacked) -> None:
    students = sorted(path.name for path in attacked.course.submitted.iterdir())
    assert sorted(attacked.run.results) == sorted(attacked.run.rows) == students
    for student in students:
        assert (attacked.course.feedback / student / NAME / f"{NAME}.html").is_file()
        assert (attacked.course.autograded / student / NAME / f"{NAME}.ipynb").is_file()


def test_neighbours_get_what_they_get_without_attackers(attacked: Attacked) -> None:
    for student, alone in attacked.calm.results.items():
        assert without_usage(attacked.run.results[student]) == without_usage(alone)
        assert attacked.run.rows[student] == attacked.calm.rows[student]
    assert attacked.calm.results["ada"]["score"] == 100
    assert attacked.calm.results["blank"]["score"] == 0


def test_second_submissions_had_a_good_first_one(attacked: Attacked) -> None:
    twice = [threat for threat in THREATS if threat.first is not None]
    assert twice
    for threat in twice:
        assert attacked.first.results[threat.student]["score"] > threat.score


def test_no_file_outside_was_changed(attacked: Attacked) -> None:
    assert attacked.after == attacked.before


def test_no_process_was_left_behind(attacked: Attacked) -> None:
    assert attacked.run.left == []
    assert attacked.bystander_lives


def test_no_service_of_the_host_was_reached(attacked: Attacked) -> None:
    assert attacked.visitors == 0


def shown(attacked: Attacked, student: str, cell_name: str = "") -> str:
    """Return what a submission, or one cell of it, has shown while it was graded."""
    path = attacked.course.autograded / student / NAME / f"{NAME}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    wanted = [cell for cell in cells if not cell_name or grade_id(cell) == cell_name]
    assert wanted
    return json.dumps([cell.get("outputs", []) for cell in wanted])


def test_what_reads_everything_finds_no_secret(attacked: Attacked) -> None:
    text = shown(attacked, "t13-reads-others")
    assert "looked at True" in text
    assert "FOUND" not in text


def test_nobody_elses_work_is_in_an_attackers_notebook(attacked: Attacked) -> None:
    for threat in THREATS:
        if threat.line not in ("17",):
            assert CANARY not in shown(attacked, threat.student), threat.student


def test_what_writes_everywhere_writes_nowhere(attacked: Attacked) -> None:
    for student in ("t14-writes-gradebook", "t14-writes-rival"):
        assert "WROTE" not in shown(attacked, student)


def test_what_connects_everywhere_reaches_nothing(attacked: Attacked) -> None:
    assert "REACHED []" in shown(attacked, "t16-network")


@pytest.mark.parametrize("student", ["taster", "zz-taster"])
def test_nothing_is_carried_from_one_student_to_the_next(attacked: Attacked, student: str) -> None:
    assert "TASTED []" in shown(attacked, student)


def test_nothing_is_carried_from_one_check_to_the_next(attacked: Attacked) -> None:
    # That cell runs right after the checks that hand something out. Demonstrations at the end call the functions in
    # the notebook itself, with values of the student's own: what those keep is nobody's secret.
    for student in ("t11b-stand-in-kept", "t11b-cache-kept"):
        assert "KEPT SOMETHING" not in shown(attacked, student, "rnn_cell_forward_solution")
