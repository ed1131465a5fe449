"""Cut a long text into pieces for truncated backpropagation through time, graded in 02."""

from __future__ import annotations

from collections.abc import Iterator

from jaxtyping import Int

from rnn_utils.types import Array


def truncated_bptt_batches(
    tokens: Int[Array, " N"], chunk_length: int, batch_size: int
) -> Iterator[tuple[Int[Array, "m T"], Int[Array, "m T"]]]:
    """Cut a long text into chunks that follow one another.

    Parameters
    ----------
    tokens : (N,) integer array
        The text as one sequence of tokens.
    chunk_length : int
        Number of time steps of a chunk, T; the last chunk has what is left.
    batch_size : int
        Number m of streams into which the text is cut first, all of the same length.

    Yields
    ------
    inputs : (m, T) integer array
        Row i continues row i of the chunk before, so that the state can be carried on.
    targets : (m, T) integer array
        The token that follows each of the inputs in the text.

    Raises
    ------
    ValueError
        If the text has fewer than batch_size + 1 tokens.

    Notes
    -----
    S4 (pieces of a long text). With n = (N − 1) // m, stream i reads the tokens i n … (i + 1) n − 1 and
    predicts the tokens i n + 1 … (i + 1) n; fewer than m tokens at the end of the text are left out.
    """
    n_steps = (len(tokens) - 1) // batch_size
    if n_steps < 1:
        raise ValueError(f"{batch_size} streams need {batch_size + 1} tokens or more, but there are {len(tokens)}")
    used = batch_size * n_steps
    inputs = tokens[:used].reshape(batch_size, n_steps)
    targets = tokens[1 : used + 1].reshape(batch_size, n_steps)
    for start in range(0, n_steps, chunk_length):
        chunk = slice(start, start + chunk_length)
        yield inputs[:, chunk].copy(), targets[:, chunk].copy()
