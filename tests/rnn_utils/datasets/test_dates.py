"""Test the written dates: formats, splits, readings, seeds, and the script that made the file."""

from __future__ import annotations

import datetime
from pathlib import Path

import babel
import numpy as np
import pytest

from rnn_utils.datasets import dates
from rnn_utils.datasets.make_dates import LOCALES, locale_lines, main

DAY = datetime.date(2001, 4, 3)


@pytest.mark.parametrize(
    ("locale", "form", "text"),
    [
        ("en_US", "full", "Tuesday, April 3, 2001"),
        ("en_GB", "full", "Tuesday, 3 April 2001"),
        ("fr", "long", "3 avril 2001"),
        ("de", "abbreviated", "3. Apr. 2001"),
        ("es", "full", "martes, 3 de abril de 2001"),
        ("zh", "full", "2001年4月3日星期二"),
        ("ja", "long", "2001年4月3日"),
        ("en_US", "numeric", "4/3/2001"),
        ("en_GB", "numeric", "3/4/2001"),
    ],
)
def test_date_is_written_as_in_its_locale(locale: str, form: str, text: str) -> None:
    assert dates.write_date(DAY, locale, form) == text


def test_padding_gives_days_and_months_two_digits_in_every_locale() -> None:
    texts = {locale: dates.write_date(DAY, locale, "numeric", padded=True) for locale in dates.locales()}
    assert texts["en_US"] == "04/03/2001"
    assert texts["fr"] == texts["es"] == "03/04/2001"
    assert texts["de"] == "03.04.2001"
    assert texts["ja"] == "2001/04/03"


@pytest.fixture(scope="module")
def drawn() -> dict[dates.Split, list[dates.WrittenDate]]:
    splits: tuple[dates.Split, ...] = ("training", "validation", "test")
    return {split: dates.written_dates(np.random.default_rng(k), 4000, split) for k, split in enumerate(splits)}


def test_no_day_is_in_two_splits(drawn: dict[dates.Split, list[dates.WrittenDate]]) -> None:
    training, validation, test = ({date.iso for date in pairs} for pairs in drawn.values())
    assert not training & validation
    assert not training & test
    assert not validation & test


def test_every_locale_and_form_is_drawn_about_equally_often(
    drawn: dict[dates.Split, list[dates.WrittenDate]],
) -> None:
    for name, values in (("locale", dates.locales()), ("form", dates.FORMS)):
        counts = [sum(getattr(date, name) == value for date in drawn["training"]) for value in values]
        assert min(counts) > 0.8 * 4000 / len(values)


def test_dates_have_years_of_two_centuries_and_known_characters(
    drawn: dict[dates.Split, list[dates.WrittenDate]],
) -> None:
    pairs = [date for split in drawn.values() for date in split]
    years = {date.iso[:4] for date in pairs}
    assert min(years) == "1900"
    assert max(years) == "2099"
    assert {character for date in pairs for character in date.text} <= set(dates.symbols())


def test_every_text_gives_back_its_date(drawn: dict[dates.Split, list[dates.WrittenDate]]) -> None:
    numeric = [date for date in drawn["test"] if date.form == "numeric"]
    assert len(numeric) > 800
    assert all(date.iso in dates.readings(date.text) for date in numeric)


def test_dates_repeat_with_the_seed_and_only_then() -> None:
    one, same, other = (dates.written_dates(np.random.default_rng(seed), 20) for seed in (5, 5, 6))
    assert one == same != other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("03/04/2001", {"2001-03-04": 1, "2001-04-03": 3}),
        ("25/04/2001", {"2001-04-25": 3}),
        ("04/25/2001", {"2001-04-25": 1}),
        ("7/7/2003", {"2003-07-07": 4}),
        ("3.4.2001", {"2001-04-03": 1}),
        ("2001/4/3", {"2001-04-03": 2}),
        ("30/02/2001", {}),
        ("3 mai 2001", {}),
    ],
)
def test_readings_are_those_of_the_locales(text: str, expected: dict[str, int]) -> None:
    assert dates.readings(text) == expected


def test_file_carries_the_licence_of_its_data() -> None:
    text = (Path(dates.__file__).parent / "dates.txt").read_text(encoding="utf-8")
    assert "Unicode-3.0" in text
    assert "Permission is hereby granted" in text
    assert dates.locales() == LOCALES


def test_lines_of_a_locale_are_made_from_the_repository() -> None:
    text = (Path(dates.__file__).parent / "dates.txt").read_text(encoding="utf-8")
    assert "\n".join(locale_lines("fr", babel.Locale.parse("fr"))) in text
    assert babel.__version__ != "2.18.0" or main() == text
