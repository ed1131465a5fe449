"""Lines 22 to 26: damaged and odd submissions, and correct work that looks odd."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from threats.model import EARLY, EVERYTHING, NAME, NOTEBOOK, SUFFIX, Handed, Release, Threat, grade_id

Cells = list[dict[str, Any]]
Maker = Callable[[Release], Handed]


def link_to(target: str) -> Callable[[Path], None]:
    """Return an action that makes a symbolic link."""
    return lambda path: path.symlink_to(target)


def right(release: Release) -> Handed:
    """Return work whose first two functions are right."""
    return release.submit(honest=EARLY)


def with_bytes(change: Callable[[bytes], bytes]) -> Maker:
    """Return a maker: right work whose notebook's bytes were changed."""

    def make(release: Release) -> Handed:
        content = right(release)[NOTEBOOK]
        assert isinstance(content, bytes)
        return {NOTEBOOK: change(content)}

    return make


def with_data(change: Callable[[dict[str, Any]], object]) -> Maker:
    """Return a maker: right work whose notebook was changed as JSON data."""

    def make(release: Release) -> Handed:
        data = release.cells(honest=EARLY)
        change(data)
        return {NOTEBOOK: json.dumps(data).encode()}

    return make


def with_cells(change: Callable[[Cells], object], *honest: str) -> Maker:
    """Return a maker: right work whose cells were changed."""
    return lambda release: release.edited(change, honest=honest or EARLY)


def instead(action: Callable[[Path], None]) -> Maker:
    """Return a maker of something else in the notebook's place."""
    return lambda release: {NOTEBOOK: action}


def beside(**files: Any) -> Maker:
    """Return a maker: right work with something beside the notebook."""
    return lambda release: {**right(release), **files.get("files", {})}


def as_format_3(content: bytes) -> bytes:
    """Return the notebook in nbformat 3; nbgrader's metadata stay in the cells."""
    old = nbformat.convert(nbformat.reads(content.decode(), 4), 3)
    return nbformat.v3.writes_json(old).encode()  # type: ignore[no-any-return]


def grade_cells(cells: Cells) -> Cells:
    """Return the cells that earn points."""
    return [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade")]


def delete_grade_cells(cells: Cells) -> None:
    """Delete every grade cell."""
    gone = grade_cells(cells)
    cells[:] = [cell for cell in cells if not any(cell is one for one in gone)]


def copy_grade_cells(cells: Cells) -> None:
    """Copy every grade cell and every solution cell, as a copy and paste in the browser does."""
    for cell in [one for one in cells if grade_id(one)]:
        place = next(k for k, one in enumerate(cells) if one is cell)
        cells.insert(place + 1, {**json.loads(json.dumps(cell)), "id": f"{cell.get('id', 'x')}-copy"[:64]})


def reverse_grade_cells(cells: Cells) -> None:
    """Move the grade cells to the end, in the opposite order."""
    moved = grade_cells(cells)
    cells[:] = [cell for cell in cells if not any(cell is one for one in moved)] + moved[::-1]


def edit_grade_cells(cells: Cells) -> None:
    """Put something else into the grade cells and raise their points."""
    for cell in grade_cells(cells):
        cell["source"] = "100"
        cell["metadata"]["nbgrader"]["points"] = 1000
        cell["metadata"]["nbgrader"]["checksum"] = "0"
        cell["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "100"}, "metadata": {},
                            "execution_count": 1}]  # fmt: skip


def tag_grade_cells(cells: Cells) -> None:
    """Tag the grade cells so that a runner skips them."""
    for cell in grade_cells(cells):
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "nbgrader-skip"]


def as_markdown(cells: Cells) -> None:
    """Turn the grade cells into Markdown."""
    for cell in grade_cells(cells):
        cell["cell_type"] = cell["metadata"]["nbgrader"]["cell_type"] = "markdown"
        cell.pop("outputs"), cell.pop("execution_count")


def as_pictures(cells: Cells) -> None:
    """Turn the grade cells into Markdown with a picture pasted into each, which code cells cannot hold."""
    as_markdown(cells)
    for cell in grade_cells(cells):
        cell["attachments"] = {"pasted.png": {"image/png": "AAAA"}}


def long_names(cells: Cells) -> None:
    """Add cells that claim to be graded, under names of thousands of characters that every quotation makes longer."""
    for number in range(1000):
        marks = {"grade_id": "\U000e0001" * 1000 + str(number), "grade": True}
        cells.append({"cell_type": "raw", "id": f"r{number}", "metadata": {"nbgrader": marks}, "source": ""})


def strip_metadata(cells: Cells) -> None:
    """Strip all metadata, as some editors do."""
    for cell in cells:
        cell["metadata"] = {}
        cell.pop("id", None)


def answer_later(cells: Cells) -> None:
    """Leave a cell unfinished at the beginning and let the last one raise."""
    blank: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells.insert(0, {**blank, "id": "unfinished", "source": "def later(\n"})
    cells.append({**blank, "id": "raising", "source": "raise ValueError('the last cell raises')"})


NOISY = "\nimport sys, warnings\nwarnings.warn('careful')\nprint('note', file=sys.stderr)\n"
NOISY += "def _noise(function):\n    def inner(*arguments, **named):\n        print('3', file=sys.stderr)\n"
NOISY += "        warnings.warn('again')\n        print('nan')\n        return function(*arguments, **named)\n"
NOISY += "    return inner\n{function} = _noise({function})\n5"
PRINTS = "\nfor line in range(500):\n    print('line', line, 'x' * 100)\n{function}"
SLOW = "\nimport time\ntime.sleep(0.15)\n"
NAMES = "\nгрешка = größe = 層 = np.float64(1.0)\nclass Schön:\n    'ünïcode \U0001f600'\nprint(größe, '\U0001f600')"


def all_right_with(tail: str) -> Maker:
    """Return a maker: everything right, with something at the end of every solution cell."""

    def make(release: Release) -> Handed:
        answers = {name: release.answers[f"{name}_solution"] for name in release.names}
        return release.submit({name: f"{text}\n{tail.replace('{function}', name)}" for name, text in answers.items()})

    return make


def unreadable(
    line: str, name: str, does: str, make: Maker, *words: str, verdict: str = "unreadable", stock: bool = True
) -> Threat:
    """Return a threat that ends with a verdict and no points."""
    ours = "a verdict of its own, in words; nobody else is held up"
    return Threat(line, name, does, ours, make, (), verdict, words, stock)


def harmless(line: str, name: str, does: str, make: Maker, *words: str, stock: bool = True) -> Threat:
    """Return an odd submission whose work is paid as it deserves."""
    return Threat(line, name, does, "graded as it deserves", make, EARLY, "graded", words, stock)


def correct(name: str, does: str, make: Maker) -> Threat:
    """Return correct work that looks odd."""
    return Threat("26", name, does, "full marks", make, EVERYTHING, "graded", (), True)


def timestamp(text: bytes) -> Maker:
    """Return a maker: right work with a time stamp."""
    return beside(files={"timestamp.txt": text})


def sparse(path: Path) -> None:
    """Make a file of 100 MB that takes no room."""
    with path.open("wb") as file:
        file.truncate(100_000_000)


def many_cells(content: bytes) -> bytes:
    """Return right work followed by cells that hold nothing, as many as 8 MB have room for."""
    data = json.loads(content)
    cells = [json.dumps(cell) for cell in data.pop("cells")] + ["{}"] * 2_700_000
    return json.dumps(data)[:-1].encode() + b', "cells": [' + ",".join(cells).encode() + b"]}"


def many_parts(data: dict[str, Any]) -> None:
    """Put very many lists into the metadata, where anything may stand."""
    data["metadata"]["list"] = [[]] * 900_000


def other_kernel(data: dict[str, Any]) -> None:
    """Name a kernel that is not there."""
    kernel = {"name": "ir", "display_name": "R", "language": "R"}
    data["metadata"] = {"kernelspec": kernel, "language_info": {"name": "R"}}


def break_an_emoji(cells: Cells) -> None:
    """Put half of a pair of surrogates into a cell and its metadata, as a cut through the middle of one does."""
    cell = next(cell for cell in cells if grade_id(cell).endswith(SUFFIX))
    cell["source"] = "# \ud83d\n" + "".join(cell["source"])
    cell["metadata"]["half"] = "\ud83d"


MANY = {f"data/{k}.txt": b"x" for k in range(600)}
ODD_NAMES = {"a b/ü\n.txt": b"", "-rf": b"", "$(reboot).py": b"", "sub/../x": b""}


def odd_files(release: Release) -> Handed:
    """Return right work beside links, a pipe, deep folders, and names that are no text."""

    def undecodable(path: Path) -> None:
        Path(os.fsdecode(os.fsencode(path.parent) + b"/\xff\xfe.txt")).write_bytes(b"x")

    return {
        **right(release),
        "passwords": link_to("/etc/passwd"),
        "outside": link_to("../../.."),
        "pipe": lambda path: os.mkfifo(path),
        "undecodable": undecodable,
        "deep/" * 30 + "file": b"",
        ".ipynb_checkpoints/x.ipynb": b"{",
        **{name: content for name, content in ODD_NAMES.items() if ".." not in name},
        **MANY,
    }


THREATS = (
    unreadable("22", "not-json", "is not JSON", with_bytes(lambda content: content[: len(content) // 2]), "not JSON"),
    unreadable("22", "empty", "is an empty file", with_bytes(lambda content: b""), "empty"),
    unreadable("22", "not-utf8", "is not UTF-8", with_bytes(lambda content: b"\xff\xfe" + content), "UTF-8"),
    unreadable("22", "not-a-notebook", "is JSON, but no notebook", with_bytes(lambda content: b"[1, 2]"), "not a"),
    unreadable("22", "format-true", "is in notebook format `true`", with_data(lambda data: data.update(nbformat=True)),
               "not a", stock=False),
    harmless("22", "half-an-emoji", "has half of an emoji in a cell", with_cells(break_an_emoji), stock=False),
    harmless("22", "format-3", "is in notebook format 3", with_bytes(as_format_3)),
    unreadable("22", "hundred-mb", "is 100 MB", instead(sparse), "larger than", verdict="too large"),
    unreadable("22", "million-cells", "has 2.7 million cells", with_bytes(many_cells), "brackets",
               verdict="too large", stock=False),
    unreadable("22", "million-lists", "has 900,000 lists in its metadata", with_data(many_parts), "100,000 lists",
               verdict="too large", stock=False),
    harmless("22", "other-kernel", "names another kernel", with_data(other_kernel)),
    unreadable("22", "a-link", "is a link to a rival's notebook",
               instead(link_to(f"../../ada/{NAME}/{NOTEBOOK}")), "link"),
    unreadable("22", "a-folder", "is a folder", instead(lambda path: path.mkdir()), "not a file"),
    unreadable("22", "folder-is-a-link", "its whole folder is a link to a rival's",
               lambda release: {"": link_to(f"../ada/{NAME}")}, "link"),
    harmless("22", "odd-files", "brings links, pipes, 600 files and undecodable names", odd_files, "left out",
             stock=False),
    harmless("23", "deleted-cells", "grade cells are deleted", with_cells(delete_grade_cells), "was missing"),
    harmless("23", "copied-cells", "cells are copied", with_cells(copy_grade_cells), "was copied"),
    harmless("23", "reordered-cells", "grade cells are reordered", with_cells(reverse_grade_cells), "another order"),
    harmless("23", "edited-cells", "grade cells are edited, points raised", with_cells(edit_grade_cells), "edited"),
    harmless("23", "tagged-cells", "grade cells are tagged `skip-execution`", with_cells(tag_grade_cells)),
    harmless("23", "markdown-cells", "grade cells are turned into Markdown", with_cells(as_markdown)),
    harmless("23", "pasted-pictures", "grade cells are turned into Markdown with a picture in each",
             with_cells(as_pictures), stock=False),
    harmless("23", "long-names", "1,000 cells claim to be graded, under names of a thousand odd characters each",
             with_cells(long_names), "more", stock=False),
    harmless("23", "stripped-metadata", "metadata are stripped by another editor", with_cells(strip_metadata)),
    harmless("23", "two-notebooks", "two notebooks of one name",
             lambda release: {**right(release), f"copy/{NOTEBOOK}": release.submit(all_right=True)[NOTEBOOK],
                              f"{NAME}-Copy1.ipynb": b"{"}),
    unreadable("23", "missing", "the notebook is missing", lambda release: {"notes.txt": b"sorry"}, "there is no",
               verdict="missing"),
    Threat("24", "crashes-later", "a second submission crashes", "the old grade is gone",
           lambda release: release.submit(extra="import os\nos._exit(1)"), (), "stopped", ("ended its own",), True,
           right),
    Threat("24", "damaged-later", "a second submission is damaged", "the old grade is gone",
           with_bytes(lambda content: b"{"), (), "unreadable", ("not JSON",), True, right),
    harmless("25", "from-2001", "has a time stamp from 2001", timestamp(b"2001-01-01 00:00:00 UTC")),
    harmless("25", "no-time", "has a time stamp that is no time", timestamp(b"yesterday, at \xff noon")),
    harmless("25", "from-999999", "has a time stamp that no calendar knows", timestamp(b"999999-99-99 00:00:00 UTC")),
    harmless("25", "not-divisible", "has a time stamp that breaks the arithmetic of the library that reads it",
             timestamp(b"999999999999999999999900000001m 30"), "no time"),
    correct("noisy", "warns on stderr and prints numbers", all_right_with(NOISY)),
    correct("prints-much", "prints much", all_right_with(PRINTS)),
    correct("slow", "is slow, within limits", all_right_with(SLOW)),
    correct("other-letters", "uses non-ASCII names", all_right_with(NAMES)),
    correct("unfinished", "has an unfinished cell, and its last cell raises", with_cells(answer_later, *EVERYTHING)),
)  # fmt: skip
