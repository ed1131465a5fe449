"""Reading submissions: whatever was handed in becomes data or a verdict, never an exception."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from grader.results import Verdict
from grader.submission import DamagedSubmission, parse_notebook, read_submission

NAME = "01_rnn"


def written(folder: Path, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.ipynb").write_bytes(content)
    return folder


def notebook_bytes() -> bytes:
    text: str = nbformat.writes(new_notebook(cells=[new_code_cell("x = 1")]))
    return text.encode()


def test_a_notebook_is_read_with_the_files_beside_it(tmp_path: Path) -> None:
    written(tmp_path, notebook_bytes())
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "words.txt").write_bytes(b"hello")
    (tmp_path / "timestamp.txt").write_text("2026-11-01 10:00:00 UTC\n")
    submission = read_submission(tmp_path, "ada", NAME)
    assert submission.problem is None
    assert submission.files == {"data/words.txt": b"hello"}
    assert submission.timestamp == "2026-11-01 10:00:00 UTC"


def test_the_digest_depends_on_notebook_and_files_but_not_on_the_student(tmp_path: Path) -> None:
    one = read_submission(written(tmp_path / "a", notebook_bytes()), "ada", NAME)
    same = read_submission(tmp_path / "a", "bob", NAME)
    (tmp_path / "a" / "extra.txt").write_bytes(b"1")
    other = read_submission(tmp_path / "a", "ada", NAME)
    assert one.digest == same.digest
    assert one.digest != other.digest


def test_a_missing_notebook_is_a_verdict(tmp_path: Path) -> None:
    submission = read_submission(tmp_path, "ada", NAME)
    assert submission.problem is not None
    assert submission.problem[0] is Verdict.MISSING


def test_a_notebook_under_another_name_is_pointed_out(tmp_path: Path) -> None:
    (tmp_path / f"{NAME} (1).ipynb").write_bytes(notebook_bytes())
    problem = read_submission(tmp_path, "ada", NAME).problem
    assert problem is not None
    assert problem[1].startswith(f"there is no {NAME}.ipynb in the submission, but '{NAME} (1).ipynb' is: ")
    (tmp_path / "another.ipynb").write_bytes(notebook_bytes())
    problem = read_submission(tmp_path, "ada", NAME).problem
    assert problem is not None and problem[1] == f"there is no {NAME}.ipynb in the submission"


def test_a_link_in_place_of_the_notebook_is_not_followed(tmp_path: Path) -> None:
    secret = written(tmp_path / "rival", notebook_bytes()) / f"{NAME}.ipynb"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / f"{NAME}.ipynb").symlink_to(secret)
    submission = read_submission(tmp_path / "mine", "eve", NAME)
    assert submission.problem is not None
    assert submission.problem[0] is Verdict.UNREADABLE
    assert submission.notebook is None


def test_links_and_pipes_beside_the_notebook_are_left_out_and_noted(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"grades")
    folder = written(tmp_path / "mine", notebook_bytes())
    (folder / "link.txt").symlink_to(tmp_path / "secret")
    (folder / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    submission = read_submission(folder, "eve", NAME)
    assert submission.problem is None
    assert submission.files == {}
    assert any("link.txt" in remark for remark in submission.remarks)
    assert any("pipe" in remark for remark in submission.remarks)


def test_a_folder_in_place_of_the_notebook_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.ipynb").mkdir()
    submission = read_submission(tmp_path, "ada", NAME)
    assert submission.problem is not None
    assert submission.problem[0] is Verdict.UNREADABLE


def test_an_oversized_notebook_is_refused_without_being_parsed(tmp_path: Path) -> None:
    submission = read_submission(written(tmp_path, b" " * (21 << 20)), "ada", NAME)
    assert submission.problem is not None
    assert submission.problem[0] is Verdict.TOO_LARGE


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n  \n", "empty"),
        (b'{"cells": [', "not JSON"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[1, 2]", "not a Jupyter notebook"),
        (b'"text"', "not a Jupyter notebook"),
        (b'{"nbformat": 4}', "not a Jupyter notebook"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": "none"}', "not a Jupyter notebook"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [3]}', "not a Jupyter notebook"),
        (b"[" * 100_000, "nested too deep"),
    ],
)
def test_damage_is_named(content: bytes, words: str) -> None:
    with pytest.raises(DamagedSubmission, match=words):
        parse_notebook(content)


def test_format_3_is_upgraded() -> None:
    cell = {"cell_type": "code", "input": "x = 1", "outputs": [], "language": "python", "collapsed": False}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": [cell]}]}
    assert parse_notebook(json.dumps(old).encode()).cells[0].source == "x = 1"


def test_fields_that_editors_drop_are_completed() -> None:
    cells = [{"cell_type": "code", "source": ["x = 1\n", "y = 2"]}, {"cell_type": "markdown", "source": "text"}]
    bare = {"nbformat": 4, "nbformat_minor": 2, "metadata": {}, "cells": cells}
    notebook = parse_notebook(json.dumps(bare).encode())
    assert notebook.cells[0].source == "x = 1\ny = 2"
    assert notebook.cells[0].outputs == []


def test_doubled_cell_ids_do_not_make_a_notebook_unreadable() -> None:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": "a", "id": "same"} for _ in range(2)]
    twice = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    first, second = parse_notebook(json.dumps(twice).encode()).cells
    assert first.id != second.id


def test_outputs_that_were_handed_in_are_dropped() -> None:
    output = {"output_type": "execute_result", "data": {"text/plain": "100"}, "metadata": {}, "execution_count": 1}
    cells = [{"cell_type": "code", "source": "", "outputs": [output], "metadata": {}, "execution_count": 1}]
    forged = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    assert parse_notebook(json.dumps(forged).encode()).cells[0].outputs == []


NO_TIMES = [b"yesterday", b"999999-99-99", b"\xff\xfe", b"99999999999999999999", b"9" * 10_000, b"9" * 30 + b"m 30"]


@pytest.mark.parametrize("text", NO_TIMES)
def test_a_time_stamp_that_is_no_time_is_a_remark(text: bytes, tmp_path: Path) -> None:
    written(tmp_path, notebook_bytes())
    (tmp_path / "timestamp.txt").write_bytes(text)
    submission = read_submission(tmp_path, "ada", NAME)
    assert submission.problem is None and submission.timestamp == ""
    assert "timestamp.txt" in submission.remarks[0]


def test_a_time_stamp_from_2001_is_a_time(tmp_path: Path) -> None:
    written(tmp_path, notebook_bytes())
    (tmp_path / "timestamp.txt").write_bytes(b"2001-01-01 00:00:00 UTC")
    submission = read_submission(tmp_path, "ada", NAME)
    assert submission.timestamp == "2001-01-01 00:00:00 UTC" and submission.remarks == ()


def test_a_folder_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    written(tmp_path / "ada", notebook_bytes())
    (tmp_path / "mallory").symlink_to(tmp_path / "ada")
    submission = read_submission(tmp_path / "mallory", "mallory", NAME)
    assert submission.notebook is None and submission.problem is not None
    assert submission.problem[0] is Verdict.UNREADABLE


def test_a_file_whose_name_is_no_text_is_left_out(tmp_path: Path) -> None:
    written(tmp_path, notebook_bytes())
    (tmp_path / os.fsdecode(b"\xff.txt")).write_bytes(b"x")
    submission = read_submission(tmp_path, "ada", NAME)
    assert submission.files == {} and "no text" in submission.remarks[0]
    assert submission.digest


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"nbformat": 4, "metadata": {}, "cells": [' + b"{}," * 5000 + b"{}]}", "5,000 cells"),
        (b'{"nbformat": 4, "cells": [], "metadata": {"x": [' + b"[]," * 100_000 + b"[]]}}", "100,000 lists"),
        (b'{"nbformat": 4, "cells": [], "metadata": "' + b"[" * 2_000_001 + b'"}', "2,000,000 brackets"),
        (b'{"nbformat": 3, "worksheets": [{"cells": [' + b"{}," * 5000 + b"{}]}]}", "5,000 cells"),
    ],
    ids=["cells", "metadata", "text", "worksheets"],
)
def test_what_would_take_minutes_to_check_is_too_large(content: bytes, words: str) -> None:
    with pytest.raises(DamagedSubmission, match=words) as caught:
        parse_notebook(content)
    assert caught.value.verdict is Verdict.TOO_LARGE


def test_large_outputs_cost_nothing() -> None:
    cell = new_code_cell("1", outputs=[new_output("display_data", {"application/json": [[]] * 200_000})])
    (parsed,) = parse_notebook(nbformat.writes(new_notebook(cells=[cell])).encode()).cells
    assert parsed.source == "1" and parsed.outputs == []


def test_headings_of_format_3_are_upgraded() -> None:
    old = nbformat.convert(new_notebook(cells=[new_markdown_cell("# A heading")]), 3)
    content = nbformat.v3.writes_json(old).encode()
    assert parse_notebook(content).cells[0].source == "# A heading"


def test_very_many_remarks_are_counted(tmp_path: Path) -> None:
    for number in range(130):
        (tmp_path / f"link-{number}").symlink_to("/etc/passwd")
    remarks = read_submission(tmp_path, "ada", "01_rnn").remarks
    assert len(remarks) == 101 and remarks[-1] == "and 30 more of the kind"


def test_lone_surrogates_become_replacement_characters_wherever_they_stand() -> None:
    # A broken emoji: JSON may hold half a pair as an escape, and no file, page or channel can hold it afterwards.
    half = "\ud83d"
    cells = [
        {"cell_type": "code", "source": f"x = '{half}'", "metadata": {half: [half]}, "outputs": []},
        {"cell_type": "code", "source": [half, "\ude00"], "metadata": {"tags": [half]}, "id": half},
        {"cell_type": "markdown", "source": "whole: 😀, written out: \\ud83d", "attachments": {half: {"a": half}}},
    ]
    metadata = {"kernelspec": {"name": half, "display_name": half}}
    page = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    notebook = parse_notebook(json.dumps(page).encode())
    assert nbformat.writes(notebook).encode()  # as what comes after does
    assert [cell.source for cell in notebook.cells] == ["x = '�'", "��", "whole: 😀, written out: \\ud83d"]
    assert notebook.cells[0].metadata == {"�": ["�"]}
    assert notebook.metadata.kernelspec.name == "�"


def test_lone_surrogates_of_format_3_become_replacement_characters() -> None:
    cell = {"cell_type": "code", "input": ["a = '\ud800'\n", "b"], "outputs": [], "language": "python"}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": "\udfff"}, "worksheets": [{"cells": [cell]}]}
    assert parse_notebook(json.dumps(old).encode()).cells[0].source == "a = '�'\nb"


ODD = [
    None, True, False, -1, 0, 1, 2, 3, 4, 5, 6, 99, 4.0, 4.5, -0.0, float("nan"), float("inf"), 10**30, -(10**30),
    10**4000, "", "4", "four", [], [4], {}, {"a": 4}, "\ud83d", "x" * 1000,
]  # fmt: skip
MISSING = object()
FIELDS: list[tuple[str | int, ...]] = [
    ("nbformat",), ("nbformat_minor",), ("orig_nbformat",), ("metadata",), ("metadata", "kernelspec"),
    ("metadata", "language_info"), ("metadata", "name"), ("metadata", "orig_nbformat"), ("cells",), ("worksheets",),
    ("cells", 0), ("cells", 0, "id"), ("cells", 0, "cell_type"), ("cells", 0, "source"), ("cells", 0, "metadata"),
    ("cells", 0, "metadata", "tags"), ("cells", 0, "outputs"), ("cells", 0, "execution_count"),
    ("cells", 0, "attachments"), ("cells", 0, "metadata", "nbgrader"),
]  # fmt: skip
OLD_FIELDS: list[tuple[str | int, ...]] = [
    ("nbformat",), ("nbformat_minor",), ("metadata",), ("metadata", "name"), ("worksheets",), ("worksheets", 0),
    ("worksheets", 0, "cells"), ("worksheets", 0, "metadata"), ("worksheets", 0, "cells", 0),
    ("worksheets", 0, "cells", 0, "cell_type"), ("worksheets", 0, "cells", 0, "input"),
    ("worksheets", 0, "cells", 0, "outputs"), ("worksheets", 0, "cells", 0, "metadata"),
    ("worksheets", 0, "cells", 0, "language"), ("worksheets", 0, "cells", 0, "level"),
]  # fmt: skip


def current() -> Any:
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": "a",
        "metadata": {},
        "source": "x",
        "outputs": [],
        "execution_count": None,
    }
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}


def old(version: int) -> Any:
    cell = {"cell_type": "code", "input": "x", "metadata": {}, "outputs": [], "language": "python"}
    return {"nbformat": version, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": [cell]}]}


def put(page: Any, place: tuple[str | int, ...], value: object) -> None:
    """Put a value where a field is, or leave the field out."""
    *way, last = place
    for step in way:
        page = page[int(step)] if isinstance(page, list) else page.setdefault(step, {})
    if value is not MISSING:
        page[last] = value
    elif isinstance(page, list):
        del page[int(last)]
    else:
        page.pop(last, None)


@pytest.mark.parametrize("version", [2, 3, 4])
def test_a_notebook_with_one_odd_field_is_read_or_unreadable(version: int) -> None:
    failed = []
    for place in FIELDS if version == 4 else OLD_FIELDS:
        for value in [*ODD, MISSING]:
            page = current() if version == 4 else old(version)
            put(page, place, value)
            try:
                notebook = parse_notebook(json.dumps(page).encode())
                nbformat.writes(notebook).encode()
                assert type(notebook.nbformat) is int and type(notebook.nbformat_minor) is int
            except DamagedSubmission as damage:
                assert damage.verdict in (Verdict.UNREADABLE, Verdict.TOO_LARGE)
            except Exception as error:  # all of them are told at once
                failed.append(f"{place} = {str(value)[:20]!r}: {error!r}"[:300])
    assert not failed


@pytest.mark.parametrize("minor", [True, None, -1, 10**400, 4.5, "5", [], {}, MISSING])
@pytest.mark.parametrize("version", [3, 4])
def test_an_odd_minor_version_costs_nobody_a_grade(version: int, minor: object) -> None:
    page = current() if version == 4 else old(version)
    put(page, ("nbformat_minor",), minor)
    assert parse_notebook(json.dumps(page).encode()).cells[0].source == "x"


@pytest.mark.parametrize("value", [True, False, None, "4", 4.5, 0, 5, -4, 10**30, [4], MISSING])
def test_a_version_that_is_none_is_unreadable(value: object) -> None:
    page = current()
    put(page, ("nbformat",), value)
    with pytest.raises(DamagedSubmission, match="not a Jupyter notebook"):
        parse_notebook(json.dumps(page).encode())


def nest(folder: Path, depth: int) -> None:
    """Make folders in each other, with a file in the last of them."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)


@pytest.mark.parametrize(("depth", "kept"), [(20, True), (21, False), (1200, False)])
def test_folders_in_each_other_end_nothing(tmp_path: Path, depth: int, kept: bool) -> None:
    folder = written(tmp_path / "submission", notebook_bytes())
    nest(folder, depth)
    try:
        submission = read_submission(folder, "ada", NAME)
    finally:
        subprocess.run(["rm", "-rf", str(folder)], check=True)  # Python's own would call itself too often
    assert submission.problem is None
    assert ("d/" * depth + "file" in submission.files) is kept
    assert any("20 deep" in remark for remark in submission.remarks) is not kept


def test_very_many_folders_are_not_walked_for_ever(tmp_path: Path) -> None:
    folder = written(tmp_path, notebook_bytes())
    for number in range(600):
        (folder / f"{number}").mkdir()
    submission = read_submission(folder, "ada", NAME)
    assert submission.problem is None and any("500 folders" in remark for remark in submission.remarks)


def test_a_student_folder_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    written(tmp_path / "ada" / NAME, notebook_bytes())
    (tmp_path / "eve").symlink_to("ada")
    submission = read_submission(tmp_path / "eve" / NAME, "eve", NAME)
    assert submission.problem is not None and submission.notebook is None
    assert read_submission(tmp_path / "ada" / NAME, "ada", NAME).problem is None
