"""Known mistakes in ``greedy_decode``."""

from __future__ import annotations

from grader.exercises.model import Mistake

READ = 'encode(tokens, part_of(parameters, "encoder"), cell, mask)'
STEP = "yt_pred, state, _ = decode_step(token, state, parameters, cell)"
CHOICE = "token = np.argmax(yt_pred, axis=0)"
NOT_ENDED = "if not answer or answer[-1] != eos:"
LOOP = "for _ in range(max_length):"
ALL = "if all(answer[-1] == eos for answer in answers):"
RESULT = "return answers"
BEGIN = "token, answers = None, [[] for _ in tokens]"


def _patched(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"greedy_decode.{name}", criterion, says, patches, line=line)


GREEDY = (
    _patched(
        "not-fed-back",
        "tokens",
        "what was written is not read: the decoder gets no token at any step",
        (STEP, "yt_pred, state, _ = decode_step(None, state, parameters, cell)"),
    ),
    _patched(
        "state-not-carried",
        "tokens",
        "every step starts from the state of the encoder: the state is not handed on",
        (STEP, "yt_pred, _, _ = decode_step(token, state, parameters, cell)"),
    ),
    _patched(
        "decoder-from-zero",
        "tokens",
        "the decoder starts from zero, not from the last state of the encoder",
        (READ, READ + "\n    state = tuple(np.zeros_like(part) for part in state)"),
    ),
    _patched(
        "reads-question",
        "tokens",
        "the decoder reads the tokens of the question, not what it wrote itself",
        (LOOP, "for t in range(max_length):"),
        (STEP, STEP + "\n        token = tokens[:, min(t, tokens.shape[1] - 1)]"),
        (CHOICE, "written = np.argmax(yt_pred, axis=0)"),
        ("token.tolist()", "written.tolist()"),
        line="decode_step(tokens[:, t], state, parameters, cell)",
    ),
    _patched(
        "starts-with-eos",
        "tokens",
        "the decoder starts with eos; before the first step nothing is written",
        (BEGIN, "token, answers = np.full(len(tokens), eos), [[] for _ in tokens]"),
    ),
    _patched(
        "least-likely", "tokens", "the least likely token is taken", (CHOICE, "token = np.argmin(yt_pred, axis=0)")
    ),
    _patched(
        "drawn-by-chance",
        "tokens",
        "the token is drawn by chance; greedy means the likeliest one",
        (BEGIN, BEGIN + "\n    rng = np.random.default_rng(0)"),
        (CHOICE, "token = np.array([rng.choice(len(p), p=p / p.sum()) for p in yt_pred.T])"),
    ),
    _patched(
        "over-examples",
        "tokens",
        "the maximum is taken over the examples, not over the tokens",
        (CHOICE, "token = np.argmax(yt_pred, axis=1)[: len(tokens)]"),
        line="token = np.argmax(yt_pred, axis=1)",
    ),
    _patched(
        "one-answer-for-all",
        "tokens",
        "every example gets the token of the first one",
        (CHOICE, "token = np.full(len(tokens), np.argmax(yt_pred[:, 0]))"),
    ),
    _patched(
        "eos-left-out",
        "end",
        "eos is not part of the answers; an answer that ended should hold it",
        (RESULT, "return [[token for token in answer if token != eos] for answer in answers]"),
    ),
    _patched(
        "goes-on-after-eos",
        "end",
        "answers that have ended go on while others are written",
        (NOT_ENDED, "if True:"),
        (ALL, "if all(eos in answer for answer in answers):"),
        line="answer.append(index)",
    ),
    _patched(
        "never-stops",
        "end",
        "answers are written on to max_length, whatever eos says",
        (NOT_ENDED, "if True:"),
        (ALL, "if False:"),
    ),
    _patched(
        "stops-with-the-first",
        "end",
        "all answers stop when the first one ends: any in place of all",
        (ALL, "if any(answer[-1] == eos for answer in answers):"),
    ),
    _patched(
        "eos-repeated",
        "end",
        "eos is repeated until every answer has ended",
        (RESULT, "longest = max(map(len, answers))\n    return [a + [eos] * (longest - len(a)) for a in answers]"),
        line="answer.append(eos)",
    ),
    _patched(
        "one-too-many",
        "max_length",
        "an answer that is cut off has one token too many",
        (LOOP, "for _ in range(max_length + 1):"),
    ),
    _patched(
        "one-too-few",
        "max_length",
        "an answer that is cut off has one token too few",
        (LOOP, "for _ in range(max(1, max_length - 1)):"),
    ),
    _patched(
        "length-not-used",
        "max_length",
        "max_length is not used: answers may have fifty tokens",
        (LOOP, "for _ in range(50):"),
    ),
    _patched(
        "eos-added",
        "max_length",
        "eos is added to answers that were cut off",
        (RESULT, "return [a if a[-1] == eos else [*a, eos] for a in answers]"),
    ),
    _patched(
        "mask-not-handed-on", "mask", "the mask is not handed on to the encoder", (READ, READ.replace(", mask)", ")"))
    ),
    _patched(
        "cell-not-handed-on",
        "cells",
        "the kind of cell is not handed on to the decoder",
        (STEP, STEP.replace(", cell)", ")")),
    ),
    _patched(
        "array",
        "end",
        "the answers are returned as one array, although they have lengths of their own",
        (
            RESULT,
            "longest = max(map(len, answers))\n    return np.array([a + [-1] * (longest - len(a)) for a in answers])",
        ),
        line="return np.array(answers)",
    ),
    _patched(
        "time-first",
        "tokens",
        "there is one list for each step; there should be one for each example",
        (
            RESULT,
            "steps = range(max(map(len, answers)))\n    return [[a[t] for a in answers if t < len(a)] for t in steps]",
        ),
        line="answers.append(token.tolist())",
    ),
)
