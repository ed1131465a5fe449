# %% [markdown]
# # 3 · Vanishing gradients and the gated recurrent unit
#
# > The cat, which already ate a bunch of food, **was** full.
# >
# > The cats, which already ate a bunch of food, **were** full.
#
# One letter near the beginning decides a word near the end. You carry it there without noticing. Can a recurrent
# network? The plain one of notebook 1 could, as you will see, and yet hardly ever learns to. In this notebook you
# measure why, build a cell that has a *gate* in front of its memory, and watch it learn what the plain one does not.
#
# **How to work.** You write seven functions. Each has a cell that describes it, and below that a cell that checks it. Cells
# that use your functions work as soon as you have written them, so go from top to bottom. Before you hand in, choose
# *Restart the kernel and run all cells*.
#
# The library `rnn_utils` comes as a wheel in the folder of this notebook. Should the first code cell not find it, run
# `%pip install rnn_utils_student-…whl` once, with the full name of that file. From notebook 1 it brings right versions of
# the functions that you wrote there: the cell below imports those that are needed here, and the sigmoid.
#
# **Where it comes from.** The notes are called S1, S2, S3 and S4 as before; S3(8) means equation 8 of S3. The gated
# recurrent unit, GRU for short, is by Cho et al. (2014); S3 cites [their second
# paper](https://arxiv.org/abs/1409.1259) and the comparison by [Chung et al. (2014)](https://arxiv.org/abs/1412.3555). It
# came as a simpler relative of the LSTM of Hochreiter and Schmidhuber (1997), which is the subject of notebook 4.

# %% locked="imports"
import numpy as np

from rnn_utils import plotting, training
from rnn_utils.activations import relu, relu_derivative, sigmoid
from rnn_utils.checks import check
from rnn_utils.datasets import agreement
from rnn_utils.plotting.gru import draw_gru, draw_gru_paths
from rnn_utils.plotting.panels import plot_panels, plot_runs
from rnn_utils.plotting.reading import draw_distance, draw_gates, plot_over_words
from rnn_utils.reference.rnn import (
    numerical_gradient,
    one_hot,
    output_backward,
    relative_error,
    rnn_backward,
    rnn_cell_backward,
    rnn_forward,
    sequence_loss,
    softmax,
)

# %% [markdown]
# ## 3.1 The cat and the cats
#
# The verb agrees with its subject, and between the two there may stand as much as the speaker likes (S1, S3 §1.4.1). To
# the network a comma is a word like any other, and it is counted as one.

# %% demo
examples = [(*sentence.words, agreement.VERBS[sentence.verb], "full") for sentence in agreement.EXAMPLES]
draw_distance(examples, subject=1, verb=11, text=f"{agreement.EXAMPLES[0].distance} words between them")

# %% [markdown]
# To choose the verb, the network has to do two things. On the way forward it must *keep* one bit, singular or plural,
# through all the words between. And before that it must *learn* to keep it: in training, the loss at the verb has to
# reach the weights that read the subject, through as many steps of backpropagation. This second errand is where the
# plain network fails.
#
# ## 3.2 How far back does a gradient reach?
#
# Let a loss look at the last state alone, and follow its gradient back. One step of it you know from notebook 1 (S2(9),
# S2(14)):
#
# $$\frac{\partial L}{\partial a^{\langle t-1\rangle}} = W_{aa}^{\mathsf T}
# \left(\left(1 - a^{\langle t\rangle} * a^{\langle t\rangle}\right) * \frac{\partial L}{\partial a^{\langle t\rangle}}\right): (n_a, m)$$
#
# Each step back multiplies by the same two things: by $1 - a^2$, the derivative of the tanh, and by $W_{aa}^{\mathsf T}$.
# After $k$ steps the gradient has met $k$ factors of each. Numbers that are multiplied again and again do not stay as
# they are: they fade like $0.9^k$, or they grow like $1.1^k$. When gradients fade, one speaks of **vanishing gradients**;
# when they grow, of **exploding gradients**.
#
# One of the two factors can only make the gradient smaller. The derivative of the tanh is at most 1, and near 0 where the tanh is flat;
# that of the sigmoid is at most ¼ (S2):

# %% demo
z = np.linspace(-4, 4, 161)
plotting.plot_curves(
    {"tanh": 1 - np.tanh(z) ** 2, "sigmoid": sigmoid(z) * (1 - sigmoid(z)), "ReLU": relu_derivative(relu(z))},
    x=z, xlabel="what stands inside the function", ylabel="derivative",
    title="Flat ends let nothing through on the way back",
)

# %% [markdown]
# > **Where the notes differ.** S2(14) prints $W^{\mathsf T} \delta^{(t+1)} * \tanh'$: the derivative of the tanh must be
# > multiplied in *before* $W^{\mathsf T}$, as above. (And its $\delta^{(t)}$ is the whole gradient, with the loss of every step;
# > here only the last step has one.) S1 explains the fading by the share of the first words in the state, which gets smaller
# > with every new word. What fades is the gradient, by the product above. A state may keep its first word for ever: a single
# > unit with $W_{aa} = 2$ that is pushed up or down once stays there, at $\pm 0.96$. Its tanh is nearly flat there, so its
# > gradient fades all the same.
#
# Do not guess whether a gradient fades: measure it. The function that you write next runs a network forward, with $W_{aa}$
# multiplied by a number `scale`, and returns the length of the gradient at every step, for every example:
#
# $$\left\lVert \frac{\partial L}{\partial a^{\langle t\rangle}} \right\rVert =
# \sqrt{\textstyle\sum_i \left(\partial L / \partial a_i^{\langle t\rangle}\right)^2}
# \qquad t = T_x, \dots, 1 \qquad \text{result: } (m, T_x)$$
#
# ### Exercise 1: `gradient_norms_through_time`

# %% solution="gradient_norms_through_time"
def gradient_norms_through_time(x, a0, parameters, da_last, scale=1.0):
    """Measure how large the gradient is at each time step, for a loss that looks at the last state alone.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last.
    a0 : (n_a, m) array
        Hidden state before the first time step.
    parameters : dict
        "Wax" (n_a, n_x), "Waa" (n_a, n_a), "Wya" (n_y, n_a), "ba" (n_a, 1), "by" (n_y, 1). It must not be changed,
        and neither must its arrays.
    da_last : (n_a, m) array
        Gradient of the loss with respect to the last hidden state.
    scale : float
        "Waa" is multiplied by it, for this measurement only.

    Returns
    -------
    (m, T_x) array
        In column t the norm of the gradient with respect to the hidden state after step t, one row per example.
        The last column holds the norms of `da_last`.

    Notes
    -----
    S2(14), corrected. `rnn_forward` returns (a, y_pred, (list of the caches of the steps, x)), and
    `rnn_cell_backward(da_next, cache)` a dictionary with "da_prev". `{**parameters, "Waa": ...}` is a new dictionary
    with one other entry. The norm of each column is `np.linalg.norm(..., axis=0)`.
    Results have the dtype of the inputs: float32 in, float32 out.
    """

# %% grade="gradient_norms_through_time"

# %% [markdown]
# ## 3.3 What it depends on
#
# Take fifty hidden units, and draw $W_{aa}$ at random so that it leaves the length of a vector as it is, on average. Then
# make all of it larger or smaller by a factor. Into every unit goes one number of its own at every step ($W_{ax}$ is the
# identity), random and of the size `strength`.

# %% demo
n_a, T_x, m = 50, 51, 20


def random_network(seed, strength):
    """Return inputs, parameters and a last gradient; the inputs are as large as `strength` says."""
    rng = np.random.default_rng(seed)
    parameters = {"Wax": np.eye(n_a), "Waa": rng.normal(size=(n_a, n_a)) / np.sqrt(n_a), "Wya": np.zeros((1, n_a)),
                  "ba": np.zeros((n_a, 1)), "by": np.zeros((1, 1))}
    return strength * rng.normal(size=(n_a, m, T_x)), parameters, rng.normal(size=(n_a, m))


def norms_by_steps_back(strength, scale, make_matrix=None):
    """Return the typical norm (geometric mean) of the gradient 0 to 50 steps back, relative to the last one."""
    logarithms = []
    for seed in range(5):
        x, parameters, da_last = random_network(seed, strength)
        if make_matrix is not None:
            parameters["Waa"] = make_matrix(np.random.default_rng(seed))
        norms = gradient_norms_through_time(x, np.zeros((n_a, m)), parameters, da_last, scale)
        logarithms.append(np.log(norms[:, ::-1] / norms[:, -1:]))
    return np.exp(np.mean(logarithms, axis=(0, 1)))


# %% [markdown]
# With `strength` 0 the network reads nothing. All its states are 0, there the tanh has the slope 1, and what is left is
# $W_{aa}$ alone: a *linear* network. With `strength` 1 it reads a lively input.

# %% demo
steps_back = np.arange(T_x)
strengths = {"reads nothing: linear": 0.0, "reads a little (0.1)": 0.1, "reads a lot (1.0)": 1.0}
plot_panels(
    {name: {f"{scale} Waa": norms_by_steps_back(strength, scale) for scale in (2.0, 1.5, 1.0, 0.5)}
     for name, strength in strengths.items()},
    x=steps_back, xlabel="steps back", ylabel="norm of the gradient", log_y=True,
    title="A straight line on this scale is a power: so much per step, step after step",
)

# %% [markdown]
# Here are the right ends of such curves, fifty steps back, for more scales:

# %% demo
scales = (0.5, 0.9, 1.0, 1.1, 1.5, 2.0, 3.0)
fifty_back = {name: [norms_by_steps_back(strength, scale)[-1] for scale in scales]
              for name, strength in strengths.items()}
print(f"{'scale of Waa':22}", *(f"{scale:8}" for scale in scales))
for name, norms in fifty_back.items():
    print(f"{name:22}", *(f"{norm:8.0e}" for norm in norms))

# %% [markdown]
# Read the table from row to row.
#
# - **Linear.** At scale 0.5 next to nothing arrives, at 1.1 the gradient has grown several hundred times, at 2.0 beyond all
#   measure. There is only a narrow range between fading and exploding.
# - **A tanh that works.** The livelier the input, the more often the tanh is at its flat ends, and each time a factor below
#   1 comes in. At scale 1 the gradient now fades by ten powers of ten, and at 1.1, where $W_{aa}$ on its own would let it
#   explode, it still fades by more than eight.

# %% demo
nothing, _, a_lot = fifty_back.values()
assert nothing[scales.index(1.1)] > 100
assert a_lot[scales.index(1.1)] < 1e-6
print(f"1.1 Waa explodes when the network reads nothing: {nothing[scales.index(1.1)] > 1}")
print(f"1.1 Waa explodes when it reads a lot:            {a_lot[scales.index(1.1)] > 1}")

# %% [markdown]
# > **Where the notes differ.** S2 says that a large first $W_{aa}$ makes the gradients explode, and one often reads "above 1
# > it explodes, below 1 it vanishes". That holds for the linear network. With a tanh and a real input it is false:
# > the gradient at scale 1.1 *vanishes*, and only about scale 2 it begins to grow. Which of the two happens depends on
# > weights *and* input.
#
# ## 3.4 When gradients explode
#
# An exploding gradient is hard to miss (S1, S2, S3 §1.4.1). float32, the type that one trains with, ends at about
# $3 \cdot 10^{38}$. What is larger becomes `inf`, infinity minus infinity becomes `nan`, "not a number", and one update with
# it turns every weight into `nan`. The program does not stop; it goes on computing with nothing.

# %% demo
x, large, da_last = random_network(0, strength=0.0)
large = {name: array.astype(np.float32) for name, array in large.items()}
with np.errstate(all="ignore"):  # the numbers leave the range of float32 on purpose
    norms = gradient_norms_through_time(x.astype(np.float32), np.zeros((n_a, m), np.float32), large,
                                        da_last.astype(np.float32), scale=10.0)
finite = np.isfinite(norms[:, ::-1]).all(axis=0)
print("one step back, all norms are finite:    ", finite[1])
print("fifty steps back, all norms are finite: ", finite[50])

# %% [markdown]
# More often it is a few batches with a huge gradient that undo the work of many others. The remedy is simple: **gradient
# clipping** (notebook 2). When the norm of the whole gradient is above a bound, scale it down to the bound.
#
# To see it at work, let the plain network learn our verbs. A small grammar makes the sentences. The nouns *inside* the
# clause are singular or plural by chance, so that the nearest noun gives no advice, unless it is the subject itself:

# %% demo
for sentence in agreement.agreement_sentences(np.random.default_rng(8), 4, shortest=6, longest=22):
    print(f"{sentence.distance:2} words between: {sentence}")

# %% [markdown]
# The network reads up to the comma before the verb and is asked once, there: *was* or *were*? The sentences of one batch
# have one length, so nothing has to be padded.

# %% demo
place = {word: k for k, word in enumerate(agreement.VOCABULARY)}
n_x = len(place)


def sentences_by_distance(seed, distances, n):
    """Return for each distance the tokens (n, T_x) and verbs (n, 1) of so many sentences."""
    rng, by_distance = np.random.default_rng(seed), {}
    for distance in distances:
        sentences = agreement.agreement_sentences(rng, n, distance, distance)
        tokens = np.array([[place[word] for word in sentence.words] for sentence in sentences])
        by_distance[distance] = tokens, np.array([[sentence.verb] for sentence in sentences])
    return by_distance


training_sentences = sentences_by_distance(seed=0, distances=range(4, 31), n=200)


def random_batch(rng, shortest, longest, batch_size=32):
    """Draw a distance and some of its sentences: inputs (n_x, m, T_x) and verbs (m, 1)."""
    tokens, verbs = training_sentences[int(rng.integers(shortest, longest + 1))]
    chosen = rng.choice(len(tokens), batch_size, replace=False)
    return one_hot(tokens[chosen], n_x).astype(np.float32), verbs[chosen]


# %% [markdown]
# One helper for all the training in this notebook. It takes the forward and the backward function of a network, returns the
# mean loss of a batch and its gradients, and clips them if it is told to. Only the last step has a loss, so only there a
# gradient comes in from the output.

# %% demo
def loss_and_gradients(forward, backward, x, verbs, parameters, max_norm=None):
    """Return the mean loss of a batch, the gradients of the parameters, and their norm before clipping."""
    m = x.shape[1]
    states, y_pred, caches = forward(x, np.zeros((n_hidden, m), np.float32), parameters)
    gradients = output_backward(y_pred[:, :, -1:], verbs, states[:, :, -1:], parameters)
    d_states = np.zeros_like(states)
    d_states[:, :, -1:] = gradients["da"]
    gradients |= backward(d_states, caches)
    gradients = {"d" + name: gradients["d" + name] / m for name in parameters}
    norm = np.sqrt(sum(np.sum(gradient**2) for gradient in gradients.values()))
    if max_norm is not None and norm > max_norm:
        gradients = {name: gradient * (max_norm / norm) for name, gradient in gradients.items()}
    return sequence_loss(y_pred[:, :, -1:], verbs) / m, gradients, norm


# %% [markdown]
# Plain gradient descent, short sentences (6 to 12 words between), the same first weights and the same batches, without
# clipping and with it:

# %% demo
n_hidden = 32


def to_float32(parameters):
    return {name: array.astype(np.float32) for name, array in parameters.items()}


def descend(max_norm, n_batches=500, learning_rate=0.1):
    rng = np.random.default_rng(0)
    parameters = to_float32(training.initialise_parameters(rng, n_x, n_hidden, n_y=2))
    losses, norms = [], []
    for _ in range(n_batches):
        x, verbs = random_batch(rng, shortest=6, longest=12)
        loss, gradients, norm = loss_and_gradients(rnn_forward, rnn_backward, x, verbs, parameters, max_norm)
        parameters = {name: value - np.float32(learning_rate) * gradients["d" + name] for name, value in parameters.items()}
        losses.append(loss)
        norms.append(norm)
    return losses, norms


losses, norms = descend(max_norm=None)
clipped_losses, _ = descend(max_norm=1.0)
print("the largest gradient is more than five times the typical one:", max(norms) > 5 * np.median(norms))
for name, values in (("without clipping", losses), ("clipped at 1", clipped_losses)):
    print(f"{name}: learnt within 300 batches: {np.mean(values[300:350]) < 0.1}")
means = {name: np.convolve(values, np.full(25, 1 / 25), mode="valid")
         for name, values in (("without clipping", losses), ("clipped at 1", clipped_losses))}
plotting.plot_curves({**means, "tossing a coin: log 2": np.full(len(losses) - 24, np.log(2))}, xlabel="batch",
                     ylabel="loss (mean of 25)", title="A few large steps undo the work of many small ones")

# %% [markdown]
# Clipping does nothing against the opposite trouble. It multiplies the whole gradient by one number, at most 1. What comes
# from far back stays as small, compared with what comes from nearby, as it was.
#
# Vanishing is the worse of the two, for it is silent (S2): the loss falls, for the nearby words teach the network
# something, nothing is infinite, and nobody notices what is not learnt.
#
# ## 3.5 Remedies, and what they do
#
# S2 lists three: choose the first $W_{aa}$ well, add a regulariser to the loss, use ReLU in place of the tanh. Measure each.
#
# **The first weights.** An *orthogonal* matrix keeps the length of every vector, and so does its transpose. The *identity*
# does, too. Both are drawn below beside the random matrix from before, each at scale 1. For ReLU there is no cell here
# to go backward with, so the same product is multiplied from its other end, on the way forward: how much does the state after
# $k$ steps change with the first one?

# %% demo
def random_matrix(rng):
    return rng.normal(size=(n_a, n_a)) / np.sqrt(n_a)


def orthogonal(rng):
    return np.linalg.qr(rng.normal(size=(n_a, n_a)))[0]


def identity(rng):
    return np.eye(n_a)


def relu_norms(make_matrix, scale=1.0, bias=0.0):
    """Return the typical norms (median) for a network with ReLU that reads a lot, and its last states."""
    norms, states = [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        Waa, v, a, product = scale * make_matrix(rng), rng.normal(size=n_a), np.zeros(n_a), np.eye(n_a)
        norms.append([np.linalg.norm(v)])
        for _ in range(T_x - 1):
            a = relu(Waa @ a + rng.normal(size=n_a) + bias)
            product = relu_derivative(a)[:, np.newaxis] * (Waa @ product)
            norms[-1].append(np.linalg.norm(v @ product))
        states.append(a)
    norms = np.array(norms)
    return np.median(norms / norms[:, :1], axis=0), np.array(states)


# %% demo
matrices = {"random": random_matrix, "orthogonal": orthogonal, "identity": identity}
plot_panels(
    {"linear": {name: norms_by_steps_back(0.0, 1.0, make) for name, make in matrices.items()},
     "tanh, reads a lot": {name: norms_by_steps_back(1.0, 1.0, make) for name, make in matrices.items()},
     "ReLU, reads a lot": {name: relu_norms(make)[0] for name, make in matrices.items()}},
    x=steps_back, xlabel="steps back", ylabel="norm of the gradient", log_y=True,
    title="An orthogonal matrix keeps the gradient as it is in a linear network, and there alone",
)

# %% [markdown]
# Orthogonal first weights do exactly what they promise as long as the tanh is not there. With a tanh and a lively input, the
# flat ends take it all away again. With ReLU the identity does best by far. (A good start is worth something
# nevertheless. In section 3.11 one helps the plain network to learn.)
#
# **ReLU.** Its derivative is 0 or 1. Here are the fifty steps back for more scales:

# %% demo
print(f"{'scale of Waa':22}", *(f"{scale:8}" for scale in scales))
relu_fifty_back = [relu_norms(random_matrix, scale)[0][-1] for scale in scales]
print(f"{'ReLU, reads a lot':22}", *(f"{norm:8.0e}" for norm in relu_fifty_back))
assert relu_fifty_back[scales.index(1.0)] < 1e-6
assert relu_fifty_back[scales.index(2.0)] > 1000

# %% [markdown]
# > **Where the notes differ.** S2 says that with ReLU the gradient *cannot* vanish, since the derivative is 0 or 1. The
# > derivative is only one of the two factors. The product with $W_{aa}$ vanishes at scale 1 and explodes at scale 2: nothing
# > is flat at the upper end to hold it. And a derivative of 0 lets *nothing* through. A unit whose input is never positive
# > is **dead**: no gradient reaches its weights, so none will ever bring it back.

# %% demo
for bias in (0.0, -1.0, -8.0):
    norms, states = relu_norms(random_matrix, bias=bias)
    print(f"bias {bias:4}: active units {np.mean(states > 0):4.0%}, gradient fifty steps back {norms[-1]:.0e}")

# %% [markdown]
# **A regulariser.** The usual one adds $\frac{\lambda}{2}\lVert W_{aa}\rVert^2$ to the loss: it pulls all weights towards 0. So it
# tames gradients that explode, and lets fading ones fade *faster*. Another one, $\frac{\lambda}{4}\lVert
# W_{aa}^{\mathsf T} W_{aa} - I\rVert^2$, pulls $W_{aa}$ towards an orthogonal matrix. Let each pull for fifty steps, with no other
# loss beside it; the first one so gently that it takes no more than a tenth of the weights away:

# %% demo
def pulled(rate, gradient_of_penalty, scale):
    """Return a function that draws a random matrix and lets a regulariser pull at it for fifty steps."""
    def make_matrix(rng):
        Waa = scale * random_matrix(rng)
        for _ in range(50):
            Waa = Waa - rate * gradient_of_penalty(Waa)
        return Waa
    return make_matrix


regularisers = {"none": (0.0, lambda Waa: Waa), "towards 0": (0.002, lambda Waa: Waa),
                "towards orthogonal": (0.1, lambda Waa: Waa @ (Waa.T @ Waa - np.eye(n_a)))}
print("linear network, gradient fifty steps back; first Waa at scale 1.0 and 1.5")
for name, regulariser in regularisers.items():
    norms = [norms_by_steps_back(0.0, 1.0, pulled(*regulariser, scale))[-1] for scale in (1.0, 1.5)]
    print(f"regulariser: {name:18}", *(f"{norm:9.0e}" for norm in norms))

# %% [markdown]
# So a regulariser "helps" (S2) only if it asks for the right thing. Summing up: all three remedies move the balance
# between fading and exploding, and so does every update of the weights. What is missing is a path on which
# gradients come back *whatever* the weights are.
#
# %% [markdown]
# ## 3.6 A gate
#
# The trouble lies in the product with $W_{aa}$, taken again at every step. So do not take it at every step. Give each unit
# a **memory cell** $c$ that stays as it is unless there is a reason to change it, and a **gate** that decides when
# (S1, S3(8)). Here is the simplest form, with one gate:
#
# $$\tilde c^{\langle t\rangle} = \tanh\left(W_c \begin{bmatrix} c^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix} + b_c\right)
# \qquad
# \Gamma_u = \sigma\left(W_u \begin{bmatrix} c^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix} + b_u\right)$$
#
# $$c^{\langle t\rangle} = \Gamma_u * \tilde c^{\langle t\rangle} + (1 - \Gamma_u) * c^{\langle t-1\rangle}
# \qquad a^{\langle t\rangle} = c^{\langle t\rangle}
# \qquad \hat y^{\langle t\rangle} = \mathrm{softmax}\left(W_y\, c^{\langle t\rangle} + b_y\right)$$
#
# - $\tilde c$ is the **candidate**: what the memory would become. It is the step of the plain network.
# - $\Gamma_u$ is the **update gate**, one number between 0 and 1 for each unit: 1 takes the candidate, 0 keeps the memory.
# - The new memory is a mixture of the two. It is the hidden state, too: in a GRU $a = c$.
#
# | | $c^{\langle t-1\rangle},\ \tilde c,\ \Gamma_u,\ c^{\langle t\rangle}$ | $W_u, W_c$ | $b_u, b_c$ | $W_y$ | $b_y$ |
# | --- | --- | --- | --- | --- | --- |
# | code | `c_prev`, `cct`, `ut`, `c_next` | `Wu`, `Wc` | `bu`, `bc` | `Wy` | `by` |
# | shape | $(n_a, m)$ | $(n_a,\ n_a + n_x)$ | $(n_a, 1)$ | $(n_y, n_a)$ | $(n_y, 1)$ |

# %% demo
draw_gru(relevance=False)

# %% [markdown]
# Follow the upper line from left to right. Where $\Gamma_u = 0$ nothing happens to the memory on its way: no matrix, no
# tanh. The gradient comes back on the same line, and nothing happens to it either.
#
# The gate is a sigmoid, a soft switch. Its ends are flat: far from 0 it is as good as shut or open, and stays so when its
# input moves a little.

# %% demo
z = np.linspace(-8, 8, 161)
plotting.plot_curves(
    {"update gate: takes the candidate": sigmoid(z), "1 - gate: keeps the memory": 1 - sigmoid(z),
     "slope of the gate": sigmoid(z) * (1 - sigmoid(z))},
    x=z, xlabel="what stands inside the sigmoid", ylabel="", title="A gate is a switch with a soft middle",
)

# %% [markdown]
# How long does a memory last behind a gate that is nearly shut? After $k$ steps with the gate $\Gamma_u$ there is
# $(1 - \Gamma_u)^k$ of it left, and just as much of its gradient. A bias decides where a gate stands when nothing else is
# said: $\sigma(0) = 0.5$, $\sigma(-2) = 0.12$, $\sigma(-4) = 0.02$.

# %% demo
k = np.arange(101)
plotting.plot_curves(
    {f"gate at {gate:.3f}, bias {bias}": (1 - gate) ** k for bias, gate in ((b, sigmoid(np.array(b))) for b in (0, -2, -4, -6))},
    x=k, xlabel="steps", ylabel="what is left", title="The tighter a gate is shut, the longer what lies behind it lasts",
)

# %% [markdown]
# S1 counts it like this: of a hundred steps, if the gate opens at ten only, the memory has gone through ten tanhs in place
# of a hundred, and so has the gradient.
#
# ### Exercise 2: `simplified_gru_cell_forward`

# %% solution="simplified_gru_cell_forward"
def simplified_gru_cell_forward(xt, c_prev, parameters):
    """Advance a gated recurrent unit that has only an update gate by one time step.

    Parameters
    ----------
    xt : (n_x, m) array
        Input at this time step.
    c_prev : (n_a, m) array
        Memory cell before this time step.
    parameters : dict
        "Wu", "Wc" (n_a, n_a + n_x), "bu", "bc" (n_a, 1), "Wy" (n_y, n_a), "by" (n_y, 1).

    Returns
    -------
    c_next : (n_a, m) array
        Memory cell after this time step, which is the hidden state as well.
    yt_pred : (n_y, m) array
        Probabilities of the classes: softmax(Wy c_next + by).
    cache : tuple
        (c_next, c_prev, ut, cct, xt, parameters), in this order: `ut` (n_a, m) is the update gate, `cct` (n_a, m)
        the candidate.

    Notes
    -----
    S3(8), S1. The columns of the weights stand in the order [c_prev; xt], so that is the order of the stack:
    `np.concatenate` puts arrays on top of each other. `sigmoid` and `softmax` are there already.
    Results have the dtype of the inputs: float32 in, float32 out.
    """

# %% grade="simplified_gru_cell_forward"

# %% [markdown]
# ### One bit, kept
#
# A single unit with weights set by hand can remember whether it was a cat or cats. Its gate is shut ($b_u = -6$), except
# that *cat* and *cats* push it open. The candidate is $-1$ after *cat* and $+1$ after *cats*. Watch it read:

# %% demo
one_bit = {"Wu": np.zeros((1, 1 + n_x)), "Wc": np.zeros((1, 1 + n_x)), "bu": np.array([[-6.0]]), "bc": np.zeros((1, 1)),
           "Wy": np.array([[-4.0], [4.0]]), "by": np.zeros((2, 1))}
for word, sign in (("cat", -1), ("cats", 1)):
    one_bit["Wu"][0, 1 + place[word]] = 12
    one_bit["Wc"][0, 1 + place[word]] = 4 * sign

gate_and_memory = {}
for sentence in agreement.EXAMPLES:
    c, opened, kept = np.zeros((1, 1)), [], []
    for word in sentence.words:
        c, y_pred, (_, _, ut, _, _, _) = simplified_gru_cell_forward(one_hot(np.array([place[word]]), n_x), c, one_bit)
        opened.append(ut.item())
        kept.append(c.item())
    print(sentence.words[1], "->", agreement.VERBS[int(y_pred.argmax())])
    gate_and_memory |= {"update gate": opened, f"memory: {sentence.words[1]}": kept}
plot_over_words(gate_and_memory, ["the", "cat(s)", *agreement.EXAMPLES[0].words[2:]], ylabel="",
                title="The gate opens once; the memory stays")

# %% [markdown]
# ## 3.7 The whole unit
#
# The full GRU has a second gate (S1, S3(9)). The candidate is made from the new word *and* from the memory. Sometimes the
# memory should have no say in it: a new sentence begins, an old subject no longer matters. The **relevance gate**
# $\Gamma_r$ decides how much of the old memory each unit lends to the candidate:
#
# $$\Gamma_r = \sigma\left(W_r \begin{bmatrix} c^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix} + b_r\right)
# \qquad
# \tilde c^{\langle t\rangle} = \tanh\left(W_c \begin{bmatrix} \Gamma_r * c^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix} + b_c\right)$$
#
# with $W_r: (n_a, n_a + n_x)$ and $b_r: (n_a, 1)$. The update gate and the mixture are as before.

# %% demo
draw_gru()

# %% [markdown]
# > **Where the notes differ.** S3 says that $\Gamma_r$ tells how relevant $\tilde c^{\langle t\rangle}$ is for the next
# > candidate $c^{\langle t\rangle}$. It stands between the *old memory* and the candidate: how relevant is
# > $c^{\langle t-1\rangle}$ for $\tilde c^{\langle t\rangle}$. S3(9), the equation, has it right.
#
# Two warnings for whoever reads other books and libraries. Many write $1 - \Gamma_u$ where we write $\Gamma_u$: a gate at 1
# then *keeps*. And some multiply by $\Gamma_r$ after the product with $W_c$ in place of before. Both make good networks, but
# weights from one cannot be used in the other.
#
# ### Exercise 3: `gru_cell_forward`

# %% solution="gru_cell_forward"
def gru_cell_forward(xt, c_prev, parameters):
    """Advance a gated recurrent unit by one time step.

    Parameters
    ----------
    xt : (n_x, m) array
        Input at this time step.
    c_prev : (n_a, m) array
        Memory cell before this time step.
    parameters : dict
        "Wr", "Wu", "Wc" (n_a, n_a + n_x), "br", "bu", "bc" (n_a, 1), "Wy" (n_y, n_a), "by" (n_y, 1).

    Returns
    -------
    c_next : (n_a, m) array
        Memory cell after this time step, which is the hidden state as well.
    yt_pred : (n_y, m) array
        Probabilities of the classes: softmax(Wy c_next + by).
    cache : tuple
        (c_next, c_prev, ut, rt, cct, xt, parameters), in this order: `ut`, `rt` and `cct`, each (n_a, m), are update
        gate, relevance gate and candidate.

    Notes
    -----
    S3(9), S1. Only the candidate sees the memory through the relevance gate; both gates see it as it is.
    Results have the dtype of the inputs: float32 in, float32 out.
    """

# %% grade="gru_cell_forward"

# %% [markdown]
# With the relevance gate wide open, the full unit is the simplified one. With the gate shut, the candidate sees the word
# alone, and it does not matter to it what the memory held:

# %% demo
rng = np.random.default_rng(2)
small = {name: rng.normal(size=(3, 3 + 2)) for name in ("Wu", "Wc")} | {"Wr": np.zeros((3, 5))}
small |= {name: rng.normal(size=(3, 1)) for name in ("bu", "bc")} | {"Wy": rng.normal(size=(2, 3)), "by": np.zeros((2, 1))}
xt, c_prev = rng.normal(size=(2, 1)), rng.normal(size=(3, 1))
simplified, _, _ = simplified_gru_cell_forward(xt, c_prev, small)
opened, _, _ = gru_cell_forward(xt, c_prev, small | {"br": np.full((3, 1), 50.0)})
print("gate open: the same step as the simplified unit:", np.allclose(opened, simplified))

shut = small | {"br": np.full((3, 1), -50.0)}
candidates = [gru_cell_forward(xt, memory, shut)[2][4] for memory in (c_prev, c_prev + 1)]
print("gate shut: the same candidate from another memory:", np.allclose(*candidates))

# %% [markdown]
# ## 3.8 The whole sequence
#
# As in notebook 1, the step is taken $T_x$ times:
#
# | | input | first memory | all memories | all outputs |
# | --- | --- | --- | --- | --- |
# | code | `x` | `c0` | `c` | `y` |
# | shape | $(n_x, m, T_x)$ | $(n_a, m)$ | $(n_a, m, T_x)$ | $(n_y, m, T_x)$ |
#
# ### Exercise 4: `gru_forward`

# %% solution="gru_forward"
def gru_forward(x, c0, parameters):
    """Run a gated recurrent unit over a whole sequence.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last.
    c0 : (n_a, m) array
        Memory cell before the first time step. It need not be zero, and must not be changed.
    parameters : dict
        As in `gru_cell_forward`.

    Returns
    -------
    c : (n_a, m, T_x) array
        The memory cell after each time step.
    y : (n_y, m, T_x) array
        The probabilities at each time step.
    caches : tuple
        (list of the T_x caches of `gru_cell_forward`, x).

    Notes
    -----
    S3(9). Results have the dtype of the inputs: float32 in, float32 out. `np.stack(list_of_arrays, axis=2)` puts time
    last.
    """

# %% grade="gru_forward"

# %% [markdown]
# ## 3.9 The way back
#
# The notes stop here: they give no backward pass for the GRU. You have all it takes. Write $z_u$, $z_r$, $z_c$ for what
# stands inside the two sigmoids and the tanh, and let `dc_next` be the whole gradient that arrives at
# $c^{\langle t\rangle}$. From the mixture $\Gamma_u * \tilde c + (1 - \Gamma_u) * c_{\text{prev}}$, the derivatives
# $\sigma' = \sigma(1 - \sigma)$ and $\tanh' = 1 - \tanh^2$, all of the shape $(n_a, m)$:
#
# $$dz_c = dc_{\text{next}} * \Gamma_u * (1 - \tilde c * \tilde c)
# \qquad dz_u = dc_{\text{next}} * (\tilde c - c_{\text{prev}}) * \Gamma_u * (1 - \Gamma_u)$$
#
# The candidate was made from $[\Gamma_r * c_{\text{prev}};\ x]$. Carry $dz_c$ back through $W_c$: the first $n_a$ rows
# belong to $\Gamma_r * c_{\text{prev}}$, the other $n_x$ rows to $x$. Call the first part $d_r$:
#
# $$d_r = \left(W_c^{\mathsf T}\, dz_c\right)_{1 \dots n_a}
# \qquad dz_r = d_r * c_{\text{prev}} * \Gamma_r * (1 - \Gamma_r)$$
#
# Weights and biases follow the rules of notebook 1, with what stood on the right of each matrix:
#
# $$dW_u = dz_u \begin{bmatrix} c_{\text{prev}} \\ x \end{bmatrix}^{\mathsf T} \qquad
# dW_r = dz_r \begin{bmatrix} c_{\text{prev}} \\ x \end{bmatrix}^{\mathsf T} \qquad
# dW_c = dz_c \begin{bmatrix} \Gamma_r * c_{\text{prev}} \\ x \end{bmatrix}^{\mathsf T} \qquad
# db = \sum_{\text{batch}} dz$$
#
# And the memory? It reached $c^{\langle t\rangle}$ on **four paths**, and its gradient is the sum of what comes back on each:

# %% demo
draw_gru_paths()

# %% [markdown]
# $$dc_{\text{prev}} = \underbrace{dc_{\text{next}} * (1 - \Gamma_u)}_{\text{directly}} +
# \underbrace{\left(W_u^{\mathsf T} dz_u\right)_{1 \dots n_a}}_{\text{update gate}} +
# \underbrace{d_r * \Gamma_r}_{\text{candidate}} +
# \underbrace{\left(W_r^{\mathsf T} dz_r\right)_{1 \dots n_a}}_{\text{relevance gate}}$$
#
# The input has three paths: the last $n_x$ rows of $W_u^{\mathsf T} dz_u$, $W_r^{\mathsf T} dz_r$ and $W_c^{\mathsf T} dz_c$.
#
# ### Exercise 5: `gru_cell_backward`

# %% solution="gru_cell_backward"
def gru_cell_backward(dc_next, cache):
    """Carry the gradient back through one time step of a gated recurrent unit.

    Parameters
    ----------
    dc_next : (n_a, m) array
        Gradient of the loss with respect to this step's memory cell c_next.
    cache : tuple
        (c_next, c_prev, ut, rt, cct, xt, parameters), as `gru_cell_forward` returned it.

    Returns
    -------
    dict
        "dxt" (n_x, m), "dc_prev" (n_a, m), "dWr", "dWu", "dWc" (n_a, n_a + n_x), "dbr", "dbu", "dbc" (n_a, 1). The
        gradients of weights and biases are summed over the batch.

    Notes
    -----
    S3(9), differentiated. `ut`, `rt` and `cct` are already a sigmoid or a tanh: do not take it again. If the
    measurement below disagrees for one gradient only, look for the path that is missing there.
    Results have the dtype of the inputs: float32 in, float32 out.
    """

# %% grade="gru_cell_backward"

# %% [markdown]
# ### Exercise 6: `gru_backward`
#
# The whole sequence, as `rnn_backward` did it: at each step, the gradient of the memory is the sum of what comes from the
# output of that step and of what the step after it hands back.

# %% solution="gru_backward"
def gru_backward(dc, caches):
    """Carry the gradient back through a whole sequence of a gated recurrent unit.

    Parameters
    ----------
    dc : (n_a, m, T_x) array
        At each time step, the gradient that reaches the memory cell through that step's output. It must not be
        changed.
    caches : tuple
        (list of T_x caches, x), as `gru_forward` returned it.

    Returns
    -------
    dict
        "dx" (n_x, m, T_x), "dc0" (n_a, m): gradient with respect to the memory before the first step, and
        "dWr", "dWu", "dWc" (n_a, n_a + n_x), "dbr", "dbu", "dbc" (n_a, 1), each summed over the time steps.

    Notes
    -----
    S2(9-13), with the step of S3(9). Begin at the last step, where nothing comes from the right. Results have the
    dtype of the inputs: float32 in, float32 out.
    """

# %% grade="gru_backward"

# %% [markdown]
# The instrument of notebook 1, central differences, is the judge: every gradient of a small GRU, all sizes different.

# %% demo
rng = np.random.default_rng(4)
x, c0, y = rng.normal(size=(4, 3, 5)), rng.normal(size=(6, 3)), rng.integers(0, 2, size=(3, 5))
parameters = {name: rng.normal(size=(6, 6 + 4)) / 2 for name in ("Wr", "Wu", "Wc")}
parameters |= {name: rng.normal(size=(6, 1)) for name in ("br", "bu", "bc")}
parameters |= {"Wy": rng.normal(size=(2, 6)), "by": rng.normal(size=(2, 1))}

c, y_pred, caches = gru_forward(x, c0, parameters)
gradients = output_backward(y_pred, y, c, parameters)
gradients |= gru_backward(gradients["da"], caches)


def loss_with(name, value):
    inputs = {"x": x, "c0": c0, name: value}
    _, y_pred, _ = gru_forward(inputs["x"], inputs["c0"], {**parameters, name: value})
    return sequence_loss(y_pred, y)


for name, value in {**parameters, "x": x, "c0": c0}.items():
    measured = numerical_gradient(lambda moved, name=name: loss_with(name, moved), value)
    error = relative_error(gradients["d" + name], measured)
    print(f"d{name:3} {value.shape!s:10} relative error below 1e-7: {error < 1e-7}")

# %% [markdown]
# ## 3.10 What the bias of a gate is worth
#
# Is the vanishing gradient cured now? Measure again. A GRU with random first weights and a lively input, as in section
# 3.3; the loss looks at the last memory. `gru_backward` returns the gradient with respect to the very first memory, so
# sequences of several lengths give the curve.

# %% demo
def random_gru(rng, n_x, n_a, n_y, update_bias):
    """Draw the first parameters of a GRU, as training.initialise_parameters does for the plain network."""
    parameters = {"Wy": rng.normal(size=(n_y, n_a)) / np.sqrt(n_a), "by": np.zeros((n_y, 1))}
    for gate in "ruc":
        parts = [rng.normal(size=(n_a, n_a)) / np.sqrt(n_a), 0.5 * rng.normal(size=(n_a, n_x))]
        parameters |= {"W" + gate: np.concatenate(parts, axis=1), "b" + gate: np.zeros((n_a, 1))}
    parameters["bu"] += update_bias
    return parameters


def gru_norms(update_bias, lengths):
    """Return the typical norm of the gradient with respect to the first memory, for a loss so many steps later."""
    ratios = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        parameters = random_gru(rng, n_a, n_a, 1, update_bias)
        for name in ("Wr", "Wu", "Wc"):  # one input for each unit, as in section 3.3
            parameters[name][:, n_a:] = np.eye(n_a)
        x, dc_last = rng.normal(size=(n_a, m, max(lengths))), rng.normal(size=(n_a, m))
        for length in lengths:
            c, _, caches = gru_forward(x[:, :, :length], np.zeros((n_a, m)), parameters)
            dc = np.zeros_like(c)
            dc[:, :, -1] = dc_last
            dc0 = gru_backward(dc, caches)["dc0"]
            ratios.append(np.linalg.norm(dc0, axis=0) / np.linalg.norm(dc_last, axis=0))
    return np.median(np.reshape(ratios, (3, len(lengths), m)), axis=(0, 2))


lengths = (1, 5, 10, 20, 30, 40, 50)
fading = {f"GRU, bias {bias}": gru_norms(bias, lengths) for bias in (-4, -2, 0)}
fading["plain network"] = norms_by_steps_back(1.0, 1.0)[list(lengths)]
for name, norms in fading.items():
    print(f"{name:13}: gradient fifty steps back {norms[-1]:.0e}")
plotting.plot_curves(fading, x=lengths, xlabel="steps back", ylabel="norm of the gradient", log_y=True,
                     title="A gate helps by standing nearly shut")

# %% [markdown]
# With the bias 0 the gates stand half open, every step keeps half of the memory, and the gradient fades much as it did
# before. It is the *bias* that helps: gates that stand nearly shut unless something opens them.
#
# > **Where the notes differ.** S1 says that the GRU solves the problem because its gate is close to 0 most of the time. S3
# > is more careful: the gate *can* be close to 0. In a new network, whose biases are usually 0, it is not: there the
# > sigmoid stands about ½. The network has to learn to shut its gates, or be given a bias below 0 to begin with.
#
# ### What a memory is made of
#
# The gradient has a counterpart on the way forward, and it can be counted. The memory is a mixture of a candidate and of the
# memory before, that one a mixture of a candidate and of the memory before it, and so on. Put one into the other (S3(8)), and
# the last memory is a weighted mean of all candidates and of the first memory:
#
# $$c^{\langle T_x\rangle} = \sum_{t=1}^{T_x} w^{\langle t\rangle} * \tilde c^{\langle t\rangle} +
# \left(1 - \sum_{t=1}^{T_x} w^{\langle t\rangle}\right) * c^{\langle 0\rangle}
# \qquad
# w^{\langle t\rangle} = \Gamma_u^{\langle t\rangle} * \prod_{s > t} \left(1 - \Gamma_u^{\langle s\rangle}\right): (n_a, m)$$
#
# A candidate gets in through the gate of its own step, and each later gate leaves $1 - \Gamma_u$ of it. S1 says that the
# share of the first words in the state gets smaller with every new word. Here is that share, for each unit.
#
# ### Exercise 7: `memory_shares`

# %% solution="memory_shares"
def memory_shares(ut):
    """Say how much of the last memory cell each candidate is.

    Parameters
    ----------
    ut : (n_a, m, T_x) array
        The update gate of each time step, between 0 and 1. It must not be changed.

    Returns
    -------
    (n_a, m, T_x) array
        In column t the share of the candidate of step t in the memory cell after the last step. What the shares of a
        unit lack of 1 is the share of the memory cell before the first step.

    Notes
    -----
    S3(8), unrolled; S1. A gate may be exactly 0 or exactly 1. Begin at the last step: what later gates leave is a product
    that grows by one factor at each step back. Results have the dtype of the inputs: float32 in, float32 out.
    """

# %% grade="memory_shares"

# %% [markdown]
# Put the last memory of the small GRU of section 3.9 together again from its candidates:

# %% demo
steps, _ = caches
ut, cct = (np.stack([cache[k] for cache in steps], axis=2) for k in (2, 4))
shares = memory_shares(ut)
together = np.sum(shares * cct, axis=2) + (1 - shares.sum(axis=2)) * c0
print("candidates by their shares give the last memory:", np.allclose(together, c[:, :, -1]))
for bias in (0, -2, -4):
    shares = memory_shares(np.full((1, 1, 20), sigmoid(np.array(float(bias)))))[0, 0]
    print(f"gates at the bias {bias:2}: of twenty words the first ten have {shares[:10].sum():.2f}, "
          f"the last ten {shares[10:].sum():.2f}, the memory before them {1 - shares.sum():.2f}")

# %% [markdown]
# ## 3.11 Was or were?
#
# Now the question of the first page. Sentences with 15 to 30 words between subject and verb, two hundred of each distance;
# other sentences to look at during training, and others still for the test. Three networks, all with 32 hidden units, Adam,
# gradients clipped at 1, and the same kind of first weights: the plain network, a GRU whose update gates begin with the
# bias 0, and a GRU with $-2$. A run ends when all the verbs of the validation sentences are right, or after 1,200 batches.

# %% demo
validation_sentences = sentences_by_distance(seed=1, distances=(15, 20, 25, 30), n=50)
NETWORKS = {"plain": (rnn_forward, rnn_backward), "gru": (gru_forward, gru_backward)}


def share_right(kind, parameters, sentences):
    """Return the share of verbs that are right, between 0 and 1, at each distance."""
    shares = {}
    for distance, (tokens, verbs) in sentences.items():
        x = one_hot(tokens, n_x).astype(np.float32)
        _, y_pred, _ = NETWORKS[kind][0](x, np.zeros((n_hidden, len(tokens)), np.float32), parameters)
        shares[distance] = np.mean(y_pred[:, :, -1].argmax(axis=0) == verbs[:, 0])
    return shares


def always_far(k):
    return 15, 30


def train(kind, parameters, seed, distances_at=always_far, n_batches=1200, every=50, learning_rate=0.005):
    """Train a network; return its parameters and the share of right verbs after every so many batches."""
    rng, optimiser, curve = np.random.default_rng(seed), training.Adam(learning_rate), []
    parameters = to_float32(parameters)
    for k in range(n_batches + 1):
        if k % every == 0:
            curve.append(np.mean(list(share_right(kind, parameters, validation_sentences).values())))
            if curve[-1] == 1:
                break
        x, verbs = random_batch(rng, *distances_at(k))
        _, gradients, _ = loss_and_gradients(*NETWORKS[kind], x, verbs, parameters, max_norm=1.0)
        optimiser.update(parameters, gradients)
    return parameters, curve


def new_network(seed):
    return training.initialise_parameters(np.random.default_rng(seed), n_x, n_hidden, n_y=2)


def new_gru(seed, update_bias):
    return random_gru(np.random.default_rng(seed), n_x, n_hidden, 2, update_bias)


# %% demo
runs = {
    "plain network": [train("plain", new_network(seed), seed) for seed in range(5)],
    "GRU, bias 0": [train("gru", new_gru(seed, 0), seed) for seed in range(3)],
    "GRU, bias -2": [train("gru", new_gru(seed, -2), seed) for seed in range(5)],
}
for name, results in runs.items():
    print(f"{name:14} learnt by {sum(curve[-1] > 0.99 for _, curve in results)} of {len(results)} seeds")

# %% demo
batches_seen = 50 * np.arange(25)
plot_runs({name: [curve for _, curve in results] for name, results in runs.items()}, x=batches_seen,
          xlabel="batches of 32 sentences", ylabel="right verbs", reference=("tossing a coin", 0.5),
          title="15 to 30 words between subject and verb: nothing, and then all of it")

# %% [markdown]
# Every line is one run from its own first weights. There is no slow rise: a network tosses coins until it finds out that
# there is a bit to be kept, and then the share of right verbs jumps up. The GRUs are soon right nearly always. A plain
# network may get far, too, and lose again what it has found: on one computer, where sums are rounded differently, one of
# the five had nearly nine in ten verbs right, and was back at tossing coins a hundred batches later. So it makes little sense to ask how far back, in words, a network can see.
# What differs is *how long it takes* until it finds the bit for good, and for the plain network that is longer than we
# waited. (A batch costs the GRU two to three times as much computing as the plain network. That does not change the
# picture.)
#
# ### Could the plain network do it, if it were helped?
#
# It could. Here are two helps. *Growing distances*: begin with 4 to 6 words between subject and verb, and let the distance
# grow while it trains. *A careful start*: $W_{aa}$ the identity, and small $W_{ax}$, so that the tanh is not at its flat ends.

# %% demo
def growing(k):
    return 4, min(6 + k // 20, 30)


def careful_start(seed):
    parameters = new_network(seed)
    return parameters | {"Waa": np.eye(n_hidden), "Wax": parameters["Wax"] / 5}


helped = {
    "growing distances": [train("plain", new_network(seed), seed, growing) for seed in range(3)],
    "careful start": [train("plain", careful_start(seed), seed) for seed in range(3)],
}
for name, results in helped.items():
    print(f"plain network, {name:17} learnt by {sum(curve[-1] > 0.99 for _, curve in results)} of {len(results)} seeds")
plot_runs({"as before": [curve for _, curve in runs["plain network"]]} |
          {name: [curve for _, curve in results] for name, results in helped.items()}, x=batches_seen,
          xlabel="batches of 32 sentences", ylabel="right verbs", reference=("tossing a coin", 0.5),
          title="The plain network can keep the bit; what it needs is help to find it")

# %% [markdown]
# With either help the plain network learns as fast as the GRU. The distances hardly had time to grow: the runs were over
# before there were more than ten or so words between, and yet the verbs are right at fifteen to thirty. What the network
# has found with short sentences it can carry on. So the weights that solve the task exist for it, too. What stood in the
# way was **learning**, not capacity: from its usual first weights the gradient that would tell it what to keep is so faint
# that the network seldom finds it, and easily loses what it has found. (In theory a plain network can carry information
# over long sequences, says S2, in practice it does not. Here you see both halves of the sentence.)
#
# The careful start and the GRU with the bias $-2$ have something in common. Both begin as networks that hand their state on
# nearly unchanged, by an identity matrix or by gates that are nearly shut, and so their gradients come back nearly unchanged.
# The difference is what becomes of it. In the plain network it is a property of the first weights, which training may undo
# at any time. In the GRU it is built into the cell, which may choose anew at every word and for every unit.
#
# Here is how they do on the test sentences, at trained and at untrained distances, beside a rule that has no memory at all,
# *agree with the nearest noun*. (There are so few sentences as short as five words between that the run with growing
# distances has met many of these; the longer ones are new to all.)

# %% demo
test_sentences = sentences_by_distance(seed=2, distances=(5, 10, 15, 20, 25, 30, 45, 60), n=200)
nearest = {}
for distance, (tokens, verbs) in test_sentences.items():
    said = [agreement.nearest_noun_rule([agreement.VOCABULARY[token] for token in sentence]) for sentence in tokens]
    nearest[distance] = np.mean(np.array(said) == verbs[:, 0])

trained = {"GRU, bias -2": runs["GRU, bias -2"][0][0], "GRU, bias 0": runs["GRU, bias 0"][0][0]}
compared = {
    "nearest noun": nearest,
    "plain, growing": share_right("plain", helped["growing distances"][0][0], test_sentences),
    "plain, careful": share_right("plain", helped["careful start"][0][0], test_sentences),
    **{name: share_right("gru", parameters, test_sentences) for name, parameters in trained.items()},
}
print("words between   ", *(f"{distance:4}" for distance in test_sentences))
for name, shares in compared.items():
    print(f"{name:16}", *(f"{share:4.1f}" for share in shares.values()))
as_before = share_right("plain", runs["plain network"][0][0], test_sentences)
print(f"plain network without help: {np.mean(list(as_before.values())):.1f} on average")

# %% [markdown]
# (With five words between there is no room for a second noun, so the rule is right there. With ten or fifteen, some of the
# sentences still have none.)
#
# ## 3.12 A look at the gates
#
# What did the GRU learn? Let the one with the bias $-2$ read a sentence, and look at the update gates of its 32 units, one
# row for each. White is shut: the unit keeps its memory.

# %% demo
text = "the cats , which already ate a bunch of food and sat near the dog and slept ,"
sentence = text.split()


def read(words):
    """Return memories, update gates and candidates, each (n_hidden, T_x), while the trained GRU reads."""
    x = one_hot(np.array([[place[word] for word in words]]), n_x).astype(np.float32)
    c, _, (steps, _) = gru_forward(x, np.zeros((n_hidden, 1), np.float32), trained["GRU, bias -2"])
    return c[:, 0], *(np.stack([cache[k][:, 0] for cache in steps], axis=1) for k in (2, 4))


memory, gates, candidates = read(sentence)
order = np.argsort(gates.mean(axis=1))
draw_gates(gates[order], sentence, title="Update gates of a trained GRU, the most shut units on top", ylabel="units")

# %% [markdown]
# Which words is the memory made of at the last comma? The shares say it (Exercise 7), here as the mean over the units:

# %% demo
shares = memory_shares(gates[:, np.newaxis])[:, 0]
print(f"the subject has less than 0.05 in most units: {np.median(shares[:, 1]) < 0.05}")
print(f"the words behind it have together: {shares[:, 2:].sum(axis=1).mean():.1f}")
plot_over_words({"share of the memory at the end": shares.mean(axis=0)}, sentence, ylabel="",
                title="The memory at the end is made of the last words")

# %% [markdown]
# Which unit holds the number of the subject? Let the network read the same sentence with *cat* in place of *cats*, and take
# the unit whose memory at the last comma differs most.

# %% demo
singular = ["cat" if word == "cats" else word for word in sentence]
other_memory, _, _ = read(singular)
unit = np.abs(memory[:, -1] - other_memory[:, -1]).argmax()
plot_over_words({"memory: the cats": memory[unit], "memory: the cat": other_memory[unit], "gate (cats)": gates[unit],
                 "candidate (cats)": candidates[unit]},
                sentence, ylabel="", title="One unit of the trained GRU: two sentences drift apart")

# %% demo
untrained = to_float32(new_gru(0, -2))
x = one_hot(test_sentences[30][0], n_x).astype(np.float32)
for name, parameters in {"new, bias -2": untrained, **trained}.items():
    _, _, (steps, _) = gru_forward(x, np.zeros((n_hidden, 200), np.float32), parameters)
    values = np.stack([ut for _, _, ut, _, _, _, _ in steps])
    between = np.mean((values > 0.1) & (values < 0.9))
    print(f"{name:12}: most update gates stand between 0.1 and 0.9: {between > 0.5}")
far_apart = np.mean(np.abs(memory[:, -1] - other_memory[:, -1]) > 1)
print(f"more than half of the units are far apart after cat and after cats: {far_apart > 0.5}")

# %% [markdown]
# This is not the switch that we set by hand in section 3.6. The gate of the unit does not fly open for the subject and close
# behind it. It stays low, not far from where its bias put it, and lets in a little at every word. The two sentences begin to
# drift apart at the subject and go on drifting, until the unit is at one end of its range or at the other. There its
# candidate says the same as its memory, so it no longer matters how far the gate is open. That is why hardly anything of
# the memory at the end was written at the subject: the words behind it have written the same number again and again. And
# not one unit holds the bit, but many.
#
# > **Where the notes differ.** S1 and S3 say that the gate is very close to 0 or to 1 most of the time. It can be, and a
# > memory of one bit can be built like that. These networks, which solve the task, have found other ways. What a trained
# > network does inside is a question for measurements, not for the names of its parts.
#
# ## 3.13 What you have now
#
# - A way to **measure** how far back a gradient reaches, and what it depends on: $W_{aa}$, the activation function, the input.
# - **Exploding** gradients are loud, and clipping stops them. **Vanishing** gradients are silent, and clipping does nothing
#   about them. First weights, ReLU and regularisers shift the balance and do not remove the trouble.
# - The **GRU**: a memory, an update gate that decides when to write, a relevance gate that decides what of the memory the
#   candidate sees, and its backward pass over four paths.
# - A measured answer to what gates are good for: a state that is handed on nearly unchanged, so that gradients come back and
#   the network *learns* what to keep.
#
# **What comes next.** The LSTM of notebook 4 is older and has more gates: one for writing, one for forgetting, one for
# showing. It separates the memory from what others see of it.
