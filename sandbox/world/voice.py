"""Habits of writing: some people never use capitals, some shout, some add a picture."""

from random import Random

VOICES = {"plain": 0.7, "lower": 0.12, "loud": 0.08, "emoji": 0.1}
_EMOJI = ("🏃", "🙂", "👟", "🌧️", "💪")
_MAIL = "m"


def speak(rng: Random, voice: str, where: str, words: str) -> str:
    """The words in somebody's voice; pictures stay out of mails, whose charset may lack them."""
    if voice == "lower":
        return words.lower()
    if voice == "loud" and words.endswith("."):
        return words[:-1] + "!!"
    if voice == "emoji" and where != _MAIL:
        return f"{words} {rng.choice(_EMOJI)}"
    return words
