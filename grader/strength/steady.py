"""Judge right solutions on many seeds in several processes; a run that was stopped goes on where it was."""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import grader.exercises
import rnn_utils
from grader.exercises.catalogue import EXERCISES
from grader.strength.flakiness import Steadiness, measure

CHUNK = 50  # seeds


@dataclass(frozen=True)
class Piece:
    """Some seeds of one exercise.

    Parameters
    ----------
    exercise
        Its id.
    first, count
        The seeds.
    variants
        Whether the variants are judged on them, too.
    """

    exercise: str
    first: int
    count: int
    variants: bool


def pieces(names: Iterable[str], reference_seeds: int, variant_seeds: int) -> Iterator[Piece]:
    """Cut the work into pieces.

    Parameters
    ----------
    names
        Ids of the exercises.
    reference_seeds, variant_seeds
        On how many seeds the reference and each variant are judged; a multiple of 50 is what is done.

    Yields
    ------
    Piece
        All exercises on the first seeds before the next ones, so that a stopped run knows a little of each.
    """
    chosen = list(names)
    for first in range(0, max(reference_seeds, variant_seeds), CHUNK):
        yield from (Piece(name, first, CHUNK, first < variant_seeds) for name in chosen)


def steadiness(work: Iterable[Piece], record: Path, jobs: int) -> Iterator[tuple[str, tuple[Steadiness, ...]]]:
    """Do the pieces that a record does not hold yet, and write them there.

    Parameters
    ----------
    work
        The pieces.
    record
        A file of JSON lines; a line counts as long as what it measured has not changed.
    jobs
        Processes.

    Yields
    ------
    tuple of str and tuple of Steadiness
        The exercise's id and what one piece said, as they are done.
    """
    stamps: dict[str, str] = {}
    known = dict(_read(record))
    missing = []
    for piece in work:
        stamp = stamps.setdefault(piece.exercise, fingerprint(piece.exercise))
        key = _key(piece, stamp)
        if key in known:
            yield piece.exercise, known[key]
        else:
            missing.append((piece, key))
    record.parent.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool, record.open("a", encoding="utf-8") as lines:
        asked = {pool.submit(work_on, piece): (piece, key) for piece, key in missing}
        for future in as_completed(asked):
            piece, key = asked[future]
            found = future.result()
            lines.write(json.dumps({"key": key, "found": [asdict(one) for one in found]}) + "\n")
            lines.flush()
            yield piece.exercise, found


def work_on(piece: Piece) -> tuple[Steadiness, ...]:
    """Do one piece."""
    seeds = range(piece.first, piece.first + piece.count)
    return measure(EXERCISES[piece.exercise], seeds, piece.variants)


def _key(piece: Piece, stamp: str) -> str:
    return json.dumps([*asdict(piece).values(), stamp])


def _read(record: Path) -> Iterator[tuple[str, tuple[Steadiness, ...]]]:
    if not record.exists():
        return
    for line in record.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        found = (replace(Steadiness(**one), refused=tuple(one["refused"])) for one in entry["found"])
        yield entry["key"], tuple(found)


def fingerprint(exercise_id: str) -> str:
    """Return a digest of everything that the judgement of an exercise comes from."""
    exercises = Path(grader.exercises.__file__).parent
    library = Path(rnn_utils.__file__).parent
    topic = Path(inspect.getfile(EXERCISES[exercise_id].tries[0].probes))
    shared = [path for path in exercises.glob("*.py") if path.name not in ("diagnosis.py", "catalogue.py")]
    own = topic.parent.rglob("*.py") if topic.parent != exercises else exercises.rglob("*.py")
    digest = hashlib.sha256()
    for path in sorted({*shared, *own, *library.glob("checks/*.py"), *library.glob("reference/*.py")}):
        digest.update(_program(path).encode())
    return digest.hexdigest()[:16]


@cache
def _program(path: Path) -> str:
    """Return what a module does, without comments and docstrings: to explain it better is no change."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)
