"""Huge pages under the warm process, so that a fork copies hundreds of page-table entries in one.

Every submission and every check is a fork, and what a fork costs is the number of pages that the warm process
holds. A page that a job writes to is still copied alone.
"""

from __future__ import annotations

from pathlib import Path

from .linux import libc

MADV_COLLAPSE = 25
HUGE = 2 << 20


def gather() -> int:
    """Move this process's own memory into huge pages where the kernel can.

    Returns
    -------
    int
        Number of huge pages gathered; 0 where the kernel (before 6.1) cannot.
    """
    gathered = 0
    for start, end in _own_memory():
        for address in range(-(-start // HUGE) * HUGE, end - HUGE + 1, HUGE):
            gathered += libc.madvise(address, HUGE, MADV_COLLAPSE) == 0
    return gathered


def _own_memory() -> list[tuple[int, int]]:
    """List the private, writable ranges that show no file."""
    found = []
    for line in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines():
        fields = line.split()
        if fields[1] == "rw-p" and (len(fields) == 5 or fields[5] == "[heap]"):
            start, _, end = fields[0].partition("-")
            found.append((int(start, 16), int(end, 16)))
    return found
