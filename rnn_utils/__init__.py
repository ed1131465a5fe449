"""Recurrent networks in NumPy: the library behind the course's notebooks."""

from __future__ import annotations

__version__ = "0.1.0"
