"""A real PostgreSQL server, started for these tests alone: the same grades, also when it restarts while grading."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small_assignment import NAME
from sqlalchemy import create_engine, text

from grader.course import COURSE_ID, Course
from grader.engine.records import RECORDS
from grader.errors import GradebookError
from grader.registration import open_gradebook
from grader.report.places import Places
from grader.report.spreadsheet import csv_text
from grader.report.writing import survey_class
from grader.runner import How, Options, grade_assignment

from .conftest import contents, mixed

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]
MakeClass = Callable[..., Course]
INSTALL = "PostgreSQL's programs are missing: apt-get install postgresql, or put initdb and pg_ctl on PATH"


def programs() -> Path:
    """Return the folder of PostgreSQL's programs: the newest of Debian's, or that on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        pytest.fail(INSTALL)
    return found[-1].parent if found else Path(str(on_path)).parent


class Server:
    """A server of our own; as root it runs under a spare user, since it refuses root."""

    def __init__(self, folder: Path) -> None:
        self.bin, self.data, self.log = programs(), folder / "data", folder / "log"
        self.user = "nobody" if os.geteuid() == 0 else None
        if self.user:
            entry = pwd.getpwnam(self.user)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._run("initdb", "-D", str(self.data), "-U", "teacher", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()
        self.url = f"postgresql://teacher@127.0.0.1:{self.port}/postgres"

    def _run(self, program: str, *arguments: str) -> None:
        finished = subprocess.run(
            [str(self.bin / program), *arguments],
            user=self.user,
            group=pwd.getpwnam(self.user).pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
            cwd=self.data.parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        assert finished.returncode == 0, finished.stderr

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        self._run("pg_ctl", "-D", str(self.data), "-l", str(self.log), "-w", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Return a running server."""
    # Not in pytest's folders, which nobody but their owner may enter.
    with tempfile.TemporaryDirectory(prefix="rnn-course-postgresql-") as folder:
        made = Server(Path(folder))
        yield made
        made.stop()


@pytest.fixture
def on_postgresql(server: Server, make_class: MakeClass) -> Iterator[Callable[..., Course]]:
    """Return a function that makes a course whose configuration names an empty database on the server."""
    names: list[str] = []

    def administer(statement: str) -> None:
        engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def make(works: dict[str, str | bytes], folder: str = "postgresql") -> Course:
        name = re.sub(r"\W", "_", folder)
        names.append(name)
        administer(f"CREATE DATABASE {name}")
        course = make_class(works, folder)
        (course.root / "gradebook.db").unlink()
        with (course.root / "nbgrader_config.py").open("a") as file:
            file.write(f"get_config().CourseDirectory.db_url = {server.url.replace('/postgres', '/' + name)!r}\n")
        return course

    yield make
    for name in names:
        administer(f"DROP DATABASE {name} WITH (FORCE)")


def run(course: Course, **options: object) -> dict[str, How]:
    made = Options(workers=0, **options)  # type: ignore[arg-type]
    return {one.student: one.how for one in grade_assignment(course, NAME, options=made)}


def test_postgresql_holds_what_sqlite_holds(on_postgresql: MakeClass, make_class: MakeClass) -> None:
    theirs, ours = make_class(mixed(5), "sqlite"), on_postgresql(mixed(5))
    assert ours.db_url.startswith("postgresql://")
    run(theirs)
    assert set(run(ours).values()) == {How.GRADED}
    assert not (ours.root / "gradebook.db").exists()
    found, expected = contents(ours), contents(theirs)
    for table in ("grade by name", "comment by name", "grader_record", "student"):
        assert found[table] == expected[table]
    assert set(run(ours).values()) == {How.UNCHANGED}
    tables = [csv_text(survey_class(Places.of(course, NAME))) for course in (ours, theirs)]
    assert tables[0] == tables[1]


def test_a_server_that_restarts_while_grading_is_waited_for(
    on_postgresql: MakeClass, make_class: MakeClass, server: Server
) -> None:
    calm, course = make_class(mixed(8), "calm"), on_postgresql(mixed(8), "restarted")
    run(calm)
    told: list[str] = []
    hows = {}
    restarting: list[threading.Thread] = []

    def restart(text: str) -> None:
        told.append(text)
        if not restarting:
            restarting.append(threading.Thread(target=server.start))
            restarting[0].start()

    for line in grade_assignment(course, NAME, options=Options(workers=0, notice=restart)):
        hows[line.student] = line.how
        if len(hows) == 2:
            server.stop()
    restarting[0].join()
    assert told and "waiting for the gradebook" in told[0]
    assert set(hows.values()) == {How.GRADED}
    assert contents(course)["grade by name"] == contents(calm)["grade by name"]
    assert contents(course)["grader_record"] == contents(calm)["grader_record"]


def test_a_server_that_stays_away_is_an_error_that_names_it(on_postgresql: MakeClass, server: Server) -> None:
    course = on_postgresql(mixed(2), "away")
    run(course)
    server.stop()
    try:
        with pytest.raises(GradebookError, match="gradebook"):
            run(course, again=True, patience_s=1.0)
    finally:
        server.start()
    assert set(run(course).values()) <= {How.UNCHANGED, How.KNOWN, How.GRADED}


def test_a_password_is_never_shown(make_class: MakeClass) -> None:
    course = Course(make_class(mixed(1)).root, "postgresql://teacher:secret@127.0.0.1:9/nothing")
    with pytest.raises(GradebookError) as caught:
        run(course, patience_s=0.0)
    assert "secret" not in str(caught.value)


def test_nbgraders_own_tools_go_on_working(on_postgresql: MakeClass) -> None:
    course = on_postgresql(mixed(3), "tools")
    run(course)
    with open_gradebook(course.db_url, COURSE_ID) as gradebook:
        assert gradebook.assignment_submissions(NAME)
        gradebook.remove_submission(NAME, "student-00")
        assert RECORDS.name not in type(gradebook.students[0]).metadata.tables
    assert run(course)["student-00"] is How.KNOWN, "the record of a removed submission is of no use"
