"""The key of a result: a hash of everything that it depends on."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from grader.authoring.defining import grading_code
from grader.engine.kit import Kit
from grader.engine.versions import installed
from grader.exercises.catalogue import EXERCISES
from grader.submission import Submission

FORMAT = 2  # of a parcel: kept results of another form are not read


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
    def of(kit: Kit) -> KeyMaker:
        """Take everything but the submission into account: definition, exercises, seed, limits, versions."""
        definition = kit.conditions.definition
        exercises = {name: EXERCISES[name] for name in definition.exercises.values()}
        parts = {
            "format": FORMAT,
            "definition": hashlib.sha256(kit.definition.encode()).hexdigest(),
            "code": grading_code(exercises).hex(),
            "edition": kit.edition_digest,
            "seed": kit.conditions.seed.id,
            "limits": dict(kit.limits),
            "demonstrations": kit.demonstrations,
            "versions": installed(),
        }
        return KeyMaker(hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest())

    def key(self, submission: Submission) -> str:
        """Return the key of a submission's result; when it was handed in does not matter, lateness is no part of it."""
        parts = [self.circumstances, submission.student, submission.digest, list(submission.remarks)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
