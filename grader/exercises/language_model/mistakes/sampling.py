"""Known mistakes in ``sample``."""

from __future__ import annotations

from grader.exercises.model import Mistake

BEGIN = "xt, a = np.zeros((n_x, 1)), np.zeros((n_a, 1))"
LOOP = "while len(tokens) < max_length:"
CELL = "a, _, _ = rnn_cell_forward(xt, a, parameters)"
SCORES = 'scores = parameters["Wya"] @ a + parameters["by"]'
CHOICE = "rng.choice(n_x, p=softmax(scores / temperature)[:, 0])"
FEED = "xt = one_hot(np.array([token]), n_x)"
STOP = 'if token == vocabulary["<EOS>"]:'
KEPT = "        tokens.append(token)\n"
RESULT = "return np.array(tokens, dtype=np.int64)"


def _wrong(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"sample.{name}", criterion, says, patches, line=line)


SAMPLING = (
    _wrong("not-fed-back", "tokens", "the token that was drawn is not fed back: every input is zero", (FEED, "pass")),
    _wrong(
        "state-not-carried",
        "tokens",
        "the state is not handed on: every step starts from zeros",
        (CELL, "a, _, _ = rnn_cell_forward(xt, np.zeros((n_a, 1)), parameters)"),
    ),
    _wrong(
        "state-of-ones",
        "tokens",
        "the first state is not zero",
        (BEGIN, BEGIN.replace("np.zeros((n_a", "np.ones((n_a")),
    ),
    _wrong(
        "begins-with-class-zero",
        "tokens",
        "the first input is the one-hot vector of token 0: it should be a vector of zeros",
        (BEGIN, BEGIN.replace("np.zeros((n_x, 1))", "one_hot(np.array([0]), n_x)")),
    ),
    _wrong(
        "begins-with-end-mark",
        "tokens",
        "the first input is an end mark: it should be a vector of zeros",
        (BEGIN, BEGIN.replace("np.zeros((n_x, 1))", 'one_hot(np.array([vocabulary["<EOS>"]]), n_x)')),
    ),
    _wrong(
        "probabilities-fed-back",
        "distribution",
        "the probabilities are fed back, as the note has it: the next input is the drawn token, one-hot",
        (FEED, "xt = softmax(scores)"),
    ),
    _wrong(
        "probabilities-of-the-draw-fed-back",
        "distribution",
        "the probabilities of which the token was drawn are fed back: the next input is that token, one-hot",
        (FEED, "xt = softmax(scores / temperature)"),
    ),
    _wrong(
        "likeliest-fed-back",
        "distribution",
        "the likeliest token is fed back: the next input is the token that was drawn",
        (FEED, "xt = one_hot(np.array([int(np.argmax(scores))]), n_x)"),
    ),
    _wrong(
        "past-fed-back",
        "tokens",
        "all tokens so far are fed back at once: old ones are not taken out of the vector",
        (FEED, "xt = np.maximum(xt, one_hot(np.array([token]), n_x))"),
        line="xt[token] = 1",
    ),
    _wrong(
        "first-fed-back",
        "tokens",
        "the first token is fed back at every step",
        (FEED, "xt = one_hot(np.array(tokens[:1]), n_x)"),
    ),
    _wrong(
        "uniform",
        "tokens",
        "all tokens are equally likely: rng.choice is not given the probabilities",
        (CHOICE, "rng.choice(n_x)"),
    ),
    _wrong(
        "score-negated", "tokens", "the scores have the wrong sign", (CHOICE, CHOICE.replace("scores /", "-scores /"))
    ),
    _wrong("bias-missing", "tokens", "the bias of the output is missing", (SCORES, 'scores = parameters["Wya"] @ a')),
    _wrong(
        "one-token-only",
        "tokens",
        "only the last token is returned",
        (RESULT, "return np.array(tokens[-1:], dtype=np.int64)"),
    ),
    _wrong(
        "column",
        "tokens",
        "the tokens stand in a column of shape (T, 1)",
        (RESULT, "return np.array(tokens, dtype=np.int64)[:, np.newaxis]"),
    ),
    _wrong("list", "tokens", "a list is returned, not an array", (RESULT, "return [int(token) for token in tokens]")),
    _wrong(
        "fractions",
        "tokens",
        "the array holds floating-point numbers",
        (RESULT, "return np.array(tokens, dtype=float)"),
    ),
    _wrong(
        "first-left-out",
        "tokens",
        "the first token is not in the result",
        (RESULT, "return np.array(tokens[1:], dtype=np.int64)"),
    ),
    _wrong(
        "backwards",
        "tokens",
        "the tokens are in reverse order",
        (RESULT, "return np.array(tokens[::-1], dtype=np.int64)"),
    ),
    _wrong(
        "likeliest",
        "distribution",
        "the likeliest token is taken every time: nothing is drawn",
        (CHOICE, "int(np.argmax(scores))"),
    ),
    _wrong(
        "drawn-once",
        "distribution",
        "the same random number is used at every step",
        (BEGIN, BEGIN + "\n    u = rng.random()"),
        (CHOICE, "int(min(np.searchsorted(np.cumsum(softmax(scores / temperature)[:, 0]), u), n_x - 1))"),
        line="u = rng.random()",
    ),
    _wrong(
        "one-of-two",
        "distribution",
        "only the two likeliest tokens are ever drawn",
        (
            CHOICE,
            "int(np.argsort(scores[:, 0])[-2:][rng.choice(2, p=softmax("
            "np.sort(scores[:, 0])[-2:, np.newaxis] / temperature)[:, 0])])",
        ),
        line="best = np.argsort(scores[:, 0])[-2:]",
    ),
    _wrong(
        "temperature-ignored",
        "temperature",
        "the temperature has no effect: it is not used, or cancels where probabilities are divided by their sum",
        (CHOICE, CHOICE.replace(" / temperature", "")),
    ),
    _wrong(
        "temperature-multiplies",
        "temperature",
        "the scores are multiplied by the temperature: it divides them",
        (CHOICE, CHOICE.replace("/ temperature", "* temperature")),
    ),
    _wrong(
        "temperature-on-probabilities",
        "temperature",
        "the temperature divides the probabilities, and softmax is taken again: it divides the scores",
        (CHOICE, CHOICE.replace("scores / temperature", "softmax(scores) / temperature")),
    ),
    _wrong(
        "temperature-on-the-bias-only",
        "temperature",
        "the temperature divides the bias alone: brackets are missing",
        (CHOICE, CHOICE.replace("scores / temperature", 'parameters["Wya"] @ a + parameters["by"] / temperature')),
    ),
    _wrong(
        "temperature-in-the-state",
        "temperature",
        "the temperature divides the hidden state: scores have a bias as well",
        (CHOICE, CHOICE.replace("scores / temperature", 'parameters["Wya"] @ (a / temperature) + parameters["by"]')),
    ),
    _wrong(
        "end-left-out",
        "end",
        "the end mark is not in the result",
        (RESULT, 'return np.array([token for token in tokens if token != vocabulary["<EOS>"]], dtype=np.int64)'),
    ),
    _wrong(
        "two-ends",
        "end",
        "the end mark stands there twice",
        (RESULT, 'return np.array(tokens + tokens[-1:] * (tokens[-1] == vocabulary["<EOS>"]), dtype=np.int64)'),
        line='tokens.append(vocabulary["<EOS>"])',
    ),
    _wrong(
        "never-ends",
        "end",
        "the end mark does not end the sentence",
        (STOP, "if False:"),
        line="while len(tokens) < max_length:",
    ),
    _wrong(
        "one-behind-the-end",
        "end",
        "one more token is drawn behind the end mark",
        (STOP, 'if len(tokens) > 1 and tokens[-2] == vocabulary["<EOS>"]:'),
    ),
    _wrong("end-is-one", "end", "<EOS> is taken to be 1, whatever the vocabulary says", (STOP, "if token == 1:")),
    _wrong(
        "ends-at-unknown",
        "distribution",
        "the sentence ends at <UNK> too",
        (STOP, 'if token in (vocabulary["<EOS>"], vocabulary["<UNK>"]):'),
    ),
    _wrong(
        "always-an-end",
        "length",
        "a sentence that is cut off gets an end mark all the same",
        (
            RESULT,
            'return np.array(tokens + [vocabulary["<EOS>"]] * (tokens[-1] != vocabulary["<EOS>"]), dtype=np.int64)',
        ),
        line='tokens.append(vocabulary["<EOS>"])',
    ),
    _wrong(
        "last-replaced",
        "length",
        "the last token of a sentence that is cut off is replaced by an end mark",
        (RESULT, 'return np.array(tokens[:-1] + [vocabulary["<EOS>"]], dtype=np.int64)'),
        line='tokens[-1] = vocabulary["<EOS>"]',
    ),
    _wrong(
        "one-too-many", "length", "there is one token more than max_length", (LOOP, "while len(tokens) <= max_length:")
    ),
    _wrong(
        "one-too-few",
        "length",
        "there is one token less than max_length",
        (LOOP, "while len(tokens) < max_length - 1:"),
    ),
    _wrong(
        "length-ignored",
        "length",
        "max_length is not used: sentences are cut off at 50",
        (LOOP, "while len(tokens) < 50:"),
    ),
    _wrong(
        "own-generator",
        "generator",
        "a generator of its own is made: rng is not used",
        (BEGIN, BEGIN + "\n    rng = np.random.default_rng(0)"),
    ),
    _wrong(
        "seeded-at-every-step",
        "distribution",
        "the generator is seeded again at every step: it gives the same number each time",
        (CHOICE, CHOICE.replace("rng.choice", "np.random.default_rng(0).choice")),
    ),
)
