"""The copy of a gradebook has every table that an assignment's grades stand in."""

from __future__ import annotations

from pathlib import Path

from nbgrader.api import Base
from sqlalchemy import create_engine
from tiny import NAME, definition

from grader.course import COURSE_ID
from grader.engine.rows import Cells, open_submission, read_sheet
from grader.engine.scratch import rows_of
from grader.registration import create_tables, open_gradebook, register_definition


def test_every_table_of_nbgrader_is_copied_and_other_assignments_are_not(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    create_tables(url)
    made = create_engine(url)
    with made.begin() as connection:  # or else nbgrader asks alembic for its version, which takes long
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('any')")
    made.dispose()
    register_definition(url, COURSE_ID, definition())
    with open_gradebook(url, COURSE_ID) as gradebook:
        gradebook.add_student("ada")
        gradebook.add_assignment("another")
        gradebook.add_notebook("one", "another")
        gradebook.add_source_cell("s", "one", "another", cell_type="code")
        gradebook.add_grade_cell("g", "one", "another", max_score=1, cell_type="code")
        gradebook.add_task_cell("t", "one", "another", max_score=1, cell_type="markdown")
    engine = create_engine(url)
    with engine.begin() as connection:
        cells = Cells.read(connection, NAME, NAME)
        read_sheet(connection, cells, open_submission(connection, cells, "ada", None))
        ours = {table.name: len(rows) for table, rows in rows_of(connection, NAME)}
        theirs = {table.name: len(rows) for table, rows in rows_of(connection, "another")}
        held = {
            table.name: connection.exec_driver_sql(f"SELECT COUNT(*) FROM {table.name}").scalar_one()
            for table in Base.metadata.sorted_tables
        }
    engine.dispose()
    shared = {"course": 1, "student": 1}
    assert {name: ours[name] + theirs[name] - shared.get(name, 0) for name in held} == held
    assert all(held.values()), "every table has something in this test"
    assert ours["task_cells"] == 0 and theirs["task_cells"] == 1
