"""Turn melodies into sound: a small synthesiser, which a notebook can play in the page."""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from rnn_utils.types import Array

RATE = 8000  # samples a second of one byte: telephone quality, which keeps notebooks small
# Strength of the tones whose frequencies are 1, 2, 3 and 4 times that of the note, as of a soft organ stop.
_OVERTONES = (1.0, 0.4, 0.2, 0.1)


def synthesise(notes: Sequence[tuple[int, int]], sixteenths_per_second: float = 9.0) -> Float[Array, " n"]:
    """Turn a melody into the movement of a loudspeaker.

    Parameters
    ----------
    notes : sequence of (int, int)
        MIDI pitch (69 is the A of 440 Hz, 12 make an octave) and length in sixteenths of each note.
    sixteenths_per_second : float
        Tempo.

    Returns
    -------
    (n,) array
        RATE numbers a second, between −1 and 1.
    """
    tones = [_tone(pitch, length / sixteenths_per_second) for pitch, length in notes]
    return np.concatenate(tones) if tones else np.zeros(0)


def _tone(pitch: float, duration_s: float) -> Float[Array, " n"]:
    """Return one note, which begins and ends softly and fades a little."""
    time = np.arange(round(duration_s * RATE)) / RATE
    frequency = 440 * 2 ** ((pitch - 69) / 12)
    overtones = [(k, weight) for k, weight in enumerate(_OVERTONES, start=1) if k * frequency < RATE / 2]
    waves = sum(weight * np.sin(2 * np.pi * k * frequency * time) for k, weight in overtones)
    swelling = np.minimum(1, np.minimum(time / 0.02, (duration_s - time) / 0.05))
    tone: Array = waves * np.clip(swelling, 0, 1) * np.exp(-time) / sum(_OVERTONES)
    return tone


def to_wav(samples: Float[Array, " n"]) -> bytes:
    """Pack a movement into a WAV file, mono with 8 bits a sample.

    Parameters
    ----------
    samples : (n,) array
        RATE numbers a second, between −1 and 1.

    Returns
    -------
    bytes
        The file; `IPython.display.Audio` plays it in the page.
    """
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(np.round(128 + 127 * np.clip(samples, -1, 1)).astype(np.uint8).tobytes())
    return buffer.getvalue()
