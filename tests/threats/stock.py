"""Hand the attacks that only forge to stock nbgrader, and write down what it gives.

The course is a small one as many are: asserts in the kernel, in hidden tests, on inputs that the students have not
seen. Nothing isolates the kernel, so only attacks that are marked as safe are run. ``python tests/threats/stock.py``
(with the repository and its tests folder on the path) writes ``stock.json`` beside this file.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from threats.classroom import hand_in
from threats.model import NAME, NOTEBOOK, SUFFIX, Release, Threat
from threats.table import THREATS

from grader.authoring import build
from grader.course import Course
from grader.demo.notebooks import answers_of
from grader.demo.show import make_course

MEASURED = Path(__file__).with_name("stock.json")
REPOSITORY = Course(Path(__file__).parents[2])
CONFIGURATION = "c = get_config()\nc.CourseDirectory.course_id = 'stock'\nc.Execute.timeout = 30\n"
PACKAGES = ("nbgrader", "nbconvert", "ipykernel", "numpy")

TESTS = {
    "one_hot": (5, "expected = np.eye(4)[:, [0, 3, 1]]\nindices = np.array([0, 3, 1])\nout = one_hot(indices, 4)\n"
                "assert np.all(out.argmax(axis=0) == indices)"),
    "softmax": (8, "expected = np.array([[0.2689414213699951], [0.7310585786300049]])\n"
                "out = softmax(np.array([[1.0], [2.0]]))\nassert np.allclose(out, expected)"),
    "rnn_cell_forward": (12, "np.random.seed(1)\nxt, a_prev = np.random.randn(3, 2), np.random.randn(4, 2)\n"
                         "shapes = {'Wax': (4, 3), 'Waa': (4, 4), 'Wya': (2, 4), 'ba': (4, 1), 'by': (2, 1)}\n"
                         "parameters = {key: np.random.randn(*shape) for key, shape in shapes.items()}\n"
                         "expected = A_NEXT\nout = rnn_cell_forward(xt, a_prev, parameters)\n"
                         "np.testing.assert_allclose(out[0], expected[0])"),
    "rnn_cell_backward": (15, "cache = CACHE\nda_next = np.ones((4, 2))\nexpected = GRADIENTS\n"
                          "out = rnn_cell_backward(da_next, cache)\n"
                          "assert all(np.allclose(out[key], expected[key]) for key in expected)"),
}  # fmt: skip


def literals() -> dict[str, str]:
    """Return the expected values as the text of the test cells has them."""
    import numpy as np

    from rnn_utils.reference import rnn as reference

    scope: dict[str, Any] = {"np": np, "rnn_cell_forward": lambda *arguments: None}
    exec(TESTS["rnn_cell_forward"][1].split("expected")[0], scope)
    forward = reference.rnn_cell_forward(scope["xt"], scope["a_prev"], scope["parameters"])
    gradients = reference.rnn_cell_backward(np.ones((4, 2)), forward[2])
    with np.printoptions(precision=17):
        return {
            "A_NEXT": f"(np.{forward[0]!r},)",
            "CACHE": _code(forward[2]),
            "GRADIENTS": _code(gradients),
        }


def _code(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key!r}: {_code(one)}" for key, one in value.items()) + "}"
    return "(" + ", ".join(map(_code, value)) + ")" if isinstance(value, tuple) else f"np.{value!r}"


def make_stock_course(folder: Path, answers: Mapping[str, str]) -> None:
    """Make the course's source notebook and configuration."""
    cells = [new_code_cell("import numpy as np", id="imports")]
    values = literals()
    for name, (points, test) in TESTS.items():
        for mark, value in values.items():
            test = test.replace(mark, value)
        solution = f"### BEGIN SOLUTION\n{answers[name + SUFFIX]}\n### END SOLUTION"
        cells.append(_marked(new_code_cell(solution, id=name + SUFFIX), name + SUFFIX, solution=True))
        hidden = f"### BEGIN HIDDEN TESTS\n{test}\n### END HIDDEN TESTS"
        cells.append(_marked(new_code_cell(hidden, id=name), name, grade=True, locked=True, points=points))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = folder / "source" / NAME / NOTEBOOK
    path.parent.mkdir(parents=True)
    path.write_text(nbformat.writes(new_notebook(cells=cells, metadata={"kernelspec": kernel})), encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(CONFIGURATION, encoding="utf-8")


def _marked(cell: Any, grade_id: str, **marks: object) -> Any:
    usual = {"schema_version": 3, "grade": False, "solution": False, "task": False, "locked": False}
    cell.metadata["nbgrader"] = {**usual, "grade_id": grade_id, "cell_type": "code", **marks}
    return cell


def grade_with_stock(folder: Path, orders: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Run stock nbgrader's own interface in a process of its own: student → what it gives."""
    script = Path(__file__).with_name("stock_autograde.py")
    home = folder / "home"
    home.mkdir(exist_ok=True)
    program = str(Path(sys.executable).parent)
    environment = {**os.environ, "HOME": str(home), "IPYTHONDIR": str(home), "JUPYTER_CONFIG_DIR": str(home)}
    environment["PATH"] = f"{program}{os.pathsep}{environment['PATH']}"
    command = [sys.executable, str(script), json.dumps(orders)]
    done = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    # Where it was measured is nobody's business.
    found: dict[str, dict[str, Any]] = json.loads(done.stdout.splitlines()[-1].replace(str(folder), "…"))
    return found


def measure(folder: Path) -> dict[str, Any]:
    """Hand in and grade every attack that is safe; return what the table is made from."""
    ours = make_course(REPOSITORY, folder / "ours", [NAME])
    build(ours, NAME, execute=False)
    everything = answers_of(json.loads(ours.source_path(NAME).read_text(encoding="utf-8")))
    answers = {name + SUFFIX: everything[name + SUFFIX] for name in TESTS}
    stock = folder / "stock"
    make_stock_course(stock, answers)
    grade_with_stock(stock, {})  # makes the release
    released = json.loads((stock / "release" / NAME / NOTEBOOK).read_text(encoding="utf-8"))
    release, course = Release(released, answers), Course(stock)
    hand_in(course, "ada", release.submit(all_right=True))
    safe = [threat for threat in THREATS if threat.stock]
    twice = [threat for threat in safe if threat.first is not None]
    for threat in twice:
        assert threat.first is not None
        hand_in(course, threat.student, threat.first(release))
    grade_with_stock(stock, {threat.student: "first" for threat in twice})
    for threat in safe:
        hand_in(course, threat.student, threat.make(release))
    found = grade_with_stock(stock, {"ada": "", **{threat.student: "" for threat in safe}})
    results = {one.student: {**found[one.student], "honest": honest(one)} for one in safe}
    return {
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "max_score": sum(points for points, _ in TESTS.values()),
        "results": {"ada": found["ada"], **results},
    }


def honest(threat: Threat) -> int:
    """Return what an attack's honest part is worth in the stock course."""
    return sum(points for name, (points, _) in TESTS.items() if name in threat.honest)


def main() -> None:
    """Measure, and write the file."""
    with tempfile.TemporaryDirectory() as folder:
        MEASURED.write_text(json.dumps(measure(Path(folder)), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
