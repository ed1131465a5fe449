"""Make the book: the student notebooks as a site to read, the executed solutions as one for instructors.

Run by `make book`; writes below build/book, or into the folder that it is given. The two are separate sites, so that
the one can be published while the other holds the solutions.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from sphinx.cmd.build import main as sphinx

ROOT = Path(__file__).parents[1]
WELCOME = {
    "students": "The notebooks as students get them, to read: the story, the formulas and the functions to write. "
    "To work with them, fetch the notebooks themselves.",
    "solutions": "For instructors: the notebooks with their solutions, executed, with every figure.",
}


def notebooks(kind: str) -> Mapping[str, Path]:
    """Return the notebooks of a site: assignment → file, in order."""
    if kind == "students":
        found = sorted((ROOT / "notebooks").glob("*/*.ipynb"))
    else:
        found = sorted((ROOT / "solutions").glob("*.ipynb"))
    return {path.stem: path for path in found}


def write_sources(kind: str, folder: Path) -> None:
    """Put the notebooks of a site and its first page into a folder, which is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    chosen = notebooks(kind)
    for name, path in chosen.items():
        shutil.copyfile(path, folder / f"{name}.ipynb")
    contents = "\n".join(["```{toctree}", ":maxdepth: 2", "", *chosen, "```"])
    first = f"# Recurrent neural networks in NumPy\n\n{WELCOME[kind]}\n\n{contents}\n"
    (folder / "index.md").write_text(first, encoding="utf-8")


def main() -> int:
    """Make both sites; warnings are errors."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "book"
    for kind in WELCOME:
        sources, site = target / "sources" / kind, target / kind
        write_sources(kind, sources)
        shutil.rmtree(site, ignore_errors=True)
        options = ["-b", "html", "-q", "-W", "--keep-going", "-c", str(ROOT / "docs" / "book")]
        failed = sphinx([*options, "-d", str(target / "doctrees" / kind), str(sources), str(site)])
        if failed:
            return failed
        sys.stdout.write(f"{kind}: {site / 'index.html'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
