"""Known mistakes in the functions of assignment 05, by exercise."""

from __future__ import annotations
