"""The exercises of the course: checks, known mistakes, odd-but-right variants, diagnosis."""

from __future__ import annotations
