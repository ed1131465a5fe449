"""What the pages showed, kept for the tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from browser.formgrader import Pressed
from browser.jupyter import Server
from playwright.sync_api import Page


@dataclass
class Trouble:
    """What went wrong on pages without a word to who reads them.

    Parameters
    ----------
    errors
        Errors of the pages' programs.
    elsewhere
        Addresses that are not the server's own.
    """

    errors: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def watch(self, page: Page, server: Server) -> None:
        """Keep what happens on a page from now on."""
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        own = (server.url, "data:", "blob:")
        page.on("request", lambda asked: None if asked.url.startswith(own) else self.elsewhere.append(asked.url))


@dataclass(frozen=True)
class Worked:
    """What the student saw at work.

    Parameters
    ----------
    installed
        After installing the course's library.
    unwritten, typed
        The check of the function that she types, before and after.
    mistaken
        The check of the function with a mistake.
    validating, validated
        The button while it works, and the dialog.
    """

    installed: str
    unwritten: str
    typed: str
    mistaken: str
    validating: str
    validated: str


@dataclass(frozen=True)
class Graded:
    """What the instructor saw of grading.

    Parameters
    ----------
    collected
        Collecting.
    pressed
        Autograde, by student.
    scores
        Status and score in the list, by student.
    """

    collected: Pressed
    pressed: dict[str, Pressed]
    scores: dict[str, str]


@dataclass(frozen=True)
class Read:
    """What the page of a submission showed, and what became of a mark that was changed there.

    Parameters
    ----------
    page
        All of its text.
    mark, findings
        What the fields of mark and comment suggest, for the mistaken function.
    kept
        The mark after Autograde was pressed again.
    score
        Status and score after that.
    """

    page: str
    mark: str
    findings: str
    kept: str
    score: str
