"""The probe: what works here, and what it says where something is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import SandboxUnavailable
from grader.sandbox import Finding, IsolationLevel, ProbeReport, bubblewrap, probe
from grader.sandbox import probe as probe_function
from grader.sandbox.inside import trial
from grader.sandbox.probe import _read


def test_this_machine_offers_the_best_level() -> None:
    report = probe()
    assert report.level is IsolationLevel.A1
    assert [finding.name for finding in report.findings[:5]] == [
        "machine",
        "packages",
        "bubblewrap",
        "namespaces",
        "seccomp",
    ]
    assert report.require() is IsolationLevel.A1


def test_program_that_does_not_work_leaves_no_level() -> None:
    report = probe_function(Path("/usr/bin/true"))
    assert report.level is None and "bubblewrap" in [finding.name for finding in report.missing]


def test_missing_program_leaves_no_level(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "find_programs", list)
    report = probe.__wrapped__(None)
    assert report.level is None and "install" in report.missing[0].hint.lower()


def test_refusal_says_what_is_missing_and_how_to_get_it() -> None:
    report = ProbeReport(None, (Finding("seccomp", False, "refused", "Get a kernel."),))
    with pytest.raises(SandboxUnavailable, match="seccomp: refused") as caught:
        report.require()
    assert caught.value.hint == "Get a kernel."


def test_namespaces_that_fail_come_with_a_hint() -> None:
    findings = {f.name: f for f in _read({"namespaces": "OSError: no", "seccomp": "", "landlock": 0})}
    assert not findings["namespaces"].works and "AppArmor" in findings["namespaces"].hint
    assert findings["seccomp"].works and not findings["Landlock"].works


def test_trial_reports_what_an_attempt_raised() -> None:
    def fail() -> None:
        raise OSError("not here")

    assert trial.attempt(fail) == "OSError: not here"
    assert trial.attempt(lambda: None) == ""
