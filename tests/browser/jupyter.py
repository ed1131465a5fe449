"""A Jupyter server of somebody's own: their folder, their home, a free port of this machine, stopped for sure."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_S = 120.0
STOP_S = 20.0
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
# JupyterLab asks whether it may fetch news, over everything else on the page.
# Cells that are out of sight are taken out of the page otherwise, and cannot be looked for.
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}


@dataclass(frozen=True)
class Server:
    """A running server.

    Parameters
    ----------
    url
        Its address, with a slash at the end.
    token
        What a browser shows to be let in.
    folder
        What it shows: the folder that it was started in.
    lines
        What it has written so far.
    """

    url: str
    token: str
    folder: Path
    lines: list[str]

    def address(self, path: str) -> str:
        """Return the address of a page, with the token."""
        return f"{self.url}{path}?token={self.token}"


def environment(home: Path) -> dict[str, str]:
    """Return an environment in which nothing of the caller's configuration is found."""
    folder = str(Path(sys.executable).parent)
    path = os.pathsep.join([folder, os.environ.get("PATH", os.defpath)])
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL")}
    plain = {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", "PYTHONNOUSERSITE": "1", "PYTHONUTF8": "1"}
    return {**plain, **threads, "JUPYTER_PREFER_ENV_PATH": "1"}


@contextmanager
def serve(folder: Path, home: Path, more: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Run JupyterLab with nbgrader's extensions in a folder, until the block ends.

    Parameters
    ----------
    folder
        Where it starts; nbgrader reads ``nbgrader_config.py`` there.
    home
        The home folder of the person whose server it is.
    more
        Variables of the environment besides the plain ones.
    """
    settings = home / ".local" / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps(SETTINGS), encoding="utf-8")
    token = secrets.token_hex(16)
    command = [
        *(sys.executable, "-m", "jupyterlab", "--allow-root", "--no-browser", "--ServerApp.ip=127.0.0.1"),
        *(f"--ServerApp.port={20000 + secrets.randbelow(10000)}", f"--IdentityProvider.token={token}"),
        f"--LabApp.app_settings_dir={settings.parent}",
        "--LabApp.extension_manager=readonly",
    ]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**environment(home), **(more or {})},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    lines: list[str] = []
    running = threading.Event()
    reader = threading.Thread(target=_read, args=(process, lines, running), daemon=True)
    reader.start()
    try:
        running.wait(START_S)
        found = next((match for line in lines if "/lab" in line and (match := ADDRESS.search(line))), None)
        if found is None:
            raise RuntimeError(f"JupyterLab did not start within {START_S:.0f} s:\n{''.join(lines)}")
        yield Server(found[0], token, folder, lines)
    finally:
        _stop(process)
        reader.join()


def _read(process: subprocess.Popen[str], lines: list[str], running: threading.Event) -> None:
    """Keep what the server writes; it would stop at a full pipe."""
    assert process.stderr is not None
    for line in process.stderr:
        lines.append(line)
        if "/lab?token=" in line:
            running.set()
    running.set()


def _stop(process: subprocess.Popen[str]) -> None:
    """End the server, which ends its kernels, and whatever is left of its group."""
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert process.stderr is not None
    process.stderr.close()
