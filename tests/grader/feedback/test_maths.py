"""Formulas: every one that the course shows turns into whole, well-formed MathML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from grader.course import Course
from grader.exercises.catalogue import EXERCISES
from grader.exercises.model import HiddenExercise
from grader.feedback.markdown import markdown_to_html
from grader.feedback.maths import formula
from grader.feedback.messages import Catalogue

ROOT = Path(__file__).parents[3]
ASSIGNMENTS = Course(ROOT).names()
# How many children MathML wants of an element; with another number browsers show its parts in a row.
CHILDREN = {"msub": 2, "msup": 2, "munder": 2, "mover": 2, "mfrac": 2, "mroot": 2, "msubsup": 3, "munderover": 3}


def unfit(math: str) -> Iterator[str]:
    """Yield what is wrong with a piece of MathML: LaTeX that was left, elements with too many or too few parts."""
    tree: Element = fromstring(math.replace("&nbsp;", " "))
    for element in tree.iter():
        if "\\" in (element.text or ""):
            yield f"left as it was: {element.text}"
        if len(element) != CHILDREN.get(element.tag, len(element)):
            yield f"{element.tag} has {len(element)} parts"


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda exercise: str(exercise.id))
def test_the_equation_of_every_criterion_converts_fully(exercise: HiddenExercise) -> None:
    public = exercise.public
    equations = [criterion.equation for criterion in public.criteria if criterion.equation]
    for equation in equations:
        assert list(unfit(str(formula(equation, block=True)))) == [], equation


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_every_formula_of_a_released_notebook_converts_fully(name: str) -> None:
    notebook = json.loads((ROOT / "notebooks" / name / f"{name}.ipynb").read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    html = "\n".join(str(markdown_to_html(source, Catalogue.load())) for source in sources)
    formulas = re.findall(r"<math.*?</math>", html, flags=re.DOTALL)
    assert len(formulas) >= 40
    assert [(one, problem) for one in formulas for problem in unfit(one)] == []
    assert 'class="latex"' not in html and 'class="plain"' not in html
    text = re.sub(r"<math.*?</math>|<code.*?</code>", "", html, flags=re.DOTALL)
    assert "\\" not in text and "$" not in text


def test_a_transposed_matrix_has_its_brackets_within_the_base() -> None:
    math = fromstring(str(formula(r"\begin{bmatrix} a \\ x \end{bmatrix}^\top")))
    (script,) = math.iter("msup")
    base, exponent = script
    assert "".join(base.itertext()) == "[ax]" and exponent.text == "⊤"


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"\arg\max_k p", "arg\u2009maxkp"),
        (r"\arg \min_k p", "arg\u2009minkp"),
        (r"\arg z", "argz"),
        (r"\argmax p", "arg\u2009maxp"),
    ],
)
def test_the_argument_of_an_extreme_is_words(latex: str, shown: str) -> None:
    assert "".join(fromstring(str(formula(latex))).itertext()) == shown


def test_a_command_that_nobody_knows_is_still_shown() -> None:
    assert list(unfit(str(formula(r"\nonsense x")))) == [r"left as it was: \nonsense"]
