"""JupyterLab as a student uses it: nbgrader's list of assignments, a notebook, a feedback page."""

from __future__ import annotations

from browser.classroom import NAME
from browser.jupyter import Server
from playwright.sync_api import FrameLocator, Locator, Page


class Lab:
    """A student's JupyterLab.

    Parameters
    ----------
    page
        The browser's page.
    server
        The student's server.
    place
        What is opened: JupyterLab as it starts, or ``"lab/tree/"`` and a file.
    """

    def __init__(self, page: Page, server: Server, place: str = "lab") -> None:
        self.page = page
        page.goto(server.address(place))

    def list_assignments(self) -> None:
        """Open nbgrader's list of assignments."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click()
        self.page.locator(".lm-Menu-itemLabel", has_text="Assignment List").click()

    def assignments(self, kind: str) -> Locator:
        """Return one of the three lists of assignments: ``"released"``, ``"fetched"`` or ``"submitted"``."""
        return self.page.locator(f"#{kind}_assignments_list")

    def press(self, button: str, kind: str, then: str) -> str:
        """Press a button in a list of assignments, wait for an entry in a list, and return what that list says."""
        self._show("Assignments")
        self.assignments(kind).get_by_role("button", name=button, exact=True).click()
        self.assignments(then).locator(".list_item").first.wait_for()
        return self.assignments(then).inner_text()

    def open_notebook(self) -> None:
        """Open the notebook of the fetched assignment."""
        self._show("Assignments")
        self.page.locator("a.assignment-notebooks-link").click()
        self.page.locator(".nested_list_item a", has_text=NAME).first.click()
        self.wait_for_kernel()

    def wait_for_kernel(self) -> None:
        """Wait until the notebook is open and its kernel listens; what is run before that is forgotten."""
        self.cell("from rnn_utils.checks import check").wait_for()
        self.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()

    def cell(self, text: str) -> Locator:
        """Return the first code cell that holds a text."""
        editor = self.page.locator(".jp-InputArea-editor", has_text=text)
        return self.page.locator(".jp-Notebook .jp-CodeCell", has=editor).first

    def insert(self, source: str) -> None:
        """Write a line into a new cell below the first one."""
        self.page.locator(".jp-Notebook .jp-MarkdownCell").first.click()
        for key in ("Escape", "b", "Enter"):
            self.page.keyboard.press(key)
        self.page.keyboard.type(source)

    def type_function(self, name: str, body: str) -> None:
        """Type the lines of a function in the place of the line that refuses."""
        cell = self.cell(f"def {name}(")
        cell.locator(".cm-line", has_text="raise NotImplementedError").click()
        for key in ("End", "Shift+Home", "Backspace"):
            self.page.keyboard.press(key)
        for number, line in enumerate(body.split("\n")):
            if number:
                self.page.keyboard.press("Enter")
            self.page.keyboard.type(line.strip())

    def run(self, text: str) -> str:
        """Run the cell that holds a text, wait until it has run, and return its output."""
        cell = self.cell(text)
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.inner_text()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Shift+Enter")
        self._wait_until_run(prompt, before)
        return cell.locator(".jp-OutputArea").first.inner_text()

    def _wait_until_run(self, prompt: Locator, before: str) -> None:
        script = r"([prompt, before]) => /\[\d+\]/.test(prompt.innerText) && prompt.innerText !== before"
        self.page.wait_for_function(script, arg=[prompt.element_handle(), before])

    def validate(self) -> tuple[str, str]:
        """Press Validate; return what the button says meanwhile, and what the dialog says."""
        button = self.page.locator(".jp-NotebookPanel-toolbar .validate-button")
        button.click()
        button.filter(has_text="Validating").wait_for()
        meanwhile = button.inner_text()
        dialog = self.page.locator(".jp-Dialog")
        dialog.wait_for()
        said = dialog.inner_text()
        dialog.get_by_role("button", name="Ok").click()
        return meanwhile, said

    def view_feedback(self) -> FrameLocator:
        """Follow the list's link to the feedback, open the page there, and return it."""
        self._show("Assignments")
        self.assignments("submitted").get_by_text("(view feedback)").click()
        self.page.locator(".jp-DirListing-item", has_text=f"{NAME}.html").dblclick()
        return self.page.frame_locator(".jp-HTMLViewer iframe")

    def _show(self, tab: str) -> None:
        self.page.locator(".lm-DockPanel-tabBar .lm-TabBar-tabLabel", has_text=tab).click()
