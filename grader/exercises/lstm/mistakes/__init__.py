"""Known mistakes of assignment 04, each executable: patches of the reference, or whole wrong functions."""

from __future__ import annotations
