# %% [markdown]
# # 2 · Language models: what comes next?
#
# > *The apple and pair salad*, or *the apple and pear salad*: what did she say?
#
# To the ear the two are the same. You know which one was meant, because you know what people say. A **language
# model** knows it too, in numbers: it gives every sentence a probability. In this notebook the network of
# notebook 1 becomes one. It predicts the next word or letter, it chooses between sentences that sound alike, and
# it writes: at the end it invents names of languages that nobody speaks.
#
# **How to work.** You write eight exercises, twelve short functions in all, each with a cell below it that checks
# it. Go from top to bottom, and before you hand in, choose *Restart the kernel and run all cells*. Should the
# first code cell not find the library, run `%pip install rnn_utils_student-…whl` once, with the full name of the
# file in this notebook's folder. The functions of notebook 1 are imported here from the library, not from your own file,
# so that you begin with ones that are right.

# %% locked="imports"
import numpy as np

from rnn_utils import plotting, training
from rnn_utils.checks import check
from rnn_utils.datasets import texts
from rnn_utils.reference.rnn import (
    one_hot,
    output_backward,
    rnn_backward,
    rnn_cell_forward,
    rnn_forward,
    sequence_loss,
    softmax,
)

# %% [markdown]
# ## 2.1 The probability of a sentence
#
# A language model answers one question: how likely is it that this sentence is the next thing somebody says (S0,
# S1, S3 §1.3)? A machine that listens has several candidates for what it heard. It asks the language model, and
# takes the likelier one.
#
# No table can hold the probabilities of all sentences; there are too many. But a sentence is said word by word,
# and a probability can be taken apart in the same way. Write $y^{\langle t\rangle}$ for the $t$-th word of a
# sentence of $T$ words:
#
# $$P\left(y^{\langle 1\rangle}, \dots, y^{\langle T\rangle}\right) =
# \prod_{t=1}^{T} P\left(y^{\langle t\rangle} \,\middle|\, y^{\langle 1\rangle}, \dots, y^{\langle t-1\rangle}\right)$$
#
# Each factor asks: given all the words so far, how likely is this one as the next? That is a question for a
# recurrent network, whose state is a summary of all that it has read.
#
# ## 2.2 Tokens
#
# First, text has to become numbers. The text that a model learns from is called its **corpus**. It is cut into
# **tokens**: words, or single characters. The tokens that the model shall know are its **vocabulary**, each with
# its number. Two marks belong to every vocabulary (S1, S3 §1.3.1):
#
# - `<EOS>`, *end of sentence*: it stands behind each sentence, so that the model learns where sentences end.
# - `<UNK>`, *unknown token*: it stands for every word that is not in the vocabulary, such as rare names. A limit
#   on the size of the vocabulary keeps the network small.
#
# Signs such as commas may be left out, or be tokens like the others: that is for whoever prepares the text.
#
# > **Where the notes differ.** S3 §1.3.1 explains UNK as "unique token". It is the opposite: *all* the words that
# > the vocabulary lacks share it, and which one it was cannot be told afterwards.
#
# ### Exercise 1: `build_vocabulary`, `encode` and `decode`

# %% solution="build_vocabulary"
def build_vocabulary(corpus, max_size, level="word"):
    """List the tokens of a corpus, the most frequent first, and number them.

    Parameters
    ----------
    corpus : list of str
        Sentences.
    max_size : int or None
        Largest number of entries, the two marks included. None keeps every token.
    level : str
        "word": tokens are what white space separates. "character": every single character is a token, a space
        like any other.

    Returns
    -------
    dict
        Token -> number. "<UNK>" has 0 and "<EOS>" has 1. Then come the tokens of the corpus: the most frequent
        first, those that occur equally often in the order of the alphabet.

    Raises
    ------
    ValueError
        If `level` is neither "word" nor "character".

    Notes
    -----
    S1, S3 section 1.3.1. Should the corpus itself contain the word "<UNK>" or "<EOS>", it keeps its number, 0 or 1.
    `sorted` takes a key: a pair is compared by its first part, and where that is equal by its second.
    """


def encode(sentence, vocabulary, level="word"):
    """Turn a sentence into the numbers of its tokens, with the end mark behind them.

    Parameters
    ----------
    sentence : str
        A text without end mark.
    vocabulary : dict
        Token -> number, as `build_vocabulary` returns it.
    level : str
        "word" or "character".

    Returns
    -------
    (T,) array of int64
        One number per token, that of "<UNK>" for a token that the vocabulary lacks, and at the end that of "<EOS>".
    """


def decode(tokens, vocabulary, level="word"):
    """Turn numbers back into a text.

    Parameters
    ----------
    tokens : (T,) integer array
        Numbers of tokens. The first "<EOS>" ends the text; what comes after it is not looked at.
    vocabulary : dict
        Token -> number.
    level : str
        "word": a space stands between tokens. "character": nothing does.

    Returns
    -------
    str
        The text without its end mark, with "<UNK>" where a token was unknown.
    """

# %% grade="build_vocabulary"

# %% [markdown]
# The notes' sentence (S0, S3), with a vocabulary that has never heard of the number 15:

# %% demo
cats = "cats average 15 hours of sleep a day"
corpus = ["cats sleep hours a day", "cats average hours of sleep", "dogs sleep a day", "a day of sleep"]
cats_vocabulary = build_vocabulary(corpus, max_size=None)
print(cats_vocabulary)
print(cats, "->", encode(cats, cats_vocabulary))
print("and back:", decode(encode(cats, cats_vocabulary), cats_vocabulary))

# %% demo
hello_vocabulary = build_vocabulary(["hello"], max_size=None, level="character")
print(hello_vocabulary)
print("hello ->", encode("hello", hello_vocabulary, level="character"))

# %% [markdown]
# Words or characters? A model of characters meets no unknown token, and its vocabulary is small. But its
# sequences are several times as long, it has to learn to spell before it can learn anything else, and training
# takes more steps. Models of words are the more usual ones (S1, S3 §1.3.2). We build both kinds with the same
# functions: characters for names in 2.8, words for sentences in 2.10.
#
# ## 2.3 From each token to the next
#
# The network reads a token and says what comes next. So its right answers are the sentence itself, and its inputs
# are the same sentence one step later:
#
# $$x^{\langle 1\rangle} = 0 \qquad x^{\langle t\rangle} = y^{\langle t-1\rangle} \qquad a^{\langle 0\rangle} = 0$$

# %% demo
plotting.draw_language_model(["cats", "average", "15", "hours", "<EOS>"])

# %% [markdown]
# At the first step nothing has been read: the input is a zero vector, and $\hat y^{\langle 1\rangle}$ holds for
# every word the probability that a sentence begins with it. At the second step the input is the *right* first
# word, whatever the network thought of it, and $\hat y^{\langle 2\rangle}$ is a distribution *given* "cats". And
# so on until `<EOS>`. The softmax runs over the whole vocabulary, so $n_x = n_y$, its size.
#
# The loss is the one that you know, the sum of the cross-entropies of all steps (S3(6–7)). One-hot targets leave
# one logarithm of each step:
#
# $$L = -\sum_{t} \sum_{i} y_i^{\langle t\rangle} \log \hat y_i^{\langle t\rangle}
#     = -\sum_{t} \log P\left(y^{\langle t\rangle} \,\middle|\,
#     y^{\langle 1\rangle}, \dots, y^{\langle t-1\rangle}\right)$$
#
# By 2.1 that is $-\log P$ of the sentence. Training a language model means making its corpus likely.
#
# > **Where the notes differ.** S3(6) prints $-\sum_i y_i \log \hat y$: the logarithm is of $\hat y_i$.
#
# | | sentences | padding | first state | probabilities | states |
# | --- | --- | --- | --- | --- | --- |
# | code | `tokens` | `mask` | `a_prev` | `y_pred` | `a` |
# | shape | $(m, T_x)$ | $(m, T_x)$ | $(n_a, m)$ | $(n_y, m, T_x)$ | $(n_a, m, T_x)$ |
#
# Sentences of a batch have unequal lengths. Shorter ones are *padded* at their end, and the mask is 0 there.
# Sometimes a batch does not begin at the beginning but goes on in the middle of a text. Then `previous` holds the
# token before the first one, which becomes the first input, and `a_prev` the state before that token is read.
#
# ### Exercise 2: `language_model_forward`

# %% solution="language_model_forward"
def language_model_forward(tokens, parameters, a_prev, previous=None, mask=None):
    """Predict every token of a batch of sentences from the tokens before it.

    Parameters
    ----------
    tokens : (m, T_x) integer array
        The tokens to predict, y.
    parameters : dict
        "Wax" (n_a, n_x), "Waa" (n_a, n_a), "Wya" (n_y, n_a), "ba" (n_a, 1), "by" (n_y, 1); n_x and n_y are the
        size of the vocabulary.
    a_prev : (n_a, m) array
        Hidden state before the first step: zeros where sentences begin.
    previous : (m,) integer array, optional
        The token before the first one, where a text goes on. By default there is none, and the first input is 0.
    mask : (m, T_x) array of 0 and 1, optional
        0 marks padding, which does not count.

    Returns
    -------
    loss : float
        Cross-entropy, summed over time steps and sentences.
    y_pred : (n_y, m, T_x) array
        Probabilities of all tokens at every step.
    a : (n_a, m, T_x) array
        Hidden state after every step.
    caches : tuple
        Those of `rnn_forward`.

    Notes
    -----
    S0, S3 section 1.3.1, S3(6-7) corrected. The input x has the shape (n_x, m, T_x) and the dtype of `a_prev`: begin
    with zeros. You have functions for one-hot vectors, for the forward pass and for the loss.
    """

# %% grade="language_model_forward"

# %% [markdown]
# A check in the head: a network that knows nothing gives each of the $V$ tokens about $1/V$, which costs
# $\log V$ per token. Nine tokens (eight words and the end mark), a vocabulary of ten:

# %% demo
n_cats = len(cats_vocabulary)
untrained = training.initialise_parameters(np.random.default_rng(0), n_x=n_cats, n_a=16, n_y=n_cats)
cats_tokens = encode(cats, cats_vocabulary)[np.newaxis]
loss, y_pred, a, _ = language_model_forward(cats_tokens, untrained, np.zeros((16, 1)))
print("y_pred", y_pred.shape, "  a", a.shape)
print(f"loss of the untrained network: {loss:.2f}      9 log {n_cats} = {9 * np.log(n_cats):.2f}")

# %% [markdown]
# ## 2.4 How likely is a sentence?
#
# The product of 2.1 soon becomes too small for a computer: a thousand factors of 0.1 are $10^{-1000}$, which a
# float cannot hold. So keep its logarithm, a sum. The smallest probability that counts is the one that
# `sequence_loss` used: `np.finfo(dtype).tiny`.
#
# Every further token is a further factor below 1, so the probability of a text mostly says how long it is. To say how good
# a *model* is, divide by the number of tokens. The natural logarithm counts in *nats* (0.69 nats, $\log 2$, is the loss of
# tossing a coin), and since nobody thinks in nats, undo it. The result is called **perplexity**:
#
# $$\text{perplexity} = \exp\left(-\frac{1}{N} \sum_{\text{sentences}} \log P\right)
# \qquad N:\ \text{number of tokens, end marks included, padding not}$$
#
# It says among how many equally likely tokens the model hesitates on average: 1 if it is always certain and
# right, $V$ if it takes all tokens for equally likely, and more if it trusts the wrong ones, as random weights do.
#
# ### Exercise 3: `sentence_log_probability` and `perplexity`

# %% solution="sentence_log_probability"
def sentence_log_probability(tokens, parameters, mask=None):
    """Say how likely sentences are.

    Parameters
    ----------
    tokens : (m, T_x) integer array
        Whole sentences, end mark included.
    parameters : dict
        As in `language_model_forward`.
    mask : (m, T_x) array of 0 and 1, optional
        0 marks padding, which does not count.

    Returns
    -------
    (m,) array
        Natural logarithm of the probability of each sentence, in the dtype of the parameters.

    Notes
    -----
    S0, S1, S3 section 1.3.1. Each sentence begins with a state of zeros. From y_pred you need one probability per
    step, that of the token which stands there: `np.take_along_axis`, or a loop. A probability below
    `np.finfo(dtype).tiny` counts as that number.
    """


def perplexity(tokens, parameters, mask=None):
    """Say among how many equally likely tokens the model hesitates on average.

    Parameters
    ----------
    tokens : (m, T_x) integer array
        Whole sentences, end mark included.
    parameters : dict
        As in `language_model_forward`.
    mask : (m, T_x) array of 0 and 1, optional
        0 marks padding, which does not count.

    Returns
    -------
    float
        One number for all sentences together: exp(-log P / N), with P the probability of all of them and N the
        number of their tokens.
    """

# %% grade="sentence_log_probability"

# %% demo
cats_score = sentence_log_probability(cats_tokens, untrained)[0]
print(f"log P of the sentence: {cats_score:.2f}, the loss of 2.3 with a minus sign")
print(f"perplexity: {perplexity(cats_tokens, untrained):.1f} of {n_cats} tokens")

# %% [markdown]
# ## 2.5 Gradients that explode
#
# Before the network learns, one danger must be met. On its way back through time a gradient is multiplied by $1 - a * a$,
# element by element, and by $W_{aa}^{\mathsf T}$ at every step (notebook 1). If that makes it longer each time, it grows exponentially with
# the number of steps: the gradient **explodes** (S1, S2, S3 §1.4.1). Below, a gradient starts at the last step of a
# sequence and walks back to the first. We look at how long $dW_{aa}$ gets, for weights of the usual size and for
# larger ones.

# %% demo
lengths = [5, 10, 20, 40, 80]


def norm_through_time(scale, T_x):
    network = training.initialise_parameters(np.random.default_rng(1), n_x=10, n_a=32, n_y=10)
    network["Waa"] = scale * network["Waa"]
    x = one_hot(np.random.default_rng(2).integers(10, size=(1, T_x)), 10)
    _, _, caches = rnn_forward(x, np.zeros((32, 1)), network)
    da = np.zeros((32, 1, T_x))
    da[:, :, -1] = 1
    return np.linalg.norm(rnn_backward(da, caches)["dWaa"])


growth = {f"Waa times {scale}": [norm_through_time(scale, T_x) for T_x in lengths] for scale in (1, 2, 4)}
plotting.plot_curves(growth, x=lengths, xlabel="time steps on the way back", ylabel="norm of dWaa", log_y=True,
                     title="Large weights make the gradient explode")

# %% [markdown]
# A single step along such a gradient throws the weights far away, and what the network had learnt is lost; where numbers
# leave the range of a float, they become `inf` or `nan`. That is catastrophic, but easy to notice, and there is a simple
# remedy: **clipping**. Before the step, bound the gradient.
#
# - *By value*: no number of it may be larger than $c$ in absolute value.
# - *By norm* (S1, S3 §1.4.1): take all numbers of all gradients as one long vector $g$. If its norm is larger than
#   $c$, scale the whole vector.
#
# $$\text{by value: } g_i \leftarrow \min\left(\max(g_i, -c),\ c\right)
# \qquad \text{by norm: } g \leftarrow \frac{c}{\lVert g\rVert}\, g \quad\text{if } \lVert g\rVert > c$$
#
# ### Exercise 4: `clip_by_value` and `clip_by_norm`
#
# Both take the dictionary of gradients and return a new one. The old one stays as it was.

# %% solution="clip_by_value"
def clip_by_value(gradients, max_value):
    """Bound every number of every gradient.

    Parameters
    ----------
    gradients : dict of arrays of any shapes
        Gradients by name, "dWax" and so on. They are left as they are.
    max_value : float
        Largest absolute value that a number may have.

    Returns
    -------
    dict of arrays of the same shapes
        New arrays under the same names, with every number between -max_value and max_value.

    Notes
    -----
    The notes scale the gradient as a whole (`clip_by_norm`); this is the other common way.
    """


def clip_by_norm(gradients, max_norm):
    """Shorten all gradients together if they are too long together.

    Parameters
    ----------
    gradients : dict of arrays of any shapes
        Gradients by name. They are left as they are.
    max_norm : float
        Largest norm of all their numbers, taken as one long vector.

    Returns
    -------
    dict of arrays of the same shapes
        New arrays under the same names. If the norm is larger than max_norm, all are multiplied by the same
        number, so that the norm becomes max_norm. If not, they are as they were.

    Notes
    -----
    S1, S3 section 1.4.1; Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013,
    algorithm 1. The norm is the root of the sum of the squares of all numbers in all arrays.
    """

# %% grade="clip_by_value"

# %% [markdown]
# What is the difference? Take a gradient of two numbers, (3, 1), and the bound 1. Clipping by value cuts each
# number for itself, and the gradient points somewhere else afterwards. Clipping by norm keeps its direction.

# %% demo
gradient = {"dw": np.array([3.0, 1.0])}
clipped_by_value, clipped_by_norm = clip_by_value(gradient, 1.0)["dw"], clip_by_norm(gradient, 1.0)["dw"]
print("before:  ", gradient["dw"])
print("by value:", clipped_by_value)
print("by norm: ", clipped_by_norm.round(3))
plotting.draw_clipping(gradient["dw"], clipped_by_value, clipped_by_norm, bound=1.0)

# %% [markdown]
# Against the other trouble, gradients that *vanish*, clipping does nothing. That is the subject of notebook 3.
#
# ## 2.6 One step of training
#
# Every parameter $\theta$ moves a little against its gradient, $\eta$ being the *learning rate* (S2):
#
# $$\theta \leftarrow \theta - \eta\, \frac{\partial L}{\partial \theta}$$
#
# In notebook 1 Adam did this. Here is its simple ancestor, *stochastic gradient descent*.
#
# ### Exercise 5: `sgd_step`

# %% solution="sgd_step"
def sgd_step(parameters, gradients, learning_rate):
    """Take one step of gradient descent.

    Parameters
    ----------
    parameters : dict of arrays of any shapes
        Weights and biases. They are left as they are.
    gradients : dict of arrays of any shapes
        The gradient of "Wax" stands under "dWax", and so on. There may be further entries, such as "dx".
    learning_rate : float
        Length of the step for a gradient of length 1.

    Returns
    -------
    dict of arrays of the same shapes
        The new parameters, under the names of the old ones and no others.

    Notes
    -----
    S2, the end of the derivation.
    """

# %% grade="sgd_step"

# %% [markdown]
# Now everything in a row: forward, backward, clip, step. All the parts are there, in this notebook and in the
# last one; you put them together.
#
# ### Exercise 6: `train`

# %% solution="train"
def train(tokens, parameters, a_prev, learning_rate=0.01, max_norm=5.0, previous=None, mask=None):
    """Train a language model on one batch: forward, backward, clip, step.

    Parameters
    ----------
    tokens : (m, T_x) integer array
        The tokens to predict.
    parameters : dict
        As in `language_model_forward`. They are left as they are.
    a_prev : (n_a, m) array
        Hidden state before the first step. No gradient goes beyond it.
    learning_rate : float
        As in `sgd_step`.
    max_norm : float
        As in `clip_by_norm`. Only the gradients of the parameters are clipped, and only they count in the norm.
    previous : (m,) integer array, optional
        As in `language_model_forward`.
    mask : (m, T_x) array of 0 and 1, optional
        As in `language_model_forward`. Where it is 0, nothing is learnt.

    Returns
    -------
    loss : float
        The loss before the step.
    parameters : dict
        The new parameters, under the same names.
    a_last : (n_a, m) array
        Hidden state after the last time step.

    Notes
    -----
    S2(5-13), S3 section 1.4.1. `output_backward` and `rnn_backward` are those of notebook 1; the first returns the "da"
    that the second begins with. `output_backward` knows no mask: which right answer makes y_pred - y zero?
    """

# %% grade="train"

# %% [markdown]
# ### hello
#
# The smallest language model there is (S4): four letters, h, e, l and o, and a network that shall spell
# *hello*. It reads h and should say e, reads e and should say l, reads l and should say l, reads l again and
# should say **o**. The letter alone does not tell the two l's apart; the state must. As in the note, three hidden
# units are enough.

# %% demo
alphabet = ["h", "e", "l", "o"]
h = np.array([0])
ello = np.array([[1, 2, 2, 3]])
speller = training.initialise_parameters(np.random.default_rng(0), n_x=4, n_a=3, n_y=4)

losses = []
for _ in range(200):
    loss, speller, _ = train(ello, speller, np.zeros((3, 1)), learning_rate=0.1, previous=h)
    losses.append(loss / 4)

plotting.plot_curves({"network": losses, "guessing among four letters: log 4": np.full(200, np.log(4))},
                     ylabel="loss per letter", title="A network with three hidden units learns to spell hello")

# %% demo
_, y_pred, a, _ = language_model_forward(ello, speller, np.zeros((3, 1)), previous=h)
said = y_pred.argmax(axis=0)[0]
assert np.array_equal(said, ello[0])
print("reads h e l l, says", *(alphabet[k] for k in said))
plotting.draw_probabilities(y_pred[:, 0], alphabet, ["h", "e", "l", "l"], right=ello[0],
                            title="After training: P(next letter), the right one framed")

# %% [markdown]
# All four letters are right. Here are the two states after an l: the network told them apart by itself.

# %% demo
print("state after the first l: ", a[:, 0, 2].round(2))
print("state after the second l:", a[:, 0, 3].round(2))

# %% [markdown]
# ### With and without clipping
#
# Now the danger of 2.5 in a real training. The same network twice, with weights $W_{aa}$ of twice the usual size,
# on pieces of 50 characters from a text about Python (2.9 says more about it). One has its gradients clipped to
# the norm 5; for the other one the bound is infinite. Steps have the same learning rate, 0.1.

# %% demo
python_text = "\n".join(texts.python_sentences().training)
python_signs = build_vocabulary([python_text], max_size=None, level="character")
stream = encode(python_text, python_signs, level="character")[:-1]


def losses_with(max_norm, n_steps=150):
    network = training.initialise_parameters(np.random.default_rng(0), len(python_signs), 32, len(python_signs))
    network["Waa"] = 2 * network["Waa"]
    rng, losses = np.random.default_rng(1), []
    for _ in range(n_steps):
        pieces = stream[rng.integers(len(stream) - 51, size=(8, 1)) + np.arange(51)]
        loss, network, _ = train(pieces[:, 1:], network, np.zeros((32, 8)), 0.1, max_norm, pieces[:, 0])
        losses.append(loss / pieces[:, 1:].size)
    return losses, max(np.abs(array).max() for array in network.values())


with_clipping, largest_with = losses_with(5.0)
without_clipping, largest_without = losses_with(np.inf)
assert np.mean(with_clipping[-20:]) < np.log(len(python_signs)) < np.mean(without_clipping[-20:])
plotting.plot_curves({"clipped to norm 5": with_clipping, "not clipped": without_clipping,
                      "guessing": np.full(150, np.log(len(python_signs)))},
                     ylabel="loss per character", log_y=True, title="The same training with and without clipping")

# %% demo varies
print(f"largest weight with clipping:    {largest_with:7.1f}")
print(f"largest weight without clipping: {largest_without:7.1f}")

# %% [markdown]
# Without clipping the first steps throw the weights far off, and from then on the network is much worse than
# guessing.
#
# ### What did she say?
#
# Back to the first page. A tiny corpus of words is enough. In it *pair* is the more frequent word: whoever
# goes by frequency alone writes *pair* everywhere.

# %% demo
corpus = [
    "the apple salad was good", "the pear salad was good", "the apple cake was sold", "the pear cake was sold",
    "an apple and a pear", "a pear and an apple", "the pear and apple salad", "the apple and pear cake was good",
    "a pair of shoes", "a new pair of shoes", "the pair of gloves was sold", "a pair of gloves and a new pair of shoes",
    "the new pair of shoes was good", "the gloves and the pair of shoes", "a new pair and an old pair of gloves",
]
menu = build_vocabulary(corpus, max_size=None)
batch, mask = texts.padded([encode(sentence, menu) for sentence in corpus])
waiter = training.initialise_parameters(np.random.default_rng(0), n_x=len(menu), n_a=16, n_y=len(menu))

losses = []
for _ in range(300):
    loss, waiter, _ = train(batch, waiter, np.zeros((16, len(corpus))), learning_rate=0.05, mask=mask)
    losses.append(loss / mask.sum())
print(f"perplexity on its corpus: {np.exp(losses[0]):.1f} before, {np.exp(losses[-1]):.1f} after, "
      f"of {len(menu)} tokens")

# %%
def score_of(sentence, parameters, vocabulary):
    return sentence_log_probability(encode(sentence, vocabulary)[np.newaxis], parameters)[0]


# %% demo
for sounds_like in [("the apple and pear salad", "the apple and pair salad"),
                    ("a new pair of shoes and a pear", "a new pear of shoes and a pair")]:
    assert not set(sounds_like) & set(corpus)
    likelier = max(sounds_like, key=lambda sentence: score_of(sentence, waiter, menu))
    for sentence in sounds_like:
        mark = "<- " if sentence == likelier else ""
        print(f"{sentence:32} P = {np.exp(score_of(sentence, waiter, menu)):.1e} {mark}")
    print()

# %% [markdown]
# None of these four sentences is in the corpus. The model puts them together from what it has seen, and chooses as
# you do. Where do the two transcriptions part? The logarithm of a product is a sum, so each word has its share. (The end
# mark has one too. The picture leaves it out, so that its sums are smaller than $-\log P$.)

# %%
def shares(sentence, parameters, vocabulary):
    tokens = encode(sentence, vocabulary)[np.newaxis, :-1]
    sums = [sentence_log_probability(tokens[:, :t], parameters)[0] for t in range(1, tokens.size + 1)]
    return np.diff(sums, prepend=0)


# %% demo
plotting.draw_readings(
    {sentence: shares(sentence, waiter, menu) for sentence in ("the apple and pear salad", "the apple and pair salad")},
    title="How surprised the model is by each word",
)

# %% [markdown]
# Up to the word in question both bars are equal: the model knows nothing of what is to come. Then *pair* costs more
# than *pear*, and *salad* after it, which never follows *pair*, costs more once again.
#
# ## 2.7 Writing
#
# A model that knows how likely each next word is can also *write* (S1, S3 §1.3.2). Let it predict the first word,
# **draw** one at random with just these probabilities, hand that word back as the next input, and so on until it
# draws `<EOS>`. What it writes shows what it has learnt.

# %% demo
plotting.draw_language_model(["the", "pear", "cake", "<EOS>"], drawn=True)

# %% [markdown]
# One knob is useful, the **temperature** $\tau$. It divides the scores before the softmax:
#
# $$\hat y^{\langle t\rangle} = \mathrm{softmax}\left(\frac{W_{ya}\, a^{\langle t\rangle} + b_y}{\tau}\right):
# (n_y, 1)$$
#
# At $\tau = 1$ the model writes what it believes. Below 1 it prefers what is likely anyway, above 1 it takes more
# risks.
#
# > **Where the notes differ.** In step 4 of its example S4 feeds the *output of the softmax* on as the next input. What
# > is fed on is the token that was *drawn*, as a one-hot vector: the network has never read anything else. With
# > probabilities as input the next letter would not even depend on the letter that was written.
#
# ### Exercise 7: `sample`

# %% solution="sample"
def sample(parameters, vocabulary, rng, temperature=1.0, max_length=50):
    """Let a language model write a sentence.

    Parameters
    ----------
    parameters : dict
        As in `language_model_forward`.
    vocabulary : dict
        Token -> number, with "<EOS>".
    rng : numpy.random.Generator
        Source of randomness. Use no other.
    temperature : float
        Positive; divides the scores before the softmax.
    max_length : int
        Largest number of tokens, an end mark included.

    Returns
    -------
    (T,) array of int64
        The tokens in the order of time. The last one is "<EOS>", unless the sentence was cut off at max_length.

    Notes
    -----
    S1, S3 section 1.3.2. It begins as in 2.3, with zeros for the state and for the first input. `rnn_cell_forward`
    makes a step; its probabilities are those of temperature 1, so compute the scores from the new state yourself.
    `rng.choice(n, p=...)` draws a number; draw once per token.
    """

# %% grade="sample"

# %% [markdown]
# What does the waiter say when nobody asks?

# %% demo
rng = np.random.default_rng(0)
for _ in range(8):
    sentence = decode(sample(waiter, menu, rng), menu)
    print(f"{sentence:42}{'(in the corpus)' if sentence in corpus else ''}")

# %% [markdown]
# Some of it is in the corpus word for word, some is new.
#
# ## 2.8 Languages that nobody speaks
#
# There are some 7,900 languages with a name in the standard ISO 639-3. More than 5,000 of these names are a single
# word of plain letters. Can a network learn what the name of a language sounds like?

# %% demo
names = texts.language_names()
name_letters = build_vocabulary(names.training, max_size=None, level="character")
print(", ".join(names.training[:10]))
print(f"{len(names.training)} names to learn from, {len(names.validation)} to choose settings by, "
      f"{len(names.test)} to measure with at the end")
print(f"{len(name_letters)} tokens: 26 letters and the two marks")

# %% [markdown]
# ### What is a good number?
#
# A perplexity means little by itself. Before training, find out what can be had **without** a network:
#
# - *uniform*: all tokens are equally likely;
# - *unigram*: each token has its own frequency, whatever came before;
# - *bigram*: P(next | this), counted in the training names. Pairs that are rare or absent there borrow a little
#   from the unigram (*absolute discounting*, Ney, Essen and Kneser 1994), for a probability of 0 would make the
#   first new name infinitely surprising.
#
# All three are tables, one row for each token that is read, and one more row for the beginning.

# %%
def bigram_table(sentences, size, discount=0.75):
    """Estimate P(next token | this token) from encoded sentences.

    Returns
    -------
    (size + 1, size) array
        One row for each token that is read; the last row is the beginning of a sentence.
    """
    counts = np.zeros((size + 1, size))
    for tokens in sentences:
        np.add.at(counts, (np.append(size, tokens[:-1]), tokens), 1)
    unigram = (counts.sum(axis=0) + 0.5) / (counts.sum() + 0.5 * size)
    total, kinds = counts.sum(axis=1, keepdims=True), np.sum(counts > 0, axis=1, keepdims=True)
    table = (np.maximum(counts - discount, 0) + discount * kinds * unigram) / np.maximum(total, 1)
    return np.where(total > 0, table, unigram)


def unigram_table(sentences, size):
    """Estimate P(next token), the same in every row."""
    counts = np.bincount(np.concatenate(sentences), minlength=size) + 0.5
    return np.tile(counts / counts.sum(), (size + 1, 1))


def nats_of_table(table, sentences):
    """Return the mean of -log P over all tokens of encoded sentences."""
    return -np.mean(np.concatenate([np.log(table[np.append(len(table) - 1, s[:-1]), s]) for s in sentences]))


def nats_of_network(parameters, sentences):
    """Return the same for a network."""
    tokens, mask = texts.padded(sentences)
    return np.log(perplexity(tokens, parameters, mask))


# %% demo
spelled = texts.Split(*([encode(name, name_letters, "character") for name in part] for part in names))
letter_pairs = bigram_table(spelled.training, len(name_letters))
name_results = {
    "uniform": np.log(len(name_letters)),
    "unigram": nats_of_table(unigram_table(spelled.training, len(name_letters)), spelled.test),
    "bigram": nats_of_table(letter_pairs, spelled.test),
}
print({name: f"{value:.2f}" for name, value in name_results.items()})

# %% [markdown]
# ### Training
#
# Your `train` takes a step of plain gradient descent. With Adam the same number of steps leads further. We need not
# write anything anew: with the learning rate 1, old parameters minus new ones *are* the clipped gradient.

# %%
def adam_step(optimiser, tokens, parameters, a_prev, previous=None, mask=None, max_norm=5.0):
    """Do what `train` does, with Adam's step; the parameters change in place."""
    loss, stepped, a_last = train(tokens, parameters, a_prev, 1.0, max_norm, previous, mask)
    optimiser.update(parameters, {"d" + name: parameters[name] - stepped[name] for name in parameters})
    return loss, a_last


# %% [markdown]
# A thousand batches of 64 names, with steps that get smaller towards the end. From time to time we let the
# network write.

# %% demo
rng = np.random.default_rng(0)
inventor = training.initialise_parameters(rng, n_x=len(name_letters), n_a=64, n_y=len(name_letters))
optimiser = training.Adam(0.005)


def invent(n, rng, temperature=1.0):
    return [decode(sample(inventor, name_letters, rng, temperature), name_letters, "character") for _ in range(n)]


losses, checked = [], {}
for n_done in range(1001):
    if n_done in (0, 50, 200, 500, 1000):
        checked[n_done] = nats_of_network(inventor, spelled.validation)
        written = ", ".join(invent(7, np.random.default_rng(1)))
        print(f"{n_done:4} steps, {checked[n_done]:.2f} nats: {written[:80]}")
    optimiser.learning_rate = 0.005 * (1 - n_done / 1000)
    batch, mask = texts.padded([spelled.training[k] for k in rng.choice(len(spelled.training), 64, replace=False)])
    loss, _ = adam_step(optimiser, batch, inventor, np.zeros((64, 64)), mask=mask)
    losses.append(loss / mask.sum())

# %% demo
plotting.plot_loss(losses, window=20, reference=("bigram, on unseen names", name_results["bigram"]),
                   ylabel="nats per character", title="The network learns what names of languages look like")

# %% [markdown]
# First noise, then syllables, then words that could be names. And now the honest comparison, on 500 names
# that neither the network nor the tables have seen:

# %% demo
name_results["recurrent network"] = nats_of_network(inventor, spelled.test)
assert name_results["recurrent network"] < name_results["bigram"] - 0.1
plotting.plot_comparison(name_results, xlabel="nats per character on unseen names: less is better",
                         title="A little better than counting pairs")

# %% [markdown]
# Most of what there is to gain comes from counting pairs of letters. The network's own share is the difference
# between the last two bars:

# %% demo
gain = name_results["bigram"] - name_results["recurrent network"]
print(f"gain over the bigram: {gain:.2f} nats per character")
print(f"perplexity: bigram {np.exp(name_results['bigram']):.1f}, "
      f"network {np.exp(name_results['recurrent network']):.1f}")

# %% [markdown]
# ### What has it learnt?
#
# The bigram *is* a table, and we can draw it. To get such a table out of the network, let it read the names that it
# has not been trained on, and for each letter that it reads average what it predicts after it. `^` stands for the
# beginning, `$` for the end.

# %% demo
batch, mask = texts.padded(spelled.validation + spelled.test)
_, y_pred, _, _ = language_model_forward(batch, inventor, np.zeros((64, len(batch))))
read = np.concatenate([np.full((len(batch), 1), len(name_letters)), batch[:, :-1]], axis=1)
learnt = np.array([y_pred[:, (read == k) & mask].mean(axis=1) for k in np.unique(read[mask])])
assert np.array_equal(np.unique(read[mask]), np.arange(2, len(name_letters) + 1))  # no marks, all letters, beginning

alphabet = [*"abcdefghijklmnopqrstuvwxyz"]
counted = letter_pairs[2:]
rows = [-1, *(name_letters[letter] - 2 for letter in alphabet)]
columns = [*(name_letters[letter] for letter in alphabet), name_letters["<EOS>"]]
plotting.draw_next_tables(
    {"counted: bigram": counted[np.ix_(rows, columns)],
     "learnt: mean of the network's predictions": learnt[np.ix_(rows, columns)]},
    row_labels=["^", *alphabet], column_labels=[*alphabet, "$"], title="P(next letter | this letter)",
)

# %% demo
names_of = list(name_letters)
for letter in "qcn":
    print(f"after {letter}, the network expects first of all {names_of[learnt[name_letters[letter] - 2].argmax()]!r}")

# %% [markdown]
# Nobody told the network so; it stands in its weights. But a table has no memory. The network knows what came
# before the letter, and how far the name has got. How likely is it that the name ends here?

# %% demo
def chance_of_end(beginning):
    tokens = encode(beginning, name_letters, "character")[np.newaxis]
    _, y_pred, _, _ = language_model_forward(tokens, inventor, np.zeros((64, 1)))
    return y_pred[name_letters["<EOS>"], 0, -1]


for beginning in ("a", "ma", "mara", "marala"):
    print(f"P(end | {beginning:6}) = {chance_of_end(beginning):.2f}      "
          f"bigram: {letter_pairs[name_letters['a'], name_letters['<EOS>']]:.2f}")

# %% [markdown]
# For the bigram these four are the same question. For the network they are not.
#
# ### Its inventions
#
# Does it only recite what it has read? Let it write 1,000 names and look them up.

# %% demo
inventions = invent(1000, np.random.default_rng(2))
known, unseen = set(names.training), set(names.validation + names.test)
print(f"new: {np.mean([name not in known for name in inventions]):.0%} of 1,000")
existing = sorted(set(inventions) & unseen - known)
print(f"not in its corpus, but names of real languages: {len(existing)} ({', '.join(existing)})")

# %% [markdown]
# So it has learnt something about names, not only names. (Now and then it may end before the first letter, or write
# `<UNK>`, which it has never read: a softmax gives no token the probability 0.) With the temperature you choose between
# safe and bold:

# %% demo
for temperature in (0.3, 0.7, 1.0, 1.5):
    written = invent(200, np.random.default_rng(3), temperature)
    new = np.mean([name not in known for name in written])
    print(f"temperature {temperature}: {new:4.0%} new   {', '.join(written[:7])}")

# %% [markdown]
# ## 2.9 Texts without end
#
# Names are short. A book is one sequence of a million characters. To go back through all of it for a single
# step of training would be slow and would need all the states at once. So a long text is cut into **chunks**, and
# the network is trained chunk by chunk (S4). Two things travel differently from one chunk to the next:
#
# - the **state** is carried on, so that the network still knows what it has read;
# - the **gradient** is not: it stops at the border of its chunk. That is *truncated* backpropagation through time.
#
# To have $m$ rows for a batch, the text is first cut into $m$ long *streams*. Then all the streams are cut into
# chunks at the same places. Row $i$ of each batch goes on where row $i$ of the batch before has ended.

# %% demo
plotting.draw_chunks("what you read first is still in the state when you read on", chunk_length=10, batch_size=2)

# %% [markdown]
# The right answer for each character is the one behind it in the text. Of $N$ tokens, the last is nobody's input
# and the first is nobody's answer: each stream has $n = \lfloor (N - 1) / m \rfloor$ steps. Up to $m - 1$ tokens
# at the end of the text are left over.
#
# ### Exercise 8: `truncated_bptt_batches`

# %% solution="truncated_bptt_batches"
def truncated_bptt_batches(tokens, chunk_length, batch_size):
    """Cut a long text into chunks that follow one another.

    Parameters
    ----------
    tokens : (N,) integer array
        The text as one sequence of tokens.
    chunk_length : int
        Number of time steps T of a chunk. The last chunk has what is left, and may be shorter.
    batch_size : int
        Number m of streams into which the text is cut first, all of the same length.

    Yields
    ------
    inputs : (m, T) integer array
        Row i goes on where row i of the chunk before has ended.
    targets : (m, T) integer array
        The token that follows each of the inputs in the text.

    Raises
    ------
    ValueError
        If there are fewer than batch_size + 1 tokens.

    Notes
    -----
    S4, step 5. Stream i, counted from 0, reads the tokens i n ... (i + 1) n - 1 of the text, with n as above, and
    predicts those from i n + 1 to (i + 1) n. A function with `yield` hands out one pair after the other.
    """

# %% grade="truncated_bptt_batches"

# %% demo
text = "what you read first is still in the state when you read on"
text_vocabulary = build_vocabulary([text], max_size=None, level="character")
signs, text_tokens = list(text_vocabulary), encode(text, text_vocabulary, "character")[:-1]
for read_here, said_here in truncated_bptt_batches(text_tokens, chunk_length=10, batch_size=2):
    for row in range(2):
        print("".join(signs[k] for k in read_here[row]).ljust(12), "->  ", "".join(signs[k] for k in said_here[row]))
    print()

# %% [markdown]
# Such chunks fit your `train`: the targets are the `tokens`, the first input of each row is `previous`, and
# `a_prev` is the state that the chunk before has left.
#
# ### Does the state matter?
#
# The text is the one of 2.6: prose from Python's own help, the pages that `help("for")` and the like show (Python
# Software Foundation, PSF licence). We train one network that carries its state on, and one that begins each
# chunk of 10 characters with zeros. Everything else is equal.

# %%
def read_on(stream, parameters, carry, chunk_length=10, batch_size=32, optimiser=None, n_steps=1):
    """Read a text once, chunk by chunk, learning from it if there is an optimiser.

    Returns
    -------
    (n_chunks, chunk_length) array
        -log P of the characters, averaged over the streams.
    """
    state, surprises = np.zeros((len(parameters["Waa"]), batch_size)), []
    for inputs, targets in truncated_bptt_batches(stream, chunk_length, batch_size):
        if targets.shape[1] < chunk_length:
            break
        a_prev = state if carry else np.zeros_like(state)
        if optimiser is None:
            _, y_pred, a, _ = language_model_forward(targets, parameters, a_prev, inputs[:, 0])
            state = a[:, :, -1]
            losses = [sequence_loss(y_pred[:, :, [t]], targets[:, [t]]) for t in range(chunk_length)]
            surprises.append(np.array(losses) / batch_size)
        else:
            optimiser.learning_rate = max(optimiser.learning_rate - 0.01 / n_steps, 0)
            _, state = adam_step(optimiser, targets, parameters, a_prev, inputs[:, 0])
    return np.array(surprises)


# %% demo
held_out = encode("\n".join(texts.python_sentences().validation), python_signs, level="character")[:-1]
print(f"{len(stream):,} characters to learn from, {len(held_out):,} held out, {len(python_signs)} tokens")

readers = {}
for name, carry in [("state carried on", True), ("state reset", False)]:
    network = training.initialise_parameters(np.random.default_rng(0), len(python_signs), 64, len(python_signs))
    read_on(stream, network, carry, optimiser=training.Adam(0.01), n_steps=len(stream) // 320)
    readers[name] = network, read_on(held_out, network, carry)

# %% demo
places = np.arange(1, 11)
text_pairs = bigram_table([stream], len(python_signs))
text_results = {"bigram": nats_of_table(text_pairs, [held_out])}
text_results |= {name: surprises.mean() for name, (_, surprises) in reversed(readers.items())}
assert text_results["state carried on"] < text_results["state reset"] - 0.05 < text_results["bigram"]
first, last = readers["state carried on"][1].mean(axis=0)[[0, -1]]
assert first < last + 0.05
assert readers["state reset"][1].mean(axis=0)[0] > text_results["bigram"] - 0.05
by_place = {name: surprises.mean(axis=0) for name, (_, surprises) in readers.items()}
plotting.plot_curves(
    by_place | {"bigram": [text_results["bigram"]] * 10},
    x=places, xlabel="place in the chunk", ylabel="nats per character",
    title="Without its state a network begins every chunk in the dark",
)

# %% demo
for name, value in text_results.items():
    print(f"{name:17} {value:.2f} nats per held-out character")

# %% [markdown]
# At the first place of a chunk a network without its state knows one character and is no better than a bigram. It
# needs several characters to catch up. The other one has its state, and is as good at the first place as at the
# last, although no gradient has ever crossed a border.
#
# What has it learnt of English, after reading the text a single time?

# %% demo
reader, _ = readers["state carried on"]
for seed in range(3):
    written = sample(reader, python_signs, np.random.default_rng(seed), temperature=0.6, max_length=75)
    print(repr(decode(written, python_signs, "character")))

# %% [markdown]
# Short words, common endings, quotation marks and full stops. The longer words are inventions, and nothing makes
# sense.
#
# ## 2.10 Words
#
# The same text once more, now as words: 1,714 sentences to learn from, with a vocabulary of the 998 most
# frequent tokens and the two marks. All words that are not among these become `<UNK>`.

# %% demo
sentences = texts.python_sentences()
vocabulary = build_vocabulary(sentences.training, max_size=1000)
numbered = texts.Split(*([encode(sentence, vocabulary) for sentence in part] for part in sentences))
print(decode(numbered.training[5], vocabulary))
print(f"unknown: {np.mean(np.concatenate(numbered.test) == 0):.0%} of the tokens in test sentences")

# %% demo
word_pairs = bigram_table(numbered.training, 1000)
word_results = {
    "uniform": 1000.0,
    "unigram": np.exp(nats_of_table(unigram_table(numbered.training, 1000), numbered.test)),
    "bigram": np.exp(nats_of_table(word_pairs, numbered.test)),
}
print({name: f"{value:.0f}" for name, value in word_results.items()})

# %% [markdown]
# The network begins where the unigram ends: with $b_y = \log P(\text{word})$ and small output weights it knows the
# frequencies before the first step. Sentences of similar length form a batch, so that there is little padding,
# and numbers of single precision are enough and faster. After each epoch the network writes, with the same random
# numbers each time; shown are the first two sentences of six words or more.

# %% demo
rng = np.random.default_rng(0)
talker = training.initialise_parameters(rng, n_x=1000, n_a=48, n_y=1000)
talker["Wya"] *= 0.1
talker["by"] = np.log(unigram_table(numbered.training, 1000)[:1].T)
talker = {name: value.astype(np.float32) for name, value in talker.items()}

by_length = sorted(numbered.training, key=len)
groups = [texts.padded(by_length[k : k + 16]) for k in range(0, len(by_length), 16)]
optimiser, n_epochs, losses = training.Adam(), 3, []
for epoch in range(n_epochs):
    for k in rng.permutation(len(groups)):
        batch, mask = groups[k]
        optimiser.learning_rate = 0.015 * (1 - len(losses) / (n_epochs * len(groups)))
        loss, _ = adam_step(optimiser, batch, talker, np.zeros((48, len(batch)), dtype=np.float32), mask=mask)
        losses.append(loss / mask.sum())
    hesitation = np.exp(nats_of_network(talker, numbered.validation))
    print(f"epoch {epoch + 1}: perplexity {hesitation:.0f} on validation sentences")
    writer = np.random.default_rng(0)
    written = (sample(talker, vocabulary, writer, 0.7, max_length=25) for _ in range(100))
    for sentence in [sentence for sentence in written if len(sentence) > 6][:2]:
        print("   ", decode(sentence, vocabulary))

# %% demo
plotting.plot_loss(losses, window=20, reference=("bigram, on unseen sentences", np.log(word_results["bigram"])),
                   title="A network of words")

# %% demo
word_results["recurrent network"] = np.exp(nats_of_network(talker, numbered.test))
assert 0.85 < word_results["recurrent network"] / word_results["bigram"] < 1.15
print({name: f"{value:.0f}" for name, value in word_results.items()})
plotting.plot_comparison(word_results, xlabel="perplexity on unseen sentences: less is better", decimals=0,
                         title="A plain network, and a table of pairs: about equal")

# %% [markdown]
# This is an honest result, and not a proud one: on this text a plain recurrent network is about as good as a table
# of pairs, which took no training at all. A few tens of thousands of words are little to learn a language from, and
# the plain cell forgets quickly. Notebooks 3 and 4 give it a better memory.
#
# ### Choosing between words that sound alike
#
# *Than* and *then*, *there* and *their*: whoever listens has to guess. Take each unseen sentence that holds one
# of these words, put the other one in its place, and ask which of the two sentences is likelier. Three judges:
# the more frequent word in the training text, the bigram, the network.

# %% demo
def other_readings(pair):
    swap = dict(zip(pair, reversed(pair), strict=True))
    for sentence in sentences.validation + sentences.test:
        words = sentence.split()
        for place, word in enumerate(words):
            if word in pair:
                yield sentence, " ".join([*words[:place], swap[word], *words[place + 1 :]]), word


def bigram_log_probability(sentence):
    tokens = encode(sentence, vocabulary)
    return np.log(word_pairs[np.append(1000, tokens[:-1]), tokens]).sum()


def network_log_probability(sentence):
    return score_of(sentence, talker, vocabulary)


for pair in [("than", "then"), ("there", "their")]:
    frequent = max(pair, key=" ".join(sentences.training).split().count)
    cases = list(other_readings(pair))
    right = {
        "frequency": sum(word == frequent for _, _, word in cases),
        "bigram": sum(bigram_log_probability(a) > bigram_log_probability(b) for a, b, _ in cases),
        "network": sum(network_log_probability(a) > network_log_probability(b) for a, b, _ in cases),
    }
    print(f"{' / '.join(pair):14} {len(cases)} cases, right:", ", ".join(f"{judge} {n}" for judge, n in right.items()))

# %% [markdown]
# Both models are right more often than frequency alone, and with so few cases nobody can say which of the two is
# better. Here is a sentence that is nowhere in the text, word by word:

# %% demo
heard = ("the value is greater than the second argument .", "the value is greater then the second argument .")
assert not set(heard) & set(sentences.training + sentences.validation + sentences.test)
plotting.draw_readings({sentence: shares(sentence, talker, vocabulary) for sentence in heard},
                       title="than or then: the word itself decides")

# %% [markdown]
# ## 2.11 What you have now
#
# - A **vocabulary** with a place for unknown words and for the end, for words and for characters.
# - A **language model**: each token predicted from those before it, a probability for every sentence, a perplexity
#   for every model, and baselines that tell you what it is worth.
# - **Training**, with gradients that cannot explode.
# - **Sampling**: a network that writes.
# - **Truncated backpropagation**: texts of any length, with the state carried on.
#
# **What comes next.** The plain cell is good at letters and no better than a table at words. Its gradients do not
# only explode: far more often they vanish, and then nothing can be learnt about what lies more than a few steps back.
# Notebook 3 measures it, and builds a cell with a gate that lets the past through.
