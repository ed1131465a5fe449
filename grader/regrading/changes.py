"""What changed from one record of a grade to the next, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.engine.records import Record
from grader.engine.rows import DUE
from grader.feedback.messages import Catalogue
from grader.results import Verdict
from grader.sandbox import Limits

PARTS = ("code", "edition", "trimming", "language")  # of what a grade depends on, as the kit tells them


def changes(before: Record, after: Record, say: Catalogue) -> list[str]:
    """Name what a grade depends on that differs between two records of one submission.

    Parameters
    ----------
    before, after
        The records, the older one first.
    say
        The sentences.

    Returns
    -------
    list of str
        Empty where nothing differs: then it was graded again because somebody asked for it.
    """
    found = []
    if before.submission_id != after.submission_id:
        found.append(say("change.removed"))
    if before.result.verdict is Verdict.NOT_GRADED:
        found.append(say("change.tried_again"))
    if before.submission_digest != after.submission_digest:
        found.append(say("change.submission"))
    found += _judged_by(before, after, say)
    if before.limits != after.limits:
        found.append(say("change.limits", limits=differing(before.limits, after.limits)))
    versions = differing(versions_of(before), versions_of(after))
    if versions:
        found.append(say("change.versions", versions=versions))
    if _lateness(before, after) != _lateness(after, before):
        found.append(say("change.lateness", before=before.lateness, after=after.lateness))
    if not found and before.key != after.key:
        found.append(say("change.unrecorded"))
    return found


def _lateness(record: Record, other: Record) -> str:
    """Return what a record says of lateness; a new submission comes at a new time, which alone costs nothing."""
    another = record.submission_digest != other.submission_digest
    return record.lateness.partition(DUE)[2] if another else record.lateness


def _judged_by(before: Record, after: Record, say: Catalogue) -> list[str]:
    """Name what differs in the assignment and in what judges it."""
    found = []
    same_course = course_version(before) == course_version(after)
    if not same_course:
        found.append(say("change.course", before=course_version(before), after=course_version(after)))
    old, new = before.circumstances.get("kit", {}), after.circumstances.get("kit", {})
    if old and new:
        found += [say(f"change.{name}") for name in PARTS if old.get(name) != new.get(name)]
    if same_course and before.result.seed_id != after.result.seed_id:
        found.append(say("change.secret"))
    return found


def course_version(record: Record) -> str:
    """Return the version of the assignment's definition that a grade was computed by."""
    return str(record.result.versions.get("course", ""))


def versions_of(record: Record) -> dict[str, str]:
    """Return the versions of all packages that are recorded with a grade; few in records of earlier versions."""
    told = record.circumstances.get("versions") or record.result.versions
    return {name: str(version) for name, version in told.items() if name != "course"}


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Name what differs, as ``"numpy 2.3.1 → 2.4.0"``; what only one of the two knows is passed over."""
    names = [name for name in sorted(before) if name in after and before[name] != after[name]]
    return ", ".join(f"{name} {before[name]} → {after[name]}" for name in names)


def unusual_limits(limits: Mapping[str, float | int]) -> dict[str, float | int]:
    """Return the limits that differ from the defaults."""
    usual = Limits().to_dict()
    return {name: value for name, value in limits.items() if usual.get(name) != value}
