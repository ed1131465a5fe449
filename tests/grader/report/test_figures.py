"""Figures: whatever the numbers and names are, there is a picture, the same for the same numbers."""

from __future__ import annotations

import base64
from dataclasses import replace
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from reported import Student, class_of, surveyed

from grader.feedback.messages import Catalogue
from grader.report.drawing import DARK, LIGHT, Picture, label
from grader.report.figures import answer_picture, pictures_of, score_picture, use_picture
from grader.report.survey import Survey

SAY = Catalogue.load()


def svg(address: str) -> str:
    return base64.b64decode(address.removeprefix("data:image/svg+xml;base64,")).decode()


def drawn(found: Survey) -> Picture:
    picture = answer_picture(found.items, SAY)
    assert picture is not None
    return picture


def test_all_figures_have_the_ink_of_their_theme() -> None:
    for name, one in vars(pictures_of(surveyed(class_of(25)))).items():
        assert one is not None, name
        assert LIGHT.ink in svg(one.light) and DARK.ink not in svg(one.light)
        assert DARK.ink in svg(one.dark) and LIGHT.ink not in svg(one.dark)


def test_equal_numbers_make_equal_bytes_whatever_a_session_has_set() -> None:
    before = drawn(surveyed(class_of(5)))
    with matplotlib.rc_context({"axes.facecolor": "red", "font.size": 30.0}):
        assert drawn(surveyed(class_of(5))) == before
        assert matplotlib.rcParams["font.size"] == 30.0


@pytest.mark.parametrize("name", ["$x^$ \\frac{", "<script>alert(1)</script>", "数组", "a" * 300, ""])
def test_any_name_of_an_exercise_can_be_drawn_and_none_is_markup(name: str) -> None:
    found = surveyed(class_of(25))
    items = [replace(item, key=name) for item in found.items]
    picture = answer_picture(items, SAY)
    assert picture is not None
    kinds = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg(picture.light)).iter()}
    assert "path" in kinds and not kinds & {"script", "text", "a", "image", "foreignObject"}


def test_a_name_that_the_font_cannot_write_is_a_number_and_a_long_one_is_cut() -> None:
    assert label(3, "数组") == "3"
    assert label(3, "softmax") == "softmax  3"
    assert label(3, "x" * 99) == "x" * 27 + "…  3"


@pytest.mark.parametrize("used", [[0.0], [5.0] * 3, [0.0, 1e-9, 1e9], [1.0, 1.0, 1000.0], [1e-300, 1.0]])
def test_any_use_of_time_can_be_drawn(used: list[float]) -> None:
    students = [Student(f"s{k}", usage={"cpu_s": value}) for k, value in enumerate(used)]
    picture = use_picture(surveyed(students).uses, SAY)
    assert picture is not None and f"greatest {max(used):.3g}" in picture.alt


def test_any_scores_can_be_drawn() -> None:
    rng = np.random.default_rng(5)
    for students in (
        [Student("one")],
        [Student("zero", easy=0.0, hard=0.0, essay=0.0), Student("more", by_hand={"easy": 40.0})],
        [Student(f"s{k}", hard=float(rng.uniform(0, 6))) for k in range(100)],
    ):
        found = surveyed(students)
        assert found.spread is not None
        assert f"greatest {found.spread.greatest:.1f}" in score_picture(found, found.spread, SAY).alt


def test_what_is_not_known_is_not_drawn() -> None:
    found = pictures_of(surveyed([Student("a", recorded=False)]))
    assert found.scores is not None
    assert (found.answers, found.discrimination, found.uses) == (None, None, None)
