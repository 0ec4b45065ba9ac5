"""Tokens and sentences, each with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoears.listening.folding import OTHER, fold
from twoears.listening.words import LONGEST_SENTENCE, words_of


def sentences(text: str) -> list[str]:
    words = words_of(text)
    return [words.own.words[one.start : one.end] for one in words.sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It broke. I sent it back!", ["It broke.", "I sent it back!"]),
        ("Really?! Yes... it did", ["Really?!", "Yes...", "it did"]),
        ("One line\nanother line\n\n\nlast", ["One line", "another line", "last"]),
        ("- first\n- second", ["- first", "- second"]),
        ("It came; it broke", ["It came;", "it broke"]),
        ('He said "no." Then yes.', ['He said "no."', "Then yes."]),
        ("Use e.g. soap, not bleach, etc. and so on.", ["Use e.g. soap, not bleach, etc. and so on."]),
        ("Mr. Jo paid 3.50 at shop.example today", ["Mr. Jo paid 3.50 at shop.example today"]),
        ("Version 2.1.3 is out", ["Version 2.1.3 is out"]),
        ("  padded  ", ["padded"]),
        ("!!! ... ???", []),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_tokens_keep_their_apostrophes_and_places() -> None:
    text = "I don\u2019t wear SIZE 12, café-goer!"
    words = words_of(text)
    assert words.tokens == ["i", "don't", "wear", "size", "12", "cafe", "goer"]
    assert [text[s : s + len(t)] for t, s in zip(words.tokens, words.starts, strict=True)][1] == "don\u2019t"


def test_a_sentence_without_an_end_is_cut() -> None:
    text = "word " * 1_000
    assert max(map(len, sentences(text))) <= LONGEST_SENTENCE
    assert sum(one.last - one.first for one in words_of(text).sentences) == 1_000


@given(st.text(st.sampled_from("aB1 .!?;-'\"()\n\té😀\u0301"), max_size=200))
def test_each_token_is_in_one_sentence_at_its_place(text: str) -> None:
    words = words_of(text)
    folded = words.own.folded.decode("ascii")
    for token, start in zip(words.tokens, words.starts, strict=True):
        assert folded[start : start + len(token)] == token
    ranges = [range(one.first, one.last) for one in words.sentences]
    assert [position for one in ranges for position in one] == list(range(len(words.tokens)))
    for one in words.sentences:
        assert one.start <= words.starts[one.first]
        assert words.starts[one.last - 1] + len(words.tokens[one.last - 1]) <= one.end
    for before, after in zip(words.sentences, words.sentences[1:], strict=False):
        assert before.end <= after.start


@given(st.text(st.characters()))
def test_folding_keeps_every_place(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert folded.isascii()
    assert folded == folded.lower()
    assert all(character in f"\n\t{OTHER}" or character.isprintable() for character in folded)


def test_folding() -> None:
    written = "\u00c4rger, na\u00efve \u201cquoted\u201d \u2014 it\u2019s 5\u00a0\u20ac\0\x7f"
    assert fold(written) == f'arger, naive "quoted" - it\'s 5 {OTHER}  '
