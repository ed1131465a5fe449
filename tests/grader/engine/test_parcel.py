"""What earlier versions kept is read, and its page is used as long as it is true."""

from __future__ import annotations

import gzip
import json

from nbformat.v4 import new_markdown_cell, new_notebook

from grader.engine.parcel import Parcel, make_part
from grader.engine.sheet import blank_sheet
from grader.engine.standing import marks_digest
from grader.feedback.hand import Hand
from grader.gradebook import Marks
from grader.results import SubmissionResult, Verdict

ESSAY = {"grade_id": "essay", "grade": True, "solution": True, "locked": False, "points": 3}
KEY = "key"


def kept_by_an_earlier_version() -> bytes:
    """Return a kept result as it was before marks told who gave them, and before comments were kept with it."""
    cells = (new_markdown_cell("Mine.", metadata={"nbgrader": ESSAY}),)
    result = SubmissionResult("ps", Verdict.GRADED)
    part = make_part("nb", result, (), new_notebook(cells=list(cells)), "ada", blank_sheet(cells))
    data = json.loads(gzip.decompress(Parcel.of(KEY, result, (part,)).to_bytes()))
    for old in data["parts"]:
        del old["notes"], old["expected"]["hand"]
        old["expected"]["for_person"] = 1
        old["page"] = "the old page"
    return gzip.compress(json.dumps(data).encode())


def test_a_result_of_an_earlier_version_is_read_and_its_page_is_made_anew_where_a_person_is_concerned() -> None:
    (part,) = Parcel.from_bytes(kept_by_an_earlier_version(), KEY).parts
    assert part.notes == {} and part.expected.hand == Hand()
    marks = Marks({"essay": 0.0}, dict(part.expected.comments))
    assert part.page_for("ada", marks) == "the old page"
    waiting = Marks({"essay": 0.0}, {}, hand=Hand(unmarked=("essay",)))
    assert "not marked yet" in part.page_for("ada", waiting)


def test_marks_come_back_from_json_as_they_were() -> None:
    marks = Marks({"essay": 1.0}, {"essay": "Why?"}, 0.5, Hand(("essay",), (), ("essay",), ("essay",), ("essay",)))
    part = make_part("nb", SubmissionResult("ps", Verdict.GRADED), (), None, "ada", blank_sheet(()))
    there = Parcel.from_bytes(Parcel.of(KEY, part.findings, (part,)).to_bytes(), KEY)
    assert there.parts == (part,)
    hand = {name: list(cells) for name, cells in vars(marks.hand).items()}
    assert Marks.from_dict({**vars(marks), "hand": hand}) == marks


def test_receipts_of_earlier_versions_hold_good_where_no_person_is_concerned() -> None:
    plain, marked = Marks({"essay": 0.0}, {}), Marks({"essay": 0.0}, {}, hand=Hand(marked=("essay",)))
    assert marks_digest({"nb": plain}) == "9ea9d7641dfbedd91b67ef2d6a4e6323"
    assert marks_digest({"nb": plain}) != marks_digest({"nb": marked})
