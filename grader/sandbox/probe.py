"""Which isolation this machine offers, found by really trying each mechanism, never by version numbers."""

from __future__ import annotations

import functools
import json
import os
import platform
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from grader.errors import SandboxUnavailable

from . import bubblewrap, launch
from .inside.syscalls import ARCHITECTURES
from .levels import IsolationLevel
from .site import site_entries

TRIAL_TIMEOUT_S = 30.0
NAMESPACE_HINT = (
    "Allow user namespaces: on Ubuntu 24.04 and later `sysctl kernel.apparmor_restrict_unprivileged_userns=0`"
    " or an AppArmor profile for bwrap; on older Debian `sysctl kernel.unprivileged_userns_clone=1`; in a "
    "container, run it with `--security-opt seccomp=unconfined --security-opt apparmor=unconfined` or "
    "outside the container."
)


@dataclass(frozen=True)
class Finding:
    """What became of trying one mechanism.

    Parameters
    ----------
    name : str
        The mechanism.
    works : bool
        Whether it does what the sandbox needs.
    detail : str
        What was found.
    hint : str
        How to get it; empty where it works.
    """

    name: str
    works: bool
    detail: str
    hint: str = ""


@dataclass(frozen=True)
class ProbeReport:
    """What this machine offers.

    Parameters
    ----------
    level : IsolationLevel or None
        The best level that works; None when none does.
    findings : tuple of Finding
        Each mechanism that was tried, in order.
    """

    level: IsolationLevel | None
    findings: tuple[Finding, ...]

    @property
    def missing(self) -> tuple[Finding, ...]:
        """What does not work."""
        return tuple(finding for finding in self.findings if not finding.works)

    def require(self, level: IsolationLevel | None = None) -> IsolationLevel:
        """Return the level to use, or say what is missing.

        Parameters
        ----------
        level : IsolationLevel, optional
            The level wanted; the best if left out.

        Returns
        -------
        IsolationLevel
            A level that works here.

        Raises
        ------
        SandboxUnavailable
            If it does not work on this machine.
        """
        if self.level is None or level not in (None, self.level):
            said = "; ".join(f"{finding.name}: {finding.detail}" for finding in self.missing)
            hints = " ".join(finding.hint for finding in self.missing)
            raise SandboxUnavailable(f"student code cannot be isolated on this machine ({said})", hint=hints)
        return self.level


@functools.cache
def probe(program: Path | None = None) -> ProbeReport:
    """Try each mechanism that the sandbox stands on.

    Parameters
    ----------
    program : Path, optional
        The bubblewrap program; found on this machine if left out.

    Returns
    -------
    ProbeReport
        What works, what does not, and how to get it. It is kept for the life of the process.
    """
    findings = [_machine(), _packages()]
    try:
        program = program or bubblewrap.find_program()
    except SandboxUnavailable as error:
        findings.append(Finding("bubblewrap", False, "not found", error.hint))
        return ProbeReport(None, tuple(findings))
    findings += _trial(program)
    works = all(finding.works for finding in findings if finding.name != "Landlock")
    return ProbeReport(IsolationLevel.A1 if works else None, tuple(findings))


def _machine() -> Finding:
    name, machine = platform.system(), platform.machine()
    works = name == "Linux" and machine in ARCHITECTURES
    hint = "" if works else f"Grade on Linux on {' or '.join(ARCHITECTURES)}, for example in a virtual machine."
    return Finding("machine", works, f"{name} on {machine}", hint)


def _packages() -> Finding:
    try:
        entries = site_entries()
    except SandboxUnavailable as error:
        return Finding("packages", False, str(error), error.hint)
    return Finding("packages", True, f"{len(entries)} folders and modules to mount")


def _trial(program: Path) -> list[Finding]:
    """Run the trial inside bubblewrap and read what it found."""
    user = launch.SpareUser.take() if os.geteuid() == 0 else None
    with tempfile.TemporaryFile() as output:
        try:
            mounts = bubblewrap.all_mounts(None)
            inner = [str(bubblewrap.interpreter()), "-s", "-P", "-S", "-m", "inside.trial"]
            process = launch.start(program, mounts, inner, [], output, user)
            _wait(process)
        except OSError as error:
            return [Finding("bubblewrap", False, str(error), bubblewrap.INSTALL_HINT)]
        finally:
            if user is not None:
                user.release()
        output.seek(0)
        said = output.read(8000).decode("utf-8", "replace").strip()
    try:
        found = json.loads(said.splitlines()[-1])
    except (ValueError, IndexError):
        return [Finding("bubblewrap", False, f"{program}: {said or 'no answer'}", NAMESPACE_HINT)]
    return [Finding("bubblewrap", True, str(program)), *_read(found)]


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(TRIAL_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _read(found: dict[str, str | int]) -> list[Finding]:
    spaces, seccomp, landlock = found["namespaces"], found["seccomp"], found["landlock"]
    seccomp_hint = "" if not seccomp else "Use a kernel built with CONFIG_SECCOMP_FILTER."
    return [
        Finding("namespaces", not spaces, str(spaces or "nested"), NAMESPACE_HINT if spaces else ""),
        Finding("seccomp", not seccomp, str(seccomp or "filter installed"), seccomp_hint),
        Finding("Landlock", bool(landlock), f"version {landlock}" if landlock else "not offered by the kernel"),
    ]
