"""A kernel that is this very Python, whatever the account or the machine has installed under that name."""

from __future__ import annotations

import sys
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

NAME = "python3"


class ThisPythonSpec(KernelSpecManager):
    """Knows one kernel, and gives it whatever name is asked for."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return the kernel of this Python."""
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name=kernel_name, language="python")


def this_python(folder: Path) -> AsyncKernelManager:
    """Return a manager, ready to start a kernel of this Python that speaks through sockets in a folder.

    Parameters
    ----------
    folder
        A private folder with a short path; no port is opened.
    """
    return AsyncKernelManager(
        kernel_name=NAME,
        kernel_spec_manager=ThisPythonSpec(),
        connection_file=str(folder / "kernel.json"),
        transport="ipc",
        ip=str(folder / "kernel"),
    )
