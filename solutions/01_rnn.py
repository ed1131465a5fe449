# %% [markdown]
# # 1 · Recurrent networks: from one step to backpropagation through time
#
# > Harry Potter and Hermione Granger invented a new spell.
#
# Which of these nine words belong to a person's name? You saw it at once. In this notebook you build a
# network that finds out too, from nothing but NumPy: the step, the sequence, the loss, the gradients. At
# the end it reads the sentence above, with four names that it has never met, and marks them.
#
# **How to work.** There are ten exercises, eleven short functions in all. Each has a cell that describes it, and below
# that a cell that checks it: run the check as often as you like, it tells you what is wrong and where to look. The
# other cells are there to be read and run. Cells that use your functions work as soon as you have written
# them, so go from top to bottom. Before you hand in, choose *Restart the kernel and run all cells*.
#
# The library `rnn_utils` (figures, data and checks) comes as a wheel in the folder of this notebook. Should the
# first code cell not find it, run `%pip install rnn_utils_student-…whl` once, with the full name of that file.
#
# **Where it comes from.** The course retells five Chinese lecture notes, called S0 to S4 here (S4 comes in with notebook
# 2). S3(2) means equation 2 of S3. Notes have slips, as all notes do: where ours print a formula that does
# not hold, a short remark headed *Where the notes differ* says so.

# %% locked="imports"
import numpy as np

from rnn_utils import datasets, plotting, training
from rnn_utils.checks import check

# %% [markdown]
# ## 1.1 Sequences
#
# An ordinary network takes one vector and returns one vector. Much of the world does not come like that (S0):
#
# | task | input | output | lengths |
# | --- | --- | --- | --- |
# | speech recognition | sound | words | many to many, unequal |
# | music generation | one note, or nothing | a melody | one to many |
# | sentiment classification | a review | good or bad, or stars | many to one |
# | machine translation | a sentence | a sentence in another language | many to many, unequal |
# | video activity recognition | frames | what is going on | many to one |
# | name tagging | a sentence | for each word: name or not | many to many, equal |
#
# Input, output or both are *sequences*: their order carries meaning, and their length changes from one
# example to the next. Name tagging is our task throughout this notebook.

# %% demo
plotting.draw_tagged_sentence(datasets.EXAMPLE, labels=datasets.EXAMPLE_LABELS, indexed=True)

# %% [markdown]
# ### Notation
#
# | symbol | meaning | here |
# | --- | --- | --- |
# | $x^{\langle t\rangle}$ | input at time step $t$ | $x^{\langle 1\rangle}$ is *Harry* |
# | $y^{\langle t\rangle}$ | right answer at time step $t$ | $y^{\langle 1\rangle} = 1$: part of a name |
# | $\hat y^{\langle t\rangle}$ | the network's answer at time step $t$ | a probability |
# | $T_x,\ T_y$ | length of the input and of the output | $T_x = T_y = 9$ |
# | $x^{(i)\langle t\rangle},\ y^{(i)\langle t\rangle}$ | the same, in the $i$-th example | |
# | $T_x^{(i)},\ T_y^{(i)}$ | lengths of the $i$-th example | differ from example to example |
#
# In code, $m$ examples of equal length travel together: `x` has the shape $(n_x, m, T_x)$, where $n_x$ is
# the size of one input vector. One step of it, `x[:, :, t]`, has the shape $(n_x, m)$: one column per
# example. Formulas count time from 1, Python from 0. Results have the precision of the inputs: float32 in,
# float32 out, so that training may use the faster one.

# %% demo
for t, (word, label) in enumerate(zip(datasets.EXAMPLE, datasets.EXAMPLE_LABELS, strict=True), start=1):
    print(f"x<{t}> = {word:10} y<{t}> = {label}")

# %% [markdown]
# ## 1.2 Why not an ordinary network?
#
# Put all the words of a sentence side by side into one long vector and feed it to a fully connected network.
# Three things go wrong:
#
# 1. **Lengths differ.** The number of inputs and outputs is fixed, sentences are not. Padding to the
#    longest one is a makeshift, and the first longer sentence breaks it.
# 2. **Nothing is shared across positions.** *Harry* as first word and *Harry* as fourth word arrive at
#    different inputs with different weights. What is learnt about one says nothing about the other.
# 3. **Too many weights.** Count them. A small vocabulary has 10,000 words, so each word is a vector of
#    10,000 numbers (you will build it in a minute). Take 100 hidden units and two outputs per word.

# %% demo
n_words, n_hidden, n_classes = 10_000, 100, 2


def weights_of_plain_network(length):
    return (n_words * length) * n_hidden + n_hidden + n_hidden * (n_classes * length) + n_classes * length


weights_of_recurrent_network = (n_words + n_hidden + 1) * n_hidden + (n_hidden + 1) * n_classes

for length in (9, 20, 50):
    print(f"{length:2} words: plain network {weights_of_plain_network(length):11,}   "
          f"recurrent network {weights_of_recurrent_network:9,}")

# %% demo
lengths = np.arange(1, 51)
plotting.plot_curves(
    {"plain network": weights_of_plain_network(lengths) / 1e6,
     "recurrent network": np.full(50, weights_of_recurrent_network / 1e6)},
    x=lengths, xlabel="longest sentence, in words", ylabel="weights, in millions",
    title="Weights needed for sentences of up to so many words",
)

# %% [markdown]
# A recurrent network uses the same weights at every position. That answers all three complaints at once: it
# stops when the sentence stops, what it learns about *Harry* holds everywhere, and fifty words cost no more
# weights than one.
#
# ## 1.3 Words as vectors
#
# A network eats numbers. List the words that you know, the *vocabulary*, and give each its place in the
# list. The word in place $k$ becomes the vector with 1 in row $k$ and 0 in all other rows: a **one-hot**
# vector.
#
# ### Exercise 1: `one_hot`
#
# Write it for whole batches: an array of indices goes in, and the one-hot rows come *first* in the result,
# so that indices of shape $(m, T_x)$ give exactly the $(n_x, m, T_x)$ that the network wants.

# %% solution="one_hot"
def one_hot(indices, depth):
    """Turn indices into one-hot vectors.

    Parameters
    ----------
    indices : integer array of any shape S, or a single integer
        Each one is between 0 and depth - 1.
    depth : int
        Length of a one-hot vector, the size of the vocabulary.

    Returns
    -------
    (depth,) + S array of float64
        1.0 in the row that the index names, 0.0 elsewhere. Indices of shape (m, T_x) give (depth, m, T_x), a
        single integer gives (depth,).

    Raises
    ------
    ValueError
        If an index is not an integer, or lies outside 0 ... depth - 1. (NumPy would read -1 as "the last
        one": a wrong index should be noticed, not used.)

    Notes
    -----
    Comparing the column 0, 1, ..., depth - 1 with all indices at once needs no loop.
    """

# %% grade="one_hot"

# %% [markdown]
# Here is our sentence, one column per word. Read a column from top to bottom: a single 1, in the row of its
# word.

# %% demo
rows = sorted({word.lower() for word in datasets.EXAMPLE})
sentence = np.array([rows.index(word.lower()) for word in datasets.EXAMPLE])
plotting.draw_one_hot(one_hot(sentence, len(rows)), row_labels=rows, column_labels=datasets.EXAMPLE)

# %% [markdown]
# One-hot vectors have **two weaknesses** (S0, S3(1)). They are *sparse*: with 10,000 words, 9,999 of the
# 10,000 numbers are zeros. And they *know nothing about meaning*: a hotel is nearly a motel and not at all
# a cat, but the dot product of any two different words is 0.

# %% demo
hotel, motel, cat = one_hot(np.array([0, 1, 2]), 10_000).T
print("hotel · motel =", hotel @ motel)
print("hotel · cat   =", hotel @ cat)
print("hotel · hotel =", hotel @ hotel)

# %% [markdown]
# So the network has to learn from scratch what each word is like. And what about a word that is not in the
# list? All such words share one more row, written `<UNK>`: the *unknown token*. We shall train with it,
# since real names are mostly unknown words.
#
# > **Where the notes differ.** S3 §1.3.1 reads UNK as "unique token"; it stands for *unknown* token.
#
# ## 1.4 The recurrent step
#
# Now the idea of the whole course. Read the sentence word by word. After each word keep a vector
# $a^{\langle t\rangle}$ of $n_a$ numbers, the **hidden state**: a summary of what has been read so far. The
# next step looks at its own word *and* at that summary.

# %% demo
plotting.draw_unrolled(T_x=4)

# %% [markdown]
# On the left stands the network as it is: one cell, whose state comes back to it. On the right the same
# cell is drawn once for each time step, *unrolled*. There is only one set of weights; the picture shows it
# four times.
#
# One step takes the word $x^{\langle t\rangle}$ and the previous state $a^{\langle t-1\rangle}$ (S0, S3(2)):
#
# $$a^{\langle t\rangle} = \tanh\left(W_{aa}\,a^{\langle t-1\rangle} + W_{ax}\,x^{\langle t\rangle} + b_a\right)
# \qquad
# \hat y^{\langle t\rangle} = \mathrm{softmax}\left(W_{ya}\,a^{\langle t\rangle} + b_y\right)$$
#
# with $a^{\langle 0\rangle} = 0$ unless we know better. The first index of a weight says what it makes, the
# second what it is multiplied by: $W_{ax}$ makes an $a$ out of an $x$. (The notes allow other functions: ReLU
# in place of tanh, and a sigmoid in place of the softmax when the answer is only yes or no. We stay with these.)
#
# | | $x^{\langle t\rangle}$ | $a^{\langle t\rangle}$ | $\hat y^{\langle t\rangle}$ | $W_{ax}$ | $W_{aa}$ | $W_{ya}$ | $b_a$ | $b_y$ |
# | --- | --- | --- | --- | --- | --- | --- | --- | --- |
# | code | `xt` | `a_next` | `yt_pred` | `Wax` | `Waa` | `Wya` | `ba` | `by` |
# | shape | $(n_x, m)$ | $(n_a, m)$ | $(n_y, m)$ | $(n_a, n_x)$ | $(n_a, n_a)$ | $(n_y, n_a)$ | $(n_a, 1)$ | $(n_y, 1)$ |
#
# > **Where the notes differ.** S3 §1.2 calls the output weights $W_{ay}$ in its text and $W_{ya}$ in its
# > equation 2: the equation is right. S1 prints $W_a^{\langle t-1\rangle}$, as if the weights had a time:
# > they are the same at every step.

# %% demo
plotting.draw_cell()

# %% [markdown]
# The output needs a **softmax**, which turns any scores into probabilities: positive numbers with the sum 1
# (S2(3)).
#
# $$\mathrm{softmax}(z)_k = \frac{e^{z_k}}{\sum_j e^{z_j}} \qquad z:\ (n_y, m) \to (n_y, m)\text{, each column for itself}$$
#
# ### Exercise 2: `softmax`

# %% solution="softmax"
def softmax(x):
    """Turn scores into probabilities along the first axis.

    Parameters
    ----------
    x : (n, ...) array
        Scores: any finite numbers, large ones too.

    Returns
    -------
    (n, ...) array
        exp(x) divided by its sum over axis 0. Same shape and dtype as `x`, which is left unchanged.

    Notes
    -----
    exp(1000) is too large for a computer, yet softmax([1000, 999]) is a harmless [0.731, 0.269]. What
    happens to the fraction if you subtract the same number from all the scores of a column? Which number
    keeps exp small? It must be chosen for each column: one for the whole batch would drown columns whose
    scores are all low.
    """

# %% grade="softmax"

# %% demo
scores = np.array([[1.0, 1000.0], [2.0, 999.0], [3.0, 0.0]])
print(softmax(scores).round(3))
print("sums:", softmax(scores).sum(axis=0).round(3))

# %% [markdown]
# ### Exercise 3: `rnn_cell_forward`
#
# One step for a batch of $m$ examples. The biases have one column and are added to every example, which
# NumPy does by itself. The *cache* keeps what the way back will need.

# %% solution="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    """Advance the network by one time step.

    Parameters
    ----------
    xt : (n_x, m) array
        Input at this time step.
    a_prev : (n_a, m) array
        Hidden state before this time step.
    parameters : dict
        "Wax" (n_a, n_x), "Waa" (n_a, n_a), "Wya" (n_y, n_a), "ba" (n_a, 1), "by" (n_y, 1).

    Returns
    -------
    a_next : (n_a, m) array
        Hidden state after this time step: tanh(Waa a_prev + Wax xt + ba).
    yt_pred : (n_y, m) array
        Probabilities of the classes: softmax(Wya a_next + by).
    cache : tuple
        (a_next, a_prev, xt, parameters), in this order.

    Notes
    -----
    S3(2). The product of matrices is written `@`; `*` multiplies element by element.
    """

# %% grade="rnn_cell_forward"

# %% [markdown]
# ### The same step in other letters
#
# S2, and much of the literature, writes the same network with $h$ for the state and $U, W, V, b, c$ for the
# parameters:
#
# $$h^{(t)} = \tanh\left(U x^{(t)} + W h^{(t-1)} + b\right) \qquad o^{(t)} = V h^{(t)} + c
# \qquad \hat y^{(t)} = \mathrm{softmax}(o^{(t)})$$
#
# | S2(1–3) | $U$ | $W$ | $V$ | $b$ | $c$ | $h$ |
# | --- | --- | --- | --- | --- | --- | --- |
# | here | $W_{ax}$ | $W_{aa}$ | $W_{ya}$ | $b_a$ | $b_y$ | $a$ |
#
# With one input, one hidden unit and two classes a pocket calculator is enough to compare.

# %% demo
U, W, V, b, c = 0.5, -0.8, (1.0, -1.0), 0.1, (0.2, 0.0)
x1, h0 = 2.0, 0.3
h1 = np.tanh(U * x1 + W * h0 + b)
o1 = [V[0] * h1 + c[0], V[1] * h1 + c[1]]
print(f"by hand: h = {h1:.4f}   probability of the first class = {1 / (1 + np.exp(o1[1] - o1[0])):.4f}")

letters = {"Wax": np.array([[U]]), "Waa": np.array([[W]]), "Wya": np.array([V]).T, "ba": np.array([[b]]),
           "by": np.array([c]).T}
a1, y1, _ = rnn_cell_forward(np.array([[x1]]), np.array([[h0]]), letters)
print(f"yours:   a = {a1[0, 0]:.4f}   probability of the first class = {y1[0, 0]:.4f}")

# %% [markdown]
# ### One matrix in place of two
#
# Two products and a sum can be written as one product: put $W_{aa}$ and $W_{ax}$ side by side, and
# $a^{\langle t-1\rangle}$ on top of $x^{\langle t\rangle}$ (S0, S1, S3(3)).
#
# $$W_a = \left[\,W_{aa} \;\; W_{ax}\,\right]: (n_a,\ n_a + n_x)
# \qquad
# \begin{bmatrix} a^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix}: (n_a + n_x,\ m)
# \qquad
# a^{\langle t\rangle} = \tanh\left(W_a \begin{bmatrix} a^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix} + b_a\right)$$

# %% demo
plotting.draw_stacked()

# %% [markdown]
# The gated networks of later notebooks use this form everywhere, so it deserves a function.
#
# ### Exercise 4: `stack_parameters`

# %% solution="stack_parameters"
def stack_parameters(parameters):
    """Rewrite the parameters so that one matrix acts on [a_prev; xt].

    Parameters
    ----------
    parameters : dict
        "Wax" (n_a, n_x), "Waa" (n_a, n_a), "Wya" (n_y, n_a), "ba" (n_a, 1), "by" (n_y, 1).

    Returns
    -------
    dict
        "Wa" (n_a, n_a + n_x), and "ba", "Wya", "by" as they were, so that a_next = tanh(Wa [a_prev; xt] + ba)
        is the same step. The arrays are copies: changing the new ones must not change the old ones.

    Notes
    -----
    S3(3), corrected: the columns of Wa stand in the order in which a_prev and xt are stacked.
    """

# %% grade="stack_parameters"

# %% [markdown]
# The order is a trap. Both orders give a matrix of the same shape, $(n_a, n_a + n_x)$, so NumPy never complains: columns
# made for $x$ are multiplied by numbers of $a$, and the result is silently wrong. Here both orders act on
# $[a^{\langle t-1\rangle};\, x^{\langle t\rangle}]$:

# %% demo
rng = np.random.default_rng(3)
separate = {"Wax": rng.normal(size=(4, 3)), "Waa": rng.normal(size=(4, 4)), "Wya": rng.normal(size=(2, 4)),
            "ba": rng.normal(size=(4, 1)), "by": rng.normal(size=(2, 1))}
xt, a_prev = rng.normal(size=(3, 1)), rng.normal(size=(4, 1))
a_next, _, _ = rnn_cell_forward(xt, a_prev, separate)
on_top_of_each_other = np.vstack([a_prev, xt])

right_order = stack_parameters(separate)["Wa"]
wrong_order = np.hstack([separate["Wax"], separate["Waa"]])
print("rnn_cell_forward:", a_next.ravel().round(3))
print("[Waa, Wax]:      ", np.tanh(right_order @ on_top_of_each_other + separate["ba"]).ravel().round(3))
print("[Wax, Waa]:      ", np.tanh(wrong_order @ on_top_of_each_other + separate["ba"]).ravel().round(3))

# %% [markdown]
# S0 gives sizes to try it on: $n_x = 500$, $n_a = 100$, $n_y = 5$.

# %% demo
sizes = training.initialise_parameters(np.random.default_rng(0), n_x=500, n_a=100, n_y=5)
for name, array in stack_parameters(sizes).items():
    print(f"{name:3} {array.shape}")

# %% [markdown]
# > **Where the notes differ.** S3(3) prints $W_a = [W_{ax}, W_{aa}]$ and applies it to
# > $[a^{\langle t-1\rangle}, x^{\langle t\rangle}]$: the two orders must match. S0 gives $W_a$ as
# > $(500 + 100, 100)$ and $W_y$ as $(100, 5)$; in the equation that it prints itself they are
# > $(100, 100 + 500)$ and $(5, 100)$. S1 writes $a^{\langle t\rangle} = W_a \cdot B$: bias and tanh are
# > missing.
#
# ## 1.5 The whole sequence
#
# Reading a sentence means taking the step $T_x$ times, each time with the state that the last step left
# (S3(2)).
#
# | | input | first state | all states | all outputs |
# | --- | --- | --- | --- | --- |
# | code | `x` | `a0` | `a` | `y_pred` |
# | shape | $(n_x, m, T_x)$ | $(n_a, m)$ | $(n_a, m, T_x)$ | $(n_y, m, T_x)$ |
#
# ### Exercise 5: `rnn_forward`

# %% solution="rnn_forward"
def rnn_forward(x, a0, parameters):
    """Run the network over a whole sequence.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last.
    a0 : (n_a, m) array
        Hidden state before the first time step. It need not be zero, and must not be changed.
    parameters : dict
        As in `rnn_cell_forward`.

    Returns
    -------
    a : (n_a, m, T_x) array
        The hidden state after each time step.
    y_pred : (n_y, m, T_x) array
        The probabilities at each time step.
    caches : tuple
        (list of the T_x caches of `rnn_cell_forward`, x).

    Notes
    -----
    S3(2). The state that one step returns is the `a_prev` of the next. Sizes are read from the arguments.
    """

# %% grade="rnn_forward"

# %% [markdown]
# Let an untrained network read the sentence: sixteen hidden units, random weights, two classes (0: no name,
# 1: name). The height of a bar is the probability that the network gives to "part of a name"; bars above one half
# are dark, and the words that really belong to names are in bold.

# %% demo
x = one_hot(sentence[np.newaxis, :], len(rows))
untrained = training.initialise_parameters(np.random.default_rng(1), n_x=len(rows), n_a=16, n_y=2)
a, y_pred, _ = rnn_forward(x, np.zeros((16, 1)), untrained)
print("x", x.shape, "  a", a.shape, "  y_pred", y_pred.shape)
plotting.draw_tagged_sentence(datasets.EXAMPLE, probabilities=y_pred[1, 0], labels=datasets.EXAMPLE_LABELS,
                              title="Before training: the network guesses")

# %% [markdown]
# ## 1.6 How wrong is it?
#
# At each step the network gives the right class some probability. Its negative logarithm is the
# **cross-entropy** of that step: 0 when the network was certain and right, large when it was certain and
# wrong. The loss of a sequence is the sum over its time steps (S3(5–7)):
#
# $$L^{\langle t\rangle} = -\sum_{i=1}^{n_y} y_i^{\langle t\rangle} \log \hat y_i^{\langle t\rangle}
# \qquad L = \sum_{t=1}^{T_x} L^{\langle t\rangle}$$
#
# Some networks have a single output, $n_y = 1$: a sigmoid in place of the softmax gives $\hat y$ for "yes",
# which leaves $1 - \hat y$ for "no". The sum over the two classes is then the binary form (S0, S3(4)):
#
# $$L^{\langle t\rangle} = -y^{\langle t\rangle} \log \hat y^{\langle t\rangle} -
# (1 - y^{\langle t\rangle}) \log\left(1 - \hat y^{\langle t\rangle}\right)$$
#
# The loss of a batch is the sum over its examples. A *mask* of shape $(m, T_x)$ says which steps count:
# where it is 0 there is padding, or a step at which no answer is asked.
#
# > **Where the notes differ.** S3(6) prints $\log \hat y$ inside the sum over $i$; it is $\log \hat y_i$.
#
# ### Exercise 6: `sequence_loss`

# %% solution="sequence_loss"
def sequence_loss(y_pred, y, mask=None):
    """Add up the cross-entropy over time steps and examples.

    Parameters
    ----------
    y_pred : (n_y, m, T_x) array
        Probabilities of the network.
    y : (n_y, m, T_x) array, or (m, T_x) integer array
        The right answers, as one-hot vectors or as indices of classes. For n_y = 1, the binary form: 0 or 1,
        in the shape (1, m, T_x) or (m, T_x).
    mask : (m, T_x) array of 0 and 1, optional
        Steps with 0 do not count. By default all of them count.

    Returns
    -------
    float
        The loss. It is finite even where the right class has probability 0: no probability is taken to be
        smaller than `np.finfo(y_pred.dtype).tiny` before its logarithm is taken. An epsilon of at most 1e-8
        inside the logarithm, as many write it, is accepted as well.

    Notes
    -----
    S3(5-7), binary form S3(4). No average is taken: the loss of two sentences is the sum of their losses.
    """

# %% grade="sequence_loss"

# %% [markdown]
# A check in the head: a network that says ½ for everything has a loss of $\log 2$ per word. Nine words make
# $9 \log 2 = 6.238$. An untrained network, which guesses, is no better than that.

# %% demo
wanted = datasets.EXAMPLE_LABELS[np.newaxis, :]
print(f"always one half:         {sequence_loss(np.full((2, 1, 9), 0.5), wanted):.3f}")
print(f"untrained network:       {sequence_loss(y_pred, wanted):.3f}")
print(f"only the first 3 words:  {sequence_loss(y_pred, wanted, mask=np.arange(9)[np.newaxis, :] < 3):.3f}")

# %% [markdown]
# ## 1.7 A measuring instrument
#
# Training means moving every weight a little in the direction that lowers the loss. For that we need the
# *gradient*: for every weight, how fast the loss changes when the weight changes. Exercises 8 to 10
# compute it by formulas, and formulas are easy to get wrong. So build first what will tell you: a slow and
# simple way that cannot be fooled. Move one number a little up and a little down, and look at the loss
# (*central differences*):
#
# $$\frac{\partial f}{\partial x_k} \approx \frac{f(x + \varepsilon e_k) - f(x - \varepsilon e_k)}{2\,\varepsilon}
# \qquad \text{relative error of } g \text{ and } h:\quad \frac{\lVert g - h\rVert}{\lVert g\rVert + \lVert h\rVert}$$
#
# Here $e_k$ is 1 at place $k$ and 0 elsewhere. It costs two evaluations per number, far too slow for
# training and just right for checking. A relative error below $10^{-7}$ means that formula and measurement
# agree; above $10^{-4}$ there is a mistake.
#
# ### Exercise 7: `numerical_gradient` and `relative_error`

# %% solution="numerical_gradient"
def numerical_gradient(f, x, eps=1e-6):
    """Measure the gradient of a function by central differences.

    Parameters
    ----------
    f : function
        Takes an array of the shape of `x`, returns a float.
    x : float64 array of any shape
        Where to measure. It has the same contents afterwards as before, whatever happens, also if `f` raises
        an error.
    eps : float
        How far to move each number up and down.

    Returns
    -------
    array of the shape of x
        At each place (f(x with this number + eps) - f(x with this number - eps)) / (2 eps).

    Notes
    -----
    Moving numbers in a copy keeps `x` safe. `np.ndindex(x.shape)` visits every place of an array of any
    shape.
    """


def relative_error(gradient, other):
    """Compare two gradients.

    Parameters
    ----------
    gradient, other : arrays of one shape

    Returns
    -------
    float
        ||gradient - other|| / (||gradient|| + ||other||), where ||.|| is the root of the sum of all squares.
        0.0 when both gradients are zero.
    """

# %% grade="numerical_gradient"

# %% [markdown]
# Why $\varepsilon = 10^{-6}$? Try it on $f(x) = \sum \sin x$, whose gradient we know. When $\varepsilon$ is
# large, the curve bends between the two points. When it is tiny, the two values of $f$ agree in nearly all
# their digits and the difference is mostly rounding. Here $10^{-5}$ is best and $10^{-6}$ nearly as good; for functions
# that bend more it is the smaller step that fits.

# %% demo
point = np.linspace(0.1, 1.2, 5)
steps = 10.0 ** np.arange(-12, 0)
measured = [numerical_gradient(lambda v: np.sin(v).sum(), point, eps) for eps in steps]
errors = [relative_error(gradient, np.cos(point)) for gradient in measured]
plotting.plot_curves(
    {"relative error": errors}, x=steps, xlabel="eps", ylabel="relative error", log_x=True, log_y=True,
    title="Too large a step bends, too small a step rounds",
)

# %% [markdown]
# ## 1.8 The way back, first part: the output
#
# Backpropagation starts at the loss and walks back. Write
# $o^{\langle t\rangle} = W_{ya}\,a^{\langle t\rangle} + b_y$ for the scores before the softmax.
# Cross-entropy and softmax belong together: their derivatives cancel to something very short (S2(5)).
#
# $$\frac{\partial L}{\partial o^{\langle t\rangle}} = \hat y^{\langle t\rangle} - y^{\langle t\rangle}: (n_y, m)$$
#
# What the network said, minus what it should have said. From there it is one step to the output weights and
# to the states (S2(6–7)):
#
# $$\frac{\partial L}{\partial W_{ya}} = \sum_{t} \left(\hat y^{\langle t\rangle} - y^{\langle t\rangle}\right) a^{\langle t\rangle\mathsf T}
# \qquad \frac{\partial L}{\partial b_y} = \sum_{t} \sum_{\text{batch}} \left(\hat y^{\langle t\rangle} - y^{\langle t\rangle}\right)
# \qquad da^{\langle t\rangle} = W_{ya}^{\mathsf T} \left(\hat y^{\langle t\rangle} - y^{\langle t\rangle}\right)$$
#
# In code `dWya` means $\partial L / \partial W_{ya}$, and it has the shape of `Wya`. Weights serve at every
# step and for every example, so their gradient is a sum over both (where a matrix product stands, it adds over the batch).
# `da` is only the part of the gradient
# that reaches the states *through the outputs of their own time step*; the part that comes from later steps
# follows.
#
# ### Exercise 8: `output_backward`

# %% solution="output_backward"
def output_backward(y_pred, y, a, parameters):
    """Carry the gradient of the loss from the outputs back to the hidden states.

    Parameters
    ----------
    y_pred : (n_y, m, T_x) array
        Probabilities of the network.
    y : (n_y, m, T_x) array, or (m, T_x) integer array
        The right answers, as in `sequence_loss`.
    a : (n_a, m, T_x) array
        Hidden states.
    parameters : dict
        The output weights, (n_y, n_a), stand under "Wya". (In later notebooks the networks call them "Wy":
        take whichever is there, and name the gradient after it, "dWya" or "dWy".)

    Returns
    -------
    dict
        "dWya" (n_y, n_a): sum over time and batch of (y_pred - y) a^T;
        "dby" (n_y, 1): sum over time and batch of (y_pred - y);
        "da" (n_a, m, T_x): Wya^T (y_pred - y) at each time step.

    Notes
    -----
    S2(5-7). `np.einsum` or a loop over time: both are fine.
    """

# %% grade="output_backward"

# %% [markdown]
# Now the instrument comes into its own. One time step, three classes: is $\hat y - y$ the gradient with
# respect to the scores?
#
# > **Where the notes differ.** S2(4–5) says "suppose the loss is MSE" and then uses $\hat y - y$. That is
# > the gradient of *cross-entropy* after a softmax. The mean squared error after a softmax has another one,
# > as the measurement shows.

# %% demo
scores, wanted = np.array([[0.5], [-1.0], [2.0]]), np.array([[0.0], [1.0], [0.0]])
target = wanted[:, :, np.newaxis]
cross_entropy = numerical_gradient(lambda o: sequence_loss(softmax(o)[:, :, np.newaxis], target), scores)
squared_error = numerical_gradient(lambda o: np.mean((softmax(o) - wanted) ** 2), scores)
print("y_pred - y:              ", (softmax(scores) - wanted).ravel().round(4))
print("cross-entropy, measured: ", cross_entropy.ravel().round(4))
print("squared error, measured: ", squared_error.ravel().round(4))

# %% [markdown]
# ## 1.9 The way back, second part: through time
#
# Each state $a^{\langle t\rangle}$ does two things: it makes the output $\hat y^{\langle t\rangle}$, and it
# goes into the next state. So its gradient has two parts, one from the loss of its own step and one from
# the step after it. The second one travels from right to left, against the order of the words:
# **backpropagation through time**.

# %% demo
plotting.draw_backpropagation(T_x=4)

# %% [markdown]
# First one cell. Let `da_next` be the whole gradient that arrives at $a^{\langle t\rangle}$, and write $z$
# for what stands inside the tanh. The derivative of $\tanh z$ is $1 - \tanh^2 z$, and $\tanh z$ is the
# state itself, which we already have (S3 §1.2.2, S2(8–13)):
#
# $$dz = \left(1 - a^{\langle t\rangle} * a^{\langle t\rangle}\right) * da_{\text{next}}: (n_a, m)$$
#
# $$dx^{\langle t\rangle} = W_{ax}^{\mathsf T}\, dz \qquad da_{\text{prev}} = W_{aa}^{\mathsf T}\, dz \qquad
# dW_{ax} = dz\; x^{\langle t\rangle\mathsf T} \qquad dW_{aa} = dz\; a^{\langle t-1\rangle\mathsf T} \qquad
# db_a = \sum_{\text{batch}} dz$$
#
# The star is the product element by element. S2 writes $\delta$ for `da_next`. Two rules of thumb hold everywhere: a gradient has the shape
# of the thing itself, and what was multiplied by $W$ on the way forward is multiplied by $W^{\mathsf T}$ on
# the way back.
#
# > **Where the notes differ.** S3 §1.2.2 prints $(1 - \tanh(z))^2\, x^{\mathsf T}$ for the weights: the
# > square belongs to the tanh alone, $(1 - \tanh^2 z)\, x^{\mathsf T}$. S2(9) prints
# > $W^{\mathsf T} \delta\, \mathrm{diag}(1 - h^2)$, and S2(14) multiplies $W^{\mathsf T} \delta$ by the derivative: it must
# > act on $\delta$ before $W^{\mathsf T}$ does, $W^{\mathsf T}\, \mathrm{diag}(1 - h^2)\, \delta$.
#
# ### Exercise 9: `rnn_cell_backward`

# %% solution="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    """Carry the gradient back through one time step.

    Parameters
    ----------
    da_next : (n_a, m) array
        Gradient of the loss with respect to this step's hidden state a_next.
    cache : tuple
        (a_next, a_prev, xt, parameters), as `rnn_cell_forward` returned it.

    Returns
    -------
    dict
        "dxt" (n_x, m), "da_prev" (n_a, m), "dWax" (n_a, n_x), "dWaa" (n_a, n_a), "dba" (n_a, 1), with
        dz = (1 - a_next^2) * da_next:
        dxt = Wax^T dz, da_prev = Waa^T dz, dWax = dz xt^T, dWaa = dz a_prev^T, dba = dz summed over the batch.

    Notes
    -----
    S3 section 1.2.2, corrected; S2(11-13). a_next is already a tanh: do not take it again.
    """

# %% grade="rnn_cell_backward"

# %% [markdown]
# Then the whole sequence. Begin at the last step, where nothing comes from the right. At each step add the
# two parts, go back through the cell, keep the sum of the weights' gradients and hand `da_prev` on to the
# step before (S2(9–13)):
#
# $$da_{\text{next}} = \underbrace{da^{\langle t\rangle}}_{\text{loss of this step}} +
# \underbrace{da_{\text{prev}}\ \text{of step}\ t+1}_{\text{all later losses}} \qquad t = T_x, \dots, 1$$
#
# ### Exercise 10: `rnn_backward`

# %% solution="rnn_backward"
def rnn_backward(da, caches):
    """Carry the gradient back through the whole sequence.

    Parameters
    ----------
    da : (n_a, m, T_x) array
        At each time step, the gradient that reaches the hidden state through that step's output
        (`output_backward` returns it). It must not be changed.
    caches : tuple
        (list of T_x caches, x), as `rnn_forward` returned it.

    Returns
    -------
    dict
        "dx" (n_x, m, T_x), "da0" (n_a, m): gradient with respect to the state before the first step, and
        "dWax" (n_a, n_x), "dWaa" (n_a, n_a), "dba" (n_a, 1), each summed over the time steps.

    Notes
    -----
    S2(9-13), corrected. At each step the gradient of the state is the sum of da[:, :, t] and of what the
    following step hands back. What leaves the first step is da0.
    """

# %% grade="rnn_backward"

# %% [markdown]
# ### Does it all fit together?
#
# Here is the proof. A small network with random weights, three sentences of five words, and *every*
# gradient compared with the instrument that you built: weights, biases, inputs and first state.

# %% demo
rng = np.random.default_rng(4)
x, a0 = rng.normal(size=(4, 3, 5)), rng.normal(size=(6, 3))
y = rng.integers(0, 2, size=(3, 5))
parameters = {"Wax": rng.normal(size=(6, 4)), "Waa": rng.normal(size=(6, 6)) / 2, "Wya": rng.normal(size=(2, 6)),
              "ba": rng.normal(size=(6, 1)), "by": rng.normal(size=(2, 1))}

a, y_pred, caches = rnn_forward(x, a0, parameters)
gradients = output_backward(y_pred, y, a, parameters)
gradients |= rnn_backward(gradients["da"], caches)


def loss_with(name, value):
    inputs = {"x": x, "a0": a0, name: value}
    _, y_pred, _ = rnn_forward(inputs["x"], inputs["a0"], {**parameters, name: value})
    return sequence_loss(y_pred, y)


for name, value in {**parameters, "x": x, "a0": a0}.items():
    measured = numerical_gradient(lambda moved, name=name: loss_with(name, moved), value)
    error = relative_error(gradients["d" + name], measured)
    print(f"d{name:3} {value.shape!s:10} relative error below 1e-7: {error < 1e-7}")

# %% [markdown]
# If all the lines say `True`, you have backpropagation through time, and everything that follows is use.
#
# ## 1.10 Training
#
# One helper trains every network from here on. It is built from your functions: forward, loss, backward,
# and a small change of the parameters. The change itself is made by *Adam* (Kingma and Ba 2015), which
# chooses the size of the step for each weight from the recent history of its gradient. The mask says at
# which steps an answer is asked. Where none is asked, the network's own answer passes for the right one: then
# $\hat y - y = 0$, and nothing flows back from there.

# %%
def fit(batches, parameters, learning_rate=0.01):
    """Train a network, changing its parameters in place.

    Parameters
    ----------
    batches : iterable of (x, y, mask)
        Inputs (n_x, m, T_x), one-hot answers (n_y, m, T_x), and which answers count (m, T_x).
    parameters : dict
        As in `rnn_forward`.
    learning_rate : float
        How large the steps are.

    Returns
    -------
    list of float
        The mean loss per answer, batch by batch.
    """
    optimiser = training.Adam(learning_rate)
    losses = []
    for x, y, mask in batches:
        a0 = np.zeros((parameters["Waa"].shape[0], x.shape[1]))
        a, y_pred, caches = rnn_forward(x, a0, parameters)
        losses.append(sequence_loss(y_pred, y, mask) / np.sum(mask))
        gradients = output_backward(y_pred, np.where(mask, y, y_pred), a, parameters)
        gradients |= rnn_backward(gradients["da"], caches)
        optimiser.update(parameters, gradients)
    return losses


# %% [markdown]
# ### The kinds of recurrent networks
#
# The cell does not care how many inputs it reads and at which steps it is asked for an answer. So one cell
# makes networks of many shapes (S0, S1, S3 §1.2.3):

# %% demo
plotting.draw_kinds()

# %% [markdown]
# Each kind below is a small task that really trains, with a plain cell, in two or three lines. `learn` makes a
# network for a task and fits it, `answers` reads off the likeliest symbols at the steps where one is asked,
# and `share_right` counts. The sign `_` is an empty input: nothing to read at this step.

# %%
def learn(task, n_a=16, steps=300, learning_rate=0.01, seed=0):
    """Return the parameters of a new network, fitted to a task."""
    n_x, n_y = len(task.input_symbols), len(task.target_symbols)
    parameters = training.initialise_parameters(np.random.default_rng(seed), n_x, n_a, n_y)
    batch = one_hot(task.inputs, n_x), one_hot(task.targets, n_y), task.mask
    fit([batch] * steps, parameters, learning_rate)
    return parameters


def answers(parameters, task):
    """Return the network's answers to a task as texts."""
    a0 = np.zeros((parameters["Waa"].shape[0], len(task.inputs)))
    _, y_pred, _ = rnn_forward(one_hot(task.inputs, len(task.input_symbols)), a0, parameters)
    return task.texts(y_pred.argmax(axis=0))


def share_right(parameters, task):
    """Return which part of the answers is right from the first symbol to the last."""
    return np.mean(np.array(answers(parameters, task)) == np.array(task.wanted()))


# %% [markdown]
# **One to one**: the ordinary network, a sequence of length 1. How many days has a month?

# %% demo
months = datasets.month_lengths()
network = learn(months)
print(", ".join(map(" ".join, zip(months.questions(), answers(network, months), strict=True))))

# %% [markdown]
# With one step and $a^{\langle 0\rangle} = 0$, the state is never used again: the gradient of $W_{aa}$ is
# exactly zero, and training leaves it as it was.

# %% demo
before = training.initialise_parameters(np.random.default_rng(0), n_x=12, n_a=16, n_y=3)
for name in before:
    print(f"{name:3} changed by training: {not np.array_equal(before[name], network[name])}")

# %% [markdown]
# **One to many**: one input, then the network goes on by itself. Given a digit, spell it. (S2's example is
# a caption for a picture, S0's a melody for a note; notebook 4 writes melodies.)

# %% demo
digits = datasets.spelled_digits()
print(answers(learn(digits), digits))

# %% [markdown]
# **Many to one**: read everything, answer once, at the end. Is the last bit equal to the first one, which
# has to be remembered all the way? Trained on sequences of 2 to 8 bits, asked about 500 sequences of 12.

# %% demo
network = learn(datasets.first_equals_last(np.random.default_rng(0), m=500, shortest=2, longest=8))
longer = datasets.first_equals_last(np.random.default_rng(1), m=500, shortest=12, longest=12)
print(f"right: {share_right(network, longer):.2f}")

# %% [markdown]
# **Many to many, equal lengths**: an answer at every step, as in our tagger. Add two binary numbers digit
# by digit, beginning at the lowest: the carry lives in the state. Trained on 8 digits, asked for 500 sums
# of 30 digits. A sum counts only if all its digits are right.

# %% demo
network = learn(datasets.additions(np.random.default_rng(0), m=300, length=8), learning_rate=0.02)
longer = datasets.additions(np.random.default_rng(1), m=500, length=30)
print(f"right: {share_right(network, longer):.2f}")

# %% [markdown]
# **Many to many, unequal lengths**: first read, then write. "3c" becomes "ccc". The first steps *encode*
# the question in the state, the others *decode* the answer from it; notebook 6 gives each part a network of
# its own. Three of the 25 questions are kept out of the training.

# %% demo
seen, unseen = datasets.repeats(held_out=("2a", "3c", "4b"))
print(dict(zip(unseen.questions(), answers(learn(seen, n_a=32), unseen), strict=True)))

# %% [markdown]
# > **Where the notes differ.** S2 files part-of-speech tagging under one-to-one. It gives a tag to each
# > word of a sentence and needs the words before it: many-to-many with equal lengths, like name tagging.
#
# ## 1.11 The name tagger
#
# Back to the question of the first page. We need sentences with names marked. A small grammar makes them:
# templates such as "FIRST LAST and FIRST LAST MADE a ADJECTIVE NOUN", filled with names from the 1990
# United States census, cities and things. Half of all names, cities and things never occur in the training
# sentences: we keep them for the test. (*Teddy* alone is in both; section 1.12 says why.)

# %% demo
training_sentences = datasets.tagging_sentences(np.random.default_rng(0), 1000)
test_sentences = datasets.tagging_sentences(np.random.default_rng(1), 500, unseen=True)
for words, labels in training_sentences[:4]:
    print(" ".join(f"[{word}]" if label else word for word, label in zip(words, labels, strict=True)))

known_words = sorted({word.lower() for words, _ in training_sentences for word in words})
assert not {"harry", "potter", "hermione", "granger"} & set(known_words)
print(f"{len(known_words)} different words; Harry, Potter, Hermione and Granger are not among them")

# %% [markdown]
# **What the network sees of a word.** Its one-hot vector, in lower case; the last row stands for `<UNK>`,
# any unknown word. Below it two more numbers: does the word begin with a capital, and is it the first of
# its sentence, where a capital means nothing?

# %% demo
place = {word: k for k, word in enumerate(known_words)}
unknown = len(known_words)
n_x = len(known_words) + 1 + 2


def to_indices(sentences):
    return np.array([[place.get(word.lower(), unknown) for word in words] for words in sentences])


def to_inputs(indices, sentences):
    looks = np.stack([datasets.capital_and_first(words) for words in sentences], axis=1)
    return np.concatenate([one_hot(indices, len(known_words) + 1), looks])


example_input = to_inputs(to_indices([datasets.EXAMPLE]), [datasets.EXAMPLE])
print("x", example_input.shape)
print("unknown words:", [word for word in datasets.EXAMPLE if word.lower() not in place])

# %% [markdown]
# **Learning to meet strangers.** In training every word is known, so the network would never learn what to
# do with `<UNK>`. Therefore we hide rare words, those that occur at most 25 times, behind `<UNK>`: each occurrence with
# probability 0.3. Sentences of equal length go through the network together, twenty at a time, so there is no padding
# and every answer counts.

# %% demo
counts = np.bincount(np.concatenate([to_indices([words]).ravel() for words, _ in training_sentences]))
is_rare = np.append(counts <= 25, False)


def tagging_batches(rng, n_epochs):
    lengths = [len(words) for words, _ in training_sentences]
    for _ in range(n_epochs):
        for chosen in training.equal_length_batches(rng, lengths, batch_size=20):
            sentences = [training_sentences[k].words for k in chosen]
            indices = to_indices(sentences)
            hidden = is_rare[indices] & (rng.random(indices.shape) < 0.3)
            labels = np.array([training_sentences[k].labels for k in chosen])
            yield to_inputs(np.where(hidden, unknown, indices), sentences), one_hot(labels, 2), np.ones(labels.shape)


# %% demo
tagger = training.initialise_parameters(np.random.default_rng(2), n_x, n_a=16, n_y=2)
losses = fit(tagging_batches(np.random.default_rng(3), n_epochs=8), tagger)
plotting.plot_loss(losses, window=20, reference=("tossing a coin: log 2", np.log(2)), title="The tagger learns")

# %% [markdown]
# And now the sentence. The height of a bar is the probability that the network gives to "part of a name";
# above the line it says yes.

# %% demo
def name_probabilities(words):
    x = to_inputs(to_indices([words]), [words])
    _, y_pred, _ = rnn_forward(x, np.zeros((16, 1)), tagger)
    return y_pred[1, 0]


probabilities = name_probabilities(datasets.EXAMPLE)
assert np.array_equal(probabilities > 0.5, datasets.EXAMPLE_LABELS == 1)
plotting.draw_tagged_sentence(datasets.EXAMPLE, probabilities=probabilities, labels=datasets.EXAMPLE_LABELS,
                              title="After training: P(name) for each word")

# %% [markdown]
# All nine are right, and all four names are strangers. What does the network go by? By the look of a word,
# and by what came before it. Here is a word that nobody knows, twice in one sentence:

# %% demo
invented = ("My", "friend", "Zorble", "lives", "in", "Zorble")
plotting.draw_tagged_sentence(invented, probabilities=name_probabilities(invented),
                              title="One word, two places: the state knows what came before")

# %% [markdown]
# ### How good is it really?
#
# One sentence proves little. In the 500 test sentences no name but *Teddy* has been met in training, and half of the
# cities and things are new too. We count with **F1**, the harmonic mean of precision (of the words marked,
# how many are names?) and recall (of the names, how many are marked?), and compare with two rules that need
# no network: *every capital is a name*, and *tag each word as it is tagged most often in training, and call
# unknown words with a capital names*.

# %% demo
often_name = np.bincount(
    np.concatenate([to_indices([words]).ravel() for words, _ in training_sentences]),
    weights=np.concatenate([labels for _, labels in training_sentences]),
) / counts > 0.5


def capital_rule(words):
    return datasets.capital_and_first(words)[0] == 1


def majority_rule(words):
    known = to_indices([words])[0]
    return np.where(known == unknown, capital_rule(words), np.append(often_name, False)[known])


right = np.concatenate([labels for _, labels in test_sentences])
for name, rule in [("every capital", capital_rule), ("majority per word", majority_rule),
                   ("recurrent network", lambda words: name_probabilities(words) > 0.5)]:
    said = np.concatenate([rule(words) for words, _ in test_sentences])
    print(f"{name:18} F1 = {training.f1_score(said, right):.2f}")

# %% [markdown]
# Better than both rules, and not perfect. Where are the network's mistakes?

# %% demo
mistakes = [(name_probabilities(words) > 0.5) != (labels == 1) for words, labels in test_sentences]
print("words tagged wrongly:            ", sum(wrong.sum() for wrong in mistakes), "of", len(right))
print("first words among the wrong ones:", sum(wrong[0] for wrong in mistakes))

# %% [markdown]
# ## 1.12 What it cannot do
#
# Nearly always it is the first word. To see why, take two sentences, the first of them from S1:
#
# > *Teddy* bears are on sale.
# >
# > *Teddy* Roosevelt was a president.
#
# In the second one Teddy is a name, in the first one it is not. You know it from the words that follow. The
# training sentences hold both kinds. What does the network say?

# %% demo
bears, president = datasets.TEDDY_SENTENCES
plotting.draw_tagged_sentences(
    [(words, name_probabilities(words)) for words in datasets.TEDDY_SENTENCES],
    title="One way: at the first word both sentences look the same",
)

# %% demo
print(f"P(Teddy is a name) before 'bears':     {name_probabilities(bears)[0]:.2f}")
print(f"P(Teddy is a name) before 'Roosevelt': {name_probabilities(president)[0]:.2f}")
assert name_probabilities(bears)[0] == name_probabilities(president)[0]

# %% [markdown]
# The same probability, to the last digit. It cannot be otherwise: $\hat y^{\langle 1\rangle}$ is computed
# from $x^{\langle 1\rangle}$ and $a^{\langle 0\rangle}$ and from nothing else, and both are equal in the
# two sentences. No training and no larger network can change that. All that a network which reads in one
# direction can learn about the first word is how often such a word is a name *in general*:

# %% demo
teddies = [labels[0] for words, labels in training_sentences if words[0] == "Teddy"]
print(f"{len(teddies)} training sentences begin with Teddy; in {np.mean(teddies):.0%} of them it is a name")

# %% [markdown]
# It was the same with *Harry* above: his probability was only that of an unknown first word. The remedy is
# to read the sentence from both ends. Notebook 5 builds this two-way network, and there the two Teddies
# part.
#
# ## 1.13 What you have now
#
# - A **recurrent step**: one set of weights, a hidden state that is handed on, an output at each step.
# - The **forward pass** over sequences of any length, and a **loss** that is a sum over time.
# - **Backpropagation through time**: each state gets its gradient from its own output and from the next step.
# - An **instrument**, central differences, which tells you whether a gradient is right. Use it whenever you
#   write a backward pass.
# - A **tagger** that recognises names that it has never met, and a clear idea of its limit.
#
# **What comes next.** Notebook 2 lets the same network predict the next word or letter, and then write by
# itself. There you will also meet its other weakness: gradients that fade or explode on their way through
# many steps. Notebooks 3 and 4 give the cell *gates*, so that it can keep what matters.
