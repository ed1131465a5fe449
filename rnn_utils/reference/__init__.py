"""Reference solutions of the graded functions, one module per assignment; never shipped to students."""

from __future__ import annotations
