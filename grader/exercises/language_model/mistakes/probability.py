"""Known mistakes in ``sentence_log_probability`` and ``perplexity``."""

from __future__ import annotations

from grader.exercises.model import Mistake

STATE = "np.zeros((Waa.shape[0], tokens.shape[0]), dtype=Waa.dtype)"
TAKEN = "np.take_along_axis(y_pred, tokens[np.newaxis], axis=0)[0]"
LOGARITHMS = "np.log(np.maximum(probabilities, np.finfo(y_pred.dtype).tiny))"
MASKED = "np.where(mask, logarithms, 0)"
SUM = "np.sum(logarithms, axis=1)"
COUNT = "tokens.size if mask is None else np.sum(mask)"
TOTAL = "np.sum(sentence_log_probability(tokens, parameters, mask))"
PERPLEXITY = "float(np.exp(-total / n_tokens))"


def _wrong(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"sentence_log_probability.{name}", criterion, says, patches, line=line)


def _sum(name: str, says: str, wrong: str) -> Mistake:
    return _wrong(name, "log_probability", says, (SUM, wrong))


def _perplexity(name: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return _wrong(name, "perplexity", says, *patches, line=line)


PROBABILITY = (
    _sum("sign", "the sign is turned: logarithms of probabilities are negative", f"-{SUM}"),
    _sum("mean", "the logarithms are averaged over time, not added up", "np.mean(logarithms, axis=1)"),
    _sum("one-number", "all sentences are added up to one number", "np.sum(logarithms)"),
    _sum("over-sentences", "the sum runs over the sentences, not over time", "np.sum(logarithms, axis=0)"),
    _sum("step-by-step", "the logarithms of the steps are returned, not their sum", "logarithms"),
    _sum("kept-axis", "the result has the shape (m, 1), not (m,)", "np.sum(logarithms, axis=1, keepdims=True)"),
    _sum("probability", "the probability is returned, not its logarithm", f"np.exp({SUM})"),
    _sum("base-two", "the logarithm is taken to the base 2", f"{SUM} / np.log(y_pred.dtype.type(2))"),
    _sum("base-ten", "the logarithm is taken to the base 10", f"{SUM} / np.log(y_pred.dtype.type(10))"),
    _sum(
        "first-left-out", "the first token is left out: its probability counts too", "np.sum(logarithms[:, 1:], axis=1)"
    ),
    _sum(
        "end-left-out",
        "the last token is left out: the end mark has to be predicted too",
        "np.sum(logarithms[:, :-1], axis=1)",
    ),
    _sum("last-only", "only the last token counts", "logarithms[:, -1]"),
    _sum("least-likely", "the least likely token alone counts", "np.min(logarithms, axis=1)"),
    _sum(
        "log-of-sum",
        "the probabilities are added up before the logarithm is taken",
        "np.log(np.sum(probabilities, axis=1))",
    ),
    _wrong(
        "likeliest",
        "log_probability",
        "the likeliest token of each step counts, not the one that stands there",
        (TAKEN, "np.max(y_pred, axis=0)"),
    ),
    _wrong(
        "next-token",
        "log_probability",
        "the probabilities are those of the token after: ŷ⟨t⟩ belongs to y⟨t⟩",
        (TAKEN, "np.take_along_axis(y_pred, np.roll(tokens, -1, axis=1)[np.newaxis], axis=0)[0]"),
    ),
    _wrong(
        "all-classes",
        "log_probability",
        "the logarithms of all probabilities are added up: only log ŷ_i of the right i counts",
        (LOGARITHMS, "np.log(np.maximum(y_pred, np.finfo(y_pred.dtype).tiny)).sum(axis=0)"),
    ),
    _wrong(
        "ones-state",
        "log_probability",
        "the state before the first step is not zero",
        (STATE, STATE.replace("zeros", "ones")),
    ),
    _wrong(
        "shared-loss",
        "log_probability",
        "the loss of the whole batch is shared out: every sentence has a probability of its own",
        (SUM, "np.full(len(tokens), np.sum(logarithms) / len(tokens), dtype=y_pred.dtype)"),
    ),
    Mistake(
        "sentence_log_probability.state-not-reset",
        "log_probability",
        "a sentence begins with the state in which the one before ended: each begins with zeros",
        source="""
def sentence_log_probability(tokens, parameters, mask=None):
    a0, found = np.zeros_like(parameters["ba"]), []
    for i in range(len(tokens)):
        kept = None if mask is None else mask[i : i + 1]
        loss, _, a, _ = language_model_forward(tokens[i : i + 1], parameters, a0, None, kept)
        found.append(-loss)
        a0 = a[:, :, -1]
    return np.array(found, dtype=a0.dtype)
""",
        line="a0 = a[:, :, -1]",
    ),
    _wrong("mask-ignored", "mask", "the mask is not used", (MASKED, "logarithms")),
    _wrong(
        "mask-turned-round",
        "mask",
        "the mask is turned round: padding counts and nothing else does",
        (MASKED, "np.where(mask, 0, logarithms)"),
    ),
    _wrong(
        "mask-on-probabilities",
        "mask",
        "padding has probability 0: it should be left out, which is a factor of 1",
        (MASKED, "np.log(np.maximum(np.where(mask, probabilities, 0), np.finfo(y_pred.dtype).tiny))"),
    ),
    _wrong(
        "mask-mean",
        "mask",
        "with a mask the sum is divided by the number of tokens that count",
        (MASKED, "np.where(mask, logarithms, 0) / np.sum(mask, axis=1, keepdims=True)"),
    ),
    _wrong("infinite", "zero", "log 0 is minus infinity", (LOGARITHMS, "np.log(probabilities)")),
    _wrong(
        "epsilon-added",
        "zero",
        "1e-12 is added to every probability: smaller ones are no longer told apart",
        (LOGARITHMS, "np.log(probabilities + y_pred.dtype.type(1e-12))"),
    ),
    _wrong(
        "epsilon-as-limit",
        "zero",
        "the smallest probability that counts is 1e-12: it should be the one that sequence_loss has",
        (LOGARITHMS, "np.log(np.maximum(probabilities, y_pred.dtype.type(1e-12)))"),
    ),
    _wrong(
        "eps-as-limit",
        "zero",
        "the smallest probability that counts is the eps of the precision: it should be its tiny",
        (LOGARITHMS, LOGARITHMS.replace(".tiny", ".eps")),
    ),
    _wrong(
        "product-of-floats",
        "zero",
        "the probabilities are multiplied before the logarithm is taken: a float holds no such product",
        (SUM, "np.log(np.prod(np.where(1 if mask is None else mask, probabilities, 1), axis=1))"),
        line="np.log(np.prod(probabilities, axis=1))",
    ),
    _wrong(
        "product-first",
        "zero",
        "the logarithm is taken of the product, with a lower limit: the product is too small for a float",
        (
            SUM,
            "np.log(np.maximum(np.prod(np.where(1 if mask is None else mask, probabilities, 1), axis=1), "
            "np.finfo(y_pred.dtype).tiny))",
        ),
        line="np.log(np.maximum(np.prod(probabilities, axis=1), tiny))",
    ),
    _wrong(
        "zero-left-out",
        "zero",
        "a token of probability 0 is left out: it should make its sentence very unlikely",
        (LOGARITHMS, "np.log(np.where(probabilities > 0, probabilities, 1))"),
    ),
    _wrong("squeezed", "sizes", "squeeze removes the axis of a single sentence", (SUM, f"{SUM}.squeeze()")),
    _wrong(
        "double-precision",
        "dtype",
        "the result is float64 whatever the parameters are",
        (SUM, "np.sum(logarithms, axis=1, dtype=float)"),
    ),
    _perplexity(
        "not-divided",
        "the exponent is the summed loss: it should be the mean over tokens",
        (PERPLEXITY, "float(np.exp(-total))"),
    ),
    _perplexity("per-sentence", "the sum is divided by the number of sentences, not of tokens", (COUNT, "len(tokens)")),
    _perplexity(
        "per-step", "the sum is divided by the number of time steps, not of tokens", (COUNT, "tokens.shape[1]")
    ),
    _perplexity("padding-counted", "padding is counted among the tokens", (COUNT, "tokens.size")),
    _perplexity(
        "end-not-counted", "the end marks are not counted among the tokens", (COUNT, f"({COUNT}) - len(tokens)")
    ),
    _perplexity(
        "end-counted-twice",
        "the end marks are added to the number of tokens: they are among the tokens already",
        (COUNT, f"({COUNT}) + len(tokens)"),
    ),
    _perplexity(
        "end-counted-twice-with-a-mask",
        "with a mask the end marks are added to the number of tokens that count: they are among these already",
        (COUNT, f"{COUNT} + len(tokens)"),
    ),
    _perplexity(
        "mask-ignored-in-perplexity",
        "the mask is not used: padding counts",
        (TOTAL, "np.sum(sentence_log_probability(tokens, parameters))"),
        (COUNT, "tokens.size"),
    ),
    _perplexity(
        "mask-in-count-only",
        "the mask is used in the number of tokens and not in the sum",
        (TOTAL, "np.sum(sentence_log_probability(tokens, parameters))"),
    ),
    _perplexity(
        "inverse", "the sign is turned: a perplexity is never below 1", (PERPLEXITY, "float(np.exp(total / n_tokens))")
    ),
    _perplexity(
        "not-raised", "the exponential is missing: this is the mean loss", (PERPLEXITY, "float(-total / n_tokens)")
    ),
    _perplexity(
        "base-two-of-nats",
        "2 is raised to a loss in nats: it should be e",
        (PERPLEXITY, "float(2 ** (-total / n_tokens))"),
    ),
    _perplexity(
        "mean-of-sentences",
        "the perplexities of the sentences are averaged: all tokens count alike",
        (
            PERPLEXITY,
            "float(np.mean(np.exp(-sentence_log_probability(tokens, parameters, mask) / "
            "(tokens.shape[1] if mask is None else np.sum(mask, axis=1)))))",
        ),
    ),
    _perplexity(
        "for-each-sentence",
        "one perplexity for each sentence is returned, not one for all together",
        (
            PERPLEXITY,
            "np.exp(-sentence_log_probability(tokens, parameters, mask) / "
            "(tokens.shape[1] if mask is None else np.sum(mask, axis=1)))",
        ),
    ),
)
