"""What nbgrader has to know about the course; its ``nbgrader_config.py`` calls :func:`configure`."""

from __future__ import annotations

from typing import Any

from grader.course import COURSE_ID

STUB = "# Write your code here.\nraise NotImplementedError"


def configure(config: Any, *, language: str = "en") -> None:
    """Set everything that nbgrader needs for this course.

    Parameters
    ----------
    config
        The configuration object that ``get_config()`` returns.
    language
        The language of feedback, comments and the students' check: a file in ``grader/feedback/messages``.
    """
    configure_folders(config)
    configure_release(config)
    configure_generating(config)
    configure_grading(config)
    config.FeedbackExporter.language = language


def configure_folders(config: Any) -> None:
    """Say where things are, relative to the course's folder."""
    config.CourseDirectory.course_id = COURSE_ID
    config.CourseDirectory.source_directory = "build/source"
    config.CourseDirectory.release_directory = "notebooks"
    config.CourseDirectory.submitted_directory = "submitted"
    config.CourseDirectory.autograded_directory = "autograded"
    config.CourseDirectory.feedback_directory = "feedback"


def configure_release(config: Any) -> None:
    """Say what stands in a student's notebook where the solution was."""
    config.ClearSolutions.code_stub = {"python": STUB}


def configure_generating(config: Any) -> None:
    """Let the Formgrader's Generate button make a whole release, or leave the one that is there."""
    from grader.authoring.releasing import ReleaseExporter

    config.GenerateAssignment.exporter_class = ReleaseExporter


def configure_grading(config: Any) -> None:
    """Let ``nbgrader autograde`` and the Formgrader grade in the sandbox, and give feedback by our page.

    The lists are nbgrader's own, with Execute and the restoring steps replaced.
    """
    from nbconvert.preprocessors import ClearMetadataPreprocessor
    from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata, IgnorePattern, LimitOutput

    from grader.engine.noting import KeepRecord
    from grader.feedback.exporter import FeedbackExporter, GetMarks
    from grader.feedback.formgrader import COURSE_FILTERS, template_folders
    from grader.gradebook import SaveFindings
    from grader.preprocessors import GradeInSandbox, RestoreCells, SubmissionExporter

    config.Autograde.exporter_class = SubmissionExporter
    config.Autograde.sanitize_preprocessors = [RestoreCells, CheckCellMetadata]
    config.Autograde.autograde_preprocessors = [
        GradeInSandbox,
        IgnorePattern,
        ClearMetadataPreprocessor,
        LimitOutput,
        SaveFindings,
        AssignLatePenalties,
        KeepRecord,
        CheckCellMetadata,
    ]
    config.GenerateFeedback.preprocessors = [GetMarks]
    config.GenerateFeedback.exporter_class = FeedbackExporter
    # What students' notebooks bring along must not act in the instructor's browser.
    config.HTMLExporter.sanitize_html = True
    config.HTMLExporter.filters = dict(COURSE_FILTERS)
    config.HTMLExporter.template_paths = template_folders()


def configure_foreign(config: Any) -> None:
    """Let ``nbgrader autograde`` and the Formgrader grade a course without our exercises in the sandbox.

    Folders and release stay as they are. ``grader grade`` needs none of this.

    Parameters
    ----------
    config
        The configuration object that ``get_config()`` returns.
    """
    from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata

    from grader.feedback.formgrader import FILTERS
    from grader.foreign import preprocessors

    config.Autograde.exporter_class = preprocessors.ForeignExporter
    config.Autograde.sanitize_preprocessors = [preprocessors.RestoreForeignCells, CheckCellMetadata]
    config.Autograde.autograde_preprocessors = [
        preprocessors.GradeForeignNotebook,
        preprocessors.SaveForeignGrades,
        AssignLatePenalties,
        CheckCellMetadata,
    ]
    # What students' notebooks bring along must not act in the instructor's browser.
    config.HTMLExporter.sanitize_html = True
    config.HTMLExporter.filters = dict(FILTERS)
