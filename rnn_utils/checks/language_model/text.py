"""Text to numbers and back, and long texts in pieces: ``build_vocabulary`` and ``truncated_bptt_batches``."""

from __future__ import annotations

from rnn_utils.checks.model import Criterion, Exercise, Output

ASSIGNMENT = "02_language_model"

BUILD_VOCABULARY = Exercise(
    id="build_vocabulary",
    assignment=ASSIGNMENT,
    title="from text to numbers and back",
    outputs=(
        Output("vocabulary", None, "words", function="build_vocabulary", complete=True),
        Output("tokens", None, "encode", ("position",), function="encode"),
        Output("text", None, "decode", function="decode"),
    ),
    criteria=(
        Criterion(
            "words",
            "vocabulary of words",
            3,
            hint="The two marks come first, then the most frequent word. Words that occur equally often follow the "
            "alphabet.",
        ),
        Criterion(
            "characters",
            "vocabulary of characters",
            2,
            hint="At the level of characters every character is a token, a space like any other.",
        ),
        Criterion(
            "max_size",
            "largest size",
            2,
            hint="max_size counts every entry, the two marks too. Which tokens should be left out first?",
            requires=("words",),
        ),
        Criterion(
            "marks",
            "marks that the text spells out",
            1,
            hint="A text may hold <UNK> or <EOS> as a word. Each has one place in the vocabulary, and the other words "
            "are numbered without a gap.",
            requires=("words",),
        ),
        Criterion(
            "errors",
            "ValueError for a level that does not exist",
            1,
            hint="What does your function do with the level 'letter'?",
            requires=("words",),
        ),
        Criterion(
            "encode",
            "tokens of a sentence",
            3,
            hint="encode returns an array of whole numbers: one for each token, known or not, and the end mark behind "
            "them. The vocabulary says which number a mark has.",
        ),
        Criterion(
            "decode",
            "text of some tokens",
            3,
            hint="The vocabulary has to be read the other way round. Where does a text end, and what stands between "
            "two words, or between two characters?",
        ),
    ),
    functions=("build_vocabulary", "encode", "decode"),
)

TRUNCATED_BPTT_BATCHES = Exercise(
    id="truncated_bptt_batches",
    assignment=ASSIGNMENT,
    title="a long text in pieces",
    outputs=(Output("chunks", None, "chunks", complete=True),),
    criteria=(
        Criterion(
            "chunks",
            "inputs and targets of every chunk",
            5,
            r"\mathrm{input}_{i,s} = y_{i n + s}, \qquad \mathrm{target}_{i,s} = y_{i n + s + 1}",
            "S4, pieces of a long text",
            "Cut the text into batch_size streams of equal length first, one in each row; then cut all rows at the "
            "same places. A target is the token behind its input.",
        ),
        Criterion(
            "sizes",
            "what is left over at the end",
            2,
            r"n = \left\lfloor \frac{N - 1}{m} \right\rfloor",
            "S4, pieces of a long text",
            "The last token of the text can be a target and never an input. The last chunk may be shorter than the "
            "others, and a few tokens at the end of the text may fit nowhere.",
            ("chunks",),
        ),
        Criterion(
            "errors",
            "ValueError for a text that is too short",
            1,
            hint="Every stream needs one input at least, and the last one a target behind it.",
            requires=("chunks",),
        ),
    ),
)
