"""What a class is surveyed for: exercises that fail everybody, mistakes, time and memory."""

from __future__ import annotations

from reported import POINTS, Student, class_of, surveyed

from grader.exercises.sentences import NOT_MEASURED_YET, RIGHT_BUT_WAITS
from grader.report.tally import MOST_MESSAGES
from grader.results import Verdict

WAITING = (RIGHT_BUT_WAITS, NOT_MEASURED_YET)


def test_an_exercise_whose_failures_match_nothing_is_suspected() -> None:
    students = [Student(f"s{k}", hard=0.0, message=f"a is off by {k}.5 (m = {k})") for k in range(5)]
    (suspect,) = surveyed([*students, Student("t")]).suspects
    assert (suspect.item.key, suspect.unnamed, suspect.failed, suspect.written) == ("hard", 5, 5, 6)
    assert [(one.students, one.example) for one in suspect.messages] == [(5, "a is off by 0.5")]
    assert suspect.students == ("s0", "s1", "s2", "s3", "s4")
    assert suspect.rest_share == suspect.class_share == (4 + 8) / (4 + 10)


def test_a_criterion_that_waits_for_others_has_not_failed() -> None:
    waiting = [Student(f"s{k}", hard=0.0, message=one(titles="its value")) for k, one in enumerate(WAITING)]
    report = surveyed([*waiting, Student("t", hard=0.0)])
    criterion = report.tally.exercises["hard"].criteria["value"]
    assert (criterion.written, criterion.failed, criterion.lost) == (3, 1, 18)
    assert list(report.tally.exercises["hard"].messages) == ["a has wrong values: # of # elements"]


def test_failures_with_a_name_or_few_of_them_are_not_suspected() -> None:
    named = [Student(f"s{k}", hard=0.0, mistakes=["sign"]) for k in range(5)]
    assert surveyed(named).suspects == []
    assert surveyed([*named, *(Student(f"t{k}", hard=0.0) for k in range(5))]).suspects == []  # half is not most
    assert surveyed([Student("a", hard=0.0), Student("b", hard=0.0)]).suspects == []


def test_without_known_mistakes_only_what_most_fail_is_suspected() -> None:
    failed = [Student(f"s{k}", hard=0.0) for k in range(4)]
    right = [Student(f"t{k}") for k in range(4)]
    assert surveyed([*failed, *right], foreign=True).suspects == []
    assert [one.item.key for one in surveyed([*failed, *right[:3]], foreign=True).suspects] == ["hard"]


def test_messages_of_many_words_cannot_fill_the_memory() -> None:
    words = ["".join("abcdefghij"[int(digit)] for digit in f"{k}") for k in range(MOST_MESSAGES + 5)]
    students = [Student(word, hard=0.0, message=f"{word} {'x' * 5000}") for word in words]
    tally = surveyed(students).tally.exercises["hard"]
    assert len(tally.messages) == MOST_MESSAGES
    assert max(len(one.example) for one in tally.messages.values()) < 300


def test_labels_of_inputs_are_no_part_of_a_message_even_with_brackets_in_them() -> None:
    message = "loss is wrong (answers of shape (1, m); m = 3)"
    (suspect,) = surveyed([Student(f"s{k}", hard=0.0, message=message) for k in range(3)]).suspects
    assert [one.example for one in suspect.messages] == ["loss is wrong"]


def test_mistakes_are_counted_and_the_example_is_somebody_whom_nothing_else_matches() -> None:
    students = [
        Student("a", hard=0.0, mistakes=["sign", "mean"]),
        Student("b", hard=0.0, mistakes=["sign"]),
        Student("c", hard=0.0, mistakes=["sign"]),
    ]
    found = surveyed(students).tally
    sign, mean = found.by_frequency()
    assert (sign.match.id, sign.students, sign.example, sign.alone) == ("hard.sign", ["a", "b", "c"], "b", True)
    assert (mean.match.id, mean.students, mean.example, mean.alone) == ("hard.mean", ["a"], "a", False)
    assert found.named["a"] == ("hard.sign", "hard.mean")


def test_work_that_was_never_read_does_not_make_an_exercise_hard() -> None:
    lost = [Student(f"x{k}", easy=0.0, hard=0.0, verdict=Verdict.UNREADABLE) for k in range(5)]
    found = surveyed([Student("a"), *lost])
    assert [one.student for one in found.counted] == ["a"]
    assert {item.key: item.analysis.difficulty for item in found.items}["easy"] == 1.0
    assert found.spread is not None and found.spread.number == 6


def test_exercises_keep_their_order_and_what_is_marked_by_hand_comes_last() -> None:
    found = surveyed(class_of(3))
    assert [item.key for item in found.items] == list(POINTS)
    assert [item.by_hand for item in found.items] == [False, False, True]


def test_use_of_time_and_memory_is_told_with_limit_and_those_who_used_most() -> None:
    students = [Student(f"s{k:02d}", usage={"cpu_s": float(k)}) for k in range(15)]
    (use,) = surveyed([*students, Student("lost", usage={})]).uses
    assert (use.measure, use.spread.number, use.spread.median, use.limit) == ("cpu_s", 15, 7.0, 300.0)
    assert use.largest[0] == ("s14", 14.0) and len(use.largest) == 10
