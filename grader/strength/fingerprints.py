"""What a measurement depends on, as a fingerprint: where that has not changed, nothing is measured again."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

import grader
import rnn_utils
from grader.exercises.catalogue import TOPICS
from grader.exercises.model import HiddenExercise
from grader.strength.equivalence import distinct_tries, requests_of

MEASURING = ("limits.py", "measure.py")


def judged_from(exercise: HiddenExercise, sources: Mapping[str, str]) -> str:
    """Return the fingerprint of what the checks' verdicts depend on.

    Parameters
    ----------
    exercise
        The exercise.
    sources
        Mutant id → source.

    Returns
    -------
    str
        It changes with the library, the exercise's topic, what all topics share, and the mutants.
    """
    library, own = Path(rnn_utils.__file__).parent, Path(grader.__file__).parent
    (topic,) = (topic for topic in TOPICS if exercise in topic.ALL)
    files = [
        *(library / "reference").glob("*.py"),
        *(library / "checks").rglob("*.py"),
        *(library / "checks" / "data").glob(f"{exercise.public.assignment}.json"),
        *(own / "exercises").glob("*.py"),
        *Path(str(topic.__file__)).parent.rglob("*.py"),
        *(own / "sandbox" / "inside").glob("*.py"),
        *(own / "strength" / name for name in MEASURING),
    ]
    texts = [str(sorted(sources.items())).encode(), *(path.read_bytes() for path in sorted(files))]
    return _digest(texts)


def compared_from(exercise: HiddenExercise, sources: Mapping[str, str]) -> str:
    """Return the fingerprint of what a comparison with the reference depends on: functions and requests.

    Parameters
    ----------
    exercise
        The exercise.
    sources
        Mutant id → source, of those that are compared.

    Returns
    -------
    str
        It changes with the requests of the first seed, the reference's answers apart, and with the mutants.
    """
    requests = [requests_of(exercise, tried, 0) for tried in distinct_tries(exercise)]
    return _digest([str(sorted(sources.items())).encode(), pickle.dumps(requests)])


def _digest(texts: Iterable[bytes]) -> str:
    digest = hashlib.sha256(np.__version__.encode())
    for text in texts:
        digest.update(hashlib.sha256(text).digest())
    return digest.hexdigest()[:16]
