"""What people read about a graded submission: a page for the browser, a table for the terminal."""

from __future__ import annotations

from grader.feedback.messages import Catalogue
from grader.feedback.page import feedback_page
from grader.feedback.terminal import ClassRow, class_table, summary

__all__ = ["Catalogue", "ClassRow", "class_table", "feedback_page", "summary"]
