"""The Formgrader as an instructor uses it: rows, buttons, dialogs, the page of a submission."""

from __future__ import annotations

from dataclasses import dataclass

from browser.classroom import NAME
from browser.jupyter import Server
from playwright.sync_api import Locator, Page


@dataclass(frozen=True)
class Pressed:
    """What the page showed after a button was pressed.

    Parameters
    ----------
    waiting
        The table, while the server was at work.
    title, text
        The dialog at the end.
    """

    waiting: str
    title: str
    text: str


class Formgrader:
    """The pages of the Formgrader.

    Parameters
    ----------
    page
        The browser's page.
    server
        The instructor's server.
    """

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self._server = server
        page.goto(server.address("formgrader"))

    def press(self, button: str, student: str = "") -> Pressed:
        """Press a button of the assignment or of a student's submission, and close the dialog that follows.

        Parameters
        ----------
        button
            The class of the button's column.
        student
            Whose submission; empty for the assignment.
        """
        row = self.submission(student) if student else self.assignment()
        row.locator(f"td.{button} a").click()
        waiting = self.page.locator("#main-table").inner_text()
        dialog = self.page.locator(".modal.in")
        title, text = dialog.locator(".modal-title").inner_text(), dialog.locator(".modal-body").inner_text()
        dialog.locator(".modal-footer button").click()
        dialog.wait_for(state="detached")
        return Pressed(waiting.strip(), title, text)

    def assignment(self) -> Locator:
        """Go to the assignments, if need be, and return the row of the assignment."""
        self._be_at("manage_assignments")
        return self.page.locator("#main-table tr", has=self.page.locator("td.name"))

    def submission(self, student: str) -> Locator:
        """Go to the submissions, if need be, and return a student's row."""
        self._be_at(f"manage_submissions/{NAME}")
        name = self.page.locator("td.student-id", has_text=student)
        return self.page.locator("#main-table tr", has=name)

    def score(self, student: str) -> str:
        """Return a student's status and score in the list of submissions."""
        row = self.submission(student)
        row.locator("td.status .label").wait_for()
        return f"{row.locator('td.status').inner_text()}: {row.locator('td.score').inner_text()}"

    def read(self, student: str) -> None:
        """Open a student's submission for manual grading, by way of the list of students."""
        self._be_at(f"manage_students/{student}/{NAME}")
        self.page.locator("#main-table td.name a").click()
        self.page.wait_for_function("formgrader.loaded && formgrader.grades.loaded && formgrader.comments.loaded")

    def mark(self, exercise: str) -> Locator:
        """Return the field of an exercise's mark on the page of a submission."""
        return self.page.locator(f"input#{exercise}")

    def comment(self, exercise: str) -> Locator:
        """Return the field of the comment on an exercise."""
        return self.page.locator(f"#{exercise}_solution-comment")

    def write(self, field: Locator, text: str) -> None:
        """Fill in a field and leave it, which saves it; wait until the page says so."""
        box = field.locator("xpath=ancestor::div[contains(@class, 'nbgrader_cell')]")
        field.fill(text)
        with self.page.expect_response(lambda response: response.request.method == "PUT"):
            field.press("Tab")
        box.locator(".glyphicon-ok.save-icon").first.wait_for()

    def _be_at(self, place: str) -> None:
        address = f"{self._server.url}formgrader/{place}"
        if self.page.url != address:
            self.page.goto(address)
        self.page.locator("#main-table td").first.wait_for()
