# %% [markdown]
# # 4 · Long short-term memory
#
# > Given one note, write a melody.
#
# The melody should sound as if somebody had meant it: go somewhere, breathe, and come home. In this notebook you
# build the network that has carried most of the work with sequences for twenty years, the *long short-term memory*
# (LSTM). At the end it composes, you hear it, and then you open a second one and look at what its cells have learnt to
# watch while reading Python.
#
# **How to work.** As before: five exercises, a check below each, everything else is there to be read and run. You
# know the pattern from notebooks 1 and 3: one step, a sequence, and the way back through both.
#
# Symbols are those of notebook 1: a batch of $m$ examples, $n_x$ numbers in an input, $n_a$ units, $n_y$ classes,
# $T_x$ steps.
#
# **Where it comes from.** S0 to S4 are the lecture notes that the course retells; S3(10) is equation 10 of S3.

# %% locked="imports"
import numpy as np

from rnn_utils import sound, training
from rnn_utils.activations import sigmoid
from rnn_utils.checks import check
from rnn_utils.datasets import chorales, python_source
from rnn_utils.plotting.characters import draw_coloured_text, plot_saturation
from rnn_utils.plotting.curves import plot_curves, plot_loss
from rnn_utils.plotting.lstm import draw_lstm_cell, draw_unrolled_lstm
from rnn_utils.plotting.melody import draw_melody
from rnn_utils.reference.gru import gru_backward, gru_forward
from rnn_utils.reference.rnn import (
    numerical_gradient,
    one_hot,
    output_backward,
    relative_error,
    rnn_backward,
    rnn_forward,
    sequence_loss,
    softmax,
)
from rnn_utils.reference.updates import clip_by_norm

# %% [markdown]
# ## 4.1 A melody comes home
#
# Here is a hymn tune that Johann Sebastian Bach set for four voices; this is the highest one. Height is pitch, from
# left to right goes time. Filled heads last less than a half note, hollow ones a half or longer. Listen to its beginning.

# %% demo
training_melodies = chorales.chorale_melodies("training")
example = next(melody for melody in training_melodies if melody.work == "bwv386")
draw_melody(example.notes, title="Nun danket alle Gott (BWV 386), moved to C major")

# %% demo
from IPython.display import Audio

Audio(sound.to_wav(sound.synthesise(example.notes[:14])))

# %% [markdown]
# Whoever goes on from a first note must keep several things in mind at once: the last note, the direction, how much
# of the bar is left, how long the phrase has been going, and where home is. Some of it is needed at the next note,
# some of it half a minute later. A plain network keeps everything in one state that is written anew at each step. The
# GRU of notebook 3 can leave parts of it alone. The LSTM goes one step further: it separates what it *remembers* from
# what it *shows*.
#
# ## 4.2 One step: two states, three gates
#
# An LSTM hands on two vectors of $n_a$ numbers. The **memory cell** $c^{\langle t\rangle}$ is the long memory. The
# **hidden state** $a^{\langle t\rangle}$ is the short one: what the output and the next step get to see. In the GRU
# both were the same.

# %% demo
draw_lstm_cell()

# %% [markdown]
# One step in four moves (S4), all of them element by element once the gates are known:
#
# 1. **Forget.** The forget gate $\Gamma_f$ says, for each number in memory, how much of it stays.
# 2. **Choose what to write.** The candidate $\tilde c^{\langle t\rangle}$ is what could be written, the update gate
#    $\Gamma_u$ says how much of it is written.
# 3. **Update** the memory cell: what stays, plus what is written.
# 4. **Show.** The output gate $\Gamma_o$ says how much of the memory is to be seen from outside.
#
# Gates and candidate look at the previous hidden state and the input, stacked on top of each other (S3(10) and the
# lines after it):
#
# $$\begin{aligned}
# \Gamma_f &= \sigma\left(W_f \begin{bmatrix} a^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix} + b_f\right) &
# \Gamma_u &= \sigma\left(W_u \begin{bmatrix} a^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix} + b_u\right) \\
# \Gamma_o &= \sigma\left(W_o \begin{bmatrix} a^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix} + b_o\right) &
# \tilde c^{\langle t\rangle} &= \tanh\left(W_c \begin{bmatrix} a^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix} + b_c\right)
# \end{aligned}$$
#
# $$c^{\langle t\rangle} = \Gamma_f * c^{\langle t-1\rangle} + \Gamma_u * \tilde c^{\langle t\rangle} \qquad
# a^{\langle t\rangle} = \Gamma_o * \tanh c^{\langle t\rangle} \qquad
# \hat y^{\langle t\rangle} = \mathrm{softmax}\left(W_y\, a^{\langle t\rangle} + b_y\right)$$
#
# | | $x^{\langle t\rangle}$ | $a^{\langle t\rangle}$, $c^{\langle t\rangle}$ | $\Gamma_f, \Gamma_u, \Gamma_o, \tilde c^{\langle t\rangle}$ | $W_f, W_u, W_c, W_o$ | $b_f, b_u, b_c, b_o$ | $W_y$ | $b_y$ |
# | --- | --- | --- | --- | --- | --- | --- | --- |
# | code | `xt` | `a_next`, `c_next` | `ft`, `ut`, `ot`, `cct` | `Wf`, `Wu`, `Wc`, `Wo` | `bf`, `bu`, `bc`, `bo` | `Wy` | `by` |
# | shape | $(n_x, m)$ | $(n_a, m)$ | $(n_a, m)$ | $(n_a, n_a + n_x)$ | $(n_a, 1)$ | $(n_y, n_a)$ | $(n_y, 1)$ |
#
# Compare with the GRU (S1, S3 §1.4.3). There, one gate did two jobs: $\Gamma_u$ wrote and $1 - \Gamma_u$ kept, where
# $\Gamma_f$ stands now. Here two gates decide apart, so a memory can be kept *and* added to, which makes it able to count. The relevance gate is
# gone, and an output gate has come. The LSTM is the older of the two: Hochreiter and Schmidhuber, 1997, with the
# forget gate of Gers, Schmidhuber and Cummins, 2000; the GRU of 2014 is its simpler descendant.
#
# ### Exercise 1: `lstm_cell_forward`
#
# `sigmoid` and `softmax` are there: you know both, and they accept any numbers.

# %% solution="lstm_cell_forward"
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    """Advance a long short-term memory by one time step.

    Parameters
    ----------
    xt : (n_x, m) array
        Input at this time step.
    a_prev : (n_a, m) array
        Hidden state before this time step.
    c_prev : (n_a, m) array
        Memory cell before this time step.
    parameters : dict
        "Wf", "Wu", "Wc", "Wo" (n_a, n_a + n_x), "bf", "bu", "bc", "bo" (n_a, 1), "Wy" (n_y, n_a), "by" (n_y, 1).

    Returns
    -------
    a_next : (n_a, m) array
        Hidden state after this time step.
    c_next : (n_a, m) array
        Memory cell after this time step.
    yt_pred : (n_y, m) array
        Probabilities of the classes, made from the hidden state.
    cache : tuple
        (a_next, c_next, a_prev, c_prev, ft, ut, cct, ot, xt, parameters), in this order.

    Notes
    -----
    S3(10) and the equations after it. `np.concatenate` stacks the state on top of the input, in this order. Gates
    lie between 0 and 1, the candidate between -1 and 1: which function makes which?
    """

# %% grade="lstm_cell_forward"

# %% [markdown]
# ### A memory made by hand
#
# What the gates are for shows best when we set them ourselves. One unit, two inputs: a *value*, and a *signal* that
# says "store it now". Without the signal the forget gate is open ($\Gamma_f \approx 1$) and the update gate shut; with
# the signal it is the other way round. The output gate is open all the time.

# %% demo
by_hand = {
    "Wf": np.array([[0.0, 0.0, -24.0]]), "bf": np.array([[12.0]]),
    "Wu": np.array([[0.0, 0.0, 24.0]]), "bu": np.array([[-12.0]]),
    "Wc": np.array([[0.0, 1.0, 0.0]]), "bc": np.array([[0.0]]),
    "Wo": np.array([[0.0, 0.0, 0.0]]), "bo": np.array([[12.0]]),
    "Wy": np.zeros((2, 1)), "by": np.zeros((2, 1)),
}
values = np.random.default_rng(0).uniform(-0.5, 0.5, size=200)
signals = np.isin(np.arange(200), [9, 119])
values[9], values[119] = 0.9, 0.7
a_next, c_next = np.zeros((1, 1)), np.zeros((1, 1))
memory = []
for value, signal in zip(values, signals, strict=True):
    a_next, c_next, _, _ = lstm_cell_forward(np.array([[value], [float(signal)]]), a_next, c_next, by_hand)
    memory.append(c_next[0, 0])
print(f"stored at step 10: tanh(0.9) = {np.tanh(0.9):.3f}; in memory at step 119: {memory[118]:.3f}")
plot_curves({"value read": values, "memory cell": memory}, xlabel="time step", ylabel="value",
            title="Stored at steps 10 and 120, untouched by what is read in between")

# %% [markdown]
# ## 4.3 The whole sequence
#
# Several steps in a row make the network (S3). Two lines run through it: the hidden state below, and above it the
# memory cell, which is only multiplied and added to (S1).

# %% demo
draw_unrolled_lstm(T_x=4)

# %% [markdown]
# | | inputs | first states | all states | all outputs |
# | --- | --- | --- | --- | --- |
# | code | `x` | `a0`, `c0` | `a`, `c` | `y` |
# | shape | $(n_x, m, T_x)$ | $(n_a, m)$ | $(n_a, m, T_x)$ | $(n_y, m, T_x)$ |
#
# The memory cell usually begins at zero (S3). We let the caller give another one, so that a long text can be read in
# pieces.
#
# ### Exercise 2: `lstm_forward`

# %% solution="lstm_forward"
def lstm_forward(x, a0, parameters, c0=None):
    """Run a long short-term memory over a whole sequence.

    Parameters
    ----------
    x : (n_x, m, T_x) array
        Inputs, time last.
    a0 : (n_a, m) array
        Hidden state before the first time step.
    parameters : dict
        As in `lstm_cell_forward`.
    c0 : (n_a, m) array, optional
        Memory cell before the first time step; by default zeros of the shape and dtype of `a0`.

    Returns
    -------
    a : (n_a, m, T_x) array
        The hidden state after each time step.
    y : (n_y, m, T_x) array
        The probabilities at each time step.
    c : (n_a, m, T_x) array
        The memory cell after each time step.
    caches : tuple
        (list of the T_x caches of `lstm_cell_forward`, x).

    Notes
    -----
    S3(10 and after). Two states are handed on from step to step. `a0` and `c0` stay as they are, and `a` and `c` must
    be two arrays of their own, neither of them a view of the other.
    """

# %% grade="lstm_forward"

# %% [markdown]
# Reading in pieces must give the same as reading at once. Forty random inputs, in one go and in two halves:

# %% demo
rng = np.random.default_rng(1)
small = training.initialise_gated_parameters(rng, n_x=3, n_a=5, n_y=4)
x = rng.normal(size=(3, 2, 40))
a, y, c, _ = lstm_forward(x, np.zeros((5, 2)), small)
a_first, _, c_first, _ = lstm_forward(x[:, :, :20], np.zeros((5, 2)), small)
a_second, _, c_second, _ = lstm_forward(x[:, :, 20:], a_first[:, :, -1], small, c_first[:, :, -1])
forgetful, _, _, _ = lstm_forward(x[:, :, 20:], a_first[:, :, -1], small)
print("both states handed on: largest difference", np.abs(a_second - a[:, :, 20:]).max().round(10))
print("only the hidden state: largest difference", np.abs(forgetful - a[:, :, 20:]).max().round(2))

# %% [markdown]
# ## 4.4 The way back through one step
#
# Two gradients arrive from the right: `da_next` at the hidden state, from this step's output and from the next step;
# and `dc_next` at the memory cell, from the next step alone. Dashed arrows show where they go, as far as the gates and the
# candidate; from there they go on through the weights to $a^{\langle t-1\rangle}$ and $x^{\langle t\rangle}$.

# %% demo
draw_lstm_cell(backward=True)

# %% [markdown]
# **First the memory cell.** It has two uses: it goes on to the next step, and it makes
# $a^{\langle t\rangle} = \Gamma_o * \tanh c^{\langle t\rangle}$. Its whole gradient is the sum of both, and everything
# below begins with it:
#
# $$dc = dc_{\text{next}} + \Gamma_o * \left(1 - \tanh^2 c^{\langle t\rangle}\right) * da_{\text{next}}: (n_a, m)$$
#
# **Then what stands inside each sigmoid and tanh.** Write $z_f$ for
# $W_f [a^{\langle t-1\rangle};\, x^{\langle t\rangle}] + b_f$, and so on. A sigmoid $\Gamma$ has the derivative
# $\Gamma * (1 - \Gamma)$, and a tanh $\tilde c$ has $1 - \tilde c * \tilde c$. From
# $c^{\langle t\rangle} = \Gamma_f * c^{\langle t-1\rangle} + \Gamma_u * \tilde c^{\langle t\rangle}$ (S3(11),
# corrected, with every bracket written out):
#
# $$\begin{aligned}
# dz_o &= da_{\text{next}} * \tanh c^{\langle t\rangle} * \Gamma_o * (1 - \Gamma_o) \\
# dz_c &= \left[\,dc_{\text{next}} + \Gamma_o * \left(1 - \tanh^2 c^{\langle t\rangle}\right) * da_{\text{next}}\right] * \Gamma_u * \left(1 - \tilde c^{\langle t\rangle} * \tilde c^{\langle t\rangle}\right) \\
# dz_u &= \left[\,dc_{\text{next}} + \Gamma_o * \left(1 - \tanh^2 c^{\langle t\rangle}\right) * da_{\text{next}}\right] * \tilde c^{\langle t\rangle} * \Gamma_u * (1 - \Gamma_u) \\
# dz_f &= \left[\,dc_{\text{next}} + \Gamma_o * \left(1 - \tanh^2 c^{\langle t\rangle}\right) * da_{\text{next}}\right] * c^{\langle t-1\rangle} * \Gamma_f * (1 - \Gamma_f)
# \end{aligned}$$
#
# All four have the shape $(n_a, m)$, and the bracket is $dc$ each time.
#
# **Then the parameters** (S3(12)), for each letter $g$ of $f, u, c, o$:
#
# $$dW_g = dz_g \begin{bmatrix} a^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix}^{\mathsf T}: (n_a,\ n_a + n_x)
# \qquad db_g = \sum_{\text{batch}} dz_g: (n_a, 1)$$
#
# **And at last what came in** (S3(13), corrected). The product with $W^{\mathsf T}$ has $n_a + n_x$ rows: the first
# $n_a$ belong to the hidden state, the others to the input.
#
# $$\begin{bmatrix} da_{\text{prev}} \\ dx^{\langle t\rangle} \end{bmatrix} = W_f^{\mathsf T} dz_f + W_u^{\mathsf T} dz_u + W_c^{\mathsf T} dz_c + W_o^{\mathsf T} dz_o
# \qquad dc_{\text{prev}} = dc * \Gamma_f$$
#
# > **Where the notes differ.** S3(11) writes $d\Gamma$ for what is called $dz$ here: the derivative with respect to what
# > stands inside the sigmoid, not to the gate. In the lines for $\tilde c$, $\Gamma_u$ and $\Gamma_f$ the brackets are missing,
# > so that only the second term is multiplied by the derivative. The line for $\tilde c$ has a factor $\tilde c$ too
# > many and takes $\tanh(\tilde c)$, though $\tilde c$ is a tanh already. It also uses $\Gamma_i$ and $i_t$, which are
# > defined nowhere: both are $\Gamma_u$. The line for $\Gamma_f$ has $\tilde c_{\text{prev}}$ where $c_{\text{prev}}$
# > belongs. In S3(12) the star is a product of matrices. S3(13) gives $da_{\text{prev}}$ and $dx$ by the same formula:
# > each takes its own rows of the result.
#
# ### Exercise 3: `lstm_cell_backward`

# %% solution="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    """Carry the gradient back through one time step.

    Parameters
    ----------
    da_next : (n_a, m) array
        Gradient of the loss with respect to this step's hidden state.
    dc_next : (n_a, m) array
        Gradient with respect to this step's memory cell, without the part that goes through the hidden state.
    cache : tuple
        (a_next, c_next, a_prev, c_prev, ft, ut, cct, ot, xt, parameters), as `lstm_cell_forward` returned it.

    Returns
    -------
    dict
        "dxt" (n_x, m), "da_prev" (n_a, m), "dc_prev" (n_a, m); "dWf", "dWu", "dWc", "dWo" (n_a, n_a + n_x);
        "dbf", "dbu", "dbc", "dbo" (n_a, 1), summed over the batch.

    Notes
    -----
    S3(11-13), corrected. Compute the bracket dc once. Then four dz, then everything else. Where do the rows of the
    hidden state end? `a_prev` knows.
    """

# %% grade="lstm_cell_backward"

# %% [markdown]
# How much do the slips in S3(11) matter? Ask the instrument of notebook 1. The lines show the relative error of the
# gradients of $W_c$, $W_u$ and $W_f$ against central differences, by the printed formula (with $\Gamma_u$ for
# $\Gamma_i$ and $i_t$, and $c_{\text{prev}}$ for $\tilde c_{\text{prev}}$, to be kind) and by yours.

# %% demo
rng = np.random.default_rng(2)
step = {name: rng.normal(size=value.shape) for name, value in small.items()}
xt, a_prev, c_prev, da_next, dc_next = (rng.normal(size=(n, 2)) for n in (3, 5, 5, 5, 5))
a_next, c_next, _, cache = lstm_cell_forward(xt, a_prev, c_prev, step)
ft, ut, cct, ot = cache[4:8]
stacked = np.vstack([a_prev, xt])
through_a = ot * (1 - np.tanh(c_next) ** 2) * da_next
printed = {
    "Wc": dc_next * ut + through_a * ut * cct * (1 - np.tanh(cct) ** 2),
    "Wu": dc_next * cct + through_a * cct * ut * (1 - ut),
    "Wf": dc_next * c_prev + through_a * c_prev * ft * (1 - ft),
}
yours = lstm_cell_backward(da_next, dc_next, cache)


def weighted_states(name, value):
    a_next, c_next, _, _ = lstm_cell_forward(xt, a_prev, c_prev, {**step, name: value})
    return np.sum(da_next * a_next) + np.sum(dc_next * c_next)


for name, dz in printed.items():
    measured = numerical_gradient(lambda moved, name=name: weighted_states(name, moved), step[name])
    print(f"d{name}: as printed {relative_error(dz @ stacked.T, measured):.2f}   "
          f"corrected, below 1e-7: {relative_error(yours['d' + name], measured) < 1e-7}")

# %% [markdown]
# ## 4.5 The way back through time
#
# As in notebook 1, only with two gradients that travel from right to left. At each step the hidden state collects what
# comes from its own loss and what the next step hands back; the memory cell has only the next step.
#
# $$da_{\text{next}} = da^{\langle t\rangle} + da_{\text{prev}}\ \text{of step}\ t+1 \qquad
# dc_{\text{next}} = dc_{\text{prev}}\ \text{of step}\ t+1 \qquad t = T_x, \dots, 1$$
#
# ### Exercise 4: `lstm_backward`

# %% solution="lstm_backward"
def lstm_backward(da, caches, dc_last=None):
    """Carry the gradient back through the whole sequence.

    Parameters
    ----------
    da : (n_a, m, T_x) array
        At each time step, the gradient that reaches the hidden state through that step's output. It must not be
        changed.
    caches : tuple
        (list of T_x caches, x), as `lstm_forward` returned it.
    dc_last : (n_a, m) array, optional
        Gradient that reaches the last memory cell from outside; by default zeros.

    Returns
    -------
    dict
        "dx" (n_x, m, T_x), "da0" (n_a, m), "dc0" (n_a, m), and "dWf", "dbf", "dWu", "dbu", "dWc", "dbc", "dWo",
        "dbo" as in `lstm_cell_backward`, each summed over the time steps.

    Notes
    -----
    As S2(9-13), with the step of S3(11-13), corrected. Both gradients that leave a step go to the step before it;
    what leaves the first one is da0 and dc0.
    """

# %% grade="lstm_backward"

# %% [markdown]
# ### Does it all fit together?
#
# A small network, three sequences of six steps, and every gradient against central differences.

# %% demo
rng = np.random.default_rng(3)
network = {name: rng.normal(size=value.shape) for name, value in small.items()}
arrays = {"x": rng.normal(size=(3, 3, 6)), "a0": rng.normal(size=(5, 3)), "c0": rng.normal(size=(5, 3)), **network}
targets = rng.integers(0, 4, size=(3, 6))


def loss_with(name, value):
    moved = {**arrays, name: value}
    _, y, _, _ = lstm_forward(moved["x"], moved["a0"], moved, moved["c0"])
    return sequence_loss(y, targets)


a, y, _, caches = lstm_forward(arrays["x"], arrays["a0"], network, arrays["c0"])
gradients = output_backward(y, targets, a, network)
gradients |= lstm_backward(gradients["da"], caches)
for name, value in arrays.items():
    measured = numerical_gradient(lambda moved, name=name: loss_with(name, moved), value)
    error = relative_error(gradients["d" + name], measured)
    print(f"d{name:2} {value.shape!s:10} relative error below 1e-7: {error < 1e-7}")

# %% [markdown]
# ### Does the gradient arrive?
#
# Along the memory cell the gradient is only multiplied by the forget gate: $dc_{\text{prev}} = dc * \Gamma_f$. S1 says
# that this line which runs straight through guarantees long memory and avoids vanishing gradients. Measure it: an
# untrained network of 50 units reads 51 random inputs, a loss looks at the last hidden state, and we follow its gradient
# with respect to the memory cell back, step by step (geometric mean over 20 networks).

# %% demo
def gradient_sizes(forget_bias, seed, n_a=50, T_x=51):
    """Return how large the gradient with respect to the memory cell is, 0 to T_x - 1 steps back."""
    rng = np.random.default_rng(seed)
    network = training.initialise_gated_parameters(rng, n_x=10, n_a=n_a, n_y=2, forget_bias=forget_bias)
    _, _, _, (steps, _) = lstm_forward(rng.normal(size=(10, 1, T_x)), np.zeros((n_a, 1)), network)
    da_next, dc_next = rng.normal(size=(n_a, 1)), np.zeros((n_a, 1))
    sizes = []
    for cache in reversed(steps):
        gradients = lstm_cell_backward(da_next, dc_next, cache)
        da_next, dc_next = gradients["da_prev"], gradients["dc_prev"]
        sizes.append(np.linalg.norm(dc_next))
    return np.array(sizes) / sizes[0]


curves = {
    f"forget bias {bias}": np.exp(np.mean([np.log(gradient_sizes(bias, seed)) for seed in range(20)], axis=0))
    for bias in (0, 1, 3)
}
for name, sizes in curves.items():
    print(f"{name}: 50 steps back {sizes[50]:.0e} of the gradient is left")
plot_curves(curves, x=np.arange(51), xlabel="steps back", ylabel="gradient, relative", log_y=True,
            title="The gate must be open for the gradient to arrive")

# %% [markdown]
# > **Where the notes differ.** There is no guarantee (S1). With forget gates half open, as they are when all biases
# > begin at zero, the gradient of the LSTM vanishes too: one half to the power of fifty is $10^{-15}$. More than that
# > arrives, by way of the gates and the hidden state, but on that way it fades as in a plain network, to some $10^{-11}$
# > here. What helps is a gate that is *open*. Therefore one begins with a positive bias
# > for the forget gate (Gers and others, 2000; Jozefowicz and others, 2015), and so does
# > `training.initialise_gated_parameters`. What has to be forgotten, the gate can still learn to forget.
#
# ## 4.6 Peepholes
#
# The gates look at $a^{\langle t-1\rangle}$, and that is what the output gate let through. When it is shut, the other
# gates cannot know what is in memory. **Peephole connections** (S3 §1.4.3; Gers and Schmidhuber, 2000) let each gate
# look at the memory cell itself. A gate sees only its own number: the weights $P_f, P_u, P_o$ have the shape
# $(n_a, 1)$ and are multiplied element by element.
#
# $$\Gamma_g = \sigma\left(W_g \begin{bmatrix} a^{\langle t-1\rangle} \\ x^{\langle t\rangle} \end{bmatrix} + P_g * c^{\langle t-1\rangle} + b_g\right)
# \qquad g = f, u, o$$

# %% demo
draw_lstm_cell(peepholes=True)

# %% [markdown]
# Everything else stays. On the way back $c^{\langle t-1\rangle}$ has three more uses, one in each gate:
#
# $$dc_{\text{prev}} = dc * \Gamma_f + P_f * dz_f + P_u * dz_u + P_o * dz_o \qquad
# dP_g = \sum_{\text{batch}} dz_g * c^{\langle t-1\rangle}: (n_a, 1)$$
#
# > **Where the notes differ.** S3 calls this the more usual form. Today it is not: the LSTM layers of the large
# > libraries have no peepholes unless asked. As in the note, all three gates here see $c^{\langle t-1\rangle}$; the
# > original and the ONNX standard show the *output* gate the new $c^{\langle t\rangle}$, so numbers from there differ.
#
# ### Exercise 5: `lstm_peephole_cell_forward` and `lstm_peephole_cell_backward`

# %% solution="lstm_peephole_cell_forward"
def lstm_peephole_cell_forward(xt, a_prev, c_prev, parameters):
    """Advance a long short-term memory with peepholes by one time step.

    Parameters
    ----------
    xt : (n_x, m) array
        Input at this time step.
    a_prev : (n_a, m) array
        Hidden state before this time step.
    c_prev : (n_a, m) array
        Memory cell before this time step; all three gates see it.
    parameters : dict
        As in `lstm_cell_forward`, and the peepholes "Pf", "Pu", "Po" (n_a, 1).

    Returns
    -------
    a_next : (n_a, m) array
        Hidden state after this time step.
    c_next : (n_a, m) array
        Memory cell after this time step.
    yt_pred : (n_y, m) array
        Probabilities of the classes.
    cache : tuple
        (a_next, c_next, a_prev, c_prev, ft, ut, cct, ot, xt, parameters), as in `lstm_cell_forward`.

    Notes
    -----
    S3 section 1.4.3. The candidate has no peephole.
    """


def lstm_peephole_cell_backward(da_next, dc_next, cache):
    """Carry the gradient back through one time step with peepholes.

    Parameters
    ----------
    da_next : (n_a, m) array
        Gradient of the loss with respect to this step's hidden state.
    dc_next : (n_a, m) array
        Gradient with respect to this step's memory cell, without the part that goes through the hidden state.
    cache : tuple
        As `lstm_peephole_cell_forward` returned it.

    Returns
    -------
    dict
        All that `lstm_cell_backward` returns, and "dPf", "dPu", "dPo" (n_a, 1), summed over the batch.

    Notes
    -----
    S3(11-13), corrected, with a further path from the memory cell into each gate.
    """

# %% grade="lstm_peephole_cell_forward"

# %% [markdown]
# Two memories, 2 and −2, behind an output gate that has been shut: the hidden state is zero in both cases. The gates of
# the plain LSTM cannot tell them apart, those with peepholes can.

# %% demo
peeping = {**step, "Pf": np.full((5, 1), 0.5), "Pu": np.full((5, 1), 0.5), "Po": np.full((5, 1), 0.5)}
hidden, memories, nothing = np.zeros((5, 2)), np.array([[2.0, -2.0]] * 5), np.zeros((3, 2))
*_, plain_cache = lstm_cell_forward(nothing, hidden, memories, step)
*_, peephole_cache = lstm_peephole_cell_forward(nothing, hidden, memories, peeping)
print("forget gate of one unit, without peephole:", plain_cache[4][0].round(3))
print("forget gate of one unit, with peephole:   ", peephole_cache[4][0].round(3))

# %% [markdown]
# ## 4.7 Three networks read melodies
#
# Plain network, GRU or LSTM? S1 calls the GRU the simpler one, fit for larger networks, and the LSTM the stronger one
# and the first to try; S3 calls the LSTM more general and powerful. Compare them on melodies.
#
# The collection has the melodies of Bach's chorales, moved to C major or A minor. Bach set many tunes more than once,
# so tunes, not settings, are divided into those for training, for validation (which says when to stop) and for the
# test. A *note* is a pitch together with a length. Before the first note stands a sign that
# says whether the melody is in major or in minor, and `END` stands behind the last one.

# %% demo
parts = {part: chorales.chorale_melodies(part) for part in chorales.PARTS}
for part, melodies in parts.items():
    print(f"{part:10} {len(melodies):3} melodies, {len({m.tune for m in melodies}):3} tunes, "
          f"{sum(len(m.notes) for m in melodies):6,} notes")

END, KEYS = (0, 0), {"major": (1, 0), "minor": (2, 0)}  # no note has the length 0
notes = {note for melodies in parts.values() for melody in melodies for note in melody.notes}
known_notes = [END, *KEYS.values(), *sorted(notes)]
place = {note: k for k, note in enumerate(known_notes)}
print(len(notes), "different notes, and three signs")

sequences = {part: [(KEYS[melody.mode], *melody.notes, END) for melody in melodies] for part, melodies in parts.items()}

# %% [markdown]
# The yardstick is a table, not a network: how often does each note follow each other note? This *bigram* knows one
# note back, the *trigram* two. Both lean on the shorter table where they have seen little.

# %%
from collections import Counter


class Table:
    """Predict by counting: what followed the last n_back items, with a little trust in shorter memories."""

    def __init__(self, sequences, n_back, n_items, trust=5.0):
        self.n_back, self.n_items, self.trust = n_back, n_items, trust
        self.counts = Counter()
        for s in sequences:
            self.counts[s[:0]] += len(s)
            for k in range(1, n_back + 2):
                self.counts.update(s[t : t + k] for t in range(len(s) - k + 1))

    def probability(self, item, before):
        """Return P(item | before); both are pieces of a sequence, `item` of length one."""
        p = 1 / self.n_items
        for k in range(min(self.n_back, len(before)) + 1):
            context = before[len(before) - k :]
            p = (self.counts[context + item] + self.trust * p) / (self.counts[context] + self.trust)
        return p

    def loss(self, sequences):
        """Return the loss per item in nats, first items of sequences left out."""
        logs = [np.log(self.probability(s[t : t + 1], s[max(0, t - self.n_back) : t]))
                for s in sequences for t in range(1, len(s))]
        return -np.mean(logs)


# %% demo
tables = {name: Table(sequences["training"], n_back, len(known_notes))
          for name, n_back in [("bigram", 1), ("trigram", 2)]}

# %% [markdown]
# One loop trains all three. It is the one of notebook 1 with masks for melodies of unequal length; gradients whose
# common norm is too large are scaled down (clipping, notebook 2). A network is a pair of functions, forward and backward; yours is
# wrapped so that it looks like the others. What the networks see of a note are three one-hot vectors on top of each
# other: which note it is, its pitch, and its length. So a rare long A is partly known from other As.

# %%
def lstm_states(x, a0, parameters):
    """Do what `rnn_forward` and `gru_forward` do, with an LSTM: return states, outputs and caches."""
    a, y_pred, _, caches = lstm_forward(x, a0, parameters)
    return a, y_pred, caches


NETWORKS = {
    "plain": (rnn_forward, rnn_backward),
    "GRU": (gru_forward, gru_backward),
    "LSTM": (lstm_states, lstm_backward),
}


def first_parameters(kind, n_x, n_a, n_y, seed=0):
    """Return new parameters in single precision."""
    rng = np.random.default_rng(seed)
    if kind == "plain":
        parameters = training.initialise_parameters(rng, n_x, n_a, n_y)
    else:
        parameters = training.initialise_gated_parameters(rng, n_x, n_a, n_y, {"GRU": "ruc", "LSTM": "fuco"}[kind])
    return {name: value.astype(np.float32) for name, value in parameters.items()}


def see(tokens):
    """Return what a network sees of notes: which one it is, its pitch, and its length, each one-hot."""
    pitches, lengths = (np.unique(values, return_inverse=True)[1] for values in np.array(known_notes).T)
    vectors = (one_hot(kind[tokens], kind.max() + 1) for kind in (np.arange(len(known_notes)), pitches, lengths))
    return np.concatenate(list(vectors)).astype(np.float32)


def predict(kind, parameters, tokens):
    """Return states, probabilities of the next token and caches."""
    n_a = parameters["Wy" if "Wy" in parameters else "Wya"].shape[1]
    return NETWORKS[kind][0](see(tokens), np.zeros((n_a, len(tokens)), np.float32), parameters)


def fit(kind, parameters, batches, optimiser):
    """Train a network in place; return the loss per token of each batch."""
    losses = []
    for tokens, mask in batches:
        inputs, targets, counts = tokens[:, :-1], tokens[:, 1:], mask[:, 1:]
        a, y_pred, caches = predict(kind, parameters, inputs)
        losses.append(sequence_loss(y_pred, targets, counts) / counts.sum())
        wanted = np.where(counts, one_hot(targets, len(y_pred)), y_pred)
        gradients = output_backward(y_pred, wanted, a, parameters)
        gradients |= NETWORKS[kind][1](gradients["da"], caches)
        scaled = {"d" + name: gradients["d" + name] / counts.sum() for name in parameters}
        optimiser.update(parameters, clip_by_norm(scaled, 1.0))
    return losses


def loss_of(kind, parameters, tokens, mask):
    """Return the loss per token."""
    _, y_pred, _ = predict(kind, parameters, tokens[:, :-1])
    return sequence_loss(y_pred, tokens[:, 1:], mask[:, 1:]) / mask[:, 1:].sum()


# %% demo
tokens_of = {part: chorales.pad([[place[note] for note in s] for s in sequences[part]]) for part in parts}


def melody_batches(rng, n_epochs, batch_size=16):
    """Yield melodies of about equal length together, so that little is padded."""
    tokens, mask = tokens_of["training"]
    lengths = mask.sum(axis=1)
    for _ in range(n_epochs):
        order = np.argsort(lengths + rng.uniform(-8, 8, size=len(lengths)))
        groups = [order[start : start + batch_size] for start in range(0, len(order), batch_size)]
        for k in rng.permutation(len(groups)):
            longest = lengths[groups[k]].max()
            yield tokens[groups[k], :longest], mask[groups[k], :longest]


# %% [markdown]
# Small collections are soon learnt by heart. So each network is trained for 14 rounds through the melodies, its loss on
# the validation melodies is taken after each, and the weights of the best round are kept. Only they meet the test.

# %% demo
import time


def train_and_keep_best(kind, n_a=64, learning_rate=0.01, n_epochs=14):
    """Train a network on melodies; return its best parameters, and the validation loss after each round."""
    n_x, n_y = len(see(np.array([0]))), len(known_notes)
    parameters = first_parameters(kind, n_x, n_a, n_y)
    optimiser, rng, losses, best = training.Adam(learning_rate), np.random.default_rng(1), [], {}
    for _ in range(n_epochs):
        fit(kind, parameters, melody_batches(rng, 1), optimiser)
        losses.append(loss_of(kind, parameters, *tokens_of["validation"]))
        if losses[-1] == min(losses):
            best = {name: value.copy() for name, value in parameters.items()}
    return best, losses


results = {}
for kind in NETWORKS:
    started = time.process_time()
    results[kind] = (*train_and_keep_best(kind), time.process_time() - started)
trained, curves, seconds = ({kind: result[k] for kind, result in results.items()} for k in range(3))

# %% demo
rounds = np.arange(1, 15)
plot_curves({**curves, "bigram": np.full(14, tables["bigram"].loss(sequences["validation"]))}, x=rounds, xlabel="round",
            ylabel="validation loss, nats a note", title="Three networks learn melodies, then learn them by heart")

# %% demo
print(f"{'':8} {'parameters':>10} {'products a note':>16} {'test loss, nats a note':>23}")
for name, table in tables.items():
    print(f"{name:8} {'':10} {'':16} {table.loss(sequences['test']):23.2f}")
test_losses = {kind: loss_of(kind, parameters, *tokens_of["test"]) for kind, parameters in trained.items()}
for kind, parameters in trained.items():
    n_parameters = sum(value.size for value in parameters.values())
    n_products = sum(value.size for name, value in parameters.items() if name.startswith("W"))
    print(f"{kind:8} {n_parameters:10,} {n_products:16,} {test_losses[kind]:23.2f}")

trigram_loss, losses = tables["trigram"].loss(sequences["test"]), test_losses.values()
assert max(losses) - min(losses) < trigram_loss - max(losses)
assert min(curves["GRU"]) < min(curves["LSTM"]) and test_losses["LSTM"] < test_losses["GRU"]
print("the plain network trains fastest:", seconds["plain"] < min(seconds["GRU"], seconds["LSTM"]))

# %% [markdown]
# Any of the three is ahead of counting, and the differences between them are smaller than that step. With as many
# units, the GRU has three times the recurrent weights of the plain network and the LSTM four times, and their time grows
# with it (look into `seconds`: it differs from computer to computer). A product is one multiplication by a weight; each
# number in a `W` takes part in one for every note. Which is best? The curves of the validation melodies
# say the GRU, the test melodies say the LSTM. So few tunes, and one run each, cannot rank the two, and the ranking of the
# notes is no law. Notebook 3 has a task on which gates decide.
#
# ## 4.8 One to many: compose
#
# Now give the LSTM a key and a note, and let it go on: what it says is drawn by lot from $\hat y^{\langle t\rangle}$
# and becomes the next input, until `END` comes. S0's example of a one-to-many network. Many melodies are written side
# by side, one in each column.

# %%
def compose(beginnings, next_probabilities, rng, longest=120):
    """Continue each beginning to a melody.

    Parameters
    ----------
    beginnings : (2, m) integer array
        Keys and notes that are given, as places in `known_notes`.
    next_probabilities : function
        Takes the last tokens (m,) and a state, returns probabilities (n_y, m) and the next state; None is the
        state before the first note.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    list of list of (pitch, length)
        Melodies, the given note first. One that has not ended after `longest` notes is cut off.
    """
    tokens, state = list(beginnings), None
    _, state = next_probabilities(tokens[0], state)
    while len(tokens) <= longest:
        probabilities, state = next_probabilities(tokens[-1], state)
        tokens.append(np.argmax(np.cumsum(probabilities, axis=0) > rng.random(len(tokens[0])), axis=0))
    rows = [list(row) for row in np.array(tokens[1:]).T]
    return [[known_notes[k] for k in (row[: row.index(place[END])] if place[END] in row else row)] for row in rows]


def lstm_composer(parameters):
    """Return what the LSTM gives to `compose`."""
    def next_probabilities(last, state):
        nothing = np.zeros((len(parameters["bf"]), len(last)), np.float32)
        a_prev, c_prev = (nothing, nothing) if state is None else state
        a_next, c_next, yt_pred, _ = lstm_cell_forward(see(last), a_prev, c_prev, parameters)
        return yt_pred.astype(np.float64), (a_next, c_next)

    return next_probabilities


def bigram_composer(table):
    """Return what the bigram gives to `compose`: it has no state."""
    columns = np.array([[table.probability((note,), (last,)) for note in known_notes] for last in known_notes]).T
    return lambda last, state: (columns[:, last], None)


# %% demo varies
asked = parts["test"] * 20
beginnings = np.array([[place[KEYS[melody.mode]], place[melody.notes[0]]] for melody in asked]).T
composed = {
    "LSTM": compose(beginnings, lstm_composer(trained["LSTM"]), np.random.default_rng(4)),
    "bigram": compose(beginnings, bigram_composer(tables["bigram"]), np.random.default_rng(4)),
    "real melodies": [melody.notes for melody in asked],
}
MEASURES = {
    "C or A": lambda notes, melody: notes[-1][0] % 12 in (chorales.MAJOR_KEY_NOTE, chorales.MINOR_KEY_NOTE),
    "own key-note": lambda notes, melody: notes[-1][0] % 12 == melody.key_note,
    "whole quarters": lambda notes, melody: sum(length for _, length in notes) % 4 == 0,
}
shares_of = {
    name: [np.mean([measure(*pair) for pair in zip(melodies, asked, strict=True)]) for measure in MEASURES.values()]
    for name, melodies in composed.items()
}
print(f"{'melodies end':14}", "".join(f"{name:>16}" for name in MEASURES))
for name, row in shares_of.items():
    print(f"{name:14}", "".join(f"{share:16.0%}" for share in row))
assert shares_of["LSTM"][2] > shares_of["bigram"][2] + 0.1

# %% [markdown]
# Read the table from left to right. **C or A**, the key-notes of major and minor: both composers end there about as often
# as real melodies do. It sounds like a feat and is none: in the training melodies `END` hardly ever stands behind any
# other note than a C or an A, and to learn that, one note back is all that it takes. **Own key-note**: C if the melody was to be in major, A if in minor. The key was told once, before
# the first note. Real melodies keep to it; the LSTM is hardly better than the bigram, which by then cannot know it.
# **Whole quarters**: the lengths of all notes add up to a whole number of beats, as in music they must. Eighths have to
# come in pairs, a dotted quarter wants its eighth, sometimes many notes later. Here the LSTM is well ahead of the
# bigram, and far from Bach. So it has learnt to keep the beat for a while, but not to remember the key: 293 melodies
# teach rhythm sooner than plan. (We found the third measure by looking at samples: take it as something seen, not as
# something foretold.)
#
# Look at one of its melodies and listen to its beginning.

# %% demo varies
chosen = next(notes for notes in composed["LSTM"] if 22 <= len(notes) <= 30)
draw_melody(chosen, given=1, title="Given one note, the LSTM went on")

# %% demo varies
Audio(sound.to_wav(sound.synthesise(chosen[:14])))

# %% [markdown]
# For comparison, the bigram, which draws each note knowing only the one before:

# %% demo
chosen_bigram = next(notes for notes in composed["bigram"] if 22 <= len(notes) <= 30)
draw_melody(chosen_bigram, given=1, title="Given one note, the bigram went on")

# %% demo
Audio(sound.to_wav(sound.synthesise(chosen_bigram[:14])))


# %% [markdown]
# ## 4.9 Looking inside
#
# What does a memory cell remember? Nobody told it. Karpathy, Johnson and Fei-Fei (2016; S4) trained LSTMs on texts,
# coloured each character by the value of one cell, and found cells that anyone can read: one that is high inside
# quotes, one that counts how deep the indentation is. Let us look for such cells, and measure instead of trusting our
# eyes, which are good at finding patterns where there are none.
#
# The text is source code of Python's standard library, without comments and docstrings (copyright © 2001 Python
# Software Foundation; its licence stands in `python_source.txt`). The network reads a character at each step, one-hot,
# and predicts the next one. It has 128 units and has been trained for 5,000 batches, some minutes of work, with the
# library's own versions of the functions that you have written; the weights come with the library. Continue a little.

# %%
N_SYMBOLS = len(python_source.SYMBOLS)


def read(parameters, text, m=16):
    """Read a text as m streams of equal length, side by side; leave out the few characters at the end.

    Returns
    -------
    bits : float
        Loss per character in bits, without the first 50 of each stream.
    c : (n_a, T) array
        Memory cells after reading each character, in the order of the text.
    gates : dict
        "forget", "update" and "output": (n_a, T) arrays.
    """
    tokens = python_source.to_indices(text)
    n = (len(tokens) - 1) // m
    inputs, targets = tokens[: n * m].reshape(m, n), tokens[1 : n * m + 1].reshape(m, n)
    x = one_hot(inputs, N_SYMBOLS).astype(np.float32)
    a0 = np.zeros((parameters["Wy"].shape[1], m), np.float32)
    _, y_pred, c, (steps, _) = lstm_forward(x, a0, parameters)
    bits = sequence_loss(y_pred[:, :, 50:], targets[:, 50:]) / targets[:, 50:].size / np.log(2)
    gates = {name: np.stack([cache[k] for cache in steps], axis=2).reshape(len(a0), -1)
             for name, k in [("forget", 4), ("update", 5), ("output", 7)]}
    return bits, c.reshape(len(a0), -1), gates


def train_further(parameters, text, n_batches, learning_rate, m=16, T=64):
    """Train on random stretches of a text, each read from a zero state; return a changed copy."""
    parameters = {name: value.copy() for name, value in parameters.items()}
    tokens, rng, optimiser = python_source.to_indices(text), np.random.default_rng(0), training.Adam(learning_rate)
    for _ in range(n_batches):
        starts = rng.integers(len(tokens) - T, size=m)
        stretch = tokens[starts[:, np.newaxis] + np.arange(T + 1)]
        x = one_hot(stretch[:, :-1], N_SYMBOLS).astype(np.float32)
        a, y_pred, _, caches = lstm_forward(x, np.zeros((len(parameters["bf"]), m), np.float32), parameters)
        gradients = output_backward(y_pred, stretch[:, 1:], a, parameters)
        gradients |= lstm_backward(gradients["da"], caches)
        # The gradients are sums over all m · T characters, about a thousand, and so is the bound.
        optimiser.update(parameters, clip_by_norm({"d" + name: gradients["d" + name] for name in parameters}, 1000.0))
    return parameters


# %% demo
held_out = python_source.held_out_text()
shipped = python_source.trained_parameters()
further = train_further(shipped, python_source.training_text(), n_batches=100, learning_rate=0.001)
bits_before, _, _ = read(shipped, held_out)
bits, c, gates = read(further, held_out)
assert bits < bits_before
print(f"bits per character on modules never seen: {bits_before:.2f}, after 100 batches more {bits:.2f}")

# %% [markdown]
# Compare with counting: what followed the last one, two or four characters in the training text?

# %% demo
sources = [python_source.training_text()]
for name, n_back in [("bigram", 1), ("trigram", 2), ("five-gram", 4)]:
    table_bits = Table(sources, n_back, N_SYMBOLS).loss([held_out]) / np.log(2)
    print(f"{name:10} {table_bits:.2f} bits per character")
    assert bits < table_bits

# %% [markdown]
# ### Which cell watches what?
#
# For each character of the held-out text we know four things that a reader keeps in mind: how many brackets are open,
# whether we are inside quotes, how far the line is indented, and how long it is by now. For each of them, take the cell
# whose value goes along with it best (largest absolute correlation $|r|$).
#
# With 128 cells to choose from, one is always best by luck. Therefore the cell is *chosen* on the first half of the
# held-out text and its $|r|$ *reported* on the second half. And two controls say how much is worth mentioning:
#
# - an **untrained** network, in which a cell is chosen in the same way: random weights remember a little, too;
# - the **character alone**: the best guess from the last character read, without any memory.

# %%
def correlations(c, feature):
    """Return the correlation of each row of c (n_a, T) with a feature (T,)."""
    c, feature = c - c.mean(axis=1, keepdims=True), feature - feature.mean()
    return c @ feature / np.sqrt((c**2).sum(axis=1) * (feature**2).sum())


def choose_and_report(c, feature):
    """Choose a cell on the first half; return it with its correlation on the second half."""
    half = len(feature) // 2
    best = int(np.argmax(np.abs(correlations(c[:, :half], feature[:half]))))
    return best, float(correlations(c[best : best + 1, half:], feature[half:])[0])


def character_alone(text, feature):
    """Guess a feature from the last character by its mean on the first half; return |r| on the second half."""
    half, symbols = len(feature) // 2, python_source.to_indices(text)
    counts = np.bincount(symbols[:half], minlength=N_SYMBOLS)
    means = np.bincount(symbols[:half], weights=feature[:half], minlength=N_SYMBOLS) / np.maximum(counts, 1)
    return abs(float(correlations(means[symbols[half:]][np.newaxis], feature[half:])[0]))


# %% demo
untrained = first_parameters("LSTM", N_SYMBOLS, 128, N_SYMBOLS)
_, c_untrained, _ = read(untrained, held_out)
text = held_out[: c.shape[1]]
marks = python_source.mark_features(text)
found = {}
print(f"{'':18} cell    |r|  untrained  character alone")
for name, feature in marks.items():
    found[name] = best, r = choose_and_report(c, feature)
    by_luck = abs(choose_and_report(c_untrained, feature)[1])
    print(f"{name:18} {best:4} {abs(r):6.2f} {by_luck:10.2f} {character_alone(text, feature):16.2f}")

# %% [markdown]
# Here is how to read it: "inside quotes, cell 29, 0.56" means that the value of cell 29 goes along with being inside a
# string with a correlation of 0.56, on text that had no part in choosing it. All four lie above both controls. Look at
# the cells at work, on lines from the second half. The darker the background, the higher the value after reading that
# character (turned over where the correlation is negative).

# %%
def show_cell(name, start, n_lines):
    """Colour some lines of the held-out text by the cell that was chosen for a feature."""
    cell, r = found[name]
    end = start
    for _ in range(n_lines):
        end = text.index("\n", end) + 1
    values = c[cell, start:end] if r > 0 else -c[cell, start:end]
    scale = f"{'' if r > 0 else '−'} memory cell {cell}"
    return draw_coloured_text(text[start:end], values, scale, title=f"Cell {cell} was chosen for: {name}")


# %% demo
start = text.index("    def __init__(self, max_size")
assert start > len(text) // 2
show_cell("bracket depth", start, n_lines=14)

# %% demo
show_cell("inside quotes", start, n_lines=14)

# %% demo
start = text.index("def mkdtemp")
assert start > len(text) // 2
show_cell("indentation", start, n_lines=14)

# %% [markdown]
# The bracket cell rises where a bracket opens and falls where it closes; the indentation cell grows darker from block to
# block. The quotes cell answers to strings, and to parts of names as well, as its smaller correlation says.
#
# Nobody asked for these cells. They came about because they help with the next character: inside a bracket, a closing
# one is due; after a colon at the end of a line, the next one is indented deeper. And do not read too much into them: a
# correlation of 0.6 is far from 1, many cells share the work, and of most of the 128 we cannot say what they follow: we
# have asked about four things.
#
# ### Are gates really open or shut?
#
# The notes say of gates that they are mostly close to 0 or 1 (S3 §1.4.2, S1). How often? Call a gate *shut* below 0.1
# and *open* above 0.9, and count for each of the 128 units on the held-out text. A unit whose gate is always one or the
# other would lie on the dashed line.

# %% demo
shares = {f"{name} gate": ((gate < 0.1).mean(axis=1), (gate > 0.9).mean(axis=1)) for name, gate in gates.items()}
for name, (shut, wide_open) in shares.items():
    between = 1 - (shut + wide_open).mean()
    print(f"{name:12} shut {shut.mean():4.0%}   open {wide_open.mean():4.0%}   in between {between:4.0%} of the time")
plot_saturation(shares, title="Gates of 128 units: nearer to the dashed line means nearer to a switch")

# %% [markdown]
# > **Where the notes differ.** "Mostly close to 0 or 1" is a good picture for understanding gates, not what this network
# > does: its gates are in between for more than half of the time.
#
# ## 4.10 What you have now
#
# - A **memory cell** that is only multiplied and added to, and a **hidden state** that shows a part of it.
# - **Three gates** that decide what is forgotten, written and shown, and **peepholes** through which they see the memory.
# - A **way back** with two gradients, every bracket in its place, confirmed by central differences. The gradient arrives
#   where the forget gate is open, and therefore its bias begins above zero.
# - A **composer** that keeps the beat better than a table does, and forgets the key; and a **microscope**: cells chosen on one half of a text, reported on the other, with
#   two controls beside every number.
#
# **What comes next.** All networks so far read from left to right, and Teddy is still waiting. Notebook 5 reads from both
# ends and puts layers on top of each other, with any of the three cells.
