"""Known mistakes in ``build_vocabulary``, with those of its companions behind them."""

from __future__ import annotations

from grader.exercises.language_model.mistakes.encoding import ENCODING, SPACES, WORDS_OF_A_TEXT
from grader.exercises.model import Mistake

ORDER = "key=lambda token: (-counts[token], token)"
TOKENS = f'["<UNK>", "<EOS>", *sorted(counts, {ORDER})]'
NUMBERED = "{token: index for index, token in enumerate(tokens[:max_size])}"
SPLIT = 'sentence.split() if level == "word" else sentence:'
MARKS_OUT = (
    '    del counts["<UNK>"], counts["<EOS>"]  # they have their places whether the text spells them out or not\n'
)
MARKS = "A text may hold <UNK> or <EOS> as a word. Where does the vocabulary have a place for that word already?"


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
        hint=SPACES,
    ),
    _wrong(
        "single-spaces-twice",
        "words",
        "split(' ') finds empty words between two spaces, here and in encode; split() does not",
        (SPLIT, 'sentence.split(" ") if level == "word" else sentence:'),
        (WORDS_OF_A_TEXT, WORDS_OF_A_TEXT.replace("split()", "split(' ')")),
        hint=SPACES,
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
    _wrong(
        "marks-renumbered",
        "marks",
        "a mark that the text spells out is numbered again, as one of its words: it keeps 0 or 1",
        (MARKS_OUT, ""),
        ('counts = {"<UNK>": 0, "<EOS>": 0}', "counts = {}"),
        line="vocabulary[token] = index",
        hint=MARKS,
    ),
    _wrong(
        "marks-moved-on",
        "marks",
        "a mark that the text spells out gets the next free number, which the next word gets as well: it keeps 0 or 1",
        (MARKS_OUT, ""),
        ('counts = {"<UNK>": 0, "<EOS>": 0}', "counts = {}"),
        (
            "return " + NUMBERED,
            "vocabulary = {}\n"
            "    for token in tokens:\n"
            "        if max_size is None or len(vocabulary) < max_size:\n"
            "            vocabulary[token] = len(vocabulary)\n"
            "    return vocabulary",
        ),
        line="vocabulary[token] = len(vocabulary)",
        hint=MARKS,
    ),
    _wrong(
        "marks-leave-a-gap",
        "marks",
        "a mark that the text spells out takes a number away from the words: it has 0 or 1 already",
        (MARKS_OUT, ""),
        ('counts = {"<UNK>": 0, "<EOS>": 0}', "counts = {}"),
        (NUMBERED, "{token: tokens.index(token) for token in tokens[:max_size]}"),
        hint=MARKS,
    ),
    _wrong("size-ignored", "max_size", "max_size is not used", (NUMBERED, NUMBERED.replace("[:max_size]", ""))),
    _wrong(
        "marks-not-counted",
        "max_size",
        "the two marks are not counted: there are max_size + 2 entries",
        (NUMBERED, NUMBERED.replace("[:max_size]", "[: None if max_size is None else max_size + 2]")),
    ),
    _wrong(
        "one-too-many",
        "max_size",
        "there is one entry more than max_size",
        (NUMBERED, NUMBERED.replace("[:max_size]", "[: None if max_size is None else max_size + 1]")),
        line="if len(vocabulary) > max_size:",
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
        "spaces are left out: at the level of characters they are tokens like any other",
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
    *ENCODING,
)
