"""Where a measurement is: in the documentation, and what is kept between runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Places:
    """Where the measurement is: committed as tables and as data, and what is kept between runs.

    Parameters
    ----------
    root
        The course's folder.
    name
        What is measured, which the files are named after.
    """

    root: Path
    name: str

    @property
    def tables(self) -> Path:
        """Return the file for people."""
        return self.root / "docs" / f"{self.name}.md"

    @property
    def data(self) -> Path:
        """Return the file that is compared."""
        return self.root / "docs" / f"{self.name}.json"

    @property
    def kept(self) -> Path:
        """Return the folder of what need not be measured again."""
        return self.root / "build" / self.name

    def committed(self) -> dict[str, Any]:
        """Return the committed measurement; empty where there is none."""
        if not self.data.is_file():
            return {}
        found: dict[str, Any] = json.loads(self.data.read_text(encoding="utf-8"))
        return found

    def write(self, data: str, tables: str) -> None:
        """Write a measurement as data and as tables."""
        self.data.write_text(data, encoding="utf-8")
        self.tables.write_text(tables, encoding="utf-8")
