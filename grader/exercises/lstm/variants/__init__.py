"""Right solutions of assignment 04 in styles unlike the reference."""

from __future__ import annotations
