"""Values as a JSON tree beside raw little-endian buffers: no pickle, no npy header, nothing that can be code.

``encode`` is used by both sides; ``decode`` is what the trusted side runs on a student's reply, so that every
field of it is checked and anything odd raises the one exception ``BadAnswer``.
"""

from __future__ import annotations

from .decoding import decode
from .encoding import encode
from .values import CAPS, BadAnswer, Caps, Encoded

__all__ = ["CAPS", "BadAnswer", "Caps", "Encoded", "decode", "encode"]
