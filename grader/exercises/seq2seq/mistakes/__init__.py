"""Known mistakes in the functions of assignment 06, by exercise."""

from __future__ import annotations
