"""Known mistakes in ``encode`` and ``decode``."""

from __future__ import annotations

from grader.exercises.model import Mistake

WORDS_OF_A_TEXT = 'sentence.split() if level == "word" else list(sentence)'
ENCODED = 'return np.array([*indices, vocabulary["<EOS>"]], dtype=np.int64)'
LOOKED_UP = "[vocabulary.get(token, unknown) for token in tokens]"
SPACES = "What does split give for a text with two spaces in a row, or with a space at its end?"
STOP = """        if index == vocabulary["<EOS>"]:
            break
"""
JOINED = '(" " if level == "word" else "").join(words)'


def _wrong(name: str, criterion: str, says: str, *patches: tuple[str, str], line: str = "", hint: str = "") -> Mistake:
    return Mistake(f"build_vocabulary.{name}", criterion, says, patches, line=line, hint=hint)


ENCODING = (
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
        (WORDS_OF_A_TEXT, "sentence.split()"),
    ),
    _wrong(
        "encode-characters-always",
        "encode",
        "the level is not used: a text is always split into characters",
        (WORDS_OF_A_TEXT, "list(sentence)"),
    ),
    _wrong(
        "encode-single-spaces",
        "encode",
        "split(' ') finds empty words between two spaces; split() does not",
        (WORDS_OF_A_TEXT, WORDS_OF_A_TEXT.replace("split()", "split(' ')")),
        hint=SPACES,
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
