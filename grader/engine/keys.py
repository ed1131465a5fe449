"""The key of a result: a hash of everything that it depends on."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from grader.engine.contract import GradingKit, HandedWork
from grader.engine.versions import installed

FORMAT = 4  # of a parcel: kept results of another form are not read


@dataclass(frozen=True)
class KeyMaker:
    """Makes the keys of one assignment's results.

    Parameters
    ----------
    circumstances
        Hash of what is the same for the whole class.
    """

    circumstances: str

    @staticmethod
    def of(kit: GradingKit) -> KeyMaker:
        """Take everything but the submission into account: the assignment, what judges it, limits, versions."""
        parts = {
            "format": FORMAT,
            **kit.circumstances(),
            "limits": dict(kit.limits),
            "versions": installed(),
        }
        return KeyMaker(hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest())

    def key(self, submission: HandedWork) -> str:
        """Return the key of a submission's result; when it was handed in does not matter, lateness is no part of it."""
        parts = [self.circumstances, submission.student, submission.digest, list(submission.remarks)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
