"""Extract the prose of Python's own help: the script that made `python_sentences.txt` and the file with its licence.

Origin: `pydoc_data/topics.py` of Python 3.13.0, which every Python installation carries and `help("NAME")` shows;
its text is the Python Language Reference and Library Reference. Copyright © 2001-2024 Python Software Foundation,
PSF License Version 2. The text differs from version to version, so that of one version is kept. Run
`python3.13 -m rnn_utils.datasets.make_python_sentences > rnn_utils/datasets/python_sentences.txt`, and the same with
`--licence` for `python_sentences_licence.txt`.
"""

from __future__ import annotations

import pydoc_data
import re
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

HEADER = (
    "# Sentences of the Python documentation, Copyright (c) 2001-2024 Python Software Foundation; All Rights Reserved.",
    "# PSF License Version 2, see python_sentences_licence.txt. Changes: program code, grammar, headings, tables and",
    "# repeated sentences have been left out, and each sentence has been put on a line of its own.",
)
LICENCE_TITLE = "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2"
# A sentence: a capital first, a full stop last, and no sign that only code and tables have.
SENTENCE = re.compile(r"[A-Z][^\n=<>{}|\\^~]*[.]")
WORD = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*[,.;:]?|\d+[,.]?")
PLAIN = str.maketrans("‘’“”", "''\"\"")
FEWEST_WORDS, PART_OF_WORDS = 4, 0.6


def paragraphs(topics: Mapping[str, str]) -> Iterator[str]:
    """Yield the paragraphs of all topics as single lines, without bullets and marks of emphasis.

    Parameters
    ----------
    topics : mapping of str to str
        Name → text, as in `pydoc_data.topics.topics`.

    Yields
    ------
    str
        One paragraph, heading or block of code.
    """
    for name in sorted(topics):
        for paragraph in re.split(r"\n\s*\n", topics[name]):
            line = re.sub(r"\s+", " ", re.sub(r"(?<=\w-)\n\s*", "", paragraph)).strip()
            line = re.sub(r"\s*\[\d+\]", "", re.sub(r"^(?:[*•-]|\d+\.) ", "", line))
            yield re.sub(r"\*{1,2}([\w .'-]+?)\*{1,2}", r"\1", line).translate(PLAIN)


def sentences(topics: Mapping[str, str]) -> list[str]:
    """Return the different sentences of prose, in the order in which they first occur.

    Parameters
    ----------
    topics : mapping of str to str
        Name → text.

    Returns
    -------
    list of str
        Sentences with capital and full stop.
    """
    found: dict[str, None] = {}
    for paragraph in paragraphs(topics):
        for sentence in re.split(r"(?<=[.:]) (?=[A-Z])", paragraph):
            words = sentence.split()
            plain = sum(bool(WORD.fullmatch(word)) for word in words)
            if SENTENCE.fullmatch(sentence) and len(words) >= FEWEST_WORDS and plain >= PART_OF_WORDS * len(words):
                found[sentence] = None
    return list(found)


def licence(text: str) -> str:
    """Return the PSF licence agreement out of Python's LICENSE.txt.

    Parameters
    ----------
    text : str
        The whole file, which holds older licences too.

    Returns
    -------
    str
        The agreement from its title to its last clause.
    """
    start = text.index(LICENCE_TITLE)
    return text[start : text.index("\nBEOPEN.COM", start)].strip() + "\n"


def main(arguments: list[str]) -> str:
    """Return the text of the data set, or of its licence.

    Parameters
    ----------
    arguments : list of str
        "--licence" asks for the licence.

    Returns
    -------
    str
        The content of the file.
    """
    library = Path(pydoc_data.__file__).parents[1]
    if arguments == ["--licence"]:
        return licence((library / "LICENSE.txt").read_text(encoding="utf-8"))
    topics = import_module("pydoc_data.topics").topics
    return "\n".join([*HEADER, *sentences(topics)]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1:]))
