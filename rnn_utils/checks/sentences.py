"""What the checks say of a returned value and to students, in English: each sentence with its key.

Another language is a file of the same keys (``grader messages``). Sentences of the hidden checks stand elsewhere, with
the grader.
"""

from __future__ import annotations

from rnn_utils.checks.messages import Template

# What a value is; in the place of {what} below.
AN_ARRAY = Template("check.an_array", "an array of shape {shape}")
A_NUMBER = Template("check.a_number", "a number")
NONE = Template("check.none", "None (is there a return statement?)")
A_DICTIONARY = Template("check.a_dictionary", "a dictionary with the keys {names}")
A_SEQUENCE = Template("check.a_sequence", "a {type} of length {count}")
A_VALUE = Template("check.a_value", "a value of type {type}")

# How a value differs from the expected one.
WRONG_TYPE = Template("check.wrong_type", "{path} should be {kind}, it is {what}")
NO_DICTIONARY = Template("check.no_dictionary", "{path} should be a dictionary, it is {what}")
NO_KEY = Template("check.no_key", "{path} has no key {key}")
TOO_MANY_ENTRIES = Template("check.too_many_entries", "{path} holds {found} entries, expected {expected}")
NO_SEQUENCE = Template("check.no_sequence", "{path} should be a sequence of length {count}, it is {what}")
WRONG_LENGTH = Template("check.wrong_length", "length of {path}: {found}, expected {expected}")
WRONG_SHAPE = Template("check.wrong_shape", "{path} has shape {found}, expected {expected}")
WRONG_SHAPE_NAMED = Template("check.wrong_shape_named", "{path} has shape {found}, expected {expected} ({axes})")
NO_REAL_NUMBERS = Template("check.no_real_numbers", "{path} holds values of type {type}, expected real numbers")
NO_WHOLE_NUMBERS = Template("check.no_whole_numbers", "{path} holds values of type {type}, expected whole numbers")
WRONG_DTYPE = Template("check.wrong_dtype", "{path} has dtype {found}, expected {expected}")
NOT_FINITE = Template("check.not_finite", "{path} is {value}")
NOT_FINITE_AT = Template("check.not_finite_at", "{path} is {value} at {place}")
WRONG_NUMBER = Template("check.wrong_number", "{path} has a wrong value")
WRONG_NUMBERS = Template(
    "check.wrong_numbers", "{path} has wrong values: {count} of {size} elements, the first at {place}"
)
ON_AXIS = Template("check.on_axis", "{axis} {number}")
AT_INDEX = Template("check.at_index", "index {index}")

# What of a returned value is missing.
KEY_WANTED = Template("check.key_wanted", "expected a dictionary with the key {key}, got {what}")
KEY_MISSING = Template("check.key_missing", "the returned dictionary has no key {key}; it has {names}")
VALUES_WANTED = Template("check.values_wanted", "expected {count} values ({names}), got {what}")

# What the students' check says of a case; it follows the name of the function.
FOUND = Template("check.found", ": {what}")
NOT_RAISED = Template("check.not_raised", ": expected a {error}")
CHANGES = Template("check.changes", " changes its arguments")
CHANGES_HINT = Template("check.changes_hint", "Work on new arrays, and leave what is given as it is.")
SHARES = Template("check.shares", " returns its caller's own arrays")
SHARES_HINT = Template("check.shares_hint", "Return copies, or who changes the one will change the other.")
STOPPED = Template("check.stopped", " stopped with {error}")
LINE = Template("check.line", "Line {number} of the cell: {line}")
LINE_IN = Template("check.line_in", "Line {number} of the cell that holds {function}: {line}")

# The report of a failed check, and what is said in its place.
TRIED = Template("check.tried", "Tried:    {arguments}")
CAME = Template("check.came", "Came:     {place} = {numbers}")
EXPECTED = Template("check.expected", "Expected: {place} = {numbers}")
ALSO_WRONG = Template("check.also_wrong", "Wrong, too: {names}")
ALSO_RIGHT = Template("check.also_right", "Right:    {names}")
CHANGES_TOO = Template("check.changes_too", "It also changes its arguments.")
BROKEN_BEFORE = Template(
    "check.broken_before", "{function} calls what fails its own check: {names}. Correct that first."
)
ALIKE_ONE = Template("check.alike_one", "Every public case comes out as with this known mistake:")
ALIKE_SEVERAL = Template(
    "check.alike_several",
    "Every public case comes out as with these known mistakes, which cannot be told apart here:",
)
OR = Template("check.or", "; or ")
HINT = Template("check.hint", "Hint:")
FORMULA = Template("check.formula", "See the formula {source}: {equation}")
FORMULA_ALONE = Template("check.formula_alone", "See the formula {where}.")
FORMULA_HEAD = Template("check.formula_head", "Formula {source}:")
FORMULA_HEAD_ALONE = Template("check.formula_head_alone", "Formula:")
ARGUMENT = Template("check.argument", "argument {number}")
OF_VALUES = Template("check.of_values", "of length {count}")
A_GENERATOR = Template("check.a_generator", "a generator")
A_FUNCTION = Template("check.a_function", "a function")
PASSED = Template(
    "check.passed", "✓ {exercise}: public checks passed ({count} cases). More are run when it is graded."
)
UNFIT = Template(
    "check.unfit",
    "It does not fit your own {maker} yet: with the caches that this one returns, {function}{found}. No points depend "
    "on it, but the cells that train a network use both.",
)
WITH_CACHES = Template("check.with_caches", "{label}, caches of {maker}")
AGREE = Template(
    "check.agree", "{maker} and {function} must agree on what stands where in the caches, on every layer and step."
)
NO_CHECK = Template("check.no_check", "There is no check for {name}. There are checks for: {names}.")
NOT_DEFINED = Template("check.not_defined", "{function} is not defined. Run the cell above in which it is written.")
NOT_WRITTEN = Template(
    "check.not_written",
    "{function} is not written yet. Write it in the cell above, run that cell, then this one.",
)
NEEDED_NOT_WRITTEN = Template(
    "check.needed_not_written",
    "{function} calls {needed}, which is not written yet. Write that one first, run its cell, then this one.",
)
