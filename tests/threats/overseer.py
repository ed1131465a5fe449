"""Run a command, wait for it, and list every process that it leaves behind, however far that has detached itself.

Whoever loses its parent becomes a child of this process (a "child subreaper"), so that nothing can hide. Usage:
``python overseer.py REPORT COMMAND…``; the report is a JSON list of what was left.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
GRACE_S = 3.0


def children() -> list[str]:
    """List the living children of this process, by command line."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text(encoding="ascii").split():
            status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
            state = status.rpartition(")")[2].split()[0]
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            found += [] if state == "Z" else [f"{pid} {command}"]
    return found


def main() -> int:
    """Run the command and write the report."""
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError("this kernel knows no child subreapers")
    status = subprocess.run(sys.argv[2:], check=False).returncode
    until = time.monotonic() + GRACE_S
    while (left := children()) and time.monotonic() < until:
        os.sched_yield()
        time.sleep(0.05)
    Path(sys.argv[1]).write_text(json.dumps(left), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
