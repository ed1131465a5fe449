"""Notebook 6 shows what it says: read in its executed solution, which nbval compares with a fresh run."""

from __future__ import annotations

import re

import pytest

from texts import Shown, shown_by, text_of


@pytest.fixture(scope="module")
def shown() -> Shown:
    return shown_by("06_seq2seq")


def numbers(shown: Shown, pattern: str) -> list[float]:
    """Return the groups of the only place where a pattern is printed, as numbers."""
    (found,) = re.findall(pattern, shown.out)
    return [float(number) for number in ([found] if isinstance(found, str) else found)]


def test_every_figure_is_there(shown: Shown) -> None:
    assert shown.figures == 16


def test_text_names_the_tasks_of_the_notes() -> None:
    text = text_of("06_seq2seq")
    tasks = ("a video → what is going on", "a note → a melody", "a picture → a caption", "speech → text")
    assert all(task in text for task in tasks)


def test_classifier_beats_counting_runs_of_words(shown: Shown) -> None:
    (frequent,) = numbers(shown, r"always the more frequent answer: (\d\.\d+)")
    counted = [numbers(shown, rf"{name} +right: (\d\.\d+)")[0] for name in ("\nwords", "and pairs", "runs of three")]
    (network,) = numbers(shown, r"\nGRU +right: (\d\.\d+)")
    assert frequent < min(counted)
    assert max(counted) + 0.1 < network


def test_stars_beat_counting_and_the_most_frequent_number(shown: Shown) -> None:
    network, counted = numbers(shown, r"right: GRU (\d\.\d+), runs of up to three words (\d\.\d+)")
    (frequent,) = numbers(shown, r"most frequent number of stars: (\d\.\d+)")
    assert frequent + 0.2 < counted < network - 0.05


def test_sentence_of_the_notes_gets_one_star(shown: Shown) -> None:
    (probability,) = numbers(shown, r"P\(stars\) of S0's sentence: \[(\d\.\d*)")
    assert probability > 0.9


def test_negation_is_not_carried_over_to_new_words(shown: Shown) -> None:
    known = [numbers(shown, rf"known words, {kind} +right: (\d\.\d+)")[0] for kind in ("plain", "negated")]
    (plain,) = numbers(shown, r"new words, plain +right: (\d\.\d+)")
    (negated,) = numbers(shown, r"new words, negated +right: (\d\.\d+)")
    assert min(*known, plain) > 0.95
    assert negated < 0.5


def test_gradients_are_right_for_every_cell(shown: Shown) -> None:
    assert shown.out.count("all relative errors below 1e-6: True") == 3
    assert "below 1e-6: False" not in shown.out


def test_padding_changes_no_loss(shown: Shown) -> None:
    alone, together = numbers(shown, r"one by one: (\d+\.\d+) +as one padded batch: (\d+\.\d+)")
    assert alone == pytest.approx(together)


def test_dates_are_learnt(shown: Shown) -> None:
    one_reading, all_dates, matches = numbers(shown, r"(\d+) of (\d+) test dates have one .* right: (\d\.\d+)")
    assert 0.9 * all_dates < one_reading < all_dates
    assert matches > 0.97


def test_gates_and_reading_are_needed(shown: Shown) -> None:
    digits, plain, half, whole = (
        numbers(shown, rf"{name} +exactly right: (\d\.\d+)")[0]
        for name in ("digits alone", "plain cell, 1000 steps", "GRU, 1000 steps", "GRU, 2000 steps")
    )
    assert plain < digits < half < whole


def test_length_does_not_matter_within_the_lengths_of_the_training(shown: Shown) -> None:
    stages = re.findall(r"longest texts (\d\.\d+), all texts (\d\.\d+)", shown.out)
    assert len(stages) == 4
    assert all(float(longest) > float(overall) - 0.1 for longest, overall in stages)


def test_texts_unlike_those_of_the_training_are_misread(shown: Shown) -> None:
    (shares,) = re.findall(r"with so many blanks: \{(.+)\}", shown.out)
    accuracy = [float(share.split(": ")[1]) for share in shares.split(", ")]
    assert accuracy[0] > 0.97
    assert accuracy[-1] < 0.5


def test_the_right_beginning_flatters_characters_and_not_whole_answers(shown: Shown) -> None:
    pattern = r"reading {} beginning +characters right (\d\.\d+) +whole answers right (\d\.\d+)"
    forced, own = (numbers(shown, pattern.format(name)) for name in ("the right", "its own"))
    assert forced[0] > own[0]
    assert forced[1] == own[1]


def test_without_the_teacher_the_decoder_learns_mixtures(shown: Shown) -> None:
    pattern = r"\n{} +P\(one of the two readings\) = (\d\.\d+) +P\(a mixture of both\) = (\d\.\d+)"
    forced, free = (numbers(shown, pattern.format(name)) for name in ("with the teacher", "without"))
    assert forced[0] > free[0] + 0.2
    assert forced[1] < 0.05
    assert free[1] > 0.2


def test_beam_finds_what_greedy_misses(shown: Shown) -> None:
    assert "beam of 1: ac. P = 0.33" in shown.out
    assert "beam of 2: bc. P = 0.36" in shown.out
    assert "length_power 0: .     P = 0.30" in shown.out
    assert "length_power 1: abc.  P = 0.28" in shown.out


def test_beam_changes_little_where_there_is_one_answer(shown: Shown) -> None:
    greedy, beam = numbers(shown, r"at the end +exactly right, greedy (\d\.\d+), beam of three (\d\.\d+)")
    assert abs(greedy - beam) < 0.015  # one date of a hundred
    half_trained = numbers(shown, r"after 600 steps +exactly right, greedy (\d\.\d+), beam of three (\d\.\d+)")
    assert half_trained[1] <= half_trained[0] + 0.05


def test_beam_shows_both_readings_of_an_ambiguous_date_and_one_of_another(shown: Shown) -> None:
    (line,) = re.findall(r"\n03/04/2001 +(.+)", shown.out)
    found = dict(re.findall(r"(\d{4}-\d\d-\d\d) (\d\.\d+)", line))
    assert float(found["2001-04-03"]) + float(found["2001-03-04"]) > 0.9
    (probability,) = numbers(shown, r"25/04/2001 +2001-04-25 (\d\.\d+)")
    assert probability > 0.9


def test_the_more_frequent_reading_is_the_likelier_one_on_the_whole(shown: Shown) -> None:
    day, month = numbers(shown, r"mean P of the day first (\d\.\d+), of the month first (\d\.\d+)")
    assert month < day
    assert day + month > 0.6


def test_years_that_training_never_showed_become_others(shown: Shown) -> None:
    for year in ("1789", "2345"):
        (answer,) = re.findall(rf"April 3, {year} +→ (\d{{4}})-\d\d-\d\d", shown.out)
        assert 1900 <= int(answer) <= 2099
