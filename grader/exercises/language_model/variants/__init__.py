"""Odd-but-right solutions of assignment 02: other styles that every check must pass."""

from __future__ import annotations
