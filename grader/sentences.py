"""What is said of a submission as a whole, in English: each sentence with its key."""

from __future__ import annotations

from rnn_utils.checks.messages import Template

# Why a notebook was stopped.
STOPPED = Template("detail.stopped", "the notebook was stopped: {how}")
ENDED = Template("detail.ended", "{how} ({detail})")
TIME = Template("detail.time", "it ran longer than is allowed")
CPU = Template("detail.cpu", "it used more CPU time than is allowed")
MEMORY = Template("detail.memory", "it used more memory than is allowed")
OUTPUT = Template("detail.output", "it printed more than is allowed")
CRASH = Template("detail.crash", "Python crashed")
EXIT = Template("detail.exit", "it ended its own Python process")
DISK = Template("detail.disk", "it wrote more or larger files than is allowed")
TAMPERING = Template("detail.tampering", "a function reached for the notebook while it was being checked")
PROTOCOL = Template("detail.protocol", "it interfered with the grader's channel")

# Why a submission could not be graded.
NO_NOTEBOOK = Template("detail.no_notebook", "there is no notebook")
FOLDER_IS_A_LINK = Template("detail.folder_is_a_link", "the folder {name} is a link")
NOT_THERE = Template("detail.not_there", "there is no {name} in the submission")
OTHER_NAME = Template(
    "detail.other_name",
    "there is no {name} in the submission, but {other} is: if that is it, it has to be renamed and graded again",
)
LINK = Template("detail.link", "{name} is a link or cannot be opened")
NO_FILE = Template("detail.no_file", "{name} is not a file")
LARGE_FILE = Template("detail.large_file", "{name} is larger than {size} MiB")
EMPTY = Template("detail.empty", "the notebook is an empty file")
NO_TEXT = Template("detail.no_text", "the notebook is not UTF-8 text")
NO_JSON = Template("detail.no_json", "the notebook is not JSON (line {line}); was its download complete?")
DEEP = Template("detail.deep", "the notebook is nested too deep")
NOT_JUPYTER = Template("detail.not_jupyter", "the file is JSON, but not a Jupyter notebook")
BRACKETS = Template("detail.brackets", "the notebook has more than {number} brackets")
CELLS = Template("detail.cells", "the notebook has more than {number} cells")
PARTS = Template("detail.parts", "the notebook has more than {number} lists and objects")

# Why the tests of a course without our exercises failed.
RAN_TOO_LONG = Template("tests.ran_too_long", "stopped after {seconds} s")
NO_MODULE = Template("tests.no_module", "{error} (this module is not there where notebooks are graded)")
FAILED_FIRST = Template("tests.failed_first", "{cell} failed first: {error}")
NAMED_CELL = Template("tests.named_cell", "the cell {name}")
CELL_ABOVE = Template("tests.cell_above", "a cell above the tests")

# Why a function is not there although its cell was written.
CELL_FAILED = Template("undefined.cell_failed", "its cell failed: {error}")
OTHER_NAMES = Template("undefined.other_names", "its cell does not define {function}, but {names}")

# What an instructor should know.
CELL_STOPPED = Template("remark.cell_stopped", "a cell was stopped after {seconds} s ({line})")
NO_TIME = Template("remark.no_time", "left out: {file} (no time: {text})")
AND_MORE = Template("remark.and_more", "and {number} more of the kind")
NAME_IS_NO_TEXT = Template("remark.name_is_no_text", "left out: {name} (its name is no text)")
LEFT_OUT = Template("remark.left_out", "left out: {name} ({why})")
TOO_MANY_FILES = Template("remark.too_many_files", "left out: everything after the first {number} files")
TOO_MANY_FOLDERS = Template(
    "remark.too_many_folders",
    "left out: folders that lie more than {depth} deep, and everything after the first {number} folders",
)
IN_THE_WAY = Template("remark.in_the_way", "left out: {name} (a file of the course has its place)")
OTHER_NOTEBOOK = Template("remark.other_notebook", "{name} is no notebook of the assignment")
UNKNOWN_CELL = Template("remark.unknown_cell", "cell {name} is not part of the assignment")
COPIED_CELL = Template("remark.copied_cell", "cell {name} was copied; the last copy counts")
OTHER_ORDER = Template("remark.other_order", "cells stand in another order than in the assignment")
EDITED_CELL = Template("remark.edited_cell", "locked cell {name} was edited and has been restored")
MISSING_CELL = Template("remark.missing_cell", "grade cell {name} was missing and has been added")
