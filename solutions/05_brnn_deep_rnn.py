# %% [markdown]
# # 5 · Bidirectional and deep networks: read from both ends, think in layers
#
# > *Teddy* bears are on sale.
# >
# > *Teddy* Roosevelt was a president.
#
# Is Teddy a person? In notebook 1 the network gave the same answer in both sentences, to the last digit,
# because it had read one word and nothing else. You did not answer at the first word either: you read on.
# In this notebook the network reads on too. It gets a second cell, which starts at the end of the sentence,
# and later on more layers. And we measure what each of them is worth, and what it costs.
#
# **How to work.** As before: six exercises, each with a cell that describes it and a cell that checks it. Go
# from top to bottom. Before you hand in, choose *Restart the kernel and run all cells*. Should the first code
# cell not find `rnn_utils`, run `%pip install rnn_utils_student-…whl` once, with the full name of the file in
# the folder of this notebook.

# %% locked="imports"
import numpy as np

from rnn_utils import plotting, training
from rnn_utils.checks import check
from rnn_utils.datasets import TEDDY_SENTENCES, ambiguous, capital_and_first
from rnn_utils.plotting import directions, padding, scores
from rnn_utils.reference.cells import as_part, layer_backward, layer_forward, output_forward, part_of
from rnn_utils.reference.gradients import numerical_gradient, relative_error
from rnn_utils.reference.rnn import one_hot, output_backward, sequence_loss

# %% [markdown]
# ## 5.1 What you are given
#
# You have written the plain cell, the GRU and the LSTM, forward and backward. Here they are tools, called by
# name: `"rnn"`, `"gru"` or `"lstm"`. The networks of this notebook are built of such cells and do not care
# which kind it is.
#
# | function | what it does |
# | --- | --- |
# | `layer_forward(x, a0, parameters, cell)` → `a, caches` | runs a cell over a sequence, as `rnn_forward`, `gru_forward` or `lstm_forward` does, without outputs: `x` $(n_x, m, T_x)$, `a0` $(n_a, m)$, `a` $(n_a, m, T_x)$ |
# | `layer_backward(da, caches)` → gradients | the way back: `"dx"`, `"da0"` and those of the cell's weights |
# | `output_forward(a, parameters)` → `y_pred` | softmax of `Wy a + by` at every step, $(n_y, m, T_x)$ |
# | `part_of(parameters, "forward")` | the parameters of one part of a network: `"Wax_forward"` under the name `"Wax"` |
# | `as_part(gradients, "forward")` | the other way: `"dWax"` under the name `"dWax_forward"` |
#
# The last two deserve a word. A network of several cells keeps *all* its parameters in one dictionary, so
# that Adam need not know about parts. The name of the part stands behind the name of the array.

# %% demo
rng = np.random.default_rng(0)
whole = {**as_part(training.initialise_cell(rng, "rnn", n_x=3, n_a=5), "forward"),
         **as_part(training.initialise_cell(rng, "rnn", n_x=3, n_a=5), "backward")}
print("whole network:", *whole)
print("one part:     ", *part_of(whole, "backward"))

# %% [markdown]
# ## 5.2 Sentences of unequal length
#
# Sentence $i$ has $T_x^{(i)}$ words (S0). A batch is one array, so all its rows must have one length: short
# sentences are filled up at the end. What is filled in is called **padding**. It means nothing, and nothing
# may depend on it.
#
# A network that reads from left to right has an easy life: it meets the padding when the sentence is over. One
# that reads from right to left begins there. Turning round the columns of the array, `x[:, :, ::-1]`, puts
# the padding in front of the words. What we want is to turn round *each sentence for itself*:

# %% demo
batch = [["Teddy", "bears", "are", "on", "sale"], ["June", "is", "lovely", "", ""]]
padding.draw_padded_batches({
    "a batch of two": batch,
    "x[:, :, ::-1]: padding comes first": [row[::-1] for row in batch],
    "each sentence turned round": [batch[0][::-1], ["lovely", "is", "June", "", ""]],
})

# %% [markdown]
# $$\text{turned}^{(i)\langle t\rangle} = \begin{cases}
# x^{(i)\langle T_x^{(i)} + 1 - t\rangle} & t \le T_x^{(i)} \\
# x^{(i)\langle t\rangle} & t > T_x^{(i)}
# \end{cases}
# \qquad x:\ (n, m, T_x) \to (n, m, T_x)$$
#
# A **mask** of shape $(m, T_x)$ says which columns are words: `True` at the first $T_x^{(i)}$ steps of row
# $i$.
#
# ### Exercise 1: `reverse_sequences` and `sequence_mask`

# %% solution="reverse_sequences"
def sequence_mask(lengths, T_x):
    """Mark which time steps of a padded batch belong to its sequences.

    Parameters
    ----------
    lengths : (m,) integer array
        Length of each sequence, at most T_x.
    T_x : int
        Length of the padded batch.

    Returns
    -------
    (m, T_x) array of bool
        True at the first lengths[i] steps of row i, False at its padding; not the numbers 1 and 0, which as an index
        would mean rows 1 and 0.

    Notes
    -----
    Compare a row of time steps with a column of lengths.
    """


def reverse_sequences(x, lengths):
    """Turn every sequence of a padded batch round and leave its padding where it is.

    Parameters
    ----------
    x : (n, m, T_x) array
        A batch, time last, padded at the end. It must not be changed.
    lengths : (m,) integer array
        Length of each sequence, at most T_x.

    Returns
    -------
    (n, m, T_x) array
        A new array of the dtype of x. With steps counted from 0: step t of example i holds step
        lengths[i] - 1 - t of x while t < lengths[i], and step t of x after that.

    Notes
    -----
    Doing it twice gives x back: the same function turns round and turns back. A loop over the examples is
    fine; without a loop, find for every place (i, t) the step that it takes its values from.
    """

# %% grade="reverse_sequences"

# %% demo
numbers = np.array([[[1, 2, 3, 4, 5], [6, 7, 8, 0, 0]]])
print("a batch:            ", *numbers[0])
print("turned round:       ", *reverse_sequences(numbers, np.array([5, 3]))[0])
print("and back again:     ", *reverse_sequences(reverse_sequences(numbers, np.array([5, 3])), np.array([5, 3]))[0])
print("mask:               ", *sequence_mask(np.array([5, 3]), 5).astype(int))

# %% [markdown]
# ## 5.3 Reading from both ends
#
# The network that read one way could use only what came before (S0, S1, S3 §1.2.3). So add a second cell, as
# large as the first one and with weights of its own, and let it read from the last word to the first (S1,
# S3 §1.5).

# %% demo
directions.draw_two_ways(T_x=4)

# %% [markdown]
# At each word there are now two states. $\overrightarrow{a}^{\langle t\rangle}$ has read the words
# $1, \dots, t$, and $\overleftarrow{a}^{\langle t\rangle}$ has read $T_x, \dots, t$. Put on top of each other
# they know the whole sentence, at *every* word, in the middle of the sentence too. The output looks at both
# (S3(14), which writes $g$ for the softmax, as it does for the tanh of a plain cell):
#
# $$\hat y^{\langle t\rangle} = \mathrm{softmax}\left(W_y \begin{bmatrix} \overrightarrow{a}^{\langle t\rangle} \\
# \overleftarrow{a}^{\langle t\rangle} \end{bmatrix} + b_y\right)$$
#
# | | both states | output weights | first states | outputs |
# | --- | --- | --- | --- | --- |
# | code | `a` | `Wy` | `a0` | `y_pred` |
# | shape | $(2 n_a, m, T_x)$ | $(n_y, 2 n_a)$ | $(2, n_a, m)$ | $(n_y, m, T_x)$ |
#
# Follow the arrows of the picture: there is no cycle in it (S1 calls it an acyclic graph). Neither row needs
# the other, so you can compute all states of one, then all states of the other, then all outputs.
#
# > **Where the notes differ.** S3(14) writes $y^{\langle t\rangle}$ for what the network says. That is
# > $\hat y^{\langle t\rangle}$; $y^{\langle t\rangle}$ is the right answer everywhere else.
#
# The second cell needs no new mathematics. Turn the sentences round, run an ordinary cell over them, and
# **turn its states round too**, so that $\overleftarrow{a}^{\langle t\rangle}$ stands at the word that it
# read last.
#
# ### Exercise 2: `brnn_forward` and `brnn_layer_forward`
#
# Two functions: the states alone, which we shall stack up later, and the network with its output.

# %% solution="brnn_forward"
def brnn_layer_forward(x, a0, parameters, cell="rnn", lengths=None):
    """Read a batch of sequences in both directions.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last, padded at the end.
    a0 : (2, n_a, m) array
        State before the first step: a0[0] of the forward part, a0[1] of the backward part.
    parameters : dict
        Those of two cells, with "_forward" and "_backward" behind their names.
    cell : str
        "rnn", "gru" or "lstm".
    lengths : (m,) integer array, optional
        Length of each sequence. None: all have the length T_x.

    Returns
    -------
    a : (2 n_a, m, T_x) array
        The forward state of each step on top of the backward state of the same step; zero at padding.
    caches : tuple
        What `brnn_backward` will need: the caches of both calls of `layer_forward`, and the lengths. The
        order is up to you.

    Notes
    -----
    S1, S3(14). The backward part reads the last word first, which in a padded sentence is not in the last column.
    Results have the dtype of the inputs: float32 in, float32 out.
    """


def brnn_forward(x, a0, parameters, cell="rnn", lengths=None):
    """Run a bidirectional network over a batch of sequences.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last, padded at the end.
    a0 : (2, n_a, m) array
        As in `brnn_layer_forward`.
    parameters : dict
        As in `brnn_layer_forward`, and "Wy" (n_y, 2 n_a), "by" (n_y, 1).
    cell : str
        "rnn", "gru" or "lstm".
    lengths : (m,) integer array, optional
        Length of each sequence. None: all have the length T_x.

    Returns
    -------
    a : (2 n_a, m, T_x) array
        As in `brnn_layer_forward`.
    y_pred : (n_y, m, T_x) array
        Probabilities at every step. Those at padding mean nothing.
    caches : tuple
        As in `brnn_layer_forward`.

    Notes
    -----
    S3(14). Results have the dtype of the inputs: float32 in, float32 out.
    """

# %% grade="brnn_forward"

# %% [markdown]
# Does the first answer know the last word now? Take a network with random weights, change only the last of
# six inputs, and see which answers move.

# %% demo
rng = np.random.default_rng(1)
whole = {**as_part(training.initialise_cell(rng, "rnn", n_x=3, n_a=5), "forward"),
         **as_part(training.initialise_cell(rng, "rnn", n_x=3, n_a=5), "backward"),
         "Wy": rng.normal(size=(2, 10)), "by": np.zeros((2, 1))}
x = rng.normal(size=(3, 1, 6))
changed = x.copy()
changed[:, :, -1] += 1

blind = {**whole, "Wy": np.where(np.arange(10) < 5, whole["Wy"], 0)}  # looks at the forward states only
for name, parameters in (("two ways", whole), ("forward only", blind)):
    before, after = (brnn_forward(inputs, np.zeros((2, 5, 1)), parameters)[1] for inputs in (x, changed))
    print(f"{name:13} change of the answers 1 to 6:", np.abs(after - before)[0, 0].round(4))

# %% [markdown]
# ## 5.4 The way back
#
# What was joined is taken apart: the upper half of `da` belongs to the forward cell, the lower half to the
# backward cell. What was turned round is turned round again. And every word was read twice, by both cells,
# so its two gradients **add up**:
#
# $$dx^{\langle t\rangle} = \overrightarrow{dx}^{\langle t\rangle} + \overleftarrow{dx}^{\langle t\rangle}:\ (n_x, m)$$
#
# Padding sends nothing back, whatever `da` holds there: the states at padding were set to zero, and zero does
# not change when a weight does.
#
# ### Exercise 3: `brnn_backward`

# %% solution="brnn_backward"
def brnn_backward(da, caches):
    """Carry the gradient back through both directions.

    Parameters
    ----------
    da : (2 n_a, m, T_x) array
        Gradient that reaches the states from the outputs of their own steps. It must not be changed. What it
        holds at padding does not count.
    caches : tuple
        As your `brnn_layer_forward` returned it.

    Returns
    -------
    dict
        "dx" (n_x, m, T_x); "da0" (2, n_a, m), the forward part first; and the gradients of the two cells'
        weights, with "_forward" and "_backward" behind their names, such as "dWax_forward".

    Notes
    -----
    S3(14), differentiated. `layer_backward` returns "dx" and "da0" among the gradients of the weights: take
    them out (`dict.pop`) before you name the others after their part.
    Results have the dtype of the inputs: float32 in, float32 out.
    """

# %% grade="brnn_backward"

# %% [markdown]
# Central differences, the instrument of notebook 1, say whether it fits together. Three sentences of unequal
# length, each kind of cell, every weight, every input and every first state:

# %%
def largest_error(forward, backward, arrays, cell, lengths, y):
    """Compare a network's gradients with respect to all its arrays with central differences."""
    mask = sequence_mask(lengths, y.shape[1])

    def loss(name, value):
        moved = {**arrays, name: value}
        return sequence_loss(forward(moved["x"], moved["a0"], moved, cell, lengths)[1], y, mask)

    a, y_pred, caches = forward(arrays["x"], arrays["a0"], arrays, cell, lengths)
    gradients = output_backward(y_pred, np.where(mask, one_hot(y, 2), y_pred), a, arrays)
    gradients |= backward(gradients["da"], caches)
    measured = {name: numerical_gradient(lambda v, name=name: loss(name, v), arrays[name], eps=1e-5) for name in arrays}
    return max(relative_error(gradients["d" + name], measured[name]) for name in arrays)


# %% demo
rng = np.random.default_rng(6)
for cell in ("rnn", "gru", "lstm"):
    tiny = {"x": rng.normal(size=(3, 3, 5)), "a0": rng.normal(size=(2, 4, 3)),
            **as_part(training.initialise_cell(rng, cell, n_x=3, n_a=4), "forward"),
            **as_part(training.initialise_cell(rng, cell, n_x=3, n_a=4), "backward"),
            "Wy": rng.normal(size=(2, 8)), "by": rng.normal(size=(2, 1))}
    error = largest_error(brnn_forward, brnn_backward, tiny, cell, np.array([5, 2, 4]), rng.integers(0, 2, size=(3, 5)))
    print(f"{cell:4} {len(tiny):2} arrays, relative errors below 1e-7: {error < 1e-7}")

# %% [markdown]
# ## 5.5 Words that may be names
#
# Teddy is not alone. April, Florence, Mark, Hope, Rose: many words are a name in one sentence and none in
# another. Our sentences come from a small grammar again. Half of them begin with one of 36 such words, in half of
# these it is a name, and only what follows decides, sometimes late: *Florence is a famous city*, *Florence is
# a famous singer*.
#
# As in notebook 1, first names and surnames are those of the 1990 United States census. Half of all names,
# nouns and cities never occur in the training sentences. The validation and the test sentences draw half of
# theirs from these strangers, each from its own; we try things out on the validation sentences, and look at
# the test sentences when everything is decided.

# %% demo
training_sentences = ambiguous.ambiguous_sentences(np.random.default_rng(0), 1000, "training")
validation_sentences = ambiguous.ambiguous_sentences(np.random.default_rng(1), 1000, "validation")
test_sentences = ambiguous.ambiguous_sentences(np.random.default_rng(2), 1000, "test")

for words, labels in training_sentences[:8]:
    print(" ".join(f"[{word}]" if label else word for word, label in zip(words, labels, strict=True)))

# %% [markdown]
# **Word vectors that are learnt.** Until now a word was a one-hot vector, and the first thing that happened
# to it was a product with a matrix. Such a product only picks a column. So we may as well keep a table $E$
# with one column per word, pick the column, and let training change it like any other weight: every word gets
# a vector of its own, shorter than one-hot, in which words of one kind may come to lie close together. (Both
# weaknesses of one-hot vectors, S0 and S3(1), are gone.) Column 0 is for unknown words.

# %% demo
E = np.random.default_rng(3).normal(size=(4, 6))
picked = np.array([5, 0, 5])
print("E @ one_hot equals the picked columns:", np.array_equal(E @ one_hot(picked, 6), E[:, picked]))

# %% [markdown]
# As before, the network also sees whether a word has an initial capital and whether it is the first one. Here
# are the sentences as arrays, padded to the longest one.

# %% demo
known_words = sorted({word.lower() for words, _ in training_sentences for word in words})
place = {word: k for k, word in enumerate(known_words, start=1)}
n_words = len(known_words) + 1


def to_arrays(sentences):
    """Return indices of words (m, T_x), looks (2, m, T_x), labels (m, T_x) and lengths (m,)."""
    lengths = np.array([len(words) for words, _ in sentences])
    shape = len(sentences), lengths.max()
    indices, labels, looks = np.zeros(shape, int), np.zeros(shape, int), np.zeros((2, *shape), np.float32)
    for i, (words, tags) in enumerate(sentences):
        indices[i, : len(words)] = [place.get(word.lower(), 0) for word in words]
        looks[:, i, : len(words)] = capital_and_first(words)
        labels[i, : len(words)] = tags
    return indices, looks, labels, lengths


indices, looks, labels, lengths = to_arrays(training_sentences)
is_rare = np.bincount(indices[sequence_mask(lengths, indices.shape[1])], minlength=n_words) <= 25
print("indices", indices.shape, "  looks", looks.shape, "  labels", labels.shape, "  lengths", lengths.shape)
print(f"{n_words} different words with <UNK>, sentences of {lengths.min()} to {lengths.max()} words")
print("Roosevelt is known:", "roosevelt" in place)

# %% [markdown]
# **What has to be beaten.** Two rules that need no network: *every capital is a name*, and *tag each word as it
# is tagged most often in training, and call unknown words with a capital names*.

# %% demo
words_of_training = sequence_mask(lengths, indices.shape[1])
often_name = np.bincount(indices[words_of_training], weights=labels[words_of_training]) > 0.5 * np.bincount(
    indices[words_of_training])


def evaluate(said, sentences):
    """Return F1 over all words, and the share of ambiguous first words that are right."""
    _, _, labels, lengths = to_arrays(sentences)
    mask = sequence_mask(lengths, labels.shape[1])
    is_ambiguous = [words[0] in ambiguous.AMBIGUOUS for words, _ in sentences]
    return training.f1_score(said[mask], labels[mask]), np.mean(said[is_ambiguous, 0] == labels[is_ambiguous, 0])


def capital_rule(sentences):
    return to_arrays(sentences)[1][0] == 1


def majority_rule(sentences):
    known = to_arrays(sentences)[0]
    return np.where(known == 0, capital_rule(sentences), often_name[known])


for name, rule in (("every capital", capital_rule), ("majority per word", majority_rule)):
    f1, first_words = evaluate(rule(validation_sentences), validation_sentences)
    print(f"{name:18} F1 = {f1:.3f}   ambiguous first words right: {first_words:.2f}")

# %% [markdown]
# ## 5.6 One way against two ways
#
# One helper trains all networks of this notebook. A *network* is a pair of functions, forward and backward,
# and a dictionary of parameters. The learning rate falls to zero in a straight line, so that the last steps are
# small. Rare words hide behind `<UNK>` three times out of ten, as in notebook 1. And padding is masked: where
# no answer is asked, the network's own answer passes for the right one, so that nothing flows back.

# %%
N_E, N_A = 24, 32  # numbers in a word vector, hidden units in a cell


def new_parameters(rng, n_words, cell, parts, n_out):
    """Draw word vectors, a cell for each (name, size of its input), and output weights; as float32."""
    parameters = {"E": 0.5 * rng.normal(size=(N_E, n_words)), "by": np.zeros((2, 1)),
                  "Wy": rng.normal(size=(2, n_out)) / np.sqrt(n_out)}
    for part, n_x in parts:
        parameters |= as_part(training.initialise_cell(rng, cell, n_x, N_A), part)
    return {name: value.astype(np.float32) for name, value in parameters.items()}


def one_way(rng, n_words, cell="rnn"):
    """Return a network with one cell, which reads from left to right."""
    def forward(x, parameters, lengths):
        a0 = np.zeros((N_A, x.shape[1]), x.dtype)
        a, caches = layer_forward(x, a0, part_of(parameters, "forward"), cell)
        return a, output_forward(a, parameters), caches

    def backward(da, caches):
        gradients = layer_backward(da, caches)
        return {"dx": gradients["dx"], **as_part(gradients, "forward")}

    return forward, backward, new_parameters(rng, n_words, cell, [("forward", N_E + 2)], N_A)


def two_ways(rng, n_words, cell="rnn"):
    """Return a network that reads in both directions."""
    def forward(x, parameters, lengths):
        return brnn_forward(x, np.zeros((2, N_A, x.shape[1]), x.dtype), parameters, cell, lengths)

    parts = [("forward", N_E + 2), ("backward", N_E + 2)]
    return forward, brnn_backward, new_parameters(rng, n_words, cell, parts, 2 * N_A)


# %%
def fit(network, arrays, is_rare, seed=0, n_epochs=8, batch_size=32, learning_rate=0.01):
    """Train a network, changing its parameters in place; return the loss per word, batch by batch."""
    forward, backward, parameters = network
    indices, looks, labels, lengths = arrays
    rng, optimiser, losses = np.random.default_rng(seed), training.Adam(learning_rate), []
    batches = [chosen for _ in range(n_epochs) for chosen in training.random_batches(rng, len(lengths), batch_size)]
    for step, chosen in enumerate(batches):
        T_x = lengths[chosen].max()
        words, y, mask = indices[chosen, :T_x], labels[chosen, :T_x], sequence_mask(lengths[chosen], T_x)
        words = np.where(is_rare[words] & (rng.random(words.shape) < 0.3), 0, words)
        x = np.concatenate([parameters["E"][:, words], looks[:, chosen, :T_x]])

        a, y_pred, caches = forward(x, parameters, lengths[chosen])
        losses.append(sequence_loss(y_pred, y, mask) / np.sum(mask))
        gradients = output_backward(y_pred, np.where(mask, one_hot(y, 2).astype(np.float32), y_pred), a, parameters)
        gradients |= backward(gradients["da"], caches)
        gradients["dE"] = np.zeros_like(parameters["E"])
        np.add.at(gradients["dE"].T, words, gradients["dx"][:N_E].transpose(1, 2, 0))

        optimiser.learning_rate = learning_rate * (1 - step / len(batches))
        optimiser.update(parameters, gradients)
    return losses


# %% [markdown]
# Two networks that differ in nothing but the second cell. The line to beat is a network that has learnt
# nothing but how often a word is a name.

# %% demo
arrays = to_arrays(training_sentences)
reads_one_way = one_way(np.random.default_rng(4), n_words)
reads_two_ways = two_ways(np.random.default_rng(4), n_words)
losses = {"one way": fit(reads_one_way, arrays, is_rare), "two ways": fit(reads_two_ways, arrays, is_rare)}

share = np.mean(labels[words_of_training])
guessing = -share * np.log(share) - (1 - share) * np.log(1 - share)
curves = {name: np.convolve(values, np.full(20, 0.05), mode="valid") for name, values in losses.items()}
plotting.plot_curves(
    {**curves, "knowing only the share of names": np.full(len(curves["one way"]), guessing)}, xlabel="batch (mean of 20)",
    ylabel="loss per word", title="One way the loss stops falling: the first words cannot be known", log_y=True,
)

# %% [markdown]
# And now Teddy.

# %% demo
def name_probabilities(network, sentences, heard=None):
    """Return P(name) (m, T_x) of all words, when no more than `heard` of them have been heard."""
    forward, _, parameters = network
    indices, looks, _, lengths = to_arrays(sentences)
    x = np.concatenate([parameters["E"][:, indices], looks])
    _, y_pred, _ = forward(x, parameters, lengths if heard is None else np.minimum(lengths, heard))
    return y_pred[1]


def name_probabilities_of(network, words):
    """Return P(name) (T_x,) of the words of one sentence."""
    return name_probabilities(network, [(words, np.zeros(len(words)))])[0]


plotting.draw_tagged_sentences(
    [(words, name_probabilities_of(reads_one_way, words)) for words in TEDDY_SENTENCES],
    title="One way: Teddy is as much a name before 'bears' as before 'Roosevelt'",
)

# %% demo
plotting.draw_tagged_sentences(
    [(words, name_probabilities_of(reads_two_ways, words)) for words in TEDDY_SENTENCES],
    title="Two ways: the two Teddies part",
)

# %% demo
for name, network in (("one way", reads_one_way), ("two ways", reads_two_ways)):
    bears, president = (name_probabilities_of(network, words)[0] for words in TEDDY_SENTENCES)
    print(f"{name:8}  P(Teddy is a name) before 'bears' {bears:.2f}, before 'Roosevelt' {president:.2f}, "
          f"equal to the last digit: {bears == president}")

# %% [markdown]
# Two sentences prove little. On the test sentences:

# %% demo
for name, said in (("every capital", capital_rule(test_sentences)),
                   ("majority per word", majority_rule(test_sentences)),
                   ("one way", name_probabilities(reads_one_way, test_sentences) > 0.5),
                   ("two ways", name_probabilities(reads_two_ways, test_sentences) > 0.5)):
    f1, first_words = evaluate(said, test_sentences)
    print(f"{name:18} F1 = {f1:.3f}   ambiguous first words right: {first_words:.2f}")

# %% [markdown]
# One way, an ambiguous first word is a coin that is tossed, and no training can change that. Two ways, nearly all
# of them are right.
#
# ## 5.7 What goes wrong without lengths and masks
#
# Mistakes with padding raise no error. They are worth seeing once.
#
# **Without lengths.** The backward cell starts in the padding and arrives at the last word in a state that
# padding has made. So the answers for a sentence depend on how much padding it has, that is, on which longer
# sentences happen to be in its batch. Take the trained network, tag the test sentences with more and more
# padding, with lengths and without:

# %% demo
def f1_with_padding(network, sentences, extra, give_lengths):
    """Return F1 when each sentence is padded to the longest one and by `extra` columns more."""
    forward, _, parameters = network
    indices, looks, labels, lengths = to_arrays(sentences)
    indices = np.pad(indices, ((0, 0), (0, extra)))
    x = np.concatenate([parameters["E"][:, indices], np.pad(looks, ((0, 0), (0, 0), (0, extra)))])
    _, y_pred, _ = forward(x, parameters, lengths if give_lengths else np.full(len(lengths), x.shape[2]))
    mask = sequence_mask(lengths, labels.shape[1])
    return training.f1_score(y_pred[1, :, : labels.shape[1]][mask] > 0.5, labels[mask])


paddings = (0, 1, 2, 4, 8, 16)
with_lengths, without_lengths, ahead_only = (
    [f1_with_padding(network, test_sentences, extra, given) for extra in paddings]
    for network, given in ((reads_two_ways, True), (reads_two_ways, False), (reads_one_way, False)))
plotting.plot_curves(
    {"two ways, with lengths": with_lengths, "two ways, without lengths": without_lengths,
     "one way, without lengths": ahead_only}, x=paddings, xlabel="columns of padding added to the batch", ylabel="F1",
    title="Without lengths the answers depend on the padding",
)

# %% demo
for name, values in (("two ways, with lengths", with_lengths), ("two ways, without lengths", without_lengths),
                     ("one way, without lengths", ahead_only)):
    print(f"{name:26}", *(f"{value:.3f}" for value in values))

# %% [markdown]
# One way there is no difference: the padding comes when everything has been said.
#
# **Without a mask in the loss.** Padding is counted as if it were words that are no names. Nothing is easier to
# tag than padding, so the loss per word and the share of right answers look better than they are. (F1 counts names
# only, and does not change as long as padding is tagged as none.)

# %% demo
indices, looks, labels, lengths = to_arrays(test_sentences)
mask = sequence_mask(lengths, labels.shape[1])
print(f"columns that are padding: {np.mean(~mask):.0%}")
print(f"'no word is a name' is right for {np.mean(labels[mask] == 0):.0%} of the words "
      f"and for {np.mean(labels == 0):.0%} of the columns")

# %% [markdown]
# And the gradient of a sentence depends on its company. Here is the gradient of one sentence alone, and of the
# same sentence with five columns of padding. How far are they apart?

# %% demo
def gradients_of(network, words, tags, extra, masked):
    forward, backward, parameters = network
    indices, looks, _, lengths = to_arrays([(words, tags)])
    x = np.concatenate([parameters["E"][:, np.pad(indices, ((0, 0), (0, extra)))],
                        np.pad(looks, ((0, 0), (0, 0), (0, extra)))])
    y = one_hot(np.pad(tags, (0, extra))[np.newaxis], 2)
    a, y_pred, caches = forward(x, parameters, lengths)
    wanted = np.where(sequence_mask(lengths, x.shape[2]), y, y_pred) if masked else y
    gradients = output_backward(y_pred, wanted, a, parameters)
    return gradients | backward(gradients["da"], caches)


untrained = one_way(np.random.default_rng(5), n_words), two_ways(np.random.default_rng(5), n_words)
president = TEDDY_SENTENCES[1], np.array([1, 1, 0, 0, 0])
for name, network in zip(("one way", "two ways"), untrained, strict=True):
    for masked in (True, False):
        alone, padded = (gradients_of(network, *president, extra, masked) for extra in (0, 5))
        apart = {key: relative_error(alone[key], padded[key]) for key in ("dby", "dWy", "dWaa_forward")}
        print(f"{name:8} {'with' if masked else 'without':7} mask:",
              "  ".join(f"{key} {error:.3f}" for key, error in apart.items()))

# %% [markdown]
# With a mask the padding leaves no trace. Without one, the gradient of the one-way network changes in every
# weight: it is asked to say "no name" again and again after the sentence is over. The two-way network has
# states of zero at padding, so there only the bias of the output is pulled.
#
# ## 5.8 The price: it has to wait
#
# A two-way network needs the whole sentence before it can answer at all (S1, S3 §1.5). A speech recogniser
# built of it would have to wait until the speaker has finished. How bad is that? Let the network read a
# sentence that is still going on: after each word, tag all words heard so far, as if the sentence ended there.
# In the picture time runs downwards, and each number is P(name).

# %% demo
def answers_while_listening(network, sentences):
    """Return P(name) (T_x, m, T_x): the first index counts the words heard, minus 1."""
    longest = max(len(words) for words, _ in sentences)
    return np.array([name_probabilities(network, sentences, heard=k) for k in range(1, longest + 1)])


padding.draw_growing_sentences(
    [(words, answers_while_listening(reads_two_ways, [(words, np.zeros(len(words)))])[:, 0])
     for words in ambiguous.FLORENCE_SENTENCES],
    title="The last word decides what the first one was",
)

# %% [markdown]
# Up to the fourth word the two sentences are alike, and so is everything the network says. What it says about
# Florence may change with every word, and the last one settles it. How often does that happen? Count, over the
# test sentences, the words whose tag changes after they have been heard.

# %% demo
_, _, labels, lengths = to_arrays(test_sentences)
mask = sequence_mask(lengths, labels.shape[1])
tags = answers_while_listening(reads_two_ways, test_sentences) > 0.5
longest = labels.shape[1]
heard_already = np.arange(longest)[:, np.newaxis] >= np.arange(longest)  # (words heard - 1, word)
changes = (tags[1:] != tags[:-1]) & heard_already[:-1, np.newaxis]
has_changed = changes.any(axis=0)
is_ambiguous = np.array([words[0] in ambiguous.AMBIGUOUS for words, _ in test_sentences])

print(f"tags that change after their word was heard: {has_changed[mask].mean():.0%} of all words")
print(f"the same for ambiguous first words:          {has_changed[is_ambiguous, 0].mean():.0%}")
settled = np.where(has_changed, longest - 1 - changes[::-1].argmax(axis=0), np.arange(longest))
waits = (settled - np.arange(longest))[is_ambiguous, 0]
print(f"their last change comes after {waits[waits > 0].mean():.1f} more words on average, "
      f"and after {waits.max()} at most")

# %% [markdown]
# So an answer that is given at once is often taken back. And how good would it be? Let the network answer for
# each word when it has heard $d$ words more, or the end of the sentence.

# %% demo
def f1_after_waiting(d):
    heard = np.minimum(np.arange(longest) + d, longest - 1)
    said = tags[heard, :, np.arange(longest)].T
    return training.f1_score(said[mask], labels[mask])


waiting = np.arange(longest)
after_waiting = [f1_after_waiting(d) for d in waiting]
at_once, _ = evaluate(name_probabilities(reads_one_way, test_sentences) > 0.5, test_sentences)
plotting.plot_curves(
    {"two ways": after_waiting, "one way, at once": np.full(longest, at_once)}, x=waiting,
    xlabel="words heard after the one that is tagged", ylabel="F1", title="What waiting is worth",
)

# %% demo
print("words waited:", *(f"{d:5}" for d in waiting))
print("F1:          ", *(f"{f1:.3f}" for f1 in after_waiting))
print(f"one way, at once: {at_once:.3f}")
assert after_waiting[0] < at_once - 0.03
assert after_waiting[2] > at_once + 0.03
assert after_waiting[5] < after_waiting[-1] - 0.01

# %% [markdown]
# Without waiting, the two-way network is worse than the one-way network: it was trained on whole sentences and
# takes every word for the last one. With one word of waiting it draws level, with two it is ahead. But it takes long
# until all is settled: some sentences decide late, and whoever wants the last answers right has to wait nearly to the
# end. S3 says that applications use more complicated modules; this curve is the reason. They wait
# for a little, or they answer at once and correct themselves.
#
# Listening has a second price. The forward states of the words heard so far stay as they are; the backward
# states all change with each new word. Whoever answers after every word takes $1 + 2 + \dots + T_x$ backward steps
# in place of $T_x$:

# %% demo
for T_x in (5, 10, 50):
    print(f"{T_x:2} words: {T_x:2} backward steps at the end, {T_x * (T_x + 1) // 2:4} when it answers after every word")

# %% [markdown]
# ## 5.9 Several layers
#
# A recurrent network is deep along time: S2 says that its depth is the length of the sequence. But from a word
# to the answer of the same step there is one hidden layer only. We can put more layers on top of each other (S1,
# S3 §1.6): the states of layer 1, one per step, are a sequence, and a sequence is what a cell reads.

# %% demo
directions.draw_layers(T_x=4, layers=3)

# %% [markdown]
# Layer $l$ has weights of its own. It reads its own state of the step before and the state of the layer below at
# the same step. For the plain cell (S3 writes $g$ for both activations; a GRU or an LSTM takes the same two inputs):
#
# $$a^{[l]\langle t\rangle} = \tanh\left(W_a^{[l]} \begin{bmatrix} a^{[l]\langle t-1\rangle} \\
# a^{[l-1]\langle t\rangle} \end{bmatrix} + b_a^{[l]}\right) \qquad a^{[0]\langle t\rangle} = x^{\langle t\rangle}
# \qquad \hat y^{\langle t\rangle} = \mathrm{softmax}\left(W_y\, a^{[L]\langle t\rangle} + b_y\right)$$
#
# For instance $a^{[2]\langle 3\rangle} = \tanh(W_a^{[2]} [a^{[2]\langle 2\rangle}; a^{[1]\langle 3\rangle}] + b_a^{[2]})$.
# The number of the layer, counted from 1, is the name of the part: `Waa_2`.
#
# | | input of layer 1 | input of higher layers | first states | states of the highest layer |
# | --- | --- | --- | --- | --- |
# | shape | $(n_x, m, T_x)$ | $(n_a, m, T_x)$ | `a0` $(L, n_a, m)$ | `a` $(n_a, m, T_x)$ |
#
# Three layers are already a deep recurrent network (S1), since each of them is as long as the sentence.
#
# > **Where the notes differ.** S1 says at first that the input goes to all three layers in parallel. Its next
# > sentence is right: only layer 1 reads $x^{\langle t\rangle}$, layer 2 reads the states of layer 1, and layer 3
# > those of layer 2.
#
# ### Exercise 4: `deep_rnn_forward`

# %% solution="deep_rnn_forward"
def deep_rnn_forward(x, a0, parameters, cell="rnn"):
    """Run a network of several layers over a batch of sequences.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last. Padding at the end does no harm: no layer looks ahead.
    a0 : (L, n_a, m) array
        State of every layer before the first step, the lowest layer first. It says how many layers there are.
    parameters : dict
        Those of L cells, with "_1" to "_L" behind their names, and "Wy" (n_y, n_a), "by" (n_y, 1).
    cell : str
        "rnn", "gru" or "lstm".

    Returns
    -------
    a : (n_a, m, T_x) array
        The states of the highest layer.
    y_pred : (n_y, m, T_x) array
        Probabilities at every step.
    caches : list
        Those of every layer, for `deep_rnn_backward`.

    Notes
    -----
    S3 section 1.6. A whole layer can be computed before the next one begins.
    Results have the dtype of the inputs: float32 in, float32 out.
    """

# %% grade="deep_rnn_forward"

# %% [markdown]
# On the way back the layers come in the opposite order. What a layer returns as the gradient of its *input* is
# the gradient of the *states* of the layer below:
#
# $$da^{[l-1]} = dx \text{ of layer } l:\ (n_a, m, T_x) \qquad l = L, \dots, 2$$
#
# and the $dx$ of layer 1 is the gradient of the words.
#
# ### Exercise 5: `deep_rnn_backward`

# %% solution="deep_rnn_backward"
def deep_rnn_backward(da, caches):
    """Carry the gradient back through all layers, the highest first.

    Parameters
    ----------
    da : (n_a, m, T_x) array
        Gradient that reaches the states of the highest layer from the outputs. It must not be changed.
    caches : list
        As your `deep_rnn_forward` returned it.

    Returns
    -------
    dict
        "dx" (n_x, m, T_x); "da0" (L, n_a, m), the lowest layer first; and the gradients of the cells' weights,
        with "_1" to "_L" behind their names, such as "dWaa_2".

    Notes
    -----
    S3 section 1.6, differentiated. Each layer's "dx" and "da0" are not gradients of weights: take them out before
    you name the others after the layer. Results have the dtype of the inputs: float32 in, float32 out.
    """

# %% grade="deep_rnn_backward"

# %% [markdown]
# ## 5.10 Both at once
#
# A deep network can read two ways in every layer (S1). There are two ways to build that, and they are not the
# same: two separate towers that meet at the output, or layers that *join their directions* before the next layer
# reads them. We take the second one. Already the second layer then reads, at every word, the whole sentence.
#
# | | input of layer 1 | input of higher layers | first states | states of the highest layer |
# | --- | --- | --- | --- | --- |
# | shape | $(n_x, m, T_x)$ | $(2 n_a, m, T_x)$ | `a0` $(L, 2, n_a, m)$ | `a` $(2 n_a, m, T_x)$ |
#
# Parts are named `forward_1`, `backward_1`, `forward_2` and so on. So the part `"2"` of the dictionary holds the
# names `Waa_forward` and `Waa_backward`, just as `brnn_layer_forward` wants them.
#
# ### Exercise 6: `deep_brnn_forward` and `deep_brnn_backward`

# %% solution="deep_brnn_forward"
def deep_brnn_forward(x, a0, parameters, cell="rnn", lengths=None):
    """Run a network of several layers, each in both directions, over a batch of sequences.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last, padded at the end.
    a0 : (L, 2, n_a, m) array
        For every layer, the lowest first, what `brnn_layer_forward` takes.
    parameters : dict
        Those of 2 L cells, with "_forward_1", "_backward_1" to "_backward_L" behind their names, and
        "Wy" (n_y, 2 n_a), "by" (n_y, 1). From the second layer on, inputs have the size 2 n_a.
    cell : str
        "rnn", "gru" or "lstm".
    lengths : (m,) integer array, optional
        Length of each sequence. None: all have the length T_x.

    Returns
    -------
    a : (2 n_a, m, T_x) array
        Both states of the highest layer, zero at padding.
    y_pred : (n_y, m, T_x) array
        Probabilities at every step. Those at padding mean nothing.
    caches : list
        Those of every layer, for `deep_brnn_backward`.

    Notes
    -----
    S1. Every layer needs the lengths. Results have the dtype of the inputs: float32 in, float32 out.
    """


def deep_brnn_backward(da, caches):
    """Carry the gradient back through all layers and both directions of each.

    Parameters
    ----------
    da : (2 n_a, m, T_x) array
        Gradient that reaches the states of the highest layer from the outputs. It must not be changed. What it
        holds at padding does not count.
    caches : list
        As your `deep_brnn_forward` returned it.

    Returns
    -------
    dict
        "dx" (n_x, m, T_x); "da0" (L, 2, n_a, m), the lowest layer first; and the gradients of the cells' weights,
        with "_forward_1" to "_backward_L" behind their names, such as "dWaa_forward_2".

    Notes
    -----
    S1; S3(14) and S3 section 1.6, differentiated. Results have the dtype of the inputs: float32 in, float32 out.
    """

# %% grade="deep_brnn_forward"

# %% [markdown]
# The instrument once more: two layers, both ways, every kind of cell, unequal lengths.

# %% demo
rng = np.random.default_rng(7)
for cell in ("rnn", "gru", "lstm"):
    tiny = {"x": rng.normal(size=(3, 2, 3)), "a0": rng.normal(size=(2, 2, 2, 2)),
            "Wy": rng.normal(size=(2, 4)), "by": rng.normal(size=(2, 1))}
    for part, n_inputs in (("forward_1", 3), ("backward_1", 3), ("forward_2", 4), ("backward_2", 4)):
        tiny |= as_part(training.initialise_cell(rng, cell, n_inputs, n_a=2), part)
    error = largest_error(deep_brnn_forward, deep_brnn_backward, tiny, cell, np.array([3, 2]),
                          rng.integers(0, 2, size=(2, 3)))
    print(f"{cell:4} {len(tiny):2} arrays, relative errors below 1e-7: {error < 1e-7}")

# %% [markdown]
# ## 5.11 What is it worth?
#
# One way or two, one to three layers, plain cell or gates: here are all of them, with three seeds each, on the
# test sentences. Sizes and training are the same for all: 32 hidden units per cell, 8 epochs.

# %%
def deep_network(rng, n_words, cell, ways, layers):
    """Return a network of any depth that reads one way or two ways."""
    def forward(x, parameters, lengths):
        if ways == 1:
            return deep_rnn_forward(x, np.zeros((layers, N_A, x.shape[1]), x.dtype), parameters, cell)
        return deep_brnn_forward(x, np.zeros((layers, 2, N_A, x.shape[1]), x.dtype), parameters, cell, lengths)

    parts, n_x = [], N_E + 2
    for layer in range(1, layers + 1):
        names = [f"{layer}"] if ways == 1 else [f"forward_{layer}", f"backward_{layer}"]
        parts += [(name, n_x) for name in names]
        n_x = ways * N_A
    backward = deep_rnn_backward if ways == 1 else deep_brnn_backward
    return forward, backward, new_parameters(rng, n_words, cell, parts, n_x)


# %% demo
kinds = [(cell, ways, layers) for ways in (1, 2)
         for cell, layers in (("rnn", 1), ("rnn", 2), ("rnn", 3), ("gru", 1), ("lstm", 1))]
measured, weights = [], {}
for cell, ways, layers in kinds:
    name = f"{cell.upper()}, {'one way' if ways == 1 else 'two ways'}, {layers} layer{'s' if layers > 1 else ''}"
    for seed in range(3):
        network = deep_network(np.random.default_rng(seed), n_words, cell, ways, layers)
        fit(network, arrays, is_rare, seed)
        f1, share_right = evaluate(name_probabilities(network, test_sentences) > 0.5, test_sentences)
        measured.append((name, f1, share_right))
    weights[name] = sum(value.size for key, value in network[2].items() if key != "E")
results = {name: [f1 for other, f1, _ in measured if other == name] for name in weights}
first_words = {name: [share for other, _, share in measured if other == name] for name in weights}

# %% demo
print(f"{'':26}    F1   first words   weights")
for name, f1s in results.items():
    print(f"{name:26} {np.mean(f1s):.3f}     {np.mean(first_words[name]):.2f}      {weights[name]:7,}")

# %% demo
baseline = evaluate(majority_rule(test_sentences), test_sentences)[0]
scores.plot_scores(results, reference=("majority per word", baseline), xlabel="F1 on the test sentences",
                   title="Reading two ways is what counts")

# %% [markdown]
# - **Two ways** is what counts here: F1 rises from .85 to .99, and the ambiguous first words from a tossed coin to
#   nearly all right. The price is a second cell, and with it twice as many weights.
# - **More layers** change nothing that is larger than the difference between seeds, one way or two ways. One way
#   the obstacle is what the network cannot know, and no depth helps against that; two ways little is left to
#   gain.
# - **Gates** bring less than a hundredth. These sentences are short, and a plain cell remembers the few words that
#   it takes. (In notebook 3, over long distances, it was another matter.)
#
# S1 says that GRU and LSTM parts make a mature system, and that depth costs more to train. The second is certain:
# three layers have about three times the weights of one when the network reads one way, and four times when it reads
# two ways. The first depends on the task. *Which*
# part a task needs is a question for an experiment like this one, with several seeds and a simple rule to beat.

# %% demo
mean = {kind: np.mean(f1s) for kind, f1s in zip(kinds, results.values(), strict=True)}
largest_one_way = max(max(f1s) for (_, ways, _), f1s in zip(kinds, results.values(), strict=True) if ways == 1)
smallest_two_ways = min(min(f1s) for (_, ways, _), f1s in zip(kinds, results.values(), strict=True) if ways == 2)
print(f"worst two ways against best one way: {smallest_two_ways - largest_one_way:+.3f}")
for ways, name in ((1, "one way"), (2, "two ways")):
    depth = mean["rnn", ways, 3] - mean["rnn", ways, 1]
    gates = max(mean["gru", ways, 1], mean["lstm", ways, 1]) - mean["rnn", ways, 1]
    print(f"{name:8}  three layers against one: {depth:+.3f}   best gated cell against the plain one: {gates:+.3f}")
    assert max(abs(depth), abs(gates)) < 0.01
assert smallest_two_ways > largest_one_way + 0.1

# %% [markdown]
# ## 5.12 What you have now
#
# - **Padding** that no result depends on: each sentence turned round for itself, a mask where answers count.
# - A **bidirectional network** of any cell: two cells, two directions, joined at each word. It knows the whole
#   sentence everywhere, and it has to wait for it.
# - A **deep network**, one way or two ways: the states of one layer are the words of the next.
# - A **measurement** of what each of them is worth on one task, and of what waiting is worth.
#
# **What comes next.** All networks so far answer at every word. Notebook 6 reads a whole sentence, keeps what it
# understood in one state, and only then begins to write: a sentence of another length, in another form.
