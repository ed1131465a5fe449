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
ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+/)lab\?token=")
SETTINGS = {
    # JupyterLab asks whether it may fetch news, over everything else on the page.
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    # Cells that are out of sight are taken out of the page otherwise, and cannot be looked for.
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
    """

    url: str
    token: str

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

    Yields
    ------
    Server
        The running server.
    """
    token = secrets.token_hex(16)
    process = subprocess.Popen(
        _command(_settings(home), token),
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
        found = next(filter(None, map(ADDRESS.search, lines)), None)
        if found is None:
            raise RuntimeError(f"JupyterLab did not start within {START_S:.0f} s:\n{''.join(lines)}")
        yield Server(found[1], token)
    finally:
        _stop(process)
        reader.join()


def _settings(home: Path) -> Path:
    """Write the settings of JupyterLab and return their folder."""
    folder = home / ".local" / "share" / "jupyter" / "lab" / "settings"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "overrides.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
    return folder


def _command(settings: Path, token: str) -> list[str]:
    """Return the command; where the port is taken, the server looks for another one and says which."""
    return [
        *(sys.executable, "-m", "jupyterlab", "--allow-root", "--no-browser", "--ServerApp.ip=127.0.0.1"),
        f"--ServerApp.port={20_000 + secrets.randbelow(10_000)}",
        f"--IdentityProvider.token={token}",
        f"--LabApp.app_settings_dir={settings}",
        "--LabApp.extension_manager=readonly",
    ]


def _read(process: subprocess.Popen[str], lines: list[str], running: threading.Event) -> None:
    """Keep what the server writes; it would stop at a full pipe."""
    assert process.stderr is not None
    with process.stderr:
        for line in process.stderr:
            lines.append(line)
            if ADDRESS.search(line):
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
