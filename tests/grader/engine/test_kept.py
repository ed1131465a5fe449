"""What a grade depends on is kept once, found again whole or not at all, and bounded in size."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from grader.engine import kept
from grader.engine.contract import GradingKit
from grader.engine.kept import Kept, KeptStore
from grader.foreign.handed_in import HandedIn
from grader.keepsake import Keepsake
from grader.results import Verdict
from grader.submission import Submission

NOTHING = Kept(None, None)


@dataclass
class PlainKit:
    """As much of a kit as is kept."""

    files: dict[str, bytes] = field(default_factory=lambda: {"definition": b"points: 5"})

    def keepsake(self) -> Keepsake:
        return Keepsake("plain", {"demonstrations": False}, self.files)


def handed(content: bytes, student: str = "ada", **more: Any) -> Submission:
    return Submission(student, "01_rnn", content, **more)


@pytest.fixture
def kit() -> GradingKit:
    return cast("GradingKit", PlainKit())


def objects(folder: Path) -> list[Path]:
    return sorted((folder / "objects").glob("??/*"))


@pytest.mark.parametrize(
    "submission",
    [
        handed(b"{}", files={"data/a.txt": b"\0\xff", "b": b""}, remarks=("left out: c",)),
        Submission("zoe", "01_rnn", None, problem=(Verdict.TOO_LARGE, "the notebook is larger than 20 MiB")),
        HandedIn("ada", "ps1", {"one": b"{}"}, {"two": (Verdict.MISSING, "there is no two")}, {"x": b"1"}, ("odd",)),
    ],
)
def test_submission_comes_back_as_it_was(submission: Submission | HandedIn, tmp_path: Path, kit: GradingKit) -> None:
    store = KeptStore(tmp_path)
    assert "k1" not in store and store.get("k1") == NOTHING
    store.put("k1", submission, kit)
    assert "k1" in store
    found = KeptStore(tmp_path).get("k1")
    assert found.submission is not None and found.kit == kit.keepsake()
    again = type(submission).of_keepsake(found.submission)
    assert again == submission
    assert again.digest == submission.digest


def test_equal_files_are_kept_once(tmp_path: Path, kit: GradingKit) -> None:
    store, data = KeptStore(tmp_path), {"data.csv": b"1,2,3"}
    store.put("k1", handed(b"one", files=data), kit)
    before = len(objects(tmp_path))
    store.put("k2", handed(b"one", "bob", files=data), kit)
    assert len(objects(tmp_path)) == before + 1, "only who handed it in is new"
    assert all(path.stat().st_mode & 0o077 == 0 for path in objects(tmp_path)), "nobody else may read works"


@pytest.mark.parametrize("harm", [b"", b"torn", None])
def test_what_is_torn_counts_as_absent_and_is_written_anew(
    harm: bytes | None, tmp_path: Path, kit: GradingKit
) -> None:
    KeptStore(tmp_path).put("k1", handed(b"a notebook"), kit)
    for path in objects(tmp_path):
        path.write_bytes(harm) if harm is not None else path.unlink()
    assert KeptStore(tmp_path).get("k1") == NOTHING
    KeptStore(tmp_path).put("k1", handed(b"a notebook"), kit)
    found = KeptStore(tmp_path).get("k1")
    assert found.submission is not None and found.submission.files["notebook"] == b"a notebook"


def test_an_altered_entry_is_no_entry(tmp_path: Path, kit: GradingKit) -> None:
    KeptStore(tmp_path).put("k1", handed(b"a notebook"), kit)
    (entry,) = (tmp_path / "grades").glob("??/*.json")
    for content in (b"[]", b"{}", b"{"):
        entry.write_bytes(content)
        assert KeptStore(tmp_path).get("k1") == NOTHING


def test_works_that_are_too_large_are_left_out_and_nothing_else(
    tmp_path: Path, kit: GradingKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "LARGEST_WORK_MIB", 1)
    store = KeptStore(tmp_path)
    store.put("k1", handed(b"x" * (1 << 20) + b"y"), kit)
    assert store.get("k1").submission is None
    assert store.get("k1").kit == kit.keepsake()
    monkeypatch.setattr(kept, "LARGEST_KIT_MIB", 0)
    large = KeptStore(tmp_path)
    large.put("k2", handed(b"x"), kit)
    assert large.get("k2").kit is None and large.get("k2").submission is not None


def test_a_full_store_drops_what_no_grade_depends_on_and_then_the_oldest(tmp_path: Path, kit: GradingKit) -> None:
    works = {f"k{number}": os.urandom(4000) for number in range(4)}
    for age, (key, content) in enumerate(works.items()):
        KeptStore(tmp_path).put(key, handed(content), kit)
        os.utime(tmp_path / "grades" / key[:2] / f"{key}.json", (age, age))
    size = sum(path.stat().st_size for path in objects(tmp_path))
    roomy, tight = KeptStore(tmp_path, size / (1 << 20)), KeptStore(tmp_path, (size - 5000) / (1 << 20))
    assert roomy.prune(lambda: pytest.fail("nothing has to go")) == 0
    (tmp_path / "objects" / "00").mkdir(exist_ok=True)
    litter = tmp_path / "objects" / "00" / ".torn.gz.partial"
    litter.write_bytes(b"litter")
    assert tight.prune(lambda: {"k0", "k2", "k3"}) == 2
    assert not litter.exists()
    left = KeptStore(tmp_path)
    assert [key in left for key in works] == [False, False, True, True]
    whole = left.get("k3")
    assert whole.kit == kit.keepsake() and whole.submission is not None
    assert whole.submission.files["notebook"] == works["k3"]
