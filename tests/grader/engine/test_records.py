"""Records of earlier versions stay readable, and their table gets what it lacks."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from grader.engine.reading import read_gradebook
from grader.engine.records import RECORDS, Record, add, create_table, history, keys_in_force, stored_columns
from grader.errors import GradebookError
from grader.results import SubmissionResult, Verdict

LATER = ("score", "circumstances")


def record(key: str, **more: object) -> Record:
    result = SubmissionResult("01_rnn", Verdict.GRADED, seed_id="5eed", versions={"course": "v1"})
    return Record("ada", "01_rnn", key, "digest", {"memory_mib": 512}, result, **more)  # type: ignore[arg-type]


def test_table_of_an_earlier_version_is_read_and_completed(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'gradebook.db'}")
    with engine.begin() as connection:
        assert stored_columns(connection) == [] and history(connection, "01_rnn", "ada") == []
        create_table(connection)
        for name in LATER:
            connection.exec_driver_sql(f"ALTER TABLE grader_record DROP COLUMN {name}")
        old = {name: value for name, value in record("k1").columns().items() if name not in LATER}
        connection.execute(RECORDS.insert(), old)
        (found,) = history(connection, "01_rnn", "ada")
        assert (found.key, found.score, found.circumstances) == ("k1", None, {})
        create_table(connection)
        add(connection, record("k2", score=8.5, circumstances={"commit": "c0ffee"}))
        first, second = history(connection, "01_rnn", "ada")
        assert (first.score, second.score) == (None, 8.5)
        assert second.circumstances == {"commit": "c0ffee"}
        assert keys_in_force(connection) == {"k2"}
    engine.dispose()


def test_reading_makes_no_gradebook_and_cannot_write_to_one(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    assert read_gradebook(url, lambda connection: 1, otherwise=0) == 0
    assert not list(tmp_path.iterdir())
    other = sqlite3.connect(tmp_path / "gradebook.db")
    other.execute("CREATE TABLE plain (x)")
    other.commit()
    assert read_gradebook(url, lambda connection: 1, otherwise=0) == 0, "no gradebook of nbgrader's"
    other.execute("CREATE TABLE submitted_assignment (x)")
    other.commit()
    assert read_gradebook(url, lambda connection: 1, otherwise=0) == 1
    with pytest.raises(GradebookError, match="was not read"):
        read_gradebook(url, lambda connection: connection.exec_driver_sql("DROP TABLE plain"), otherwise=None)
    other.execute("BEGIN IMMEDIATE")
    assert read_gradebook(url, lambda connection: 1, otherwise=0) == 1, "a writer keeps no reader waiting"
    other.close()
