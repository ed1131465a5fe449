"""Which isolation this machine offers, found by really trying each mechanism, never by version numbers."""

from __future__ import annotations

import functools
import json
import os
import platform
import subprocess
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from grader.errors import SandboxUnavailable

from . import bubblewrap, launch, plain
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
REACH_HINT = (
    "Install Python and the packages where every user can read them, not below root's home folder, or grade as "
    "an ordinary user."
)
NO_ISOLATION = (
    "STUDENT CODE IS NOT ISOLATED: it can read, change and delete whatever the user who grades can, other "
    "submissions and the gradebook included, and use the network"
)
NO_ISOLATION_HINT = (
    "Get one of the above to work, or grade in a virtual machine that holds nothing else. Only if you accept "
    "the risk: grader grade --accept-no-isolation-whatsoever."
)

Found = dict[str, str | int]


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
    levels : tuple of IsolationLevel
        All levels that work, the best first.
    """

    level: IsolationLevel | None
    findings: tuple[Finding, ...]
    levels: tuple[IsolationLevel, ...] = ()

    @property
    def missing(self) -> tuple[Finding, ...]:
        """What does not work."""
        return tuple(finding for finding in self.findings if not finding.works)

    def require(self, level: IsolationLevel | None = None, *, accept_none: bool = False) -> IsolationLevel:
        """Return the level to use, or say what is missing.

        Parameters
        ----------
        level : IsolationLevel, optional
            The level wanted; the best if left out.
        accept_none : bool
            Whether to go on without any isolation where there is none to be had, or where that is wanted.

        Returns
        -------
        IsolationLevel
            A level that works here.

        Raises
        ------
        SandboxUnavailable
            If it does not work on this machine.
        """
        wanted = level or self.level or IsolationLevel.NONE
        if wanted in self.levels or wanted is self.level:
            return wanted
        if wanted is IsolationLevel.NONE and accept_none:
            warnings.warn(NO_ISOLATION, RuntimeWarning, stacklevel=3)
            return wanted
        said = "; ".join(f"{finding.name}: {finding.detail}" for finding in self.missing)
        hints = " ".join(finding.hint for finding in self.missing if finding.hint)
        about = "student code cannot be isolated on this machine"
        if self.level is not None:
            about += f" at level {wanted.value}, only at {', '.join(known.value for known in self.levels)}"
        raise SandboxUnavailable(f"{about} ({said})" if said else about, hint=hints)


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
    basis = [_machine(), _packages()]
    try:
        program = program or bubblewrap.find_program()
        nested, closed = _trial(program, nested=True), _trial(program, nested=False)
    except SandboxUnavailable as error:
        nested = closed = {}
        wrapped = Finding("bubblewrap", False, "not found", error.hint)
    else:
        wrapped = _wrapped(program, nested)
    bare = _bare_trial()
    inner = _read(nested or bare)
    findings = (*basis, wrapped, *inner, _closed(closed, wrapped.works), _bare(bare))
    levels = _levels(all(finding.works for finding in basis), nested, closed, bare)
    if not levels:
        findings += (Finding("ISOLATION", False, NO_ISOLATION, NO_ISOLATION_HINT),)
    return ProbeReport(levels[0] if levels else None, findings, levels)


def _levels(possible: bool, nested: Found, closed: Found, bare: Found) -> tuple[IsolationLevel, ...]:
    """List the levels whose mechanisms all worked."""
    works = {
        IsolationLevel.A1: _all_worked(nested, "namespaces", "seccomp"),
        IsolationLevel.A2: _all_worked(closed, "seccomp", "landlock"),
        IsolationLevel.B: _all_worked(bare, "seccomp", "landlock"),
    }
    return tuple(level for level, good in works.items() if good and possible)


def _all_worked(found: Found, *names: str) -> bool:
    return bool(found) and "said" not in found and not any(found[name] for name in names)


def _machine() -> Finding:
    name, machine = platform.system(), platform.machine()
    works = name == "Linux" and machine in ARCHITECTURES
    hint = "" if works else f"Grade on Linux on {' or '.join(ARCHITECTURES)}, for example in a virtual machine."
    return Finding("machine", works, f"{name} on {machine}", hint)


def _packages() -> Finding:
    try:
        entries = site_entries()
    except SandboxUnavailable as error:
        return Finding("students' packages", False, str(error), error.hint)
    return Finding("students' packages", True, f"{len(entries)} folders and modules to mount")


def _trial(program: Path, *, nested: bool) -> Found:
    """Run the trial inside bubblewrap."""
    mounts = bubblewrap.all_mounts(None)
    inner = [*plain.python_command(), "inside.trial"]

    def start(output: IO[bytes], user: launch.SpareUser | None) -> subprocess.Popen[bytes]:
        return launch.start(program, mounts, inner, [], output, user, nested=nested)

    return _run_trial(start)


def _bare_trial() -> Found:
    """Run the trial without bubblewrap."""
    inner = [*plain.python_command(), "inside.trial"]
    spools = []

    def start(output: IO[bytes], user: launch.SpareUser | None) -> subprocess.Popen[bytes]:
        spools.append(plain.Spool.make(None, user))
        return plain.start(spools[0], inner, [], output, user)

    try:
        return _run_trial(start)
    except SandboxUnavailable as error:
        return {"said": str(error)}
    finally:
        for spool in spools:
            spool.remove()


def _run_trial(start: Callable[[IO[bytes], launch.SpareUser | None], subprocess.Popen[bytes]]) -> Found:
    """Run the trial and read what it found; under "said" what it wrote instead, if it did not run."""
    user = launch.SpareUser.take() if os.geteuid() == 0 else None
    with tempfile.TemporaryFile() as output:
        try:
            _wait(start(output, user))
        except OSError as error:
            return {"said": str(error)}
        finally:
            if user is not None:
                user.release()
        output.seek(0)
        said = output.read(8000).decode("utf-8", "replace").strip()
    try:
        found: Found = json.loads(said.splitlines()[-1])
    except (ValueError, IndexError):
        return {"said": said or "no answer"}
    return found


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(TRIAL_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wrapped(program: Path, found: Found) -> Finding:
    if "said" in found:
        return Finding("bubblewrap", False, f"{program}: {found['said']}", NAMESPACE_HINT)
    return Finding("bubblewrap", True, str(program))


def _read(found: Found) -> list[Finding]:
    """Describe what a trial found of namespaces, seccomp and Landlock."""
    if "said" in found:
        return [Finding(name, False, "could not be tried") for name in ("namespaces", "seccomp", "Landlock")]
    spaces, seccomp, landlock = found["namespaces"], found["seccomp"], found["landlock"]
    seccomp_hint = "" if not seccomp else "Use a kernel built with CONFIG_SECCOMP_FILTER."
    landlock_hint = "" if not landlock else "Use a kernel from 5.13 on that starts with `lsm=...,landlock`."
    return [
        Finding("namespaces", not spaces, str(spaces or "nested"), NAMESPACE_HINT if spaces else ""),
        Finding("seccomp", not seccomp, str(seccomp or "filter installed"), seccomp_hint),
        Finding("Landlock", not landlock, str(landlock or f"version {found['version']}"), landlock_hint),
    ]


def _closed(found: Found, wrapped: bool) -> Finding:
    """Describe bubblewrap with all further namespaces forbidden, which level A2 uses."""
    if _all_worked(found, "seccomp", "landlock"):
        return Finding("bubblewrap --disable-userns", True, "works")
    detail = str(found.get("said", "no Landlock in it")) if found else "no bubblewrap"
    hint = "" if not wrapped else "Use bubblewrap 0.8 or later."
    return Finding("bubblewrap --disable-userns", False, detail, hint)


def _bare(found: Found) -> Finding:
    """Describe a worker without bubblewrap, which level B uses."""
    if "said" in found:
        return Finding("worker without bubblewrap", False, str(found["said"]), REACH_HINT)
    return Finding("worker without bubblewrap", True, "starts")
