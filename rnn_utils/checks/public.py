"""The one line that students call: ``check(rnn_cell_forward)``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from types import CodeType

from rnn_utils.checks import sentences
from rnn_utils.checks.catalogue import EXERCISES
from rnn_utils.checks.findings import deepest
from rnn_utils.checks.fitting import misfits
from rnn_utils.checks.language import in_language, label_of, tell
from rnn_utils.checks.model import Exercise
from rnn_utils.checks.naming import named
from rnn_utils.checks.passing import Passed
from rnn_utils.checks.published import PublicCase, public_cases
from rnn_utils.checks.report import Report
from rnn_utils.checks.running import Namespace
from rnn_utils.checks.sizes import sizes
from rnn_utils.checks.trials import Trial, tried


class CheckFailed(AssertionError):
    """A public check failed; its message is written for the student.

    IPython shows the message alone in place of a traceback, because the student's mistake is not in the
    check.

    Parameters
    ----------
    message
        All that there is to say.
    shown
        What is left to say where the rest has been displayed; by default everything.
    """

    def __init__(self, message: str, shown: str = "") -> None:
        super().__init__(message)
        self.shown = shown or message

    def _render_traceback_(self) -> list[str]:
        return self.shown.splitlines()


def check(function: Callable[..., object], name: str | None = None) -> bool:
    """Try a function on the published inputs and say whether it is right.

    Parameters
    ----------
    function
        The student's function.
    name
        The exercise's name, where it differs from that of the function.

    Returns
    -------
    bool
        True; a check that fails raises.

    Raises
    ------
    CheckFailed
        With what was tried, what came, what was expected, the known mistake that answers alike, a hint and the
        equation. In a notebook they are displayed, with the equation rendered, and the error is one line.
    """
    exercise, namespace = _exercise(function, name)
    cases = public_cases(exercise)
    trials: list[Trial] = []
    for case in cases:
        _refuse_unwritten(case, namespace)
        trials.append(tried(exercise, case, namespace))
        if trials[-1].finding:
            _refuse_unwritten(case, namespace, trials[-1])
            _fail(exercise, trials, cases, namespace)
    passed = Passed(tell(sentences.PASSED(exercise=exercise.id, count=str(len(cases)))))
    for maker, trial in misfits(exercise, cases, namespace):
        if maker in exercise.functions:
            _fail_together(maker, trial, namespace)
        assert trial.finding is not None
        found = tell(trial.finding.message)
        remark = sentences.UNFIT(maker=maker, function=trial.case.function, found=found)
        passed = Passed(f"{passed.text}\n{tell(remark)}")
        break
    if not _displayed(passed):
        print(passed.text)
    return True


def inputs(function: Callable[..., object], name: str | None = None) -> tuple[object, ...]:
    """Return the arguments with which a check finds a function wrong, to call it with them oneself.

    ``rnn_forward(*inputs(rnn_forward))`` is the call that ``check(rnn_forward)`` speaks of. In an exercise of several
    functions, they are those of the function that the check names.

    Parameters
    ----------
    function
        The student's function.
    name
        The exercise's name, where it differs from that of the function.

    Returns
    -------
    tuple
        Arguments by position, a new copy each time; those of the first case where the function passes all.

    Raises
    ------
    CheckFailed
        If there is no check of that name.
    """
    exercise, namespace = _exercise(function, name)
    cases = public_cases(exercise)
    failed = (trial for trial in (tried(exercise, case, namespace) for case in cases) if trial.finding)
    together = (trial for maker, trial in misfits(exercise, cases, namespace) if maker in exercise.functions)
    first = next(chain(failed, together), None)
    return first.told.arguments if first else cases[0].arguments


def _exercise(function: Callable[..., object], name: str | None) -> tuple[Exercise, Namespace]:
    """Find a function's exercise, and the functions that go with it."""
    exercise_id = name or getattr(function, "__name__", str(function))
    if exercise_id not in EXERCISES:
        raise CheckFailed(tell(sentences.NO_CHECK(name=repr(exercise_id), names=tuple(EXERCISES))))
    exercise = in_language(EXERCISES[exercise_id])
    return exercise, {**getattr(function, "__globals__", {}), exercise.id: function}


def _refuse_unwritten(case: PublicCase, namespace: Namespace, trial: Trial | None = None) -> None:
    if not callable(namespace.get(case.function)):
        raise CheckFailed(tell(sentences.NOT_DEFINED(function=case.function)))
    if trial and isinstance(trial.told.error, NotImplementedError):
        where = deepest(trial.told.error, namespace[case.function])
        if where and where.name:
            raise CheckFailed(tell(sentences.NEEDED_NOT_WRITTEN(function=case.function, needed=where.name)))
        raise CheckFailed(tell(sentences.NOT_WRITTEN(function=case.function)))


def _fail(exercise: Exercise, trials: list[Trial], cases: tuple[PublicCase, ...], namespace: Namespace) -> None:
    """Display and raise what is wrong with the last trial."""

    def all_trials() -> Iterator[Trial]:
        yield from trials
        yield from (tried(exercise, case, namespace) for case in cases[len(trials) :])

    trial = trials[-1]
    finding, case = trial.finding, trial.case
    assert finding is not None
    arguments = sizes(namespace[case.function], case.arguments)
    broken = tuple(_broken(exercise, namespace))
    # What comes of an earlier mistake may look like another one: no name is better than a wrong one.
    known = () if broken else named(exercise, all_trials())
    _raise(Report(case.function, label_of(case), arguments, finding, known, broken), trial)


def _fail_together(maker: str, trial: Trial, namespace: Namespace) -> None:
    """Display and raise that two functions of one exercise are right by themselves and wrong together."""
    case, found = trial.case, trial.finding
    assert found is not None
    hint = sentences.AGREE(maker=maker, function=case.function)
    label = tell(sentences.WITH_CACHES(label=label_of(case), maker=maker))
    _raise(Report(case.function, label, "", replace(found, hint=hint, criterion=None)), trial)


def _raise(report: Report, trial: Trial) -> None:
    shown = report.headline() if _displayed(report) else ""
    raise CheckFailed(report.text(), shown) from trial.told.error


def _broken(exercise: Exercise, namespace: Namespace) -> Iterator[str]:
    """Yield the student's functions of earlier exercises that an exercise calls and that fail their own checks."""
    own = [namespace[name] for name in exercise.functions if callable(namespace.get(name))]
    called = {name for function in own for name in _names(getattr(function, "__code__", None))}
    theirs = {id(getattr(function, "__globals__", None)) for function in own}
    for other in EXERCISES.values():
        needed = called.intersection(other.functions)
        if other.id == exercise.id or not needed:
            continue
        # What is imported is right; only what was written in the same notebook can be wrong.
        if all(id(getattr(namespace.get(name), "__globals__", None)) in theirs for name in needed) and any(
            tried(other, case, namespace).finding for case in public_cases(other)
        ):
            yield other.id


def _names(code: object) -> Iterator[str]:
    """Yield the names that code looks up outside of itself, those in functions within it included."""
    if isinstance(code, CodeType):
        yield from code.co_names
        for constant in code.co_consts:
            yield from _names(constant)


def _displayed(shown: Report | Passed) -> bool:
    """Display a report or that all is well where IPython runs; the library itself does not need it."""
    get_ipython = getattr(sys.modules.get("IPython"), "get_ipython", None)
    shell = get_ipython() if get_ipython else None
    if shell is None:
        return False
    shell.display_pub.publish(shown._repr_mimebundle_())
    return True
