"""A class at work in a real browser. Fixtures act and keep what the pages showed, each once; the tests look at that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser.classroom import EVERYBODY, MISTAKEN, NAME, STUDENT, TYPED, Classroom
from browser.formgrader import Formgrader, Pressed
from browser.jupyter import Server, serve
from browser.lab import Lab
from browser.seen import Graded, Read, Trouble, Worked
from chromium import chromium
from playwright.sync_api import Browser, Page

PATIENCE_MS = 120_000  # a machine of two cores that does something else as well


@pytest.fixture(scope="session")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """Return a course that is built, and nothing else done."""
    return Classroom.make(tmp_path_factory.mktemp("classroom"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the one browser of all these tests."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def instructors_server(classroom: Classroom) -> Iterator[Server]:
    """Return the instructor's server, in the folder of the course."""
    with serve(classroom.course.root, classroom.root / "instructor" / "home") as server:
        yield server


@pytest.fixture(scope="session")
def students_server(classroom: Classroom) -> Iterator[Server]:
    """Return the student's server, in her home."""
    with serve(classroom.home, classroom.home, classroom.students_environment) as server:
        yield server


def new_page(browser: Browser) -> Page:
    """Return a page of somebody who has never been here."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


@pytest.fixture(scope="session")
def trouble() -> Trouble:
    """Return what goes wrong on the instructor's pages."""
    return Trouble()


@pytest.fixture(scope="session")
def formgrader(browser: Browser, instructors_server: Server, trouble: Trouble) -> Formgrader:
    """Return the Formgrader, opened by the instructor."""
    page = new_page(browser)
    trouble.watch(page, instructors_server)
    return Formgrader(page, instructors_server)


@pytest.fixture(scope="session")
def lab(browser: Browser, students_server: Server) -> Lab:
    """Return JupyterLab, opened by the student."""
    opened = Lab(new_page(browser), students_server)
    opened.list_assignments()
    return opened


@pytest.fixture(scope="session")
def released(formgrader: Formgrader) -> dict[str, Pressed]:
    """Generate and release."""
    return {button: formgrader.press(button) for button in ("assign", "release")}


@pytest.fixture(scope="session")
def fetched(released: dict[str, Pressed], lab: Lab) -> str:
    """Fetch, as the student; return the list of what is there."""
    return lab.press("Fetch", kind="released", then="fetched")


@pytest.fixture(scope="session")
def worked(fetched: str, lab: Lab, classroom: Classroom) -> Worked:
    """Install, write, check and validate, as the student."""
    wheel = next((classroom.home / NAME).glob("*.whl")).name
    body = classroom.write()
    lab.open_notebook()
    lab.insert(f"%pip install {wheel}")
    installed = lab.run("%pip install")
    for text in ("from rnn_utils.checks import check", f"def {TYPED}(", f"def {MISTAKEN}("):
        lab.run(text)
    unwritten = lab.run(f"assert check({TYPED})")
    lab.type_function(TYPED, body)
    lab.run(f"def {TYPED}(")
    typed = lab.run(f"assert check({TYPED})")
    mistaken = lab.run(f"assert check({MISTAKEN})")
    return Worked(installed, unwritten, typed, mistaken, *lab.validate())


@pytest.fixture(scope="session")
def handed_in(worked: Worked, lab: Lab, classroom: Classroom) -> str:
    """Submit, as the student, and then two more; return her list of what is handed in."""
    listed = lab.press("Submit", kind="fetched", then="submitted")
    classroom.others_hand_in()
    return listed


@pytest.fixture(scope="session")
def graded(handed_in: str, formgrader: Formgrader) -> Graded:
    """Collect, and press Autograde for everybody."""
    collected = formgrader.press("collect")
    pressed = {student: formgrader.press("autograde", student) for student in EVERYBODY}
    return Graded(collected, pressed, {student: formgrader.score(student) for student in EVERYBODY})


@pytest.fixture(scope="session")
def read(graded: Graded, formgrader: Formgrader) -> Read:
    """Read the student's submission, change a mark, leave a comment, and autograde once more."""
    formgrader.read(STUDENT)
    text = formgrader.page.locator("body").inner_text()
    mark, comment = formgrader.mark(MISTAKEN), formgrader.comment(MISTAKEN)
    suggested = str(mark.get_attribute("placeholder")), str(comment.get_attribute("placeholder"))
    formgrader.write(mark, "7.5")
    formgrader.write(comment, "A slip, and *no* misunderstanding.")
    formgrader.press("autograde", STUDENT)
    score = formgrader.score(STUDENT)
    formgrader.read(STUDENT)
    return Read(text, *suggested, formgrader.mark(MISTAKEN).input_value(), score)


@pytest.fixture(scope="session")
def sent(read: Read, formgrader: Formgrader) -> dict[str, Pressed]:
    """Generate and release the feedback for everybody."""
    return {button: formgrader.press(button) for button in ("generate-feedback", "release-feedback")}


@pytest.fixture(scope="session")
def feedback(sent: dict[str, Pressed], lab: Lab) -> str:
    """Fetch and open the feedback, as the student; return what the page says."""
    lab.press("Fetch Feedback", kind="submitted", then="submitted")
    return lab.view_feedback().locator("body").inner_text()
