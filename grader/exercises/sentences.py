"""What the hidden checks say, in English: each sentence with its key.

What they say of a single returned value stands in :mod:`rnn_utils.checks.sentences`, which the students' check shares.
Nothing of here goes to students but in the results of their own work.
"""

from __future__ import annotations

from rnn_utils.checks.messages import Template

# A message with the inputs on which it was found.
FOUND_ON_ONE = Template("found.on_one", "{what} ({first})")
FOUND_ON_TWO = Template("found.on_two", "{what} ({first}; {second})")
FOUND_ON_THREE = Template("found.on_three", "{what} ({first}; {second}; {third})")
FOUND_ON_MORE = Template("found.on_more", "{what} ({first}; {second}; {third}; and {number} more)")

# A call that gave no value.
NOT_DEFINED = Template("found.not_defined", "{function} is not defined when this cell runs")
NOT_CALLABLE = Template(
    "found.not_callable", "{function} is not a function any more: a later line gave the name to something else"
)
UNWRITTEN = Template("found.unwritten", "{function} is not written yet")
OUT_OF_TIME = Template("found.out_of_time", "{function} did not finish in time")
OUT_OF_MEMORY = Template("found.out_of_memory", "{function} used more memory than is allowed")
CRASHED = Template("found.crashed", "{function} made Python crash")
NOT_TRIED = Template("found.not_tried", "{function} was not tried, because an earlier call ended the process")
TOO_LARGE = Template("found.too_large", "{function} returned more data than can be read")
STOPPED = Template("found.stopped", "{function} stopped with {error}")
STOPPED_IN_LINE = Template("found.stopped_in_line", "{function} stopped with {error}, in the line: {line}")
NEVER_ENDS = Template(
    "found.never_ends",
    "{function} did not come to an end: it was stopped when it had called other functions {number} times. "
    "What ends its loop?",
)
NO_DATA = Template("found.no_data", "{function} returned something that cannot be read: {reason}")
NO_VALUE = Template("found.no_value", "{reason}")  # in the words of the sandbox, which are English

# What probes find.
WRONG_FORM = Template("found.wrong_form", "the returned values do not have the expected form")
CHANGES_INPUT = Template("found.changes_input", "{function} changes its input {names}")
SHARES_MEMORY = Template("found.shares_memory", "returned arrays share memory (return copies): {names}")
NOT_RAISED = Template("found.not_raised", "{function} should raise a {error}, it returned a value")
RAISED_OTHER = Template("found.raised_other", "{function} should raise a {error}; {what}")
NOT_LINEAR = Template(
    "found.not_linear", "{names}: the result for a sum of two gradients is not the sum of the results"
)
OTHERWISE_ALONE = Template("found.otherwise_alone", "an example gives another result alone than together with others")
ORDER_OF_UNITS = Template(
    "found.order_of_units", "the result depends on the order in which the hidden units are numbered"
)
ORDER_OF_EXAMPLES_OR_UNITS = Template(
    "found.order_of_examples_or_units", "the result depends on the order of the examples or of the hidden units"
)
BEGINNING = Template("found.beginning", "the first time steps come out otherwise when the sequence goes on")
OTHERWISE_IN_TWO_PIECES = Template(
    "found.otherwise_in_two_pieces", "a text read in two pieces comes out otherwise than the whole text"
)
OTHERWISE_PADDED = Template("found.otherwise_padded", "a sentence gives another result in a padded batch than alone")
OTHER_STATE_PADDED = Template("found.other_state_padded", "a sequence gives another state in a padded batch than alone")
OTHER_DTYPE = Template("found.other_dtype", "for {given} the result has dtype {found}, expected {expected}")
INTEGERS = Template("found.integers", "integers")
LENGTHS = Template("found.lengths", "lengths")
SHARES_OF_THE_LAST_STEPS = Template(
    "found.shares_of_the_last_steps", "the shares of the last steps depend on how many steps came before"
)

# The time of a backward pass, and what waits for what.
SLOW = Template("found.slow", "earns nothing while {function} takes longer than backpropagation does")
WRONG_AT_LARGE_SIZE = Template(
    "found.wrong_at_large_size", "{function} is right at small sizes and wrong at a large one"
)
AT_LARGE_SIZE = Template("found.at_large_size", "at a large size: {reason}")
NOT_MEASURED = Template("found.not_measured", "its time could not be measured")
TOOK_LONGER = Template(
    "found.took_longer",
    "{function} took {took} s of CPU time where {allowed} s are allowed: backpropagation "
    "costs a small multiple of the forward pass, finite differences a forward pass for each weight",
)
RIGHT_BUT_WAITS = Template("found.right_but_waits", "is right, and earns points as soon as this is right too: {titles}")
NOT_MEASURED_YET = Template("found.not_measured_yet", "is measured as soon as this is right: {titles}")

# Losses and probabilities.
LOSS_NOT_FINITE = Template("found.loss_not_finite", "the loss is {loss} where the right class has probability 0")
LOSS_TOO_SMALL = Template("found.loss_too_small", "a right class of probability 0 should cost much, it does not")
LOGARITHM_NOT_FINITE = Template(
    "found.logarithm_not_finite", "the logarithm of a probability of 0 is not a finite number"
)
NOT_UNLIKELY = Template("found.not_unlikely", "a token of probability 0 should make its sentence very unlikely")

# The norms of gradients through time.
NORMS_NOT_SCALED = Template("found.norms_not_scaled", "a gradient −3 times as large has not norms 3 times as large")
NORMS_DEPEND_ON_START = Template(
    "found.norms_depend_on_start", "the norms of the last steps depend on how many steps came before"
)

# Sentences that are drawn or searched.
NO_TOKENS = Template("found.no_tokens", "sample should return an array of whole numbers with one axis")
LEFT_THE_WAY = Template("found.left_the_way", "the tokens leave the only likely way at time step {step}")
NO_SINGLE_END = Template("found.no_single_end", "the sentence should end with one end mark and nothing behind it")
NOT_CUT_OFF = Template(
    "found.not_cut_off", "a sentence of max_length tokens without an end mark should be cut off there"
)
WRONG_COUNT = Template("found.wrong_count", "with max_length = {length} there should be {length} tokens")
ENDS_IMPOSSIBLY = Template("found.ends_impossibly", "sentences end although the end mark has probability 0")
UNKNOWN_TOKENS = Template("found.unknown_tokens", "there are tokens that the vocabulary does not have")
TOO_OFTEN = Template("found.too_often", "token {token} comes too often for its probability")
TOO_RARELY = Template("found.too_rarely", "token {token} comes too rarely for its probability")
DOES_NOT_FOLLOW = Template(
    "found.does_not_follow", "the second token does not follow from the one that was drawn before"
)
OTHER_RANDOMNESS = Template(
    "found.other_randomness",
    "a generator of the same seed gives another sentence: are there random numbers from elsewhere?",
)
SAME_SENTENCE = Template("found.same_sentence", "generators of different seeds give the same sentence")
WRONG_TOKEN = Template("found.wrong_token", "answer {number} has a wrong token before its end")

# What helped where a first try failed.
OWN_CACHES = Template("found.own_caches", "Right with the caches of your own {function}.")
OWN_STEPS = Template("found.own_steps", "Right with the caches of your own {step}: the mistake is in {function}.")
ONCE_IT_IS = Template("found.once_it_is", "Right once {function} is right: the mistake is in {function}.")
ONCE_IT_IS_THERE = Template("found.once_it_is_there", "Right once {function} is right: the mistake is there.")
ONCE_STEP_IS = Template("found.once_step_is", "Right once a single step is right: the mistake is in {function}.")
SEQUENCE_ONCE_STEP_IS = Template(
    "found.sequence_once_step_is", "The sequence is right once a single step is right: the mistake is in {functions}."
)
ONCE_PLAIN_CELL_IS = Template(
    "found.once_plain_cell_is", "Right once the cell without peepholes is right: the mistake is in {function}."
)
PREDICTION_ONCE_IT_IS = Template(
    "found.prediction_once_it_is", "The prediction is right once {function} is right: the mistake is in {function}."
)
ONCE_OTHERS_ARE = Template("found.once_others_are", "Right once what it calls is right: the mistake is in {functions}.")
ONCE_ONE_LAYER_IS = Template(
    "found.once_one_layer_is", "Right once a single layer is right: the mistake is in a function before this one."
)
ONCE_TURNED = Template("found.once_turned", "Right once padded sequences are right: the mistake is in {functions}.")
ONCE_ENCODER_IS = Template("found.once_encoder_is", "Right once the encoder is right: the mistake is in {functions}.")
ONCE_PARTS_ARE = Template(
    "found.once_parts_are", "Right once encoder and decoder are right: the mistake is in {functions}."
)
OWN_CACHES_ONCE_THEY_ARE = Template(
    "found.own_caches_once_they_are",
    "Right with the caches of your own {function}, once {first} and {second} are right.",
)
FITS_YOUR_OWN = Template("found.fits_your_own", "The perplexity fits your {function}: the mistake is there.")
ONE_OF = Template("found.one_of", "{first} or {last}")
