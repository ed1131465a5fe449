"""Odd-but-right ``build_vocabulary`` with ``encode`` and ``decode``, and ``truncated_bptt_batches``."""

from __future__ import annotations

from grader.exercises.model import Variant

VOCABULARY = (
    Variant(
        "build_vocabulary.counter",
        """
from collections import Counter


def split(text, level):
    if level not in {"word", "character"}:
        raise ValueError(f"unknown level {level}")
    return text.split() if level == "word" else list(text)


def build_vocabulary(corpus, max_size, level="word"):
    counts = Counter(token for sentence in corpus for token in split(sentence, level))
    known = sorted(counts.items(), key=lambda item: item[0])
    known.sort(key=lambda item: item[1], reverse=True)
    vocabulary = {"<UNK>": 0, "<EOS>": 1}
    for token, _ in known:
        if max_size is not None and len(vocabulary) >= max_size:
            break
        vocabulary.setdefault(token, len(vocabulary))
    split("", level)
    return vocabulary


def encode(sentence, vocabulary, level="word"):
    tokens = split(sentence, level) + ["<EOS>"]
    return np.fromiter((vocabulary[t if t in vocabulary else "<UNK>"] for t in tokens), dtype=int)


def decode(tokens, vocabulary, level="word"):
    text = ""
    names = sorted(vocabulary, key=vocabulary.get)
    for position, token in enumerate(tokens.tolist()):
        if names[token] == "<EOS>":
            return text
        text += (" " if position and level == "word" else "") + names[token]
    return text
""",
    ),
    Variant(
        "build_vocabulary.numpy-unique",
        """
def tokens_of(text, level):
    return text.split() if level == "word" else list(text)


def build_vocabulary(corpus, max_size, level="word"):
    if level != "word" and level != "character":
        raise ValueError(level)
    spelled = [t for text in corpus for t in tokens_of(text, level) if t not in ("<UNK>", "<EOS>")]
    found, counts = np.unique(spelled, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    tokens = ["<UNK>", "<EOS>"] + [str(token) for token in found[order]]
    if max_size is None:
        max_size = len(tokens)
    return dict(zip(tokens[:max_size], range(max_size)))


def encode(sentence, vocabulary, level="word"):
    unknown, end = vocabulary["<UNK>"], vocabulary["<EOS>"]
    result = np.full(len(tokens_of(sentence, level)) + 1, unknown, dtype=np.int32)
    for i, token in enumerate(tokens_of(sentence, level)):
        if token in vocabulary:
            result[i] = vocabulary[token]
    result[-1] = end
    return result


def decode(tokens, vocabulary, level="word"):
    tokens = list(tokens)
    if vocabulary["<EOS>"] in tokens:
        tokens = tokens[: tokens.index(vocabulary["<EOS>"])]
    names = np.empty(len(vocabulary), dtype=object)
    for name, index in vocabulary.items():
        names[index] = name
    return {"word": " ", "character": ""}[level].join(names[tokens])
""",
    ),
    Variant(
        "build_vocabulary.repeated-maximum",
        """
def build_vocabulary(corpus, max_size, level="word"):
    if level == "word":
        tokens = " ".join(corpus).split()
    elif level == "character":
        tokens = "".join(corpus)
    else:
        raise ValueError("level")
    left = {}
    for token in tokens:
        left.setdefault(token, []).append(token)
    names = ["<UNK>", "<EOS>"]
    for name in names:
        left.pop(name, None)
    while left and (max_size is None or len(names) < max_size):
        most = max(len(all_of_it) for all_of_it in left.values())
        names.append(min(token for token, all_of_it in left.items() if len(all_of_it) == most))
        del left[names[-1]]
    return {name: names.index(name) for name in names}


def encode(sentence, vocabulary, level="word"):
    if level == "word":
        sentence = sentence.split()
    numbers = []
    for token in sentence:
        try:
            numbers.append(vocabulary[token])
        except KeyError:
            numbers.append(vocabulary["<UNK>"])
    numbers.append(vocabulary["<EOS>"])
    return np.array(numbers)


def decode(tokens, vocabulary, level="word"):
    back = dict(map(reversed, vocabulary.items()))
    words = iter([back[k] for k in tokens.tolist()])
    return (" " * (level == "word")).join(iter(lambda: next(words, "<EOS>"), "<EOS>"))
""",
    ),
)

CHUNKS = (
    Variant(
        "truncated_bptt_batches.list",
        """
def truncated_bptt_batches(tokens, chunk_length, batch_size):
    n = (tokens.size - 1) // batch_size
    if n == 0:
        raise ValueError("too short")
    rows = np.stack([tokens[i * n : (i + 1) * n + 1] for i in range(batch_size)])
    pieces = range(0, n, chunk_length)
    return [(rows[:, s : min(s + chunk_length, n)], rows[:, s + 1 : s + 1 + chunk_length]) for s in pieces]
""",
    ),
    Variant(
        "truncated_bptt_batches.token-by-token",
        """
def truncated_bptt_batches(tokens, chunk_length, batch_size):
    tokens = tokens.tolist()
    if len(tokens) <= batch_size:
        raise ValueError(f"{len(tokens)} tokens are too few")
    length = 0
    while batch_size * (length + 1) + 1 <= len(tokens):
        length += 1
    done = 0
    while done < length:
        steps = min(chunk_length, length - done)
        x = np.zeros((batch_size, steps), dtype=int)
        y = np.zeros((batch_size, steps), dtype=int)
        for i in range(batch_size):
            for s in range(steps):
                x[i, s] = tokens[i * length + done + s]
                y[i, s] = tokens[i * length + done + s + 1]
        yield x, y
        done += steps
""",
    ),
    Variant(
        "truncated_bptt_batches.indices-and-iterator",
        """
def truncated_bptt_batches(tokens, chunk_length, batch_size):
    n, rest = divmod(len(tokens) - 1, batch_size)
    if n < 1:
        raise ValueError("text too short")
    places = n * np.arange(batch_size)[:, None] + np.arange(n)
    cuts = list(range(chunk_length, n, chunk_length))
    return ([tokens[part], tokens[part + 1]] for part in np.split(places, cuts, axis=1))
""",
    ),
)
