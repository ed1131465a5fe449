"""The probe: what works here, and what it says where something is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from grader.errors import SandboxUnavailable
from grader.sandbox import (
    Finding,
    IsolationLevel,
    Limits,
    ProbeReport,
    Request,
    Sandbox,
    Step,
    bubblewrap,
    probe,
)
from grader.sandbox import probe as probe_function
from grader.sandbox.inside import trial
from grader.sandbox.probe import Found, _levels, _read

probe_module = sys.modules["grader.sandbox.probe"]  # the package has a function of the same name


def test_this_machine_offers_the_best_level() -> None:
    report = probe()
    assert report.level is IsolationLevel.A1
    assert report.levels == (IsolationLevel.A1, IsolationLevel.A2, IsolationLevel.B)
    assert [finding.name for finding in report.findings[:5]] == [
        "machine",
        "students' packages",
        "bubblewrap",
        "namespaces",
        "seccomp",
    ]
    assert report.require() is IsolationLevel.A1


def test_program_that_does_not_work_leaves_what_needs_none() -> None:
    report = probe_function(Path("/usr/bin/true"))
    assert report.levels == (IsolationLevel.B,)
    assert "bubblewrap" in [finding.name for finding in report.missing]
    with pytest.raises(SandboxUnavailable, match="at level A1, only at B"):
        report.require(IsolationLevel.A1)


def test_missing_program_leaves_what_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "find_programs", list)
    report = probe.__wrapped__(None)
    assert report.level is IsolationLevel.B and "install" in report.missing[0].hint.lower()


GOOD: dict[str, str | int] = {"namespaces": "", "seccomp": "", "landlock": "", "version": 7}
NO_NAMESPACES = {**GOOD, "namespaces": "OSError: no"}
NO_LANDLOCK = {**GOOD, "landlock": "OSError: no", "version": 0}


@pytest.mark.parametrize(
    ("nested", "closed", "bare", "names"),
    [
        (GOOD, GOOD, NO_NAMESPACES, ["A1", "A2", "B"]),
        (NO_NAMESPACES, NO_NAMESPACES, NO_NAMESPACES, ["A2", "B"]),
        (NO_NAMESPACES, {"said": "unknown option"}, NO_NAMESPACES, ["B"]),
        ({"said": "no"}, {"said": "no"}, NO_NAMESPACES, ["B"]),
        (NO_LANDLOCK, NO_LANDLOCK, NO_LANDLOCK, ["A1"]),
        ({**GOOD, "seccomp": "no"}, {**GOOD, "seccomp": "no"}, {**GOOD, "seccomp": "no"}, []),
        ({}, {}, {"said": "PermissionError"}, []),
    ],
)
def test_levels_follow_from_what_worked(nested: Found, closed: Found, bare: Found, names: list[str]) -> None:
    assert [level.name for level in _levels(True, nested, closed, bare)] == names
    assert _levels(False, nested, closed, bare) == ()


def test_machine_without_any_level_is_refused_unless_the_risk_is_accepted_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(probe_module, "_trial", lambda program, nested: {"said": "no"})
    monkeypatch.setattr(probe_module, "_bare_trial", lambda: NO_LANDLOCK)
    report = probe.__wrapped__(None)
    assert report.level is None and "STUDENT CODE IS NOT ISOLATED" in report.missing[-1].detail
    with pytest.raises(SandboxUnavailable, match="cannot be isolated") as caught:
        report.require()
    assert "--accept-no-isolation-whatsoever" in caught.value.hint
    with pytest.warns(RuntimeWarning, match="NOT ISOLATED"):
        assert report.require(accept_none=True) is IsolationLevel.NONE


def test_isolation_is_not_given_up_by_accident() -> None:
    assert probe().require(accept_none=True) is IsolationLevel.A1
    with pytest.raises(SandboxUnavailable, match="at level none"):
        Sandbox(level=IsolationLevel.NONE)
    with (
        pytest.warns(RuntimeWarning, match="NOT ISOLATED"),
        Sandbox(level=IsolationLevel.NONE, accept_no_isolation_whatsoever=True) as worker,
        worker.open(limits=Limits(processes=5)) as session,
    ):
        assert worker.level is IsolationLevel.NONE and session.run_cell("def f():\n    return 1").ok
        assert session.ask([Request((Step("f"),))]).outcomes[0].value == 1


def test_refusal_says_what_is_missing_and_how_to_get_it() -> None:
    report = ProbeReport(None, (Finding("seccomp", False, "refused", "Get a kernel."),))
    with pytest.raises(SandboxUnavailable, match="seccomp: refused") as caught:
        report.require()
    assert caught.value.hint == "Get a kernel."


def test_namespaces_that_fail_come_with_a_hint() -> None:
    findings = {f.name: f for f in _read({**NO_LANDLOCK, "namespaces": "OSError: no"})}
    assert not findings["namespaces"].works and "AppArmor" in findings["namespaces"].hint
    assert findings["seccomp"].works and not findings["Landlock"].works


def test_trial_reports_what_an_attempt_raised() -> None:
    def fail() -> None:
        raise OSError("not here")

    assert trial.attempt(fail) == "OSError: not here"
    assert trial.attempt(lambda: None) == ""
