"""Odd-but-right solutions of assignment 01: other styles that every check must pass."""

from __future__ import annotations
