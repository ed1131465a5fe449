"""Odd-but-right solutions of assignment 05, by exercise."""

from __future__ import annotations
