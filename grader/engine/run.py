"""One grading run of one assignment: see what is to be done, have it graded, write it, and leave the rest alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from grader.engine.contract import ClassWork, GradingKit, HandedWork
from grader.engine.inline import Answer, InlinePool
from grader.engine.interruption import Interruption
from grader.engine.kept import KeptStore
from grader.engine.keys import KeyMaker
from grader.engine.kit import Failure, Unit
from grader.engine.line import How, Line, Options
from grader.engine.lock import course_lock
from grader.engine.papers import Papers
from grader.engine.parcel import Parcel
from grader.engine.standing import Standing
from grader.engine.store import ResultStore
from grader.engine.writer import GradebookWriter, Written, handed_in_at
from grader.errors import RunError, RunInterrupted
from grader.gradebook import Marks
from grader.results import SubmissionResult, Verdict

INLINE_LIMIT = 12  # submissions that are graded sooner than a local cluster starts


class Pool(Protocol):
    """Somebody who grades."""

    def answers(self, units: Iterator[Unit], interruption: Interruption) -> Iterator[tuple[Unit, Answer]]:
        """Yield each unit with its parcel, or why there is none."""

    def finished(self) -> Iterator[tuple[Unit, Answer]]:
        """Yield what is done by now, after an interruption."""

    def close(self) -> None:
        """Give back what is held."""


def run_class(work: ClassWork, students: Sequence[str], options: Options | None = None) -> Iterator[Line]:
    """Grade the submissions of an assignment and write each as soon as it is graded.

    Parameters
    ----------
    work
        The assignment, and where everything lies.
    students
        Whose submissions.
    options
        How to go about it.

    Yields
    ------
    Line
        One for each submission; first those that need no grading, then the others as they are done.

    Raises
    ------
    RunError
        If another run holds the course, the cluster or a disk fails; what was written until then stays.
    RunInterrupted
        After Ctrl-C.
    """
    options = options or Options()
    with ExitStack() as stack:
        stack.enter_context(course_lock(work.private / "grading.lock", wait=options.wait, notice=options.notice))
        interruption = stack.enter_context(Interruption())
        writer = GradebookWriter(work, patience_s=options.patience_s, notice=options.notice)
        stack.enter_context(writer)
        kept = KeptStore(work.private / "kept")
        yield from Run(work, writer, options, interruption, papers=Papers, kept=kept).lines(students)


class Files(Protocol):
    """The files of one submission, as :class:`grader.engine.papers.Papers` has them."""

    @property
    def page(self) -> Path:
        """Return where the feedback page lies."""

    def in_order(self, token: str, marks: Mapping[str, Marks]) -> bool:
        """Say whether they are those of a record and of these marks."""

    def write(self, submission: HandedWork, parcel: Parcel, written: Written) -> None:
        """Write them for what the gradebook holds."""


class Run:
    """The state of one run.

    Parameters
    ----------
    work
        The assignment, and where everything lies.
    writer
        Of the gradebook.
    options
        How to go about it.
    interruption
        Tells of Ctrl-C.
    papers
        Makes the files of a submission.
    kept
        Takes what a grade depends on, before it is written; None keeps nothing.
    """

    def __init__(
        self,
        work: ClassWork,
        writer: GradebookWriter,
        options: Options,
        interruption: Interruption,
        *,
        papers: Callable[[ClassWork, str], Files],
        kept: KeptStore | None,
    ) -> None:
        self._work, self._writer, self._options = work, writer, options
        self._interruption, self._papers, self._kept = interruption, papers, kept
        self._kit = work.kit.accepting_no_isolation() if options.accept_no_isolation_whatsoever else work.kit
        self._keys = KeyMaker.of(self._kit)
        self._store = ResultStore(work.private / "results")
        self._standings: Mapping[str, Standing] = writer.standings()

    def lines(self, students: Sequence[str]) -> Iterator[Line]:
        """Yield what is done about each submission; see :func:`run_class`.

        Parameters
        ----------
        students
            Whose submissions.
        """
        left, done = [], 0
        for student in students:
            line = self._without_grading(student)
            if line is None:
                left.append(student)
            else:
                done += 1
                yield line
            if self._interruption.wanted:
                raise _interrupted(len(students) - done)
        for line in self._by_grading(left):
            done += 1
            yield line
        self._store.prune()
        if self._kept:
            self._kept.prune(self._writer.keys_in_force)

    def _unit(self, student: str) -> Unit:
        submission = self._work.read(student)
        return Unit(self._keys.key(submission), submission)

    def _without_grading(self, student: str) -> Line | None:
        """Return the line of a submission whose result is known; None when it has to be graded."""
        if self._options.again:
            return None
        unit = self._unit(student)
        standing = self._standings.get(student)
        papers = self._papers(self._work, student)
        settled = standing is not None and self._settled(standing, unit)
        if settled and self._kept and unit.key not in self._kept:
            # It was graded by an earlier version, or what was kept was deleted.
            self._kept.put(unit.key, unit.submission, self._kit)
        if settled and standing and standing.record and papers.in_order(standing.record.token, standing.marks):
            return self._line(student, standing.record.result, standing.marks, How.UNCHANGED)
        parcel = self._store.get(unit.key)
        if parcel is None:
            return None
        if settled and standing and standing.record:
            papers.write(unit.submission, parcel, Written(standing.marks, standing.record))
            return self._line(student, standing.record.result, standing.marks, How.MENDED)
        return self._write(unit.submission, parcel, How.KNOWN)

    def _settled(self, standing: Standing, unit: Unit) -> bool:
        return standing.settled(unit.key, handed_in_at(unit.submission), self._writer.policy)

    def _by_grading(self, students: Sequence[str]) -> Iterator[Line]:
        if not students:
            return
        done = 0
        try:
            with self._interruption.allowed():
                pool = _pool(self._kit, self._options, len(students))
        except KeyboardInterrupt:
            raise _interrupted(len(students)) from None
        try:
            answers = pool.answers((self._unit(student) for student in students), self._interruption)
            try:
                for unit, answer in answers:
                    done += 1
                    yield self._take(unit, answer)
            except KeyboardInterrupt:
                for unit, answer in pool.finished():
                    done += 1
                    yield self._take(unit, answer)
                raise _interrupted(len(students) - done) from None
        finally:
            pool.close()

    def _take(self, unit: Unit, answer: Answer) -> Line:
        if isinstance(answer, Failure):
            return self._not_graded(unit, answer)
        parcel = Parcel.from_bytes(answer, unit.key)
        self._store.put(unit.key, answer)
        return self._write(unit.submission, parcel, How.GRADED)

    def _not_graded(self, unit: Unit, failure: Failure) -> Line:
        """Say so, and leave no grade of an earlier submission standing."""
        if failure.fatal:
            raise RunError(failure.message, hint=failure.hint)
        student = unit.submission.student
        parcel = self._kit.not_graded(unit.key, unit.submission, failure.message)
        standing = self._standings.get(student)
        if standing is not None and self._settled(standing, unit):
            # Asked to grade again what had been graded: that grade is of this very submission and stays.
            return self._line(student, parcel.result, standing.marks, How.FAILED)
        return self._write(unit.submission, parcel, How.FAILED)

    def _write(self, submission: HandedWork, parcel: Parcel, how: How) -> Line:
        if self._kept and parcel.result.verdict is not Verdict.NOT_GRADED:
            self._kept.put(parcel.key, submission, self._kit)
        written = self._writer.write(submission, parcel)
        self._papers(self._work, submission.student).write(submission, parcel, written)
        return self._line(submission.student, parcel.result, written.marks, how)

    def _line(self, student: str, result: SubmissionResult, marks: Mapping[str, Marks], how: How) -> Line:
        page = self._papers(self._work, student).page
        return Line(student, result, Marks.whole(marks), page, how, self._kit.max_score)


def _pool(kit: GradingKit, options: Options, submissions: int) -> Pool:
    workers = options.workers
    if workers is None:
        cores = len(os.sched_getaffinity(0))
        workers = 0 if submissions <= INLINE_LIMIT or cores < 2 else min(cores, submissions)
    if not options.scheduler and workers == 0:
        return InlinePool(kit, options.notice)
    from grader.engine.cluster import DaskPool

    return DaskPool(kit, options.scheduler, workers, notice=options.notice)


def _interrupted(remaining: int) -> RunInterrupted:
    hint = "run the same command again: it goes on from here"
    return RunInterrupted(f"stopped; {remaining} submissions remain to be graded", hint=hint)
