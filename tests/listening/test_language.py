"""English is read; any other language is named, and what gives too little to tell is undetermined."""

import pytest

from tests.listening.shop import read, reader
from twoears.listening.language import ENGLISH, UNDETERMINED, language_of
from twoears.listening.reading import Reading
from twoears.listening.words import words_of

OTHERS = {
    "de": "Die Jacke ist nach zwei Wochen gerissen und der Kundendienst hat sich nicht gemeldet.",
    "fr": "La veste s'est déchirée au bout de deux semaines et le service client ne répond pas.",
    "es": "La chaqueta se rompió a las dos semanas y el servicio de atención no contesta.",
    "nl": "De jas is na twee weken gescheurd en de klantenservice heeft nog niet geantwoord.",
    "pl": "Kurtka podarła się po dwóch tygodniach, a obsługa klienta w ogóle nie odpowiada.",
    "it": "La giacca si è strappata dopo due settimane e il servizio clienti non risponde.",
    "pt": "O casaco rasgou depois de duas semanas e o atendimento ao cliente não responde.",
    "sv": "Jackan gick sönder efter två veckor och kundtjänsten har inte svarat mig.",
    "ja": "ジャケットが二週間で破れてしまいました。返金してください。",
    "ru": "Куртка порвалась через две недели, а служба поддержки не отвечает.",  # noqa: RUF001
    "ar": "تمزقت السترة بعد أسبوعين ولم يرد علي قسم خدمة العملاء حتى الآن.",
    "zh": "夹克两周后就破了,客服一直没有回复我。",
    "el": "Το μπουφάν σκίστηκε μετά από δύο εβδομάδες και δεν απαντά κανείς.",  # noqa: RUF001
}

ENGLISH_ONES = [
    "Love it!",
    "great shoes",
    "Please add a dark mode",
    "how do i return this",
    "Terrible.",
    "works well",
    "thx, that helped",
    "Does it fit?",
    "Dark mode for the web app",
    "ok thanks",
    "Best café in Zürich, the naïve Müller loves it",
    "The Schmetterling GmbH jacket is great and I have used it for years",
]


@pytest.mark.parametrize("language", OTHERS)
def test_other_languages_are_named_and_unread(language: str) -> None:
    assert read(OTHERS[language]) == Reading(language, is_read=False)


@pytest.mark.parametrize("text", ENGLISH_ONES)
def test_english_is_read_however_short(text: str) -> None:
    reading = read(text)
    assert (reading.language, reading.is_read) == (ENGLISH, True)


@pytest.mark.parametrize(
    "text", ["", "  \n", "🎉🎉🎉", "123 456 789", "?!...", "😀 5/5 😀", "12.03.2026", "\0\ud800"]
)
def test_what_has_no_words_is_undetermined(text: str) -> None:
    reading = read(text)
    assert (reading.language, reading.is_read) == (UNDETERMINED, False)


def test_the_language_of_a_text_is_that_of_its_own_words() -> None:
    answer = "> The jacket was sent on Monday and should be with you by now, thank you for your patience.\n"
    assert read(f"{answer}\n{OTHERS['de']}").language == "de"
    assert read(f"> {OTHERS['de']}\n\nThank you, it is here now.").language == ENGLISH


def test_markup_says_nothing_of_the_language() -> None:
    page = "<div class='the and is'><p style='color: blue; font-size: small'>{}</p></div>"
    assert read(page.format(OTHERS["fr"])).language == "fr"


def test_the_languages_of_a_batch_are_those_of_its_texts() -> None:
    texts = [*OTHERS.values(), *ENGLISH_ONES]
    languages = [reading.language for reading in reader().read(texts, [None] * len(texts))]
    assert languages == [*OTHERS, *[ENGLISH] * len(ENGLISH_ONES)]


def test_known_words_make_english_of_what_has_no_common_ones() -> None:
    words = words_of("Brilliant gaiters")
    assert language_of(words.tokens, words.own.words, {"brilliant", "gaiters"}) == ENGLISH
