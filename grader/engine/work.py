"""Grade one unit of work, wherever that is: no database, no shared file system, no state but a warm sandbox."""

from __future__ import annotations

import traceback
from dataclasses import replace

from grader.engine.contract import GradingKit
from grader.engine.kit import Failure, Unit
from grader.engine.parcel import Parcel
from grader.engine.versions import origin
from grader.engine.warm import SANDBOXES
from grader.errors import SandboxFailed, SandboxUnavailable

ATTEMPTS = 2


def grade_unit(kit: GradingKit, unit: Unit) -> bytes | Failure:
    """Grade one submission and pack everything that is written about it.

    Parameters
    ----------
    kit
        What grading needs beside the submission.
    unit
        The submission.

    Returns
    -------
    bytes or Failure
        A parcel; or, where the machine and not the student failed, why there is none.
    """
    try:
        return _grade(kit, unit).to_bytes()
    except SandboxUnavailable as error:
        return Failure(str(error.args[0]), fatal=True, hint=error.hint)
    except SandboxFailed as error:
        return Failure(f"the sandbox broke {ATTEMPTS} times: {error.args[0]}")
    except MemoryError:
        return Failure("reading and judging what it returned took more memory than the grader has for one submission")
    except Exception as error:  # a fault of ours with one submission must not cost the others their grades
        where = traceback.extract_tb(error.__traceback__)[-1]
        return Failure(f"the grader failed: {error!r} ({where.name}, line {where.lineno})")


def _grade(kit: GradingKit, unit: Unit) -> Parcel:
    for attempt in range(1, ATTEMPTS + 1):
        sandbox = SANDBOXES.get(
            kit.surroundings,
            kit.edition,
            kit.packages,
            accept_no_isolation_whatsoever=kit.accept_no_isolation_whatsoever,
        )
        try:
            parcel = kit.grade(unit.key, unit.submission, sandbox, attempt)
            return replace(parcel, origin=origin(sandbox.level.value, kit.packages))
        except SandboxFailed:
            # A broken worker says nothing about the student: once more on a fresh one.
            SANDBOXES.discard(kit.surroundings)
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")
