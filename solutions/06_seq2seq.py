# %% [markdown]
# # 6 · Encoder and decoder: one network reads, another one writes
#
# > Dienstag, 3. April 2001 · 3 avril 2001 · 2001年4月3日 · April 3, 2001
#
# Four people wrote down the same day. A computer wants it as `2001-04-03`, in the form of ISO 8601. You could
# write rules for every language that you know. In this notebook you build a network that is shown examples and
# nothing else: it reads the characters of a date, and then writes another sequence, with another length.
#
# Up to now every answer stood next to its input, or there was only one answer, or only one input. Here the whole
# question has to be read before the first character of the answer can be written, and nobody says in advance how
# long either of them is. This is the last of the kinds of networks that notebook 1 drew: *many to many, unequal
# lengths*, with which machines learnt to translate.
#
# **How to work.** As before: write the functions from top to bottom, run the check below each, and restart the
# kernel and run all cells before you hand in. There are eight exercises. The recurrent cells that you wrote in
# notebooks 1, 3 and 4 come ready-made, and what you write here works with any of them.
#
# **Where it comes from.** S0 to S4 are the lecture notes. The network is that of Sutskever, Vinyals and Le,
# "Sequence to sequence learning with neural networks", 2014, which S2 and S4 cite.

# %% locked="imports"
import numpy as np

from rnn_utils import plotting, training
from rnn_utils.checks import check
from rnn_utils.datasets import dates, reviews
from rnn_utils.datasets.ngram_baseline import NGramClassifier
from rnn_utils.reference.cells import (
    as_part,
    cell_backward,
    cell_forward,
    cell_sizes,
    output_forward,
    part_of,
    zero_state,
)
from rnn_utils.reference.rnn import numerical_gradient, one_hot, output_backward, relative_error, sequence_loss

# %% [markdown]
# ## 6.1 Two networks and one state
#
# Here is the plan (S4). The first network, the **encoder**, reads the question token by token and answers nothing:
# *many to one*. What is left of the question is its last state. The second network, the **decoder**, starts from
# that state and writes the answer token by token: *one to many*. After each token it reads what it has just
# written, until it writes `<EOS>`, the mark for the end.

# %% demo
plotting.draw_encoder_decoder(list("3 mai 01"), [*"2001-05-03", "EOS"],
                              title="The encoder reads, the decoder writes; between them there is one state")

# %% [markdown]
# Dashed arrows: what has been written goes in as the next input. The first input is the zero vector, as in the
# language model of notebook 2. In fact the decoder *is* a language model of dates, with one difference: it does
# not start from a zero state but from what the encoder has understood. (S4 files the language model itself
# under these networks.)
#
# Compare with the name tagger of notebook 1, which answered at every word. A translator that worked in this way would
# have to write its first word after reading one word. Languages do not line up like that, and the last word
# may change the meaning of the first. So the output begins when the whole input has been read (S2).
#
# | kind (S0, S1, S2) | example | lengths |
# | --- | --- | --- |
# | many to one | a review → good or bad, or stars; a video → what is going on | $T_y = 1$ |
# | one to many | a note → a melody; a picture → a caption | $T_x = 1$ |
# | many to many | a sentence → the same in another language; speech → text; a date → the same day | $T_x \neq T_y$ |
#
# ### Notation
#
# A batch holds $m$ examples.
#
# | symbol | meaning | shape or name in code |
# | --- | --- | --- |
# | $T_x,\ T_y$ | length of the question, and of the answer with its `<EOS>` | |
# | $x^{\langle t\rangle}$ | token $t$ of the question, as an index | `tokens` $(m, T_x)$ |
# | $y^{\langle t\rangle}$ | token $t$ of the right answer, as an index | `targets` $(m, T_y)$ |
# | $a^{\langle t\rangle}$ | state of the encoder | $(n_a, m)$ |
# | $s^{\langle t\rangle}$ | state of the decoder, $s^{\langle 0\rangle} = a^{\langle T_x\rangle}$ | $(n_a, m)$ |
# | $\hat y^{\langle t\rangle}$ | probabilities of all tokens at step $t$ of the answer | `yt_pred` $(n_y, m)$ |
#
# **Any cell.** `cell` is "rnn", "gru" or "lstm". A state is a tuple: $(a)$, or $(c)$ for the GRU, or $(a, c)$ for the
# LSTM, whose memory cell must travel along. The first entry is always the one that makes the output. You are given:
#
# | function | what it does |
# | --- | --- |
# | `cell_sizes(parameters, cell)` | `n_x, n_a` of a cell |
# | `zero_state(parameters, cell, m)` | the state before the first step |
# | `cell_forward(xt, state, parameters, cell)` | `state_next, cache`: your cells of notebooks 1, 3 and 4 |
# | `cell_backward(dstate_next, cache, cell)` | `dstate_prev, dxt, gradients` |
# | `output_forward(a, parameters)` | softmax of $W_y a + b_y$; with $n_y = 1$ the sigmoid |
# | `part_of(parameters, "encoder")` | the arrays named `..._encoder`, without that ending |
# | `as_part(arrays, "encoder")` | the other way round |
#
# The parameters of both networks live in one dictionary: `Wc_encoder`, `Wc_decoder`, ..., `Wy`, `by`. Clipping and
# Adam need not know that there are two.

# %%
def new_cell(rng, n_x, n_a, cell="gru"):
    """Draw the first parameters of a cell, in float32."""
    if cell == "rnn":
        shapes = {"Waa": (n_a, n_a), "Wax": (n_a, n_x), "ba": (n_a, 1)}
    else:
        gates = {"gru": "ruc", "lstm": "fuco"}[cell]
        shapes = {f"W{gate}": (n_a, n_a + n_x) for gate in gates} | {f"b{gate}": (n_a, 1) for gate in gates}
    spread = {name: 0 if name.startswith("b") else 1 / np.sqrt(n_a) for name in shapes}
    return {name: (spread[name] * rng.normal(size=shape)).astype(np.float32) for name, shape in shapes.items()}


def new_outputs(rng, n_y, n_a):
    """Draw the first output weights, in float32."""
    return {"Wy": (rng.normal(size=(n_y, n_a)) / np.sqrt(n_a)).astype(np.float32),
            "by": np.zeros((n_y, 1), dtype=np.float32)}


def new_translator(rng, n_x, n_y, n_a, cell="gru"):
    """Draw the first parameters of an encoder and a decoder."""
    return {**as_part(new_cell(rng, n_x, n_a, cell), "encoder"), **as_part(new_cell(rng, n_y, n_a, cell), "decoder"),
            **new_outputs(rng, n_y, n_a)}


for name, array in new_translator(np.random.default_rng(0), n_x=69, n_y=12, n_a=96).items():
    print(f"{name:10} {array.shape}")

# %% [markdown]
# ## 6.2 Reading: the encoder
#
# Reading is the loop that you know, without outputs. Start from zero, feed the tokens one-hot, keep the last state:
#
# $$a^{\langle 0\rangle} = 0 \qquad a^{\langle t\rangle} = \mathrm{cell}\left(x^{\langle t\rangle}, a^{\langle t-1\rangle}\right)
# \qquad t = 1, \dots, T_x \qquad \text{result: } a^{\langle T_x\rangle}: (n_a, m)$$
#
# **Unequal lengths.** Examples of a batch travel in one array, and the short ones are filled up at the end:
# *padding*. The last column of a short sentence is then not its last token. A cell that goes on reading
# padding would blur what it has read, so at padding the state must **stand still**:
#
# $$a^{\langle t\rangle} = \begin{cases}\mathrm{cell}(x^{\langle t\rangle}, a^{\langle t-1\rangle}) & \text{mask} = 1\\
# a^{\langle t-1\rangle} & \text{mask} = 0\end{cases}$$

# %%
def pad(sequences):
    """Put sequences of indices into one array; return it with the mask of what is real."""
    lengths = np.array([len(sequence) for sequence in sequences])
    mask = np.arange(lengths.max()) < lengths[:, np.newaxis]
    tokens = np.zeros(mask.shape, dtype=int)
    tokens[mask] = np.concatenate(sequences)
    return tokens, mask


tokens, mask = pad([[3, 1, 4, 1, 5], [2, 7]])
print(tokens)
print(mask.astype(int))

# %% [markdown]
# **The way back.** For the gradient the loop runs backwards. It begins with the gradient with respect to
# the last state and collects the gradients of the weights; no loss enters on the way, since nothing was answered there. What
# stood still on the way forward is passed on unchanged on the way back, *around* the cell: for an example at
# padding the cell gets nothing from the right, neither for its weights nor for the state before.
#
# ### Exercise 1: `encode` and `encode_backward`
#
# (In notebook 2 `encode` turned text into indices. Here it is the encoder.)

# %% solution="encode"
def encode(tokens, parameters, cell="gru", mask=None):
    """Read a batch of sequences and return what is left of them: the state after the last token.

    Parameters
    ----------
    tokens : (m, T_x) integer array
        Sequences of tokens, padded at the end.
    parameters : dict
        Those of the cell, without an ending: "Wc" (n_a, n_a + n_x) and so on.
    cell : str
        "rnn", "gru" or "lstm".
    mask : (m, T_x) array of 0 and 1, optional
        0 marks padding: there the state stands still. By default there is none.

    Returns
    -------
    state : tuple of (n_a, m) arrays
        (a,), (c,) or (a, c) after the last real token of each sequence. Before the first one it is zero.
    caches : tuple
        What `encode_backward` will need: in what form is up to you.

    Notes
    -----
    S4, many to one. One-hot vectors are float64; `.astype` gives them the dtype of the state, so that float32 stays
    float32. `np.where(mask[:, t], new, old)` chooses column by column; an LSTM has two arrays to choose for.
    """


def encode_backward(dstate, caches):
    """Carry the gradient from the last state back through the encoder.

    Parameters
    ----------
    dstate : tuple of (n_a, m) arrays
        Gradients with respect to the last state, in its order.
    caches : tuple
        As `encode` returned it.

    Returns
    -------
    dict
        Gradients with respect to the weights and biases of the cell, "dWc" (n_a, n_a + n_x) and so on, summed over
        time and examples.

    Notes
    -----
    S2(9-13), with a loss after the last token alone. At padding two things must happen: the cell gets a zero gradient
    for that example, and the gradient that came from the right goes on to the step before as it is.
    """

# %% grade="encode"

# %% [markdown]
# What padding does, seen in one number: how far the state of the short sequence is from what it was after its last
# token. With the mask it stays there. Without, every step of padding takes it further away.

# %% demo
rng = np.random.default_rng(0)
parameters = new_cell(rng, n_x=10, n_a=32)
short = np.array([[2, 7, 1]])
padded, mask = pad([short[0], np.zeros(12, dtype=int)])
right_state = encode(short, parameters)[0][0][:, 0]


def distance(T, mask):
    state, _ = encode(padded[:, :T], parameters, mask=None if mask is None else mask[:, :T])
    return np.linalg.norm(state[0][:, 0] - right_state) / np.linalg.norm(right_state)


steps = np.arange(3, 13)
with_mask = [distance(T, mask) for T in steps]
assert max(with_mask) < 1e-6
plotting.plot_curves({"without a mask": [distance(T, None) for T in steps], "with the mask": with_mask}, x=steps,
                     xlabel="time step (the sequence ends at 3)", ylabel="relative distance",
                     title="Reading padding blurs the state; with a mask it stands still")

# %% [markdown]
# ## 6.3 One answer for a whole sentence
#
# Before the decoder comes, the encoder alone is already useful. Put one output on its last state, and you have the
# classifier of S0 and S2: a review goes in, *good or bad* comes out, or one to five *stars*.
#
# $$\hat y = g\left(W_y\, a^{\langle T_x\rangle} + b_y\right): (n_y, m)$$
#
# With $n_y = 1$, $g$ is the sigmoid and $\hat y$ the probability of *good*: the binary form. With $n_y = 5$,
# $g$ is the softmax and each number of stars has its probability. `output_forward` does either.
#
# ### Exercise 2: `many_to_one_forward`

# %% solution="many_to_one_forward"
def many_to_one_forward(tokens, parameters, cell="gru", mask=None):
    """Classify whole sequences.

    Parameters
    ----------
    tokens : (m, T_x) integer array
        Sequences of tokens, padded at the end.
    parameters : dict
        Those of the cell, and "Wy" (n_y, n_a), "by" (n_y, 1).
    cell : str
        "rnn", "gru" or "lstm".
    mask : (m, T_x) array of 0 and 1, optional
        0 marks padding.

    Returns
    -------
    y_pred : (n_y, m) array
        Probabilities of the classes, or with n_y = 1 that of "yes".
    caches : tuple
        What `many_to_one_backward` will need: in what form is up to you.

    Notes
    -----
    S0, S2. The first array of a state is the one that makes the output.
    """

# %% grade="many_to_one_forward"

# %% [markdown]
# The loss is the one of notebook 1 for a sequence of a single step, so that `output_backward` starts the way back. It
# gives `dWy`, `dby`, and `da`, the gradient with respect to the last state; from there `encode_backward` takes over. In an
# LSTM the output sees only $a$: the memory cell gets its gradient through $a$ alone, so its own part begins at zero.
#
# $$\frac{\partial L}{\partial a^{\langle T_x\rangle}} = W_y^{\mathsf T}\,(\hat y - y): (n_a, m)
# \qquad \frac{\partial L}{\partial a^{\langle t\rangle}}\ \text{for}\ t < T_x\ \text{comes from the step after it alone}$$
#
# ### Exercise 3: `many_to_one_backward`

# %% solution="many_to_one_backward"
def many_to_one_backward(y_pred, y, caches):
    """Carry the gradient of the loss back through a classifier of sequences.

    Parameters
    ----------
    y_pred : (n_y, m) array
        From `many_to_one_forward`.
    y : (n_y, m) array, or (m,) integer array
        The right answers: one-hot or as indices of classes; with n_y = 1, zeros and ones in either shape.
    caches : tuple
        As `many_to_one_forward` returned it.

    Returns
    -------
    dict
        "dWy" (n_y, n_a), "dby" (n_y, 1), and the gradients with respect to the weights and biases of the cell, all
        summed over time and examples.

    Notes
    -----
    S2(5-13), for one output. `output_backward` wants a time axis: `[..., np.newaxis]` adds one of length 1 at the end.
    """

# %% grade="many_to_one_backward"

# %% [markdown]
# ### Does it read, or does it count words?
#
# A classifier of reviews is easily overrated. "wonderful" is praise and "awful" is blame, and counting such
# words gets one far without reading. So here are sentences in which the **order** of the words decides. A
# verdict may be turned round by *not*, *not … at all*, *anything but*, *nobody could call*, *nothing to*; and
# of two verdicts the one in the main clause counts: *although …*, *… but …*.

# %% demo
training_reviews = reviews.reviews(np.random.default_rng(0), 3000)
known = {review.words for review in training_reviews}
test_reviews = [review for review in reviews.reviews(np.random.default_rng(1), 4000) if review.words not in known]
for k in (0, 6, 3, 14, 1, 8, 11, 24):
    print("★" * training_reviews[k].stars + "·" * (5 - training_reviews[k].stars), " ".join(training_reviews[k].words))
print(f"{len(training_reviews)} sentences for training, {len(test_reviews)} others for the test")

# %% [markdown]
# We made these sentences by a grammar of nine frames: real reviews are other people's text, and in most of
# them counting words is enough. The test sentences hold no new words, but none of them occurs in training.
#
# Training is the loop of notebook 1 with your new functions: thirty-two sentences at a time, padded to the longest.

# %%
words = sorted({word for review in reviews.reviews(np.random.default_rng(0), 3000) for word in review.words}
               | set(reviews.NEVER_NEGATED))
place = {word: k for k, word in enumerate(words)}


def to_indices(sentences):
    return [[place[word] for word in sentence] for sentence in sentences]


def fit_classifier(sentences, labels, n_y, cell="gru", n_a=24, epochs=6, learning_rate=0.01, seed=0):
    """Train a classifier of sentences; return its parameters and the mean loss of each batch."""
    rng = np.random.default_rng(seed)
    parameters = new_cell(rng, len(words), n_a, cell) | new_outputs(rng, n_y, n_a)
    sequences, optimiser, losses = to_indices(sentences), training.Adam(learning_rate), []
    n_in_epoch = len(sequences) // 32
    for _ in range(epochs):
        for chosen in np.array_split(rng.permutation(len(sequences)), n_in_epoch):
            tokens, mask = pad([sequences[k] for k in chosen])
            y_pred, caches = many_to_one_forward(tokens, parameters, cell, mask)
            losses.append(sequence_loss(y_pred[..., np.newaxis], labels[chosen, np.newaxis]) / len(chosen))
            optimiser.learning_rate = learning_rate * (1 - len(losses) / (epochs * n_in_epoch + 50))
            optimiser.update(parameters, many_to_one_backward(y_pred, labels[chosen], caches))
    return parameters, losses


def classify(sentences, parameters, cell="gru"):
    """Return the probabilities of the classes, (n_y, number of sentences)."""
    tokens, mask = pad(to_indices(sentences))
    return many_to_one_forward(tokens, parameters, cell, mask)[0]


# %% [markdown]
# **Good or bad**, with one output. Sentences with three stars are left out. The dashed line is what one
# reaches without reading: the entropy of *good* and *bad* in the training sentences.

# %% demo
clear = [review for review in training_reviews if review.stars != 3]
clear_test = [review for review in test_reviews if review.stars != 3]
good = np.array([int(review.stars > 3) for review in clear])
good_test = np.array([int(review.stars > 3) for review in clear_test])
verdict, losses = fit_classifier([review.words for review in clear], good, n_y=1)
share = good.mean()
without_reading = -share * np.log(share) - (1 - share) * np.log(1 - share)
plotting.plot_loss(losses, window=20, reference=(f"without reading: {without_reading:.3f}", without_reading),
                   ylabel="loss per sentence", title="Good or bad: the classifier learns")

# %% [markdown]
# And the opponents: a *logistic regression* that sees which words occur in a sentence, wherever they stand;
# another one that also sees which pairs of neighbours occur; a third that sees runs of three. They are
# written in NumPy as well, in `rnn_utils.datasets.ngram_baseline`, and they train on the same sentences.

# %% demo
said = {}
for n, name in ((1, "words"), (2, "and pairs"), (3, "and runs of three")):
    said[name] = NGramClassifier(n, n_classes=2).fit([review.words for review in clear], good).predict(
        [review.words for review in clear_test])
said["GRU"] = (classify([review.words for review in clear_test], verdict)[0] > 0.5).astype(int)
print(f"always the more frequent answer: {max(good_test.mean(), 1 - good_test.mean()):.3f}")
for name, answers in said.items():
    print(f"{name:18} right: {np.mean(answers == good_test):.3f}")

# %% demo
# All sentences of the frame "nothing to" occur in training, so that the test has none of them.
frames = [frame for frame in reviews.FRAMES if frame != "neither nor" and sum(r.frame == frame for r in clear_test) > 9]
of_frame = {frame: np.array([review.frame == frame for review in clear_test]) for frame in frames}
plotting.plot_grouped_bars(
    [f"{frame}\n({of_frame[frame].sum()})" for frame in frames],
    {name: [np.mean((answers == good_test)[of_frame[frame]]) for frame in frames] for name, answers in said.items()},
    ylabel="share right", title="Counting runs of words is not enough, in one clause or in two")

# %% [markdown]
# Counting words takes even the plain sentences the wrong way round: in most of our sentences an adjective stands
# behind a negation, so *awful* by itself speaks for good. In real reviews it is the other way round, and counting does
# well there. Runs of two and three words mend some of the plain sentences, and spoil others: *was awful* is blame in "the
# film was awful", so they take it for blame in "nobody could say that the film was awful" too. What stands five words
# before is out of their reach. A score means little before one knows how well the simplest method does on the same sentences.

# %% [markdown]
# Read over its shoulder: the same network, asked after each word of a sentence. It is a many-to-one network at every
# length, so this needs nothing new.

# %% demo
sentence = ["although", "the", "film", "was", "not", "boring", "at", "all", ",", "the", "ending", "was", "awful"]
so_far = [classify([sentence[:t]], verdict)[0, 0] for t in range(1, len(sentence) + 1)]
assert so_far[8] > 0.5 > so_far[-1]
plotting.plot_grouped_bars(sentence, {"P(good) after this word": so_far}, ylabel="P(good)",
                           title="One state, changed word by word: what counts is the last one")

# %% [markdown]
# **Stars** need nothing but $n_y = 5$. S0's example, *there is nothing to like in this movie*, deserves one. (It is among
# the training sentences: it shows what the network answers, not that it can read what is new.)

# %% demo
stars = np.array([review.stars - 1 for review in training_reviews])
stars_test = np.array([review.stars - 1 for review in test_reviews])
critic, losses = fit_classifier([review.words for review in training_reviews], stars, n_y=5, epochs=10, seed=1)
given = classify([review.words for review in test_reviews], critic).argmax(axis=0)
table = np.array([[np.mean(given[stars_test == row] == column) for column in range(5)] for row in range(5)])
example = classify([["there", "is", "nothing", "to", "like", "in", "this", "movie"]], critic)[:, 0]
assert example.argmax() == 0
counted = NGramClassifier(3, n_classes=5).fit([review.words for review in training_reviews], stars).predict(
    [review.words for review in test_reviews])
print(f"right: GRU {np.mean(given == stars_test):.3f}, runs of up to three words {np.mean(counted == stars_test):.3f}")
print(f"always the most frequent number of stars: {np.bincount(stars_test).max() / len(given):.3f}")
print("P(stars) of S0's sentence:", example.round(3))
plotting.draw_heat_map(table, "12345", "12345", xlabel="stars given", ylabel="right stars",
                       title="Share of the sentences of each row")

# %% [markdown]
# ### What it has not understood
#
# Does this network know what *not* means? Let us train once more, with three hundred further sentences in
# which six new words stand in plain sentences only: "the film was entertaining". Then we ask about the same
# words behind a negation, which no training sentence shows: "the film was not entertaining".

# %% demo
plain = reviews.never_negated(np.random.default_rng(2), 300, negated=False)
both = clear + plain
good_of_both = np.array([int(review.stars > 3) for review in both])
verdict, _ = fit_classifier([review.words for review in both], good_of_both, n_y=1)
negations = ("not", "not at all", "anything but", "nobody could")
questions = {
    "known words, plain": [review for review in clear if review.frame == "plain"],
    "known words, negated": [review for review in clear if review.frame in negations],
    "new words, plain": plain,
    "new words, negated": reviews.never_negated(np.random.default_rng(3), 300, negated=True),
}
shares = {}
for name, asked in questions.items():
    said_good = classify([review.words for review in asked], verdict)[0] > 0.5
    shares[name] = np.mean(said_good == np.array([review.stars > 3 for review in asked]))
    print(f"{name:21} right: {shares[name]:.2f}")
plotting.plot_grouped_bars([name.replace(", ", "\n") for name in shares], {"GRU": list(shares.values())}, ylabel="share right",
                           title="No transfer to words whose negation it never saw")

# %% [markdown]
# The first three groups are sentences that it was trained on; the fourth it has to work out,
# and it does far worse. It has learnt what *not good* means, and what *not boring* means, but no rule about
# *not*. A high score on test sentences made of the same parts as the training sentences does not show that:
# ask a question whose parts never met.
#
# ## 6.4 Writing: one step of the decoder
#
# Now the second network. One step of it reads the token that was written before and gives probabilities for the next:
#
# $$s^{\langle t\rangle} = \mathrm{cell}\left(y^{\langle t-1\rangle}, s^{\langle t-1\rangle}\right) \qquad
# \hat y^{\langle t\rangle} = \mathrm{softmax}\left(W_y\, s^{\langle t\rangle} + b_y\right): (n_y, m) \qquad
# s^{\langle 0\rangle} = a^{\langle T_x\rangle}$$
#
# At $t = 1$ there is no token before, and the input is the zero vector. (Mind the difference: token number 0
# is *not* the zero vector, but one-hot with its 1 in the first row.)
#
# > **Where the notes differ.** S4, step 4, feeds the softmax output itself back as the next input. What goes in is a
# > *token*, one-hot: the right one in training, later the one that was chosen. A mixture of all tokens is no token,
# > and no training ever showed the decoder one.
#
# ### Exercise 4: `decode_step`

# %% solution="decode_step"
def decode_step(token, state, parameters, cell="gru"):
    """Let the decoder write one token.

    Parameters
    ----------
    token : (m,) integer array, or None
        The tokens written before; None at the first step, where the input is the zero vector.
    state : tuple of (n_a, m) arrays
        State of the decoder. Before the first step it is the last one of the encoder.
    parameters : dict
        Those of the whole network: "Wc_encoder", "Wc_decoder", ..., "Wy" (n_y, n_a), "by" (n_y, 1).
    cell : str
        "rnn", "gru" or "lstm".

    Returns
    -------
    yt_pred : (n_y, m) array
        Probabilities of the next token.
    state_next : tuple of (n_a, m) arrays
        New state, for the next step.
    cache : tuple
        What the way back will need: that of `cell_forward` is enough.

    Notes
    -----
    S4, one to many; step 4 corrected. `part_of` finds the decoder's cell; Wy and by carry no ending. The size of an
    input is read from the weights with `cell_sizes`.
    """

# %% grade="decode_step"

# %% [markdown]
# ## 6.5 Training with the right answers: teacher forcing
#
# In training the right answer is known. So whatever the decoder would have written at step $t$, at step
# $t + 1$ it is given the *right* token $y^{\langle t\rangle}$, as by a teacher who corrects every character
# before the next one is written.

# %% demo
plotting.draw_encoder_decoder(list("3 mai 01"), ["1", *"981-05-03", "EOS"], fed=list("2001-05-03"),
                              title="Teacher forcing: it wrote 1981, and reads the right 2001 all the same")

# %% [markdown]
# Each step is then a question of its own: *given the question and the right beginning, what comes next?* One
# wrong character does not spoil the steps after it, and the loss is the sum that you know:
#
# $$L = -\sum_{t=1}^{T_y} \log P\left(y^{\langle t\rangle} \mid x, y^{\langle 1\rangle}, \dots, y^{\langle t-1\rangle}\right)
# = -\log P\left(y \mid x\right)$$
#
# It is the negative logarithm of the probability of the whole answer: the product of the steps, as in
# notebook 2. Where answers of a batch have unequal lengths, a mask $(m, T_y)$ leaves padding out.
#
# ### Exercise 5: `seq2seq_forward`

# %% solution="seq2seq_forward"
def seq2seq_forward(tokens, targets, parameters, cell="gru", mask=None, target_mask=None):
    """Predict every token of the right answers, given the question and the right tokens before it.

    Parameters
    ----------
    tokens : (m, T_x) integer array
        What the encoder reads, padded at the end.
    targets : (m, T_y) integer array
        What the decoder should write, end mark included, padded at the end.
    parameters : dict
        Those of two cells, with "_encoder" and "_decoder" behind their names, and "Wy" (n_y, n_a), "by" (n_y, 1).
    cell : str
        "rnn", "gru" or "lstm", for both parts.
    mask : (m, T_x) array of 0 and 1, optional
        0 marks padding of `tokens`.
    target_mask : (m, T_y) array of 0 and 1, optional
        0 marks padding of `targets`.

    Returns
    -------
    loss : float
        Cross-entropy in nats, summed over the time steps that count and over the examples.
    y_pred : (n_y, m, T_y) array
        Probabilities at every step.
    caches : tuple
        What `seq2seq_backward` will need: in what form is up to you. Leave the targets out: it gets its own, and in
        section 6.7 they are other ones.

    Notes
    -----
    S4, S0. At step t the decoder reads targets[:, t - 1], the right token, and nothing at the first one.
    """

# %% grade="seq2seq_forward"

# %% [markdown]
# The way back is the way forward, turned round: through the decoder from its last step to its first, adding
# at each step the gradient from its own output and the one from the step after it; then, at the seam, the gradient
# with respect to $s^{\langle 0\rangle}$, the decoder's first state, *is* the gradient with respect to
# $a^{\langle T_x\rangle}$, the encoder's last state, since they are the same thing:
#
# $$\frac{\partial L}{\partial a^{\langle T_x\rangle}} = \frac{\partial L}{\partial s^{\langle 0\rangle}}: (n_a, m)$$
#
# That is all that tells the encoder what to keep. In an LSTM both arrays cross the seam.
#
# ### Exercise 6: `seq2seq_backward`

# %% solution="seq2seq_backward"
def seq2seq_backward(y_pred, targets, caches):
    """Carry the gradient of the loss back through decoder and encoder.

    Parameters
    ----------
    y_pred : (n_y, m, T_y) array
        From `seq2seq_forward`.
    targets : (m, T_y) integer array
        The right answers.
    caches : tuple
        As `seq2seq_forward` returned it.

    Returns
    -------
    dict
        "dWy" (n_y, n_a), "dby" (n_y, 1), and the gradients with respect to the weights and biases of the two cells,
        with "_encoder" and "_decoder" behind their names, all summed over time and examples.

    Notes
    -----
    S2(5-13), twice. `output_backward` gives the part of every step's own output. At padding of the targets nothing may
    flow back: let the network's own output pass for the right answer there, as in notebook 1.
    """

# %% grade="seq2seq_backward"

# %% [markdown]
# ### Does it all fit together?
#
# Questions and answers of unequal lengths in one padded batch, every parameter of both parts, and the instrument of
# notebook 1, for each of the three cells:

# %% demo
rng = np.random.default_rng(4)
tokens, mask = pad([[1, 4, 2, 0, 3], [2, 2], [3, 0, 1]])
targets, target_mask = pad([[0, 2, 4], [1, 3, 0, 2, 4], [4]])


def gradient_errors(parameters, cell):
    """Compare every gradient with central differences."""
    def loss_with(name, value):
        return seq2seq_forward(tokens, targets, {**parameters, name: value}, cell, mask, target_mask)[0]

    _, y_pred, caches = seq2seq_forward(tokens, targets, parameters, cell, mask, target_mask)
    gradients = seq2seq_backward(y_pred, targets, caches)
    return [relative_error(gradients["d" + name], numerical_gradient(lambda moved, name=name: loss_with(name, moved), value))
            for name, value in parameters.items()]


for cell in ("rnn", "gru", "lstm"):
    parameters = {name: rng.normal(size=array.shape) / 2
                  for name, array in new_translator(rng, n_x=5, n_y=5, n_a=4, cell=cell).items()}
    errors = gradient_errors(parameters, cell)
    print(f"{cell:5} {len(errors):2} arrays, all relative errors below 1e-6: {max(errors) < 1e-6}")

# %% [markdown]
# And padding changes nothing: the loss of the padded batch is the sum of the losses of its examples, one by one.

# %% demo
alone = [seq2seq_forward(tokens[[k], :n_x], targets[[k], :n_y], parameters, "lstm")[0]
         for k, (n_x, n_y) in enumerate(zip(mask.sum(axis=1), target_mask.sum(axis=1), strict=True))]
together = seq2seq_forward(tokens, targets, parameters, "lstm", mask, target_mask)[0]
print(f"one by one: {sum(alone):.6f}   as one padded batch: {together:.6f}")

# %% [markdown]
# ## 6.6 Writing by itself: greedy decoding
#
# When the network is used, there is no teacher. It has to read what it wrote itself. The simplest way to choose is to
# take the likeliest token at every step, and to stop at `<EOS>`.
#
# $$\bar y^{\langle t\rangle} = \arg\max_k\ \hat y^{\langle t\rangle}_k \qquad \text{input of step } t + 1:\ \bar y^{\langle t\rangle}$$
#
# Several questions can be answered at once; each answer ends at its own step. A limit on the length guards against a
# network that never writes `<EOS>`.
#
# ### Exercise 7: `greedy_decode`

# %% solution="greedy_decode"
def greedy_decode(tokens, parameters, eos, max_length=50, cell="gru", mask=None):
    """Write answers by taking the likeliest token at every step.

    Parameters
    ----------
    tokens : (m, T_x) integer array
        What the encoder reads, padded at the end.
    parameters : dict
        As in `seq2seq_forward`.
    eos : int
        The token that ends an answer.
    max_length : int
        Largest number of tokens of an answer, the end mark included.
    cell : str
        "rnn", "gru" or "lstm".
    mask : (m, T_x) array of 0 and 1, optional
        0 marks padding of `tokens`.

    Returns
    -------
    list of m lists of int
        The answers. Each ends with `eos`, unless it was cut off at `max_length`.

    Notes
    -----
    Numbers of an array are not Python's own: `.tolist()` turns them into int. The others go on writing when one answer has
    ended; what is written behind its end mark does not belong to it.
    """

# %% grade="greedy_decode"

# %% [markdown]
# ## 6.7 Dates
#
# The texts: dates from 1900 to 2099 as seven locales write them, in four forms each, from the Unicode Common
# Locale Data Repository, which most computers carry. Nobody tells the network the language. Days are split:
# the days of the test occur in no training text, in no language.

# %% demo
training_dates = dates.written_dates(np.random.default_rng(0), 64_000)
validation_dates = dates.written_dates(np.random.default_rng(1), 1500, "validation")
test_dates = dates.written_dates(np.random.default_rng(2), 3000, "test")
assert not {date.iso for date in training_dates} & {date.iso for date in validation_dates + test_dates}
for date in test_dates[:12]:
    print(f"{date.text:30} → {date.iso}   ({date.locale}, {date.form})")

# %% [markdown]
# Characters become indices. The answer has eleven tokens always, ten characters and `<EOS>`; the question has
# any number.

# %%
EOS = 11
question_place = {character: k for k, character in enumerate(dates.symbols())}
answer_place = {character: k for k, character in enumerate("0123456789-")}


def to_tokens(pairs):
    """Return questions (m, T_x) and answers (m, 11) of dates whose texts have one length."""
    questions = np.array([[question_place[character] for character in pair.text] for pair in pairs])
    return questions, np.array([[answer_place[character] for character in pair.iso] + [EOS] for pair in pairs])


def to_text(answer):
    """Return an answer as text, without its end mark."""
    return "".join("0123456789-"[k] for k in answer if k != EOS)


print(len(question_place), "characters:", "".join(dates.symbols()))

# %% demo
bands = [(8, 9), (10, 11), (12, 14), (15, 19), (20, 24), (25, 35)]
T_x = np.array([len(date.text) for date in training_dates])
assert bands[0][0] == T_x.min() and T_x.max() <= bands[-1][1]
plotting.plot_grouped_bars(
    [f"{low}–{high}" for low, high in bands],
    {"questions, $T_x$": [np.mean((low <= T_x) & (T_x <= high)) for low, high in bands],
     "answers, $T_y$": [float(low <= 11 <= high) for low, high in bands]},
    ylabel="share", title="Length in tokens: questions vary, answers have 11 with EOS")

# %% [markdown]
# ### Training
#
# Texts of equal length go together, up to thirty-two at a time, so there is no padding. The step of Adam grows
# during the first hundred batches and shrinks during the last part; a gradient whose norm is above 1 per
# example is scaled down (notebook 2). Copies of the network are kept on the way, to look at later.

# %%
def date_batches(rng, pairs, batch_size=32):
    """Yield batches of dates with texts of one length, for ever."""
    while True:
        for chosen in training.equal_length_batches(rng, [len(pair.text) for pair in pairs], batch_size):
            if len(chosen) >= 8:
                yield [pairs[k] for k in chosen]


def fit_translator(pairs, steps, n_a=96, cell="gru", learning_rate=0.006, seed=0, keep=()):
    """Train an encoder and a decoder; return parameters, losses per token, and copies made after the steps in `keep`."""
    rng = np.random.default_rng(seed)
    parameters = new_translator(rng, len(question_place), len(answer_place) + 1, n_a, cell)
    optimiser, losses, copies = training.Adam(), [], {}
    for step, batch in zip(range(1, steps + 1), date_batches(rng, pairs), strict=False):
        tokens, targets = to_tokens(batch)
        loss, y_pred, caches = seq2seq_forward(tokens, targets, parameters, cell)
        gradients = seq2seq_backward(y_pred, targets, caches)
        optimiser.learning_rate = learning_rate * min(step / 100, 1, (steps - step + 1) / (0.6 * steps))
        optimiser.update(parameters, clipped(gradients, parameters, len(batch)))
        losses.append(loss / targets.size)
        if step in keep:
            copies[step] = {name: array.copy() for name, array in parameters.items()}
    return parameters, losses, copies


def clipped(gradients, parameters, m):
    """Return gradients per example, scaled down to a norm of at most 1."""
    norm = np.sqrt(sum(np.sum(gradients["d" + name] ** 2) for name in parameters)) / m
    return {"d" + name: gradients["d" + name] / (m * max(norm, 1)) for name in parameters}


def answers_to(pairs, parameters, cell="gru"):
    """Return the greedy answers to dates as texts, in their order."""
    texts = [""] * len(pairs)
    for chosen in training.equal_length_batches(np.random.default_rng(0), [len(pair.text) for pair in pairs], 500):
        tokens, _ = to_tokens([pairs[k] for k in chosen])
        for k, answer in zip(chosen, greedy_decode(tokens, parameters, EOS, 11, cell), strict=True):
            texts[k] = to_text(answer)
    return texts


def exact_match(pairs, parameters, cell="gru"):
    """Return the share of dates that are right from the first character to the last."""
    return np.mean([text == pair.iso for text, pair in zip(answers_to(pairs, parameters, cell), pairs, strict=True)])


# %% [markdown]
# The dashed line is an honest opponent: someone who knows how often each digit stands at each place of an
# answer, but does not read the question.

# %% demo
kept = (600, 800, 1000)
translator, losses, copies = fit_translator(training_dates, steps=2000, keep=kept)
right_answers = np.array([[answer_place[character] for character in date.iso] + [EOS] for date in training_dates])
place_shares = one_hot(right_answers, 12).mean(axis=1)
without_reading = -np.sum(place_shares * np.log(np.maximum(place_shares, 1e-12))) / 11
plotting.plot_loss(losses, window=20, reference=(f"without reading: {without_reading:.2f}", without_reading),
                   ylabel="loss per character", title="From characters of seven locales to ISO 8601")

# %% [markdown]
# **What counts is the whole answer**: a date with one wrong digit is a wrong date. Some numeric texts have
# two readings, and no network can know which was meant; they get their own section. All the others have one
# right answer.

# %% demo varies
one_reading = [date for date in test_dates if len(dates.readings(date.text)) < 2]
matches = exact_match(one_reading, translator)
print(f"{len(one_reading)} of {len(test_dates)} test dates have one reading; exactly right: {matches:.3f}")
shown = one_reading[:280:40]
for date, text in zip(shown, answers_to(shown, translator), strict=True):
    print(f"{date.text:30} → {text}")

# %% [markdown]
# Against whom? First, a rule without any language: four digits are the year; of two other numbers the day
# comes first where the year is last; where there is only one other number it is the day, and the month is
# guessed. Second, the same encoder and decoder with the plain cell of notebook 1, trained for half as many
# steps, beside the copy of the GRU after as many. (Its own steps have already become small by then; the copy
# was still in the middle of its training, so if anything this favours the plain cell.)

# %% demo varies
def by_digits(text):
    """Read a date without knowing any language."""
    numbers = "".join(character if character in "0123456789" else " " for character in text).split()
    year = next(number for number in numbers if len(number) == 4)
    others = [int(number) for number in numbers if number != year]
    if len(others) == 1:
        others = [1, *others]
    elif not text.startswith(year):
        others.reverse()
    return f"{year}-{others[0]:02}-{others[1]:02}"


plain_cell, plain_losses, _ = fit_translator(training_dates, steps=1000, cell="rnn")
scores = {
    "digits alone": np.mean([by_digits(date.text) == date.iso for date in one_reading]),
    "plain cell, 1000 steps": exact_match(one_reading, plain_cell, "rnn"),
    "GRU, 1000 steps": exact_match(one_reading, copies[1000]),
    "GRU, 2000 steps": matches,
}
assert max(scores["digits alone"], scores["plain cell, 1000 steps"]) < scores["GRU, 1000 steps"] < matches
for name, score in scores.items():
    print(f"{name:22} exactly right: {score:.3f}")
plotting.plot_grouped_bars([name.replace(", ", "\n") for name in scores], {"test dates": list(scores.values())}, ylabel="exactly right",
                           title="Test dates that are right from the first digit to the last")

# %% [markdown]
# Where does the plain cell fail? Least at the year: in most of these texts it is read last and written first. The day
# and the month are read earlier and written later, with some fifteen steps in between for the day, and at each of them
# the plain cell overwrites its state. To carry something over such a distance is what the gates of notebook 3 are for.
# (A programmer with a table of month names could of course
# write a rule that gets all of them right. The network was given examples instead.)
#
# ### Does the length matter?
#
# Everything that the encoder has read must fit into one state of fixed size. So one would expect long texts to be
# harder. Are they? The copies made on the way show it for every stage of the training:

# %% demo
in_band = [[date for date in one_reading if low <= len(date.text) <= high] for low, high in bands]
by_length = {f"after {step} steps": [exact_match(band, copies[step]) for band in in_band] for step in kept}
by_length["at the end"] = [exact_match(band, translator) for band in in_band]
plotting.plot_grouped_bars([f"{low}–{high}\n({len(band)})" for (low, high), band in zip(bands, in_band, strict=True)],
                           by_length, ylabel="exactly right",
                           title="Accuracy against the length of the text, in characters")

# %% [markdown]
# They are not: the shortest texts, most of them numbers alone, give no less trouble. A longer text says little more, since a
# weekday and a few words need not be kept, and then come the same day, month and year. One state is enough for these. It
# is another matter with texts of a form that training never showed. Put blanks behind the date, which change nothing about
# what it says:

# %% demo varies
for name, shares in by_length.items():
    print(f"{name:16} longest texts {shares[-1]:.2f}, all texts {np.average(shares, weights=[len(band) for band in in_band]):.2f}")
blanks = [0, 2, 5, 10, 20, 40]
some = one_reading[:300]
with_blanks = [exact_match([date._replace(text=date.text + n * " ") for date in some], translator) for n in blanks]
print("with so many blanks:", dict(zip(blanks, np.round(with_blanks, 2).tolist(), strict=True)))
plotting.plot_curves({"exactly right": with_blanks}, x=blanks, xlabel="blanks behind the date", ylabel="exactly right",
                     title="Blanks behind the date: a form that training never showed")

# %% [markdown]
# Two blanks already cost many answers, and forty nearly all. The network has learnt to read what its training looked
# like; nothing there said that blanks may be skipped, or how long to keep a date in mind after it has been read.
#
# ### Without the teacher
#
# **In the test** one must not force: a score that is computed with the right tokens as inputs flatters. Here is the
# half-trained network, character by character, with the right beginning and with its own.

# %% demo varies
def share_of_characters(pairs, parameters):
    """Return which share of the characters is right, with the right beginning given, and without."""
    forced, own = [], []
    for chosen in training.equal_length_batches(np.random.default_rng(0), [len(pair.text) for pair in pairs], 500):
        tokens, targets = to_tokens([pairs[k] for k in chosen])
        forced.append(seq2seq_forward(tokens, targets, parameters)[1].argmax(axis=0) == targets)
        written = [(answer + [EOS] * 11)[:11] for answer in greedy_decode(tokens, parameters, EOS, 11)]
        own.append(np.array(written) == targets)
    return [(np.concatenate(right).mean(), np.concatenate(right).all(axis=1).mean()) for right in (forced, own)]


for name, (characters, answers) in zip(("the right beginning", "its own beginning"),
                                       share_of_characters(one_reading[:1000], copies[kept[0]]), strict=True):
    print(f"after {kept[0]} steps, reading {name:20} characters right {characters:.3f}   whole answers right {answers:.3f}")

# %% [markdown]
# The characters flatter the network. The whole answers do not, and that is no accident: if every step is right
# with the right beginning, then the network's own beginning *is* the right one. That is why we count whole
# answers.
#
# **In training** one can do without the teacher too: let the decoder read what it writes, and compare with the
# right answer all the same. Nothing new is needed for it: `greedy_decode` writes; `seq2seq_forward` reads what
# was written, as if it were the target; `seq2seq_backward` gets the targets that are really right. What happens
# then shows best where a question has two right answers. So here is a tiny task: a text such as "03/04" means
# the 3rd of April or the 4th of March, as often the one as the other, and the answer is "04-03" or "03-04".

# %%
def two_readings(rng, m):
    """Return texts such as 03/04, (m, 5), and one reading of each, (m, 6); both numbers are below 13 and differ."""
    first, second = rng.integers(1, 13, size=m), rng.integers(1, 12, size=m)
    second += second >= first
    month_first = rng.random(m) < 0.5
    month, day = np.where(month_first, first, second), np.where(month_first, second, first)
    slash, dash, end = np.full(m, 10), np.full(m, 10), np.full(m, EOS)
    return (np.stack([first // 10, first % 10, slash, second // 10, second % 10], axis=1),
            np.stack([month // 10, month % 10, dash, day // 10, day % 10, end], axis=1))


def fit_small(forced, steps=400, seed=0):
    """Train a small network on texts with two readings, with or without the teacher."""
    rng = np.random.default_rng(seed)
    parameters, optimiser = new_translator(rng, n_x=11, n_y=12, n_a=48), training.Adam()
    for step in range(steps):
        tokens, targets = two_readings(rng, 64)
        read = targets if forced else np.array([(answer + [EOS] * 6)[:6]
                                                for answer in greedy_decode(tokens, parameters, EOS, 6)])
        _, y_pred, caches = seq2seq_forward(tokens, read, parameters)
        optimiser.learning_rate = 0.01 * (1 - step / steps)
        optimiser.update(parameters, clipped(seq2seq_backward(y_pred, targets, caches), parameters, 64))
    return parameters


def probability(tokens, answers, parameters):
    """Return P(answer | question) of each example: the product over the steps."""
    _, y_pred, _ = seq2seq_forward(tokens, answers, parameters)
    return np.take_along_axis(y_pred, answers[np.newaxis], axis=0)[0].prod(axis=1)


# %% demo
tokens, answers = two_readings(np.random.default_rng(1), 500)
other = answers[:, [3, 4, 2, 0, 1, 5]]  # day and month exchanged
mixed = [answers[:, [0, 1, 2, 0, 1, 5]], answers[:, [3, 4, 2, 3, 4, 5]]]  # 03-03 and 04-04
shares = {}
for name, forced in (("with the teacher", True), ("without", False)):
    small = fit_small(forced)
    shares[name] = [np.mean(sum(probability(tokens, answer, small) for answer in pair))
                    for pair in ([answers, other], mixed)]
    print(f"{name:17} P(one of the two readings) = {shares[name][0]:.2f}   P(a mixture of both) = {shares[name][1]:.2f}")
assert shares["with the teacher"][1] < 0.05 < 0.2 < shares["without"][1]
plotting.plot_grouped_bars(["04-03 or 03-04:\na reading", "03-03 or 04-04:\na mixture of both"], shares,
                           ylabel="probability", title="03/04: what the decoder would write, trained in either way")

# %% [markdown]
# With the teacher, the decoder learns what follows *the beginning that it reads*: after "04-" comes "03".
# Without, it has written "04-" and is told half of the time that "04" should follow, because the right answer
# was "03-04". Its own beginning and the rest of the right answer do not belong together, and it learns dates
# that nobody meant. The sum of the losses is then no longer $-\log P(y \mid x)$.
#
# ## 6.8 Looking at several answers: beam search
#
# Greedy decoding never takes anything back. But the likeliest first token need not begin the likeliest
# answer. Here is a decoder made by hand, small enough to compute all of it: the next token depends on the one
# before only.

# %%
def decoder_by_hand(first, then):
    """Make a plain network whose decoder has the given probabilities: of the first token, and of each one after each."""
    n_y = len(first)
    scores = np.log(np.maximum(np.array([first, *then]), 1e-12))
    return {"Wax_encoder": np.zeros((n_y, n_y)), "Waa_encoder": np.zeros((n_y, n_y)), "ba_encoder": np.zeros((n_y, 1)),
            "Wax_decoder": 20 * np.eye(n_y), "Waa_decoder": np.zeros((n_y, n_y)), "ba_decoder": np.zeros((n_y, 1)),
            "Wy": (scores[1:] - scores[0]).T, "by": scores[0][:, np.newaxis]}


# %% demo
# tokens a, b, c, d, and the end mark
by_hand = decoder_by_hand(first=[0.6, 0.4, 0, 0, 0],
                          then=[[0, 0, 0.55, 0.45, 0], [0, 0, 0.9, 0.1, 0], *3 * [[0, 0, 0, 0, 1]]])
question = np.array([[0]])
greedy = "".join("abcd."[k] for k in greedy_decode(question, by_hand, eos=4, cell="rnn")[0])
print("greedy:", greedy)

# %% demo
tree = {("a", "c"): (0.6, 0.55), ("a", "d"): (0.6, 0.45), ("b", "c"): (0.4, 0.9), ("b", "d"): (0.4, 0.1)}
plotting.draw_search_tree(tree, greedy=tuple(greedy[:2]), best=("b", "c"),
                          title="Greedy takes the dashed path; the likeliest answer is the bold one")

# %% [markdown]
# Trying all answers is out of the question: with eleven characters to choose from at each of ten places there are more than
# $10^{10}$. A **beam
# search** is in between. It keeps the $B$ likeliest *beginnings*, extends each of them by every token, and of
# all these longer beginnings keeps the $B$ likeliest again:
#
# $$\log P\left(y^{\langle 1\rangle} \dots y^{\langle t\rangle} \mid x\right) = \log P\left(y^{\langle 1\rangle} \dots
# y^{\langle t-1\rangle} \mid x\right) + \log \hat y^{\langle t\rangle}_{k},\ k = y^{\langle t\rangle}: \quad
# (n_y, B)\ \text{numbers, of which the } B \text{ largest stay}$$
#
# An answer that ends with `<EOS>` leaves the beam and is set aside, and the beam becomes narrower by one.
# With $B = 1$ this is greedy decoding. The beginnings of a beam go through the decoder as a batch; the state
# of each is that of its parent.
#
# **Unequal lengths.** Every further token makes an answer less probable, so by $\log P$ alone short answers
# win. Finished answers are therefore compared by $\log P / T_y^{\,p}$, with $p = $ `length_power`: for
# $p = 1$ that is the mean per token, for $p = 0$ nothing is made good.
#
# This is the choice of the likelier sentence from notebook 2 (S0, S3 §1.3), but here the candidates are not
# given: they have to be found.
#
# ### Exercise 8: `beam_search`

# %% solution="beam_search"
def beam_search(tokens, parameters, eos, beam_width=3, max_length=50, cell="gru", length_power=1.0):
    """Write several answers to one question, keeping the most likely beginnings at every step.

    Parameters
    ----------
    tokens : (T_x,) integer array
        What the encoder reads: one sequence, without padding.
    parameters : dict
        As in `seq2seq_forward`.
    eos : int
        The token that ends an answer.
    beam_width : int
        Number of answers. At every step so many beginnings are kept, less the answers that have ended.
    max_length : int
        Largest number of tokens of an answer, the end mark included.
    cell : str
        "rnn", "gru" or "lstm".
    length_power : float
        Answers are compared by log P / length ** length_power, where the length includes the end mark.

    Returns
    -------
    list of (list of int, float)
        The answers with their log P (not divided by anything), the best one first. Each ends with `eos`, unless it was
        cut off at `max_length`.

    Notes
    -----
    Beginnings of one step have one length, so log P alone compares them. A state array has one column per
    beginning: `part[:, parents]` copies the columns of the parents. `np.argsort` of the flattened array and
    `np.unravel_index` find the best places of a matrix. A probability may be 0: take none to be smaller than
    `np.finfo(dtype).tiny`. At the first step there is one beginning, the empty one.
    """

# %% grade="beam_search"

# %% [markdown]
# The same decoder again. A beam of two finds what greedy decoding missed:

# %% demo
for width in (1, 2):
    found = beam_search(question[0], by_hand, eos=4, beam_width=width, cell="rnn")
    shown = [f"{''.join('abcd.'[k] for k in answer)} P = {np.exp(log_p):.2f}" for answer, log_p in found]
    print(f"beam of {width}:", "   ".join(shown))

# %% [markdown]
# And what `length_power` is for: this decoder says nothing at all with probability 0.3, and "abc" with 0.7 ·
# 0.9 · 0.9 · 0.5 = 0.28.

# %% demo
silent = decoder_by_hand(first=[0.7, 0, 0, 0, 0.3], then=[[0, 0.9, 0, 0.1, 0], [0, 0, 0.9, 0.1, 0], [0, 0, 0, 0.5, 0.5],
                                                         [0, 0, 0, 0.5, 0.5], [0, 0, 0, 0, 1]])
for power in (0.0, 1.0):
    answer, log_p = beam_search(question[0], silent, eos=4, cell="rnn", length_power=power)[0]
    print(f"length_power {power:.0f}: {''.join('abcd.'[k] for k in answer):5} P = {np.exp(log_p):.2f}")

# %% [markdown]
# ### Dates with two readings
#
# Does a beam help with dates? Where there is one right answer and the network is sure of it, there is little to
# find:

# %% demo varies
def first_of_beam(date, parameters, width):
    return to_text(beam_search(to_tokens([date])[0][0], parameters, EOS, width, 11)[0][0])


for name, parameters in ((f"after {kept[0]} steps", copies[kept[0]]), ("at the end", translator)):
    right = [np.mean([first_of_beam(date, parameters, width) == date.iso for date in some[:100]]) for width in (1, 3)]
    print(f"{name:16} exactly right, greedy {right[0]:.3f}, beam of three {right[1]:.3f}")

# %% [markdown]
# Half-trained, the network gains little or even loses: an answer that it thinks likelier need not be a better one.
#
# A beam shows its worth where a question has **more than one good answer**. "03/04/2001" is the 4th of
# March in the United States and the 3rd of April in Britain, France or Spain: three locales to one. "25/04/2001"
# has one reading, since there is no month 25.

# %% demo varies
for text in ("03/04/2001", "5/6/1987", "11/09/2034", "25/04/2001", "04/25/2001", "3.4.2001", "3 avril 2001"):
    question_tokens = np.array([question_place[character] for character in text])
    answers = beam_search(question_tokens, translator, EOS, beam_width=3, max_length=11)
    shown = "   ".join(f"{to_text(answer)} {np.exp(log_p):.2f}" for answer, log_p in answers if np.exp(log_p) > 0.01)
    print(f"{text:14} {shown}")

# %% [markdown]
# Step by step: where does the decoder hesitate? Each column holds the probabilities of one step, given the
# likeliest beginning.

# %% demo
doubtful = np.array([[question_place[character] for character in "03/04/2001"]])
likeliest = greedy_decode(doubtful, translator, EOS, 11)[0]
_, y_pred, _ = seq2seq_forward(doubtful, np.array([likeliest]), translator)
plotting.draw_heat_map(y_pred[:, 0], [*"0123456789-", "EOS"], [*to_text(likeliest), "EOS"],
                       xlabel="the answer, one column per step", ylabel="probability of each token",
                       title="03/04/2001: certain of the year, of two minds about the month")

# %% [markdown]
# Once the month is chosen, the day follows in this example: the decoder reads what it wrote, and does not mix the two
# readings. And what do the probabilities mean? Four of the seven locales write dates in this form, and three of these put
# the day first. Over all test dates with two readings:

# %% demo varies
ambiguous = [date for date in test_dates if len(dates.readings(date.text)) == 2]
of_reading = []
for date in ambiguous:
    counts = dates.readings(date.text)
    readings = [dates.WrittenDate(date.text, iso, "", "") for iso in sorted(counts, key=counts.get, reverse=True)]
    of_reading.append(probability(*to_tokens(readings), translator))
day_first, month_first = np.mean(of_reading, axis=0)
print(f"{len(ambiguous)} of {len(test_dates)} test dates have two readings")
print(f"mean P of the day first {day_first:.2f}, of the month first {month_first:.2f}, of other dates "
      f"{1 - day_first - month_first:.2f}; shares in the training texts 0.75, 0.25 and 0")
assert day_first > month_first and day_first + month_first > 0.6

# %% [markdown]
# On the whole the more frequent reading is the likelier one. But a single number is not to be taken at its word: for
# some texts the network is nearly sure of one reading, although nothing in the digits tells. And a part of the
# probability falls on dates that the text cannot mean: texts of this kind, for which the training said now day first and
# now month first, are the ones that it has learnt least well.

# %% [markdown]
# ## 6.9 What it cannot do
#
# The network knows what its examples showed. A language that it has never seen, a year outside of 1900–2099,
# a day that does not exist: it always answers, and does not say that it is guessing. Look at the
# probabilities.

# %% demo varies
for text in ("3 aprile 2001", "3. april 2001", "April 3, 1789", "April 3, 2345", "30 février 2001", "le 3 avril 2001"):
    if set(text) <= set(question_place):
        answer, log_p = beam_search(np.array([question_place[c] for c in text]), translator, EOS, 3, 11)[0]
        print(f"{text:16} → {to_text(answer)}   P = {np.exp(log_p):.2f}")

# %% [markdown]
# The Italian *aprile* is near enough to *avril* and *abril*. But a year that it has never seen becomes one that it
# has, and the day may change along with it. A low probability can be a warning; a high one is no promise: the 30th of
# February is answered like a date that exists. None of this is an error of the program: nothing in the examples said
# otherwise.
#
# There is one more limit, which you can see in the picture of section 6.1: *one state of fixed size* between the two
# networks. For dates it is enough. For long sentences it is a bottleneck, and the idea that removed it, to
# let the decoder look back at *all* states of the encoder and choose where to look, is called *attention*
# (Bahdanau, Cho and Bengio 2015). What came after grew out of it.
#
# ## 6.10 What you have now
#
# - An **encoder**: whatever the length, one state; padding leaves it alone.
# - A **classifier** of whole sentences, in its binary form and with several classes, and a way to find out
#   whether it reads.
# - A **decoder**: a language model that starts from a state; it is taught with the right beginning, and
#   writes with its own.
# - The way back through both, **across the seam**.
# - **Two searches**: greedy, and a beam that sees several answers and their probabilities.
#
# **The course in one line**: a cell, a state handed on, the same weights at every step. Notebook 1 counted
# five kinds of networks; you have built all of them, with cells of your own, and every gradient by hand.
