"""Known mistakes in ``truncated_bptt_batches``."""

from __future__ import annotations

from grader.exercises.model import Mistake

STEPS = "n_steps = (len(tokens) - 1) // batch_size"
INPUTS = "inputs = tokens[:used].reshape(batch_size, n_steps)"
TARGETS = "targets = tokens[1 : used + 1].reshape(batch_size, n_steps)"
STARTS = "range(0, n_steps, chunk_length)"
YIELDED = "yield inputs[:, chunk].copy(), targets[:, chunk].copy()"


def _wrong(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "") -> Mistake:
    return Mistake(f"truncated_bptt_batches.{name}", criterion, says, patches, line=line)


CHUNKS = (
    _wrong(
        "not-shifted",
        "chunks",
        "targets are the inputs themselves: a target is the token behind its input",
        (TARGETS, "targets = inputs"),
    ),
    _wrong(
        "exchanged",
        "chunks",
        "inputs and targets have changed places",
        (YIELDED, "yield targets[:, chunk].copy(), inputs[:, chunk].copy()"),
    ),
    _wrong(
        "wrapped",
        "chunks",
        "the last target of a stream is the first token of that stream, not the one that follows in the text",
        (TARGETS, "targets = np.roll(inputs, -1, axis=1)"),
    ),
    _wrong(
        "borders-lost",
        "chunks",
        "the step across the end of a chunk is lost: targets are taken out of the chunk alone",
        (YIELDED, "yield inputs[:, chunk][:, :-1].copy(), inputs[:, chunk][:, 1:].copy()"),
    ),
    _wrong(
        "two-ahead",
        "chunks",
        "targets are two tokens ahead of their inputs",
        (STEPS, "n_steps = (len(tokens) - 2) // batch_size"),
        (TARGETS, "targets = tokens[2 : used + 2].reshape(batch_size, n_steps)"),
    ),
    _wrong(
        "column-by-column",
        "chunks",
        "the text runs down the columns: a row does not go on in the next chunk",
        (INPUTS, "inputs = tokens[:used].reshape(n_steps, batch_size).T"),
        (TARGETS, "targets = tokens[1 : used + 1].reshape(n_steps, batch_size).T"),
    ),
    Mistake(
        "truncated_bptt_batches.rows-side-by-side",
        "chunks",
        "the rows of a chunk follow each other in the text: row i should go on in row i of the next chunk",
        source="""
def truncated_bptt_batches(tokens, chunk_length, batch_size):
    if len(tokens) < batch_size + 1:
        raise ValueError("the text is too short")
    size = chunk_length * batch_size
    for start in range(0, len(tokens) - size, size):
        inputs = tokens[start : start + size].reshape(batch_size, chunk_length)
        targets = tokens[start + 1 : start + size + 1].reshape(batch_size, chunk_length)
        yield inputs, targets
""",
        line="inputs = tokens[start : start + size].reshape(batch_size, chunk_length)",
    ),
    _wrong(
        "turned",
        "chunks",
        "time runs down the rows: the shape is (T, m)",
        (YIELDED, "yield inputs[:, chunk].T.copy(), targets[:, chunk].T.copy()"),
    ),
    _wrong(
        "overlapping", "chunks", "chunks overlap: each begins one step after the one before", (STARTS, "range(n_steps)")
    ),
    _wrong(
        "one-step-apart",
        "chunks",
        "a step is left out between two chunks",
        (STARTS, "range(0, n_steps, chunk_length + 1)"),
    ),
    _wrong(
        "one-too-short",
        "chunks",
        "chunks have one step less than chunk_length",
        ("start + chunk_length)", "start + chunk_length - 1)"),
    ),
    _wrong(
        "first-chunk-again",
        "chunks",
        "every chunk is the first one",
        ("slice(start, start + chunk_length)", "slice(0, chunk_length)"),
    ),
    _wrong(
        "first-chunk-only",
        "chunks",
        "only the first chunk is returned: return ends the loop, yield goes on",
        (STARTS, f"{STARTS}[:1]"),
        line="return inputs, targets",
    ),
    _wrong(
        "last-first",
        "chunks",
        "the chunks come in reverse order, so that no state can be carried on",
        (STARTS, f"reversed({STARTS})"),
    ),
    _wrong(
        "inputs-only",
        "chunks",
        "only the inputs are yielded, not the targets",
        (YIELDED, "yield inputs[:, chunk].copy()"),
    ),
    _wrong(
        "fractions",
        "chunks",
        "the tokens have become floating-point numbers",
        (YIELDED, "yield 1.0 * inputs[:, chunk], 1.0 * targets[:, chunk]"),
        line="inputs = np.zeros((batch_size, chunk_length))",
    ),
    _wrong(
        "streams-exchanged",
        "chunks",
        "batch_size and chunk_length have changed places",
        (STEPS, "batch_size, chunk_length = chunk_length, batch_size\n    " + STEPS),
        line="inputs = tokens[:used].reshape(chunk_length, -1)",
    ),
    _wrong(
        "last-dropped",
        "sizes",
        "a last chunk that is shorter than the others is left out",
        (STARTS, "range(0, n_steps - chunk_length + 1, chunk_length)"),
    ),
    _wrong(
        "last-overlaps",
        "sizes",
        "the last chunk is filled up with steps of the chunk before",
        ("        chunk = ", "        start = max(0, min(start, n_steps - chunk_length))\n        chunk = "),
    ),
    _wrong(
        "last-padded",
        "sizes",
        "the last chunk is filled up with zeros",
        (
            YIELDED,
            "missing = ((0, 0), (0, chunk_length - inputs[:, chunk].shape[1]))\n"
            "        yield np.pad(inputs[:, chunk], missing), np.pad(targets[:, chunk], missing)",
        ),
        line="inputs = np.zeros((batch_size, chunk_length), dtype=np.int64)",
    ),
    _wrong(
        "last-target-missing",
        "sizes",
        "streams are cut out of all N tokens, so that the last target may lie beyond the text",
        (STEPS, "n_steps = len(tokens) // batch_size"),
        ("if n_steps < 1:", "if (len(tokens) - 1) // batch_size < 1:"),
    ),
    _wrong(
        "whole-chunks-only",
        "sizes",
        "the streams are cut to a multiple of chunk_length before they are laid out",
        (STEPS, STEPS + " // chunk_length * chunk_length"),
        ("if n_steps < 1:", "if len(tokens) <= batch_size:"),
    ),
    _wrong(
        "empty-chunk",
        "sizes",
        "an empty chunk comes at the end where the steps divide without rest",
        (STARTS, "range(0, n_steps + 1, chunk_length)"),
    ),
    _wrong("no-error", "errors", "a text that is too short is taken without a word", ("n_steps < 1", "n_steps < 0")),
    _wrong(
        "error-too-late",
        "errors",
        "the bound is off by one: as many tokens as streams are too few",
        ("n_steps < 1", "len(tokens) < batch_size"),
    ),
    _wrong(
        "error-too-early",
        "sizes",
        "a text with just enough tokens is refused",
        ("n_steps < 1", "len(tokens) <= batch_size + 1"),
    ),
)
