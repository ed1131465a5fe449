"""What has to be in order before nbgrader makes a release anew, by its command or the Formgrader's Generate button."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter

from grader.authoring.wheel import PATTERN, build_wheel
from grader.course import Course
from grader.errors import GraderError
from grader.registration import refuse_other_cells


class ReleaseExporter(NotebookExporter):
    """Writes student notebooks as nbgrader does, after a look at what could go wrong.

    Generate deletes the release first and makes it afterwards. nbgrader makes its exporter before either, and there is
    no other place from which a release can be kept that could not be made again.
    """

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)  # type: ignore[no-untyped-call]
        generating: Any = self.parent
        for folder in getattr(generating, "assignments", ()):
            try:
                prepare_release(Course.find(Path(generating.coursedir.root)), Path(folder).name)
            except GraderError as error:
                self.log.error("The release is as it was. %s", error)
                raise


def prepare_release(course: Course, name: str) -> None:
    """Put the students' library beside the source notebook, and refuse a release that the gradebook cannot follow.

    Parameters
    ----------
    course
        The course.
    name
        A built assignment.

    Raises
    ------
    CourseError
        If the assignment has not been built.
    GradebookError
        If cells came or went while there are submissions.
    """
    refuse_other_cells(course.db_url, course.course_id, course.definition(name))
    source = course.source_path(name).parent
    if not any(source.glob(PATTERN)):
        build_wheel(course.edition_path(name), source)
