"""Say on what a measurement was made, in words that hold for any machine of the kind."""

from __future__ import annotations

import datetime
import os
import platform
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("nbgrader", "nbclient", "ipykernel", "ipython", "numpy")


def describe(packages: tuple[str, ...] = PACKAGES) -> dict[str, str | int]:
    """Return the date, the processor, the cores that may be used, and versions; no names and no paths."""
    load = os.getloadavg()[0]
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
        "load_before": f"{load:.1f}",  # of other programs: a figure of a busy machine says little
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
