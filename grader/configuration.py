"""The configuration of a course as nbgrader itself reads it: where the gradebook is, what lateness costs."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from grader.errors import CourseError
from grader.feedback.messages import ENGLISH, Catalogue

FILE = "nbgrader_config.py"


def load_configuration(root: Path) -> Config:
    """Return the configuration of the course in a folder; empty where there is none.

    Parameters
    ----------
    root
        The course's folder.

    Raises
    ------
    CourseError
        If the file cannot be read or run.
    """
    path = root / FILE
    if not path.is_file():
        return Config()
    return _load(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _load(path: Path, changed_ns: int) -> Config:
    try:
        return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
    except Exception as error:  # whatever the file does: it is a program
        hint = f"correct {path}; 'nbgrader autograde' cannot read it either"
        raise CourseError(f"{path} cannot be run: {error!r}", hint=hint) from error


def configured_language(config: Config) -> str:
    """Return the language of feedback that a configuration names; English where it names none.

    Parameters
    ----------
    config
        nbgrader's configuration.

    Raises
    ------
    CourseError
        If there is no such language.
    """
    found = config.get("FeedbackExporter", {}).get("language", ENGLISH)
    return Catalogue.load(found if isinstance(found, str) else repr(found)).language


def configured_gradebook(root: Path) -> str:
    """Return the address of the gradebook that the configuration names; empty where it names none."""
    return _of_the_folders(root, "db_url")


def configured_course_id(root: Path) -> str:
    """Return the id of the course that the configuration names; empty where it names none."""
    return _of_the_folders(root, "course_id")


def _of_the_folders(root: Path, name: str) -> str:
    found = load_configuration(root).get("CourseDirectory", {}).get(name, "")
    return found if isinstance(found, str) else ""
