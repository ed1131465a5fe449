"""Write a whole folder at once, so that a failure halfway leaves the old one as it was."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory


def swap_in(target: Path, files: Mapping[str, bytes]) -> None:
    """Replace a folder by one with exactly these files.

    Parameters
    ----------
    target
        The folder; it need not exist.
    files
        Path below the folder → content.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        new, old = Path(folder) / "new", Path(folder) / "old"
        write_files(new, files)
        if target.exists():
            target.rename(old)
        try:
            new.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
