"""Odd-but-right ``beam_search``."""

from __future__ import annotations

from grader.exercises.model import Variant

BEAM = (
    Variant(
        "beam_search.beginning-by-beginning",
        """
def beam_search(tokens, parameters, eos, beam_width=3, max_length=50, cell="gru", length_power=1.0):
    state, _ = encode(tokens.reshape(1, -1), part_of(parameters, "encoder"), cell)
    live, ended = [([], 0.0, state)], []
    for _ in range(max_length):
        candidates = []
        for answer, log_p, state in live:
            token = np.array(answer[-1:]) if answer else None
            yt_pred, after, _ = decode_step(token, state, parameters, cell)
            for k, p in enumerate(yt_pred[:, 0]):
                candidates.append((answer + [k], log_p + float(np.log(p)), after))
        candidates.sort(key=lambda candidate: candidate[1], reverse=True)
        kept = candidates[: beam_width - len(ended)]
        ended += [one for one in kept if one[0][-1] == eos]
        live = [one for one in kept if one[0][-1] != eos]
        if not live:
            break
    pairs = [(answer, log_p) for answer, log_p, _ in ended + live]
    return sorted(pairs, key=lambda pair: pair[1] / len(pair[0]) ** length_power, reverse=True)
""",
    ),
    Variant(
        "beam_search.partition-and-products",
        """
def beam_search(tokens, parameters, eos, beam_width=3, max_length=50, cell="gru", length_power=1.0):
    state, _ = encode(tokens[None], part_of(parameters, "encoder"), cell)
    token, beginnings, chances, answers, width = None, [()], np.ones(1), [], beam_width
    while width and len(beginnings[0]) < max_length:
        yt_pred, state, _ = decode_step(token, state, parameters, cell)
        products = (yt_pred * chances).T
        n = min(width, products.size)
        best = np.argpartition(-products, n - 1, axis=None)[:n]
        rows, columns = best // products.shape[1], best % products.shape[1]
        longer = [(beginnings[i] + (k,), products[i, k], i) for i, k in zip(rows, columns)]
        answers += [(list(a), np.log(p)) for a, p, _ in longer if a[-1] == eos]
        longer = [one for one in longer if one[0][-1] != eos]
        width = beam_width - len(answers)
        if not longer:
            beginnings = []
            break
        beginnings, chances = [a for a, _, _ in longer], np.array([p for _, p, _ in longer])
        token, parents = np.array([a[-1] for a in beginnings]), [i for _, _, i in longer]
        state = tuple(part[:, parents] for part in state)
    answers += [(list(a), np.log(p)) for a, p in zip(beginnings, chances)]
    order = np.argsort([-log_p / len(a) ** length_power for a, log_p in answers])
    return [answers[i] for i in order]
""",
    ),
    Variant(
        "beam_search.heap",
        """
import heapq


def beam_search(tokens, parameters, eos, beam_width=3, max_length=50, cell="gru", length_power=1.0):
    def score(item):
        return item[1] / max(len(item[0]), 1) ** length_power

    state = encode(np.expand_dims(tokens, 0), part_of(parameters, "encoder"), cell)[0]
    beams, done, step = [((), 0.0, state)], [], 0
    while beams and step < max_length:
        step += 1
        grown = []
        for answer, log_p, before in beams:
            last = np.asarray([answer[-1]]) if answer else None
            p, after, _ = decode_step(last, before, parameters, cell)
            grown += [(answer + (k,), log_p + value, after) for k, value in enumerate(np.log(p).ravel().tolist())]
        best = heapq.nlargest(beam_width - len(done), grown, key=lambda item: item[1])
        done.extend(item[:2] for item in best if item[0][-1] == eos)
        beams = [item for item in best if item[0][-1] != eos]
    return [[tokens, log_p] for tokens, log_p in heapq.nlargest(beam_width, done + [b[:2] for b in beams], key=score)]
""",
    ),
)
