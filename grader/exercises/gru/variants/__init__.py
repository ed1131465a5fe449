"""Right solutions of assignment 03 in styles unlike the reference."""

from __future__ import annotations
