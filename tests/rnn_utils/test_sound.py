"""Test the synthesiser: pitch, length, loudness, and a file that players read."""

from __future__ import annotations

import io
import wave

import numpy as np
import pytest

from rnn_utils.sound import RATE, synthesise, to_wav


@pytest.mark.parametrize(("pitch", "frequency"), [(69, 440.0), (57, 220.0), (72, 523.25)])
def test_strongest_frequency_is_that_of_the_note(pitch: int, frequency: float) -> None:
    samples = synthesise([(pitch, 8)], sixteenths_per_second=8.0)
    strongest = np.argmax(np.abs(np.fft.rfft(samples)))
    assert strongest == pytest.approx(frequency, abs=1)  # one second: a bin of the transform is one hertz


def test_length_follows_the_notes_and_the_tempo() -> None:
    assert len(synthesise([(60, 4), (64, 12)], sixteenths_per_second=4.0)) == 4 * RATE
    assert len(synthesise([(60, 4), (64, 12)], sixteenths_per_second=8.0)) == 2 * RATE


def test_melody_without_notes_is_silent() -> None:
    assert len(synthesise([])) == 0


@pytest.mark.parametrize("pitch", [36, 60, 84, 107])
def test_notes_stay_within_bounds_and_begin_and_end_softly(pitch: int) -> None:
    samples = synthesise([(pitch, 7)])
    assert 0.2 < np.abs(samples).max() <= 1
    assert abs(samples[0]) < 1e-9
    assert abs(samples[-1]) < 0.02


def test_no_tone_lies_above_what_the_rate_can_carry() -> None:
    samples = synthesise([(100, 7)])  # 2,637 Hz: its second overtone would be heard as a wrong, lower tone
    loudness = np.abs(np.fft.rfft(samples))
    assert loudness[: int(0.8 * np.argmax(loudness))].max() < 0.01 * loudness.max()


def test_file_is_mono_with_a_byte_a_sample_and_holds_the_samples() -> None:
    samples = np.array([0.0, 0.5, -1.0, 2.0])
    with wave.open(io.BytesIO(to_wav(samples))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 1, RATE)
        frames = np.frombuffer(file.readframes(10), dtype=np.uint8)
    assert frames.tolist() == [128, 192, 1, 255]
