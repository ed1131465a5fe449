"""The files that keep what was measured, until something changes that it depends on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from grader.strength.records import Changed, Known, Record


def load(folder: Path, exercise_id: str) -> Record | None:
    """Return the kept record of an exercise, or None where there is none."""
    path = folder / f"{exercise_id}.json"
    return _from_json(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def save(folder: Path, record: Record) -> None:
    """Keep a record."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(record), ensure_ascii=False, indent=1)
    written = folder / f"{record.exercise}.json.new"
    written.write_text(text, encoding="utf-8")
    written.replace(folder / f"{record.exercise}.json")


def _from_json(data: Mapping[str, Any]) -> Record:
    known = {
        name: tuple(Known(**{**one, "failed": tuple(one["failed"])}) for one in data[name])
        for name in ("mistakes", "variants")
    }
    mutants = tuple(Changed(**one) for one in data["mutants"])
    return Record(**{**data, **known, "mutants": mutants})
