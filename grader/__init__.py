"""The autograder of the recurrent network course: build, release, grade and report on top of nbgrader.

Importing this package has no side effects and pulls in nothing heavy; the command line stands in
``grader.cli``, the rest in one module per concept.
"""

from __future__ import annotations
