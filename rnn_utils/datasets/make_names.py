"""Choose the first names and surnames of the tagging data set: the script that made `names.txt`.

Origin: the name lists of the 1990 United States census (public domain), as distributed by the Python package
`names` 0.3.0 (MIT licence). Run `python -m rnn_utils.datasets.make_names FOLDER > names.txt` with the folder
that holds that package's `dist.*` files.
"""

from __future__ import annotations

import sys
from pathlib import Path

N_FIRST_NAMES, N_SURNAMES = 400, 800


def most_frequent(file: Path, n: int, left_out: frozenset[str]) -> list[str]:
    """Return the most frequent names of a census list, without those that are to be left out.

    Parameters
    ----------
    file : Path
        Lines of "NAME frequency cumulative rank", the most frequent first.
    n : int
        How many names to return.
    left_out : frozenset of str
        Names in capitals: ordinary words, and names that stand on another list.

    Returns
    -------
    list of str
        Names in the file's order, with an initial capital.
    """
    names = [line.split()[0] for line in file.read_text(encoding="ascii").splitlines()]
    return [name.capitalize() for name in names if name not in left_out and len(name) > 2][:n]


def _capitals(names: list[str]) -> frozenset[str]:
    """Return names as the census lists spell them."""
    return frozenset(name.upper() for name in names)


def main(folder: Path) -> str:
    """Return the text of `names.txt`: a comment, a line of first names, a line of surnames.

    Parameters
    ----------
    folder : Path
        Where the census lists are.

    Returns
    -------
    str
        Women's and men's first names in turn, then surnames, so that every stretch of a line is a fair
        sample.
    """
    # Words that are as common in sentences as on birth certificates would make a right answer unclear.
    words = (
        "APRIL AUGUST BANKS BUSH BILL COOK DAY FRANCE GRACE HOPE JUNE KING LONG MARK MAY PARIS PARK PRICE "
        "ROSE SAN SANDY SUMMER TEDDY TROY VIRGINIA WALES WAY WEST WILL WINTER WOOD YOUNG LAKE HARRY BROOKS RIVERS "
        "STONE CAROLINA GEORGIA FLORENCE LONDON BERLIN LIMA AUSTIN CHELSEA SYDNEY MILAN VIOLET BOSTON SANTIAGO SMALL"
    )
    left_out = frozenset(words.split())
    women = most_frequent(folder / "dist.female.first", N_FIRST_NAMES // 2, left_out)
    men = most_frequent(folder / "dist.male.first", N_FIRST_NAMES // 2, left_out | _capitals(women))
    first_names = [name for pair in zip(women, men, strict=True) for name in pair]
    on_first_list = _capitals(first_names) | {"POTTER", "GRANGER", "HERMIONE", "ROOSEVELT"}
    surnames = most_frequent(folder / "dist.all.last", N_SURNAMES, left_out | on_first_list)
    origin = "# 1990 United States census (public domain), by way of the Python package names 0.3.0 (MIT)"
    return "\n".join([origin, " ".join(first_names), " ".join(surnames)]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(main(Path(sys.argv[1])))
