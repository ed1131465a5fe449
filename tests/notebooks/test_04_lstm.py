"""Notebook 4 shows what it says: read in its executed solution, which nbval compares with a fresh run."""

from __future__ import annotations

import re

import nbformat
import pytest

from texts import SOLUTIONS, Shown, shown_by


@pytest.fixture(scope="module")
def shown() -> Shown:
    return shown_by("04_lstm")


def _column(shown: Shown, row: str) -> list[float]:
    """Return the numbers of a row of a printed table."""
    found = re.search(rf"^{row} +([\d.,% -]+)$", shown.out, re.MULTILINE)
    assert found, row
    return [float(number.replace(",", "")) for number in found[1].split()]


def test_every_figure_is_there(shown: Shown) -> None:
    assert shown.figures == 14


def test_three_melodies_can_be_heard_in_a_small_notebook() -> None:
    file = SOLUTIONS / "04_lstm.ipynb"
    notebook = nbformat.read(file, nbformat.NO_CONVERT)
    pages = [
        output.data["text/html"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if "text/html" in output.get("data", {})
    ]
    assert sum("data:audio/wav;base64" in "".join(page) for page in pages) == 3
    assert file.stat().st_size < 2_000_000


def test_memory_made_by_hand_keeps_what_was_stored(shown: Shown) -> None:
    stored, later = re.findall(r"tanh\(0\.9\) = (\S+); in memory at step 119: (\S+)", shown.out)[0]
    assert float(later) == pytest.approx(float(stored), abs=0.002)


def test_reading_in_pieces_needs_both_states(shown: Shown) -> None:
    assert "both states handed on: largest difference 0.0\n" in shown.out
    (difference,) = re.findall(r"only the hidden state: largest difference (\S+)", shown.out)
    assert float(difference) > 0.1


def test_gradient_check_passes_for_every_array(shown: Shown) -> None:
    assert shown.out.count("relative error below 1e-7: True") == 13
    assert "below 1e-7: False" not in shown.out


def test_printed_equations_fail_and_corrected_ones_hold(shown: Shown) -> None:
    found = re.findall(r"as printed (\S+) +corrected, below 1e-7: (\w+)", shown.out)
    assert len(found) == 3
    assert all(float(error) > 0.3 and holds == "True" for error, holds in found)


def test_gradient_arrives_only_through_an_open_forget_gate(shown: Shown) -> None:
    shut, half, wide_open = map(float, re.findall(r"forget bias \d: 50 steps back (\S+) of", shown.out))
    assert shut < 1e-8 < half < 1e-3 < 0.03 < wide_open


def test_gates_see_the_memory_only_through_peepholes(shown: Shown) -> None:
    without, with_peephole = (
        line.split() for line in re.findall(r"forget gate of one unit, with.*\[(.*)\]", shown.out)
    )
    assert without[0] == without[1]
    assert float(with_peephole[0]) > float(with_peephole[1]) + 0.2


def test_networks_beat_the_tables_on_melodies(shown: Shown) -> None:
    networks = {kind: _column(shown, kind) for kind in ("plain", "GRU", "LSTM")}
    parameters = [networks[kind][0] for kind in ("plain", "GRU", "LSTM")]
    assert parameters == sorted(parameters)
    bigram, trigram = (_column(shown, name)[0] for name in ("bigram", "trigram"))
    losses = [row[2] for row in networks.values()]
    assert max(losses) - min(losses) < trigram - max(losses)
    assert trigram < bigram
    assert "the plain network trains fastest: True" in shown.out


def test_composer_keeps_the_beat_better_than_the_bigram_and_forgets_the_key(shown: Shown) -> None:
    rows = re.findall(r"^(LSTM|bigram|real melodies) +(\d+)% +(\d+)% +(\d+)%$", shown.out, re.MULTILINE)
    shares = {name: tuple(map(int, numbers)) for name, *numbers in rows}
    network, table, real = shares["LSTM"], shares["bigram"], shares["real melodies"]
    assert abs(network[0] - table[0]) < 8
    assert max(network[1], table[1]) + 15 < real[1]
    assert table[2] + 10 < network[2] < real[2] - 10


def test_character_network_improves_and_beats_every_table(shown: Shown) -> None:
    before, after = re.findall(r"never seen: (\S+), after 100 batches more (\S+)", shown.out)[0]
    tables = re.findall(r"gram +(\d\.\d\d) bits", shown.out)
    assert len(tables) == 3
    assert float(after) < float(before) < min(map(float, tables))


def test_trained_cells_follow_brackets_and_quotes_beyond_both_controls(shown: Shown) -> None:
    for feature in ("bracket depth", "inside quotes"):
        _, trained, untrained, character = _column(shown, feature)
        assert trained > max(untrained, character) + 0.1
