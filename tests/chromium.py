"""The browser of the tests: Chromium as the system has it, started afresh with nothing of anybody's profile."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Root, as in most containers, cannot have Chromium's own sandbox. The others keep it from calling its makers.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


_running: list[Browser] = []


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Chromium until the block ends; within a block, lend the one that runs: a process has one Playwright."""
    if _running:
        yield _running[0]
        return
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise FileNotFoundError(f"none of {', '.join(PROGRAMS)} is installed; 'make test-browser' says what to do")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        _running.append(browser)
        try:
            yield browser
        finally:
            _running.clear()
            browser.close()
