"""Odd-but-right solutions of assignment 06, by exercise."""

from __future__ import annotations
