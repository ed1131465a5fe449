"""Reading an assignment's text."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.authoring.text import AssignmentText, Kind, parse_text, read_text
from grader.errors import AuthoringError

PAIR = '# %% solution="f"\ndef f(x):\n    """Do."""\n\n# %% grade="f"\n'


def read(folder: Path, text: str) -> AssignmentText:
    path = folder / "01_x.py"
    path.write_text(text, encoding="utf-8")
    return read_text(path)


def test_text_gives_every_kind_of_cell_with_its_name_and_line(tmp_path: Path) -> None:
    text = read(
        tmp_path,
        '# %% [markdown]\n# Prose ŷ\n\n# %% locked="imports"\nimport os\n\n'
        "# %% demo\nprint(1)\n\n# %%\ny = 1\n\n" + PAIR,
    )
    assert text.name == "01_x"
    assert [(cell.kind, cell.name, cell.line) for cell in text.cells] == [
        (Kind.MARKDOWN, "", 1),
        (Kind.LOCKED, "imports", 4),
        (Kind.DEMO, "", 7),
        (Kind.CODE, "", 10),
        (Kind.SOLUTION, "f", 13),
        (Kind.GRADE, "f", 17),
    ]
    assert text.cells[0].source == "Prose ŷ"
    assert [cell.grade_id for cell in text.cells] == ["", "imports", "", "", "f_solution", "f"]


def test_a_cell_may_vary_whether_it_is_a_demonstration_or_not(tmp_path: Path) -> None:
    text = parse_text("# %% varies\ny = 1\n\n# %% demo varies\ny\n\n# %% demo\ny\n", tmp_path / "a.py")
    assert [(cell.kind, cell.varies) for cell in text.cells] == [
        (Kind.CODE, True),
        (Kind.DEMO, True),
        (Kind.DEMO, False),
    ]


def test_text_before_the_first_marker_is_a_cell_of_its_own(tmp_path: Path) -> None:
    text = parse_text("import os\n\n# %%\ny = 1\n", tmp_path / "a.py")
    assert [(cell.source, cell.line) for cell in text.cells] == [("import os", 1), ("y = 1", 3)]


@pytest.mark.parametrize(
    ("marker", "came"),
    [
        ('# %% solved="f"', "solved='f'"),
        ("# %% Demo", "Demo"),
        ("# %% varies demo", "varies demo"),
        ('# %% varies grade="f"', "varies"),
        ('# %% demo solution="f"', "demo"),
        ("# %% grade=f", "grade=f"),
        ("# %% grade=3", "grade=3"),
        ('# %% grade="f" points=3', "points=3"),
        ('# %% grade="two words"', "grade='two words'"),
        ('# %% [markdown] locked="x"', "locked='x'"),
        ("# %% [raw]", "raw"),
    ],
)
def test_unknown_option_is_refused_with_its_line_and_what_may_stand_there(
    tmp_path: Path, marker: str, came: str
) -> None:
    with pytest.raises(AuthoringError) as caught:
        read(tmp_path, f"# %%\ny = 1\n\n{marker}\n# z\n")
    message = str(caught.value)
    assert "01_x.py:4:" in message and came in message and 'solution="EXERCISE"' in message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('# %% solution="f"\ndef f(): ...\n', "01_x.py:1: the solution cell 'f' has no grade cell"),
        ('# %% grade="f"\n', "01_x.py:1: the grade cell 'f' has no solution cell"),
        (
            '# %% grade="f"\n\n# %% solution="f"\nx\n',
            "01_x.py:1: the grade cell 'f' stands above its solution",
        ),
        (PAIR + "\n" + PAIR, "solution=\"f\" has the grade id 'f_solution', like line 1"),
        ('# %% locked="f"\nx\n\n' + PAIR, "grade=\"f\" has the grade id 'f', like line 1"),
        ('# %% locked="f_solution"\nx\n\n' + PAIR, "has the grade id 'f_solution', like line 1"),
        (
            PAIR + "assert f(1) == 2\n",
            "01_x.py:5: the build writes grade cells, but this one holds 'assert f(1)",
        ),
    ],
)
def test_cells_that_do_not_fit_together_are_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(AuthoringError) as caught:
        read(tmp_path, text)
    assert message in str(caught.value)
    assert caught.value.hint


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AuthoringError, match=r"nothing\.py"):
        read_text(tmp_path / "nothing.py")


def test_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"# %%\nx = '\xff'\n")
    with pytest.raises(AuthoringError, match="utf-8"):
        read_text(tmp_path / "a.py")


def test_marker_inside_a_string_is_reported_not_split(tmp_path: Path) -> None:
    try:
        text = read(tmp_path, '# %%\ns = """\n# %% demo\n"""\n')
    except AuthoringError as error:
        assert "begin" in str(error)
    else:
        assert [cell.kind for cell in text.cells] in ([Kind.CODE], [Kind.CODE, Kind.DEMO])
