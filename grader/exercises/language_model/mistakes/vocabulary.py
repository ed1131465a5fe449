"""Known mistakes in ``build_vocabulary``, ``encode`` and ``decode``."""

from __future__ import annotations

from grader.exercises.model import Mistake

ORDER = "key=lambda token: (-counts[token], token)"
TOKENS = f'["<UNK>", "<EOS>", *sorted(counts, {ORDER})]'
NUMBERED = "{token: index for index, token in enumerate(tokens[:max_size])}"
SPLIT = 'sentence.split() if level == "word" else sentence:'
ENCODED = 'return np.array([*indices, vocabulary["<EOS>"]], dtype=np.int64)'
LOOKED_UP = "[vocabulary.get(token, unknown) for token in tokens]"
STOP = """        if index == vocabulary["<EOS>"]:
            break
"""
JOINED = '(" " if level == "word" else "").join(words)'


def _wrong(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "", hint: str = "") -> Mistake:
    return Mistake(f"build_vocabulary.{name}", criterion, says, patches, line=line, hint=hint)


VOCABULARY = (
    _wrong("alphabetical", "words", "tokens stand in the order of the alphabet, not by frequency", (ORDER, "key=str")),
    _wrong(
        "ties-as-they-come",
        "words",
        "equally frequent tokens stand in the order of the text, not of the alphabet",
        (ORDER, "key=lambda token: -counts[token]"),
    ),
    _wrong(
        "ties-turned-round",
        "words",
        "reverse=True turns the alphabet round as well",
        (ORDER, "key=lambda token: (counts[token], token), reverse=True"),
    ),
    _wrong(
        "rarest-first", "words", "the rarest tokens come first", (ORDER, "key=lambda token: (counts[token], token)")
    ),
    _wrong("marks-missing", "words", "the two marks have no place", (TOKENS, f"sorted(counts, {ORDER})")),
    _wrong("end-mark-missing", "words", "<EOS> has no place", (TOKENS, f'["<UNK>", *sorted(counts, {ORDER})]')),
    _wrong(
        "marks-exchanged",
        "words",
        "the two marks have changed places: <UNK> is 0, <EOS> is 1",
        (TOKENS, f'["<EOS>", "<UNK>", *sorted(counts, {ORDER})]'),
    ),
    _wrong(
        "marks-last",
        "words",
        "the two marks stand behind the tokens, not before them",
        (TOKENS, f'[*sorted(counts, {ORDER}), "<UNK>", "<EOS>"]'),
    ),
    _wrong(
        "from-one",
        "words",
        "numbers begin with 1, not with 0",
        (NUMBERED, "{token: index for index, token in enumerate(tokens[:max_size], 1)}"),
    ),
    _wrong(
        "turned-round",
        "words",
        "keys and values have changed places: a vocabulary takes a token to its index",
        (NUMBERED, "{index: token for index, token in enumerate(tokens[:max_size])}"),
    ),
    _wrong(
        "counts",
        "words",
        "the dictionary holds how often tokens occur, not their indices",
        (NUMBERED, "{token: counts.get(token, 0) for token in tokens[:max_size]}"),
    ),
    _wrong("list", "words", "a list of tokens is returned, not a dictionary", (NUMBERED, "tokens[:max_size]")),
    _wrong(
        "small-letters",
        "words",
        "capitals are turned into small letters: The and the are different tokens",
        (SPLIT, 'sentence.lower().split() if level == "word" else sentence.lower():'),
    ),
    _wrong(
        "single-spaces",
        "words",
        "split(' ') finds empty words between two spaces; split() does not",
        (SPLIT, 'sentence.split(" ") if level == "word" else sentence:'),
    ),
    _wrong(
        "once-per-sentence",
        "words",
        "a token is counted once in a sentence, however often it stands there",
        (SPLIT, 'set(sentence.split() if level == "word" else sentence):'),
    ),
    _wrong(
        "first-sentence-only",
        "words",
        "only the first sentence is read",
        ("for sentence in corpus:", "for sentence in corpus[:1]:"),
    ),
    _wrong("size-ignored", "max_size", "max_size is not used", (NUMBERED, NUMBERED.replace("[:max_size]", ""))),
    _wrong(
        "marks-not-counted",
        "max_size",
        "the two marks are not counted: there are max_size + 2 entries",
        (NUMBERED, NUMBERED.replace("[:max_size]", "[: None if max_size is None else max_size + 2]")),
    ),
    _wrong(
        "one-too-few",
        "max_size",
        "there is one entry less than max_size",
        (NUMBERED, NUMBERED.replace("[:max_size]", "[: None if max_size is None else max_size - 1]")),
    ),
    _wrong(
        "first-come",
        "max_size",
        "the first tokens of the text are kept, not the most frequent ones",
        (
            "            counts[token] =",
            "            if max_size is None or token in counts or len(counts) < max_size:\n"
            "                counts[token] =",
        ),
    ),
    _wrong(
        "rarest-kept",
        "max_size",
        "the rarest tokens are kept and the most frequent ones left out",
        (
            NUMBERED,
            "{token: index for index, token in enumerate("
            "tokens if max_size is None else tokens[:2] + tokens[2:][::-1][: max_size - 2])}",
        ),
    ),
    _wrong(
        "level-ignored", "characters", "the level is not used: tokens are always words", (SPLIT, "sentence.split():")
    ),
    _wrong(
        "spaces-left-out",
        "characters",
        "spaces are left out: at this level they are tokens like any other",
        (SPLIT, 'sentence.split() if level == "word" else sentence.replace(" ", ""):'),
    ),
    _wrong(
        "characters-once",
        "characters",
        "every character counts once, however often it occurs",
        (
            "            counts[token] =",
            '            counts[token] = 1 if level == "character" else counts.get(token, 0) + 1\n            counts =',
        ),
        ("counts = counts.get(token, 0) + 1", "counts = counts"),
        line="counts[token] = 1",
    ),
    _wrong(
        "any-level",
        "errors",
        "a level that does not exist is taken without a word",
        ('level not in ("word", "character")', "level is None"),
    ),
    _wrong(
        "encode-without-end",
        "encode",
        "<EOS> is missing at the end",
        (ENCODED, "return np.array(indices, dtype=np.int64)"),
    ),
    _wrong(
        "encode-end-first",
        "encode",
        "<EOS> stands in front, not at the end",
        (ENCODED, 'return np.array([vocabulary["<EOS>"], *indices], dtype=np.int64)'),
    ),
    _wrong(
        "encode-two-ends",
        "encode",
        "<EOS> stands there twice",
        (ENCODED, ENCODED.replace("*indices", '*indices, vocabulary["<EOS>"]')),
    ),
    _wrong(
        "encode-list",
        "encode",
        "a list is returned, not an array",
        (ENCODED, 'return [*indices, vocabulary["<EOS>"]]'),
    ),
    _wrong(
        "encode-fractions",
        "encode",
        "the array holds floating-point numbers",
        (ENCODED, ENCODED.replace("np.int64", "float")),
    ),
    _wrong(
        "encode-unknown-left-out",
        "encode",
        "unknown tokens are left out: each of them becomes <UNK>",
        (LOOKED_UP, "[vocabulary[token] for token in tokens if token in vocabulary]"),
    ),
    _wrong(
        "encode-unknown-unique",
        "encode",
        "every unknown token gets a number of its own: UNK is no unique token, all unknown ones share it",
        (LOOKED_UP, "[vocabulary[t] if t in vocabulary else len(vocabulary) + i for i, t in enumerate(tokens)]"),
    ),
    _wrong(
        "encode-unknown-ends",
        "encode",
        "unknown tokens become <EOS>",
        ('unknown = vocabulary["<UNK>"]', 'unknown = vocabulary["<EOS>"]'),
    ),
    _wrong(
        "encode-unknown-fails",
        "encode",
        "a token that is not in the vocabulary stops the function",
        (LOOKED_UP, "[vocabulary[token] for token in tokens]"),
    ),
    _wrong(
        "encode-unknown-is-zero",
        "encode",
        "<UNK> is taken to be 0, whatever the vocabulary says",
        ('unknown = vocabulary["<UNK>"]', "unknown = 0"),
    ),
    _wrong(
        "encode-end-is-one",
        "encode",
        "<EOS> is taken to be 1, whatever the vocabulary says",
        (ENCODED, "return np.array([*indices, 1], dtype=np.int64)"),
    ),
    _wrong(
        "encode-level-ignored",
        "encode",
        "the level is not used: a text is always split into words",
        ('sentence.split() if level == "word" else list(sentence)', "sentence.split()"),
    ),
    _wrong(
        "encode-characters-always",
        "encode",
        "the level is not used: a text is always split into characters",
        ('sentence.split() if level == "word" else list(sentence)', "list(sentence)"),
    ),
    _wrong(
        "encode-single-spaces",
        "encode",
        "split(' ') finds empty words between two spaces; split() does not",
        (
            'sentence.split() if level == "word" else list(sentence)',
            'sentence.split(" ") if level == "word" else list(sentence)',
        ),
    ),
    _wrong(
        "decode-end-kept",
        "decode",
        "the end mark stands in the text",
        (STOP, ""),
        (JOINED, JOINED.replace("words", 'words[: words.index("<EOS>") + 1 if "<EOS>" in words else None]')),
        line="words.append(token_of[index])",
    ),
    _wrong(
        "decode-never-ends",
        "decode",
        "tokens behind the end mark are looked at, and the mark is written out",
        (STOP, ""),
        line="for index in tokens:",
    ),
    _wrong(
        "decode-end-left-out",
        "decode",
        "the end mark is left out, but what stands behind it is not",
        ("            break\n", "            continue\n"),
    ),
    _wrong(
        "decode-last-left-out",
        "decode",
        "the last token is always left out, as if it were the end mark",
        ("for index in tokens:", "for index in tokens[:-1]:"),
    ),
    _wrong("decode-without-spaces", "decode", "no space stands between words", (JOINED, '"".join(words)')),
    _wrong("decode-spaces-always", "decode", "a space stands between characters too", (JOINED, '" ".join(words)')),
    _wrong(
        "decode-space-behind",
        "decode",
        "a space stands behind the last word",
        (JOINED, JOINED + ' + (" " if level == "word" and words else "")'),
    ),
    _wrong("decode-list", "decode", "a list of tokens is returned, not a text", (JOINED, "words")),
    _wrong(
        "decode-unknown-left-out",
        "decode",
        "<UNK> is left out of the text",
        (
            "words.append(token_of[int(index)])",
            'words += [token_of[int(index)]] if index != vocabulary["<UNK>"] else []',
        ),
    ),
    _wrong(
        "decode-end-is-one",
        "decode",
        "<EOS> is taken to be 1, whatever the vocabulary says",
        ('if index == vocabulary["<EOS>"]:', "if index == 1:"),
    ),
    _wrong(
        "decode-by-place",
        "decode",
        "tokens are taken by their place in the dictionary, not by their index",
        ("{index: token for token, index in vocabulary.items()}", "dict(enumerate(vocabulary))"),
    ),
)
