"""Hidden checks of the vocabulary and of both ways through it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from grader.exercises.language_model.inputs import corpus, words
from grader.exercises.language_model.mistakes import vocabulary as mistakes
from grader.exercises.language_model.variants import text as variants
from grader.exercises.model import HiddenExercise, Probe, Try
from grader.exercises.probes import against, call, raises
from rnn_utils.checks.language_model import BUILD_VOCABULARY
from rnn_utils.checks.published import PublicCase
from rnn_utils.reference import vocabulary as reference

BUILD, ENCODE, DECODE = "build_vocabulary", "encode", "decode"


def _probes(rng: np.random.Generator) -> Sequence[Probe]:
    sentences = corpus(rng, _ties_are_seen)
    return [*_vocabulary_probes(sentences), *_encode_probes(rng, sentences), *_decode_probes(rng, sentences)]


def _ties_are_seen(sentences: list[str]) -> bool:
    """Say whether neither the first nor the last occurrence puts equally frequent tokens as the alphabet does.

    Nor are the three most frequent words, which a size of five leaves, the first three of the text.
    """
    for split in (str.split, list):
        tokens = [token for sentence in sentences for token in split(sentence)]
        right = sorted(Counter(tokens), key=lambda token: (-Counter(tokens)[token], token))
        if set(right[:3]) == set(list(dict.fromkeys(tokens))[:3]):
            return False
        for order in (tokens, tokens[::-1]):
            if [token for token, _ in Counter(order).most_common()] == right:
                return False
    return True


def _vocabulary_probes(sentences: list[str]) -> list[Probe]:
    def build(label: str, criterion: str, *arguments: object) -> Probe:
        return against(BUILD_VOCABULARY, reference.build_vocabulary, label, *arguments, criterion=criterion)

    return [
        build("words", "words", sentences, None),
        build("words, level given", "words", sentences[:3], None, "word"),
        build("no sentence at all", "words", [], None),
        build("characters", "characters", sentences, None, "character"),
        build("characters of one sentence", "characters", sentences[4:5], 100, "character"),
        build("five entries", "max_size", sentences, 5),  # the cut goes through equally frequent words
        build("the two marks alone", "max_size", sentences, 2),
        build("more room than tokens", "max_size", sentences, 50),
        build("eight characters", "max_size", sentences, 8, "character"),
        build("a text that spells out the marks", "marks", [*sentences, *_marked(sentences)], None),
        build("a text of nothing but marks", "marks", ["<EOS> <UNK>", "<UNK>"], None),
        raises("level 'words'", "errors", call(BUILD, sentences, None, "words")),
        raises("level 'Character'", "errors", call(BUILD, sentences, 9, "Character")),
    ]


def _marked(sentences: list[str]) -> list[str]:
    """Write the marks behind words, so often that they are among the most frequent ones."""
    first, second = sentences[0].split()[:2]
    return [f"{first} <UNK> {second} <EOS>", *["<EOS> <UNK>"] * 4, f"<UNK> {second}"]


def _renumbered(vocabulary: Mapping[str, int], by: int) -> dict[str, int]:
    """Move every index round by some places, so that the marks have others than 0 and 1."""
    return {token: (index + by) % len(vocabulary) for token, index in vocabulary.items()}


def _encode_probes(rng: np.random.Generator, sentences: list[str]) -> list[Probe]:
    def encode(label: str, *arguments: object) -> Probe:
        return against(BUILD_VOCABULARY, reference.encode, label, *arguments)

    vocabulary = reference.build_vocabulary(sentences, 8)
    characters = reference.build_vocabulary(sentences, 12, "character")
    strange = " ".join([*sentences[0].split()[:2], *words(rng, 2), *sentences[4].split()])
    return [
        encode("words, some of them unknown", strange, vocabulary),
        encode("more white space than one space", sentences[1], vocabulary),
        encode("no word at all", "", vocabulary),
        encode("characters, some of them unknown", sentences[2] + " X", characters, "character"),
        encode("marks at other places", strange, _renumbered(vocabulary, 3)),
    ]


def _decode_probes(rng: np.random.Generator, sentences: list[str]) -> list[Probe]:
    def decode(label: str, *arguments: object) -> Probe:
        return against(BUILD_VOCABULARY, reference.decode, label, *arguments)

    vocabulary = reference.build_vocabulary(sentences, None)
    characters = reference.build_vocabulary(sentences, None, "character")
    drawn = rng.integers(2, len(vocabulary), size=7)
    ended = np.insert(drawn, [4, 6], 1)  # two end marks, and tokens behind each of them
    unknown = np.array([*drawn[:3], 0, drawn[4], 1])
    letters = np.array([*rng.integers(2, len(characters), size=8), 1])
    moved = _renumbered(vocabulary, 3)
    return [
        decode("tokens without an end mark", drawn, vocabulary),
        decode("tokens behind the end mark", ended, vocabulary),
        decode("an unknown token", unknown, vocabulary),
        decode("the end mark alone", np.array([1]), vocabulary),
        decode("characters", letters, characters, "character"),
        decode("marks at other places", (unknown + 3) % len(vocabulary), moved),
    ]


def _published(rng: np.random.Generator) -> Sequence[PublicCase]:
    text = ["the cat saw  the dog", "a dog saw The cat", "the end"]
    vocabulary = reference.build_vocabulary(text, 6)
    letters = reference.build_vocabulary(["see the sea "], None, "character")
    moved = _renumbered(vocabulary, 2)
    return [
        PublicCase("words", BUILD, (text, None)),
        PublicCase("words, the marks among them", BUILD, (["a <UNK> saw a <UNK> end", "the <UNK> end <EOS>"], None)),
        PublicCase("seven characters", BUILD, (["see the", "sea shore "], 7, "character")),
        PublicCase("a level that does not exist", BUILD, (text, None, "letter"), raises="ValueError"),
        PublicCase("words", ENCODE, ("the  cat saw a bird", vocabulary)),
        PublicCase("characters", ENCODE, ("the seat", letters, "character")),
        PublicCase("marks at other places", ENCODE, ("the Dog", moved)),
        PublicCase("words", DECODE, (np.array([2, 3, 0, 4, 1, 2, 1, 3]), vocabulary)),
        PublicCase("characters", DECODE, (reference.encode("sea the", letters, "character"), letters, "character")),
        PublicCase("marks at other places", DECODE, (np.array([4, 1, 2, 5]), moved)),
    ]


VOCABULARY = HiddenExercise(
    public=BUILD_VOCABULARY,
    reference={BUILD: reference.build_vocabulary, ENCODE: reference.encode, DECODE: reference.decode},
    tries=(Try("own", _probes),),
    published=_published,
    mistakes=mistakes.VOCABULARY,
    variants=variants.VOCABULARY,
)
