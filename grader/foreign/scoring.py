"""Points of a cell with tests: nbgrader's own rule, on outputs that do not mislead it.

nbgrader's ``determine_grade`` looks at the first output that is an error, text on stderr or the value of an expression.
What it gets here says the same in the form that it reads without fault; ``docs/foreign_courses.md`` lists every
difference.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output

from grader.cell_errors import is_tested

# np.float64(2.0), np.int64(2), numpy.longdouble('2.0'), array(2.), array(2., dtype=float32)
NUMPY_SCALAR = re.compile(r"(?:np|numpy)\.(?:u?int|float|longdouble)\w*\('?([^'(),]+)'?\)")
NUMPY_ARRAY = re.compile(r"array\(([^(),]+)(?:, dtype=\w+)?\)")
ROUNDING = 1e-9  # 0.1 + 0.2 of 0.3 points is full marks
LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Reading:
    """What the outputs of a cell with tests say.

    Parameters
    ----------
    failed
        Whether a test failed: the cell ended with an error.
    points
        The value that it ended with; None where there is none, which means full marks for passed tests.
    doubt
        Why a person should look, in words; empty where nothing is doubtful.
    """

    failed: bool = False
    points: float | None = None
    doubt: str = ""


def read_outputs(outputs: Sequence[NotebookNode], max_points: float) -> Reading:
    """Read the outputs of a cell with tests.

    Parameters
    ----------
    outputs
        As the cell left them.
    max_points
        What the cell is worth.
    """
    # An error after a value: the tests did not get through, whatever was shown before.
    if any(output["output_type"] == "error" for output in outputs):
        return Reading(failed=True)
    values = [output for output in outputs if output["output_type"] == "execute_result"]
    if not values:
        return Reading()
    points, doubt = _points(values[-1], max_points)
    if len(values) > 1 and not doubt:
        doubt = f"the cell showed {len(values)} values, where its tests end with one; the last one counted"
    return Reading(points=points, doubt=doubt)


def _points(output: NotebookNode, max_points: float) -> tuple[float, str]:
    text = output["data"].get("text/plain", "")
    text = "".join(text) if isinstance(text, list) else str(text)
    number = number_in(text)
    if number is not None and -ROUNDING <= number <= max_points + ROUNDING:
        return min(max(number, 0.0), max_points), ""
    shown = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
    expected = f"expected a number from 0 to {max_points:g}"
    return 0.0, f"the tests ended with the value {shown or 'without text'}, {expected}; it counted 0"


def number_in(text: str) -> float | None:
    """Return the number that a value's text stands for, plain or NumPy's; None for anything else, NaN included."""
    text = text.strip()
    matched = NUMPY_SCALAR.fullmatch(text) or NUMPY_ARRAY.fullmatch(text)
    try:
        number = float(matched[1] if matched else text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def judged(cell: NotebookNode) -> tuple[NotebookNode, str]:
    """Return a copy of a cell for nbgrader to decide on, and why a person should look.

    Parameters
    ----------
    cell
        A cell with its outputs; only those of a cell with tests are replaced.
    """
    copy: NotebookNode = nbformat.from_dict(cell)
    if not is_tested(cell):
        return copy, ""
    reading = read_outputs(cell.outputs, float(cell.metadata["nbgrader"]["points"]))
    if reading.failed:
        copy.outputs = [new_output("error", ename="", evalue="", traceback=[])]
    elif reading.points is not None:
        copy.outputs = [new_output("execute_result", {"text/plain": repr(reading.points)}, execution_count=None)]
    else:
        copy.outputs = []
    return copy, reading.doubt
