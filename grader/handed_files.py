"""Read the files of a folder that a student filled: no links, nothing too large, no name that is no text."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from grader import sentences
from grader.errors import SubmissionError
from grader.results import Verdict
from rnn_utils.checks.messages import Message

FILES_MIB = 50
FILE_COUNT = 500
DEEPEST = 20  # folders in each other
LONGEST_TIMESTAMP = 100
TIMESTAMP = "timestamp.txt"
MOST_REMARKS = 100
MIB = 1 << 20
NOTEBOOK = ".ipynb"
LONGEST_NAME = 80


class DamagedSubmission(SubmissionError):
    """A submission that cannot be graded as it is.

    Parameters
    ----------
    verdict
        Which kind of damage.
    message
        What is wrong, for the student and the instructor.
    """

    def __init__(self, verdict: Verdict, message: Message) -> None:
        super().__init__(message, hint="hand in the notebook again, saved by Jupyter")
        self.verdict = verdict
        self.message = message


def read_timestamp(content: bytes, remarks: list[Message]) -> str:
    """Return a time that nbgrader can read; what is none must not stop the class, it is a remark.

    Parameters
    ----------
    content
        Of ``timestamp.txt``; empty where there is no such file.
    remarks
        Takes the remark.
    """
    text = content[:LONGEST_TIMESTAMP].decode("utf-8", "replace").strip()
    if text and time_of(text) is None:
        remarks.append(sentences.NO_TIME(file=TIMESTAMP, text=repr(text)))
        return ""
    return text


def time_of(text: str) -> datetime | None:
    """Return the time that nbgrader reads in a time stamp, in UTC; None where it is no time."""
    try:
        found: datetime = parse_utc(text)
    except Exception:  # the reader of free text raises whatever it meets, decimal.InvalidOperation for example
        return None
    return found


def at_most(remarks: Sequence[Message]) -> tuple[Message, ...]:
    """Return remarks that are not too many to be read, and how many are left out."""
    more = len(remarks) - MOST_REMARKS
    return (*remarks[:MOST_REMARKS], *([sentences.AND_MORE(number=str(more))] if more > 0 else []))


def _not_there(path: Path) -> Message:
    """Say that a notebook is not there, and which other one is: browsers and editors like to rename files."""
    others = sorted(other.name for other in path.parent.glob(f"*{path.suffix}")) if path.parent.is_dir() else []
    if path.suffix != NOTEBOOK or len(others) != 1 or not others[0].isprintable():
        return sentences.NOT_THERE(name=path.name)
    return sentences.OTHER_NAME(name=path.name, other=repr(others[0][:LONGEST_NAME]))


def read_regular(path: Path, limit: int) -> bytes:
    """Read a file that a student handed in.

    Parameters
    ----------
    path
        The file; it is not followed when it is a link.
    limit
        Its greatest size, bytes.

    Raises
    ------
    DamagedSubmission
        If it is missing, too large, or anything but a file.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise DamagedSubmission(Verdict.MISSING, _not_there(path)) from None
    except OSError:
        raise DamagedSubmission(Verdict.UNREADABLE, sentences.LINK(name=path.name)) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise DamagedSubmission(Verdict.UNREADABLE, sentences.NO_FILE(name=path.name))
    with os.fdopen(descriptor, "rb") as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise DamagedSubmission(Verdict.TOO_LARGE, sentences.LARGE_FILE(name=path.name, size=str(limit // MIB)))
    return content


def link_in_place_of(folder: Path, student: str) -> str:
    """Return the name of a link where a folder should be, which would lead to another student's work or elsewhere.

    Parameters
    ----------
    folder
        The submission's folder.
    student
        Whose it is; nbgrader can be told to put another folder than theirs above it, which is the instructor's affair.

    Returns
    -------
    str
        Empty where there is none.
    """
    theirs = [folder.parent] if folder.parent.name == student else []
    return next((place.name for place in (folder, *theirs) if place.is_symlink()), "")


def other_files(folder: Path, notebooks: Collection[Path]) -> tuple[dict[str, bytes], list[Message]]:
    """Read everything else that a student handed in, as far as there is room for it.

    Parameters
    ----------
    folder
        The submission's folder.
    notebooks
        Files in it that are read elsewhere.

    Returns
    -------
    tuple
        Contents by relative path, and remarks about what was left out.
    """
    files: dict[str, bytes] = {}
    remarks: list[Message] = []
    room = FILES_MIB * MIB
    for path in _found_in(folder, remarks):
        if path in notebooks:
            continue
        relative = path.relative_to(folder).as_posix()
        if not _is_text(relative):
            shown = relative.encode("utf-8", "replace").decode()
            remarks.append(sentences.NAME_IS_NO_TEXT(name=shown))
            continue
        try:
            content = read_regular(path, room)
        except DamagedSubmission as damage:
            remarks.append(sentences.LEFT_OUT(name=relative, why=damage.message))
            continue
        if len(files) >= FILE_COUNT:
            remarks.append(sentences.TOO_MANY_FILES(number=str(FILE_COUNT)))
            break
        room -= len(content)
        files[relative] = content
    return files, remarks


def _found_in(folder: Path, remarks: list[Message]) -> Iterator[Path]:
    """Yield what is in a folder and in those below it; hidden ones and links to folders are left out.

    Nothing here is recursive: a thousand folders in each other must not end the grading of a class.
    """
    waiting, seen, left_out = [(folder, 0)], 0, False
    while waiting:
        parent, depth = waiting.pop()
        seen += 1
        if seen > FILE_COUNT:
            left_out = True
            break
        try:
            with os.scandir(parent) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:  # it is not there, or may not be read
            continue
        folders = [entry for entry in found if _is_folder(entry) and not entry.is_symlink() and entry.name[0] != "."]
        if depth < DEEPEST:
            waiting += [(Path(entry.path), depth + 1) for entry in reversed(folders)]
        else:
            left_out = left_out or bool(folders)
        yield from (Path(entry.path) for entry in found if not _is_folder(entry))
    if left_out:
        remarks.append(sentences.TOO_MANY_FOLDERS(depth=str(DEEPEST), number=str(FILE_COUNT)))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads in a circle
        return False


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
