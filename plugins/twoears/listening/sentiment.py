"""How a text feels: valences of its words with what stands around them (after Hutto and Gilbert's VADER, 2014).

Words of a lexicon are negated, strengthened and weakened by their neighbours as in VADER; beyond it, wishes and
conditions count little ("would be great if" praises nothing), and three classes are weighed by what the labelled
texts teach, so that a text that takes no side is exactly 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from twoears.listening.lexicon import Lexicon
from twoears.listening.words import Sentence, Words

NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor nowhere without hardly barely scarcely rarely seldom cannot cant dont doesnt didnt "
    "isnt wasnt arent werent wont wouldnt couldnt shouldnt aint havent hasnt hadnt lack lacks lacking zero stop stops "
    "can't don't doesn't didn't isn't wasn't aren't weren't won't wouldn't couldn't shouldn't ain't haven't hasn't hadn't".split()
)
STRONGER = frozenset(
    "very really so extremely absolutely totally completely utterly incredibly insanely super truly deeply especially highly hugely "
    "most particularly remarkably thoroughly purely seriously too fucking bloody damn hella such even always ever way sooo soo".split()
)
WEAKER = frozenset(
    "almost barely kinda kind-of somewhat slightly little bit sort partly rather fairly less marginally occasionally".split()
)
UNREAL = frozenset(
    "would could should if wish might may hope hopefully unless 'd i'd we'd you'd it'd they'd please until suppose supposed".split()
)
"""Words behind which what is said is not, or not yet, the case."""

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


def moods(words: Words, lexicon: Lexicon) -> list[Mood]:
    """The mood of each sentence."""
    return [_mood(words, sentence, lexicon) for sentence in words.sentences]


def _mood(words: Words, sentence: Sentence, lexicon: Lexicon) -> Mood:
    mood, tokens = Mood(), words.tokens
    turned = _turn(tokens, sentence)
    is_unreal, covered = False, sentence.first
    for position in range(sentence.first, sentence.last):
        token = tokens[position]
        if token in UNREAL:
            is_unreal = True
        if position < covered:
            continue
        valence, length = _valence(tokens, position, sentence.last, lexicon)
        if not valence:
            continue
        covered = position + length
        valence = _among_neighbours(tokens, position, sentence.first, valence)
        if is_unreal:
            valence *= 0.4
        if turned >= 0:
            valence *= 0.5 if position < turned else 1.4
        mood.add(valence)
    return mood


def _turn(tokens: list[str], sentence: Sentence) -> int:
    """Where a sentence turns to what it really means; -1 where it does not."""
    for position in range(sentence.first, sentence.last):
        if tokens[position] in ("but", "however"):
            return position
    return -1


def _valence(tokens: list[str], position: int, last: int, lexicon: Lexicon) -> tuple[float, int]:
    token = tokens[position]
    for phrase, valence in lexicon.phrases.get(token, ()):
        length = len(phrase)
        if position + length <= last and tuple(tokens[position : position + length]) == phrase:
            return valence, length
    return lexicon.words.get(token, 0.0), 1


def _among_neighbours(tokens: list[str], position: int, first: int, valence: float) -> float:
    for back in range(1, REACH + 1):
        before = position - back
        if before < first:
            break
        token = tokens[before]
        if token in NEGATIONS:
            return valence * (-0.6 if valence > 0 else -0.4)
        if back == 1 or token in ("so", "really", "very"):
            if token in STRONGER:
                valence *= 1.25
            elif token in WEAKER:
                valence *= 0.7
    return valence


_STEPS = {
    "positive": (0.3, 1.0, 1.8, 2.6, 4.0, 6.0),
    "negative": (0.3, 1.0, 1.8, 2.6, 4.0, 6.0),
    "balance": (-5.0, -3.0, -1.5, -0.5, 0.5, 1.5, 3.0, 5.0),
    "last": (-2.0, -0.5, 0.5, 2.0),
}
"""What the sums of a whole text are held against; each step passed is a feature."""


def mood_of_text(words: Words, moods: Sequence[Mood], lexicon: Lexicon) -> Iterator[str]:
    """The features of a text's mood as a whole, by name."""
    positive = sum(mood.positive for mood in moods)
    negative = -sum(mood.negative for mood in moods)
    sums = {"positive": positive, "negative": negative, "balance": positive - negative}
    if moods:
        sums["last"] = moods[-1].positive + moods[-1].negative
    for name, value in sums.items():
        for step in _STEPS[name]:
            if value > step:
                yield f"text.{name}>{step}"
    folded = words.own.folded
    marks = folded.count(b"!")
    if marks:
        yield "text.exclaims" if marks == 1 else "text.exclaims_much"
    if b"?" in folded:
        yield "text.asks"
    if not words.own.words.isascii():
        valences = [lexicon.emoji[sign] for sign in words.own.words if sign in lexicon.emoji]
        if valences:
            yield "text.emoji_positive" if sum(valences) > 0 else "text.emoji_negative"
