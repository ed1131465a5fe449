"""Known mistakes in ``beam_search``."""

from __future__ import annotations

from grader.exercises.model import Mistake

STEP = "yt_pred, state, _ = decode_step(token, state, parameters, cell)"
TOTALS = "totals = logarithms + np.array([log_p for _, log_p in live])"
BEST = 'best = np.argsort(-totals, axis=None, kind="stable")[: beam_width - len(ended)]'
LOOP = "for _ in range(max_length):"
ANSWER = "answer = ([*live[parent][0], int(index)], float(totals[index, parent]))"
ENDED = "ended.append(answer)"
STATE = "state = tuple(part[:, parents] for part in state)"
TOKEN = "token = np.array([answer[-1] for answer, _ in live])"
SORTED = "return sorted(ended + live, key=lambda answer: -answer[1] / len(answer[0]) ** length_power)"
READ = 'encode(tokens[np.newaxis], part_of(parameters, "encoder"), cell)'
KEY = "-answer[1] / len(answer[0]) ** length_power"


def _patched(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"beam_search.{name}", criterion, says, patches, line=line)


BEAM = (
    _patched(
        "states-not-sorted",
        "answers",
        "every beginning goes on with the state of the best one: states are not sorted as the beginnings are",
        (STATE, "state = tuple(part[:, [parents[0]] * len(parents)] for part in state)"),
        line="token, state = …",
    ),
    _patched(
        "one-each",
        "answers",
        "each beginning keeps its own best continuation; all continuations of all beginnings should compete",
        (
            BEST,
            BEST + "\n        if len(live) > 1:\n            best = np.ravel_multi_index((np.argmax(totals, axis=0), "
            "np.arange(len(live))), totals.shape)",
        ),
        line="best = np.argmax(totals, axis=0)",
    ),
    _patched(
        "not-added-up",
        "answers",
        "beginnings are compared by their last token alone: the logarithms are not added up",
        (TOTALS, "totals = logarithms + 0 * np.array([log_p for _, log_p in live])"),
        line="totals = np.log(yt_pred)",
    ),
    _patched(
        "probabilities-added",
        "answers",
        "probabilities are added up, not their logarithms",
        (TOTALS, "totals = yt_pred + np.array([log_p for _, log_p in live])"),
    ),
    _patched(
        "not-fed-back",
        "answers",
        "what was written is not read: the decoder gets no token at any step",
        (TOKEN, "token = None"),
    ),
    _patched(
        "state-of-encoder",
        "answers",
        "every step starts from the state of the encoder",
        (STEP, STEP.replace("yt_pred, state, _", "yt_pred, _, _")),
        (STATE, "state = tuple(np.repeat(part[:, :1], len(live), axis=1) for part in state)"),
    ),
    _patched(
        "greedy",
        "answers",
        "one beginning is kept, whatever the beam_width",
        (BEST, 'best = np.argsort(-totals, axis=None, kind="stable")[:1]'),
    ),
    _patched(
        "least-likely",
        "answers",
        "the least likely continuations are kept: the sign of the sorting is turned",
        (BEST, 'best = np.argsort(totals, axis=None, kind="stable")[: beam_width - len(ended)]'),
    ),
    _patched(
        "beam-not-narrowed",
        "ended",
        "the beam is not narrowed when an answer ends: there are more than beam_width answers",
        (BEST, 'best = np.argsort(-totals, axis=None, kind="stable")[:beam_width]'),
    ),
    _patched(
        "best-of-all-ended",
        "ended",
        "the beam is not narrowed when an answer ends; the best of all that were found are returned",
        (BEST, 'best = np.argsort(-totals, axis=None, kind="stable")[:beam_width]'),
        (SORTED, SORTED + "[:beam_width]"),
    ),
    _patched(
        "ended-are-continued",
        "ended",
        "answers that have ended are continued: nothing leaves the beam",
        ("if index == eos:", "if False:"),
    ),
    _patched(
        "ended-are-lost", "ended", "answers that end are thrown away", (SORTED, SORTED.replace("ended + live", "live"))
    ),
    _patched(
        "stops-with-the-first",
        "ended",
        "the search stops when the first answer ends",
        ("if not live:", "if ended or not live:"),
    ),
    _patched(
        "eos-left-out",
        "ended",
        "eos is not part of the answers; an answer that ended should hold it",
        (ENDED, "ended.append((answer[0][:-1], answer[1]))"),
    ),
    _patched(
        "compared-by-sum",
        "normalised",
        "answers of different lengths are compared by log P itself: long ones never win",
        (KEY, "-answer[1]"),
    ),
    _patched(
        "power-not-used",
        "normalised",
        "length_power is not used: answers are always compared per token",
        (KEY, "-answer[1] / len(answer[0])"),
    ),
    _patched("worst-first", "normalised", "the worst answer comes first", (KEY, KEY[1:])),
    _patched(
        "not-sorted",
        "normalised",
        "the answers stand in the order in which they ended, not the best one first",
        (SORTED, "return ended + live"),
    ),
    _patched(
        "normalised-log-p",
        "log_p",
        "log P is returned per token; it should be that of the whole answer",
        (SORTED, "found = " + SORTED[7:] + "\n    return [(t, log_p / len(t) ** length_power) for t, log_p in found]"),
        line="answers.append((tokens, log_p / len(tokens) ** length_power))",
    ),
    _patched(
        "probability",
        "log_p",
        "probabilities are returned, not their logarithms",
        (SORTED, "found = " + SORTED[7:] + "\n    return [(t, float(np.exp(log_p))) for t, log_p in found]"),
        line="answers.append((tokens, np.exp(log_p)))",
    ),
    _patched(
        "minus-log-p",
        "log_p",
        "the sign of log P is turned: the logarithm of a probability is not positive",
        (SORTED, "found = " + SORTED[7:] + "\n    return [(t, -log_p) for t, log_p in found]"),
        line="answers.append((tokens, -log_p))",
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
        "cut-off-are-lost",
        "max_length",
        "beginnings that were cut off at max_length are thrown away",
        (SORTED, SORTED.replace("ended + live", "ended")),
    ),
    _patched(
        "cell-not-handed-on",
        "ended",
        "the kind of cell is not handed on to the decoder",
        (STEP, STEP.replace(", cell)", ")")),
    ),
)
