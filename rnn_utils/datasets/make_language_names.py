"""Choose the names of languages that consist of one plain word: the script that made `language_names.txt`.

Origin: the reference names of ISO 639-3 (registration authority: SIL International, https://iso639-3.sil.org), in
the file `iso_639-3.json` of Debian's package iso-codes 4.15.0 (LGPL-2.1-or-later; © 2001-2023 Alastair McKinstry,
Christian Perrier, Tobias Quathamer). Run
`python -m rnn_utils.datasets.make_language_names iso_639-3.json > rnn_utils/datasets/language_names.txt`.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

HEADER = (
    "# Names of languages: reference names of ISO 639-3 (https://iso639-3.sil.org), single words of the letters a-z.",
    "# By way of Debian's package iso-codes 4.15.0, (c) 2001-2023 Alastair McKinstry, Christian Perrier and",
    "# Tobias Quathamer; licence of that package: LGPL-2.1-or-later. Changes: codes and all other names left out,",
    "# letters in lower case, sorted.",
)


def main(file: Path) -> str:
    """Return the text of `language_names.txt`.

    Parameters
    ----------
    file : Path
        `iso_639-3.json`.

    Returns
    -------
    str
        A comment, and then one name per line in the order of the alphabet.
    """
    entries = json.loads(file.read_text(encoding="utf-8"))["639-3"]
    names = {entry["name"].lower() for entry in entries if re.fullmatch("[A-Za-z]+", entry["name"])}
    return "\n".join([*HEADER, *sorted(names)]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(main(Path(sys.argv[1])))
