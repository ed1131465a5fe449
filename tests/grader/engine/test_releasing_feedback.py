"""What ``grader grade`` leaves can be sent as it stands, by nbgrader's command or the Formgrader's button."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeReleaseFeedback
from nbgrader.utils import notebook_hash
from small_assignment import NAME
from traitlets.config import Config

from grader.course import COURSE_ID, Course
from grader.runner import Options, grade_assignment
from grader.settings import configure_folders

from .conftest import SOFTMAX

TIME, SECRET = "2026-11-22 10:00:00.000000 UTC", "a secret of the submission"


# nbgrader leaves the file with the time to the garbage collector.
@pytest.mark.filterwarnings("ignore:Exception ignored in.*timestamp:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:unclosed file.*timestamp:ResourceWarning")
def test_the_page_is_released_with_no_step_in_between(make_class: Callable[..., Course], tmp_path: Path) -> None:
    course = make_class({"ada": SOFTMAX})
    handed_in = course.submission_path("ada", NAME).parent
    (handed_in / "timestamp.txt").write_text(TIME)
    (handed_in / "submission_secret.txt").write_text(SECRET)
    [graded] = grade_assignment(course, NAME, options=Options(workers=0))
    config = Config()
    configure_folders(config)
    config.CourseDirectory.update(root=str(course.root), course_id=COURSE_ID, assignment_id=NAME, student_id="*")
    config.Exchange.root = str(tmp_path / "exchange")
    (tmp_path / "exchange").mkdir()
    parts = {"coursedir": CourseDirectory(config=config), "authenticator": Authenticator(config=config)}
    ExchangeReleaseFeedback(config=config, **parts).start()
    released = tmp_path / "exchange" / COURSE_ID / "feedback" / f"{notebook_hash(secret=SECRET, notebook_id=NAME)}.html"
    assert released.read_bytes() == graded.feedback.read_bytes()
    autograded = course.autograded / "ada" / NAME
    assert (autograded / "timestamp.txt").read_text() == TIME
    assert (autograded / "submission_secret.txt").read_text() == SECRET
