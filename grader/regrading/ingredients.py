"""Find again all that a grade was computed from: what was handed in, the assignment, the secret."""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.course import Course
from grader.engine.contract import GradingKit, HandedWork
from grader.engine.kept import Kept, KeptStore
from grader.engine.kit import KIND as OWN
from grader.engine.kit import Kit
from grader.engine.records import Record
from grader.errors import GraderError
from grader.exercises.catalogue import EXERCISES
from grader.exercises.seeds import Seed
from grader.feedback.messages import Catalogue
from grader.foreign.handed_in import KIND as SEVERAL
from grader.foreign.handed_in import HandedIn
from grader.foreign.kit import ForeignKit
from grader.foreign.running import class_work
from grader.keepsake import Keepsake
from grader.regrading.changes import course_version
from grader.regrading.history import SHOWN_DIGITS, installation_of
from grader.results import Verdict
from grader.submission import Submission


@dataclass
class Ingredients:
    """What a grade was computed from, as far as it can be had, and what is in the way.

    Parameters
    ----------
    submission, kit
        What was handed in, and what grades it.
    obstacles
        Why the grade cannot be computed again, in words; empty where it can.
    """

    submission: HandedWork | None = None
    kit: GradingKit | None = None
    obstacles: list[str] = field(default_factory=list)


class Finder:
    """Finds what one grade was computed from.

    Parameters
    ----------
    course
        The course.
    record
        The record of the grade.
    say
        The sentences.
    """

    def __init__(self, course: Course, record: Record, say: Catalogue) -> None:
        self._course, self._record, self._say = course, record, say
        self._kept: Kept = KeptStore(course.private / "kept").get(record.key)
        self._found = Ingredients()

    def find(self) -> Ingredients:
        """Return what was found; nothing is changed, not even a secret is made."""
        if self._record.result.verdict is Verdict.NOT_GRADED:
            self._fail("not_graded", detail=self._record.result.detail)
            return self._found
        try:
            self._find_submission()
            self._find_kit()
            if self._found.kit is not None:
                self._found.kit.circumstances()  # reads the definition
        except GraderError as error:
            self._fail("unreadable", problem=error.args[0])
            self._found.obstacles.append(self._say("reproduce.install", installation=self._installation()))
        return self._found

    def _installation(self) -> str:
        return installation_of(self._record, self._say)

    def _fail(self, key: str, **values: object) -> None:
        self._found.obstacles.append(self._say(f"reproduce.{key}", **values))

    def _find_submission(self) -> None:
        record, kept = self._record, self._kept.submission
        found: HandedWork | None = None
        if kept is not None:
            found = HandedIn.of_keepsake(kept) if kept.kind == SEVERAL else Submission.of_keepsake(kept)
        if found is None or found.digest != record.submission_digest:
            found = self._handed_in_now()
        self._found.submission = found

    def _handed_in_now(self) -> HandedWork | None:
        """Return what lies in the student's folder, if it is what was graded."""
        record = self._record
        work = class_work(self._course, record.assignment, record.limits)
        folder, wanted = work.submitted(record.student), record.submission_digest
        if record.student not in work.students():
            self._fail("no_submission_at_all", digest=wanted[:SHOWN_DIGITS], folder=folder)
            return None
        found = work.read(record.student)
        if found.digest == wanted:
            return found
        told = {"digest": wanted[:SHOWN_DIGITS], "found": found.digest[:SHOWN_DIGITS]}
        self._fail("no_submission", **told, folder=folder)
        return None

    def _find_kit(self) -> None:
        kept, limits = self._kept.kit, self._record.limits
        if kept is None:
            self._built_now()
        elif kept.kind == OWN:
            self._own_kit(kept)
        else:
            self._found.kit = ForeignKit.of_keepsake(kept, limits)

    def _built_now(self) -> None:
        """Take the assignment that is built now, if it is of the version that was graded by."""
        kit = class_work(self._course, self._record.assignment, self._record.limits).kit
        own = isinstance(kit, Kit)
        version = kit.conditions.definition.version if isinstance(kit, Kit) else kit.circumstances()["assignment"]
        if version != course_version(self._record):
            self._fail("no_course", wanted=course_version(self._record), found=version)
        elif not own or self._seed() is not None:
            self._found.kit = kit

    def _own_kit(self, kept: Keepsake) -> None:
        seed = self._seed()
        if seed is None:
            return
        kit = Kit.of_keepsake(kept, seed.key, self._record.limits)
        unknown = sorted(set(kit.conditions.definition.exercises.values()) - EXERCISES.keys())
        if unknown:
            self._fail("no_exercises", names=", ".join(unknown))
            self._fail("install", installation=self._installation())
            return
        self._found.kit = kit

    def _seed(self) -> Seed | None:
        """Return the source of the hidden inputs, if this installation's secret is that of the grade."""
        path, wanted = self._course.private / "secret", self._record.result.seed_id
        if not path.exists():  # asked for, it would be made
            self._fail("no_secret", path=path)
            return None
        seed = Seed.derive(self._course.secret(), self._record.assignment, course_version(self._record))
        if seed.id == wanted:
            return seed
        self._fail("other_secret", found=seed.id, wanted=wanted, path=path)
        return None

