"""How a text feels: valences of its words with what stands around them (after Hutto and Gilbert's VADER,
2014).

Words of a lexicon are negated, strengthened and weakened by their neighbours as in VADER; beyond it, wishes
and conditions count little ("would be great if" praises nothing), and three classes are weighed by what the
labelled texts teach, so that a text that takes no side is exactly 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from twoears.listening.lexicon import Lexicon
from twoears.listening.rules import words
from twoears.listening.words import Sentence, Words

NEGATIONS, STRONGER, WEAKER, UNREAL = map(words, ("negations", "stronger", "weaker", "unreal"))
AT_A_DISTANCE = frozenset({"so", "really", "very"})
"""Those that strengthen what is a word or two behind them too."""

COMPARED = frozenset({"so", "more", "such"})
"""Behind these "never" turns nothing: "never been so let down"."""

TURNS = frozenset({"but", "however"})
"""Words at which a sentence turns to what it really means."""

REACH = 3
"""How many words behind a negation feel it; as in VADER."""


@dataclass(slots=True)
class Mood:
    """Sums of the valences of a stretch of words: ``positive`` at least 0, ``negative`` at most 0."""

    positive: float = 0.0
    negative: float = 0.0
    strongest_positive: float = 0.0
    strongest_negative: float = 0.0

    def add(self, valence: float) -> None:
        if valence > 0:
            self.positive += valence
            self.strongest_positive = max(self.strongest_positive, valence)
        else:
            self.negative += valence
            self.strongest_negative = min(self.strongest_negative, valence)


def moods(text: Words, lexicon: Lexicon) -> list[Mood]:
    """The mood of each sentence."""
    return [_mood(text, sentence, lexicon) for sentence in text.sentences]


def _mood(text: Words, sentence: Sentence, lexicon: Lexicon) -> Mood:
    mood, first = Mood(), sentence.first
    tokens = text.tokens[first : sentence.last]
    telling = lexicon.telling
    places = [place for place, token in enumerate(tokens) if token in telling]
    if not places:
        return mood
    unreal, turn = _first(tokens, UNREAL), _first(tokens, TURNS)
    covered = 0
    for place in places:
        if place < covered:
            continue
        valence, length = _valence(tokens, place, lexicon)
        if not valence:
            continue
        covered = place + length
        valence = _among_neighbours(tokens, place, valence)
        if place > unreal:
            valence *= 0.4
        if turn < len(tokens):
            valence *= 0.5 if place < turn else 1.4
        mood.add(valence)
    return mood


def _first(tokens: list[str], some: frozenset[str]) -> int:
    """The place of the first token that is one of some; behind the last one where there is none."""
    if some.isdisjoint(tokens):
        return len(tokens)
    return next(place for place, token in enumerate(tokens) if token in some)


def _valence(tokens: list[str], place: int, lexicon: Lexicon) -> tuple[float, int]:
    """The valence of the longest phrase or the word that begins here, and how many tokens it has."""
    token = tokens[place]
    if token in lexicon.beginnings and place + 1 < len(tokens):
        for phrase, valence in lexicon.phrases.get((token, tokens[place + 1]), ()):
            if tuple(tokens[place : place + len(phrase)]) == phrase:
                return valence, len(phrase)
    return lexicon.words.get(token, 0.0), 1


def _among_neighbours(tokens: list[str], place: int, valence: float) -> float:
    for back in range(1, min(REACH, place) + 1):
        token = tokens[place - back]
        if token in NEGATIONS:
            if token == "never" and not COMPARED.isdisjoint(tokens[place - back + 1 : place]):
                return valence * 1.25
            return valence * (-0.6 if valence > 0 else -0.4)
        if token in STRONGER and (back == 1 or token in AT_A_DISTANCE):
            valence *= 1.25
        elif back == 1 and token in WEAKER:
            valence *= 0.7
    return valence


_STEPS = {
    "positive": (0.3, 1.0, 1.8, 2.6, 4.0, 6.0),
    "negative": (0.3, 1.0, 1.8, 2.6, 4.0, 6.0),
    "balance": (-5.0, -3.0, -1.5, -0.5, 0.5, 1.5, 3.0, 5.0),
    "last": (-2.0, -0.5, 0.5, 2.0),
}
"""What the sums of a whole text are held against; each step passed is a feature."""


def mood_of_text(
    text: Words, moods: Sequence[Mood], lexicon: Lexicon, only: Sentence | None = None
) -> Iterator[str]:
    """The features of a text's mood as a whole, or those of one sentence as if it were all, by name."""
    positive = sum(mood.positive for mood in moods)
    negative = -sum(mood.negative for mood in moods)
    sums = {"positive": positive, "negative": negative, "balance": positive - negative}
    if moods:
        sums["last"] = moods[-1].positive + moods[-1].negative
    for name, value in sums.items():
        for step in _STEPS[name]:
            if value > step:
                yield f"text.{name}>{step}"
    written = slice(only.start, only.end) if only else slice(None)
    folded, signs = text.own.folded[written], text.own.words[written]
    marks = folded.count(b"!")
    if marks:
        yield "text.exclaims" if marks == 1 else "text.exclaims_much"
    if b"?" in folded:
        yield "text.asks"
    if not signs.isascii():
        valences = [lexicon.emoji[sign] for sign in signs if sign in lexicon.emoji]
        if valences:
            yield "text.emoji_positive" if sum(valences) > 0 else "text.emoji_negative"
