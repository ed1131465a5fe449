"""Untrusted notebooks run here: a warm worker, a jail for each submission, a forked child for each check."""

from __future__ import annotations

from .endings import Answers, CellRun, Ending, Usage
from .inside.answers import BadAnswer
from .inside.calls import CallError, Generator, Outcome, Request, Result, StandIn, Step, perform, perform_all
from .levels import IsolationLevel
from .limits import Limits
from .probe import Finding, ProbeReport, probe
from .session import Session
from .worker import Sandbox

__all__ = [
    "Answers",
    "BadAnswer",
    "CallError",
    "CellRun",
    "Ending",
    "Finding",
    "Generator",
    "IsolationLevel",
    "Limits",
    "Outcome",
    "ProbeReport",
    "Request",
    "Result",
    "Sandbox",
    "Session",
    "StandIn",
    "Step",
    "Usage",
    "perform",
    "perform_all",
    "probe",
]
