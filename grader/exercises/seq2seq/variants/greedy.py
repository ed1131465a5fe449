"""Odd-but-right ``greedy_decode``."""

from __future__ import annotations

from grader.exercises.model import Variant

GREEDY = (
    Variant(
        "greedy_decode.question-by-question",
        """
def greedy_decode(tokens, parameters, eos, max_length=50, cell="gru", mask=None):
    answers = []
    for j in range(len(tokens)):
        row = None if mask is None else mask[j : j + 1]
        state, _ = encode(tokens[j : j + 1], part_of(parameters, "encoder"), cell, row)
        answer, token = [], None
        while len(answer) < max_length and eos not in answer:
            yt_pred, state, _ = decode_step(token, state, parameters, cell)
            token = np.argmax(yt_pred, axis=0)
            answer.append(int(token[0]))
        answers.append(answer)
    return answers
""",
    ),
    Variant(
        "greedy_decode.cut-afterwards",
        """
def greedy_decode(tokens, parameters, eos, max_length=50, cell="gru", mask=None):
    state, _ = encode(tokens, part_of(parameters, "encoder"), cell, mask)
    token, columns = None, []
    for _ in range(max_length):
        yt_pred, state, _ = decode_step(token, state, parameters, cell)
        token = np.log(yt_pred).argmax(0)
        columns.append(token)
    answers = []
    for row in np.stack(columns, axis=1):
        ends = np.flatnonzero(row == eos)
        answers.append(tuple(row[: ends[0] + 1]) if len(ends) else tuple(row))
    return tuple(answers)
""",
    ),
    Variant(
        "greedy_decode.ended-leave-the-batch",
        """
def greedy_decode(tokens, parameters, eos, max_length=50, cell="gru", mask=None):
    state, _ = encode(tokens, part_of(parameters, "encoder"), cell, mask)
    answers, going, token = [[] for _ in range(len(tokens))], np.arange(len(tokens)), None
    for _ in range(max_length):
        yt_pred, state, _ = decode_step(token, state, parameters, cell)
        token = yt_pred.argmax(axis=0)
        for j, k in zip(going, token):
            answers[j] += [k]
        stay = token != eos
        if not stay.any():
            break
        going, token, state = going[stay], token[stay], tuple(part[:, stay] for part in state)
    return answers
""",
    ),
)
