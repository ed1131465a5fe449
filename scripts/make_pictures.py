"""Make the pictures of the documentation anew: a check in JupyterLab that names a mistake.

Run with ``.venv/bin/python scripts/make_pictures.py``; needs Chromium. Writes docs/pictures/check.png, or into the
folder that it is given.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser.classroom import MISTAKEN, NAME, TYPED, Classroom  # noqa: E402  # found on the path that was just set
from browser.jupyter import serve  # noqa: E402
from browser.lab import Lab  # noqa: E402
from chromium import chromium  # noqa: E402
from playwright.sync_api import FloatRect, Page  # noqa: E402

SCREEN = {"width": 1160, "height": 1600}
MARGIN = 5
LINES_SHOWN = "Wax, Waa, Wya = parameters"  # the picture begins with this line of the student's function
FONT = ".jp-Notebook { --jp-code-font-size: 13px; } .jp-Toolbar, .jp-cell-toolbar { visibility: hidden !important; }"


def work(lab: Lab) -> None:
    """Run what the check needs, and the check."""
    lab.wait_for_kernel()
    needed = ("from rnn_utils.checks import check", f"def {TYPED}(", f"def {MISTAKEN}(")
    for text in (*needed, f"assert check({MISTAKEN})"):
        lab.run(text)


def cut(page: Page, lab: Lab) -> FloatRect:
    """Return the part of the page from the last lines of the function to the end of what the check says."""
    above = lab.cell(f"def {MISTAKEN}(").locator(".cm-line", has_text=LINES_SHOWN)
    above.scroll_into_view_if_needed()
    page.locator(".jp-Notebook").evaluate("notebook => document.activeElement.blur()")
    check = lab.cell(f"assert check({MISTAKEN})")
    first, last = above.bounding_box(), check.locator(".jp-Cell-outputWrapper").bounding_box()
    if first is None or last is None:
        raise RuntimeError("the function or its check is not on the page")
    top, bottom = first["y"] - MARGIN, last["y"] + last["height"] + MARGIN
    return {"x": last["x"], "y": top, "width": last["width"], "height": bottom - top}


def main() -> int:
    """Make every picture."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="pictures-") as folder:
        room = Classroom.make(Path(folder))
        shutil.copytree(room.course.release_path(NAME), room.home / NAME)
        room.write(everything=True)
        shutil.copytree(room.course.edition_path(NAME), room.library, dirs_exist_ok=True)
        with serve(room.home, room.home, room.students_environment) as server, chromium() as browser:
            page = browser.new_page(viewport=SCREEN)
            page.set_default_timeout(120_000)
            lab = Lab(page, server, f"lab/tree/{NAME}/{NAME}.ipynb")
            work(lab)
            page.add_style_tag(content=FONT)
            page.screenshot(path=target / "check.png", clip=cut(page, lab))
    sys.stdout.write(f"{target / 'check.png'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
