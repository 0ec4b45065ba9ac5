"""Own words only: what the author of a mail, post or status wrote now, each letter where it was given."""

import html
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.listening.shop import intents, read
from twoears.listening.own_words import MOST_READ, OwnWords, own_words

MINE, TOO = "Mine is this.", "And this too."
ANSWER = "> Theirs is here\n>> and deeper\n>\n> and so on\n"

ATTRIBUTIONS = (
    "On Mon, 3 Mar 2025 at 10:12, Support <help@windrow.example> wrote:",
    "On Mon, 3 Mar 2025 at 10:12, The Support Team of Windrow Running\n<help@windrow.example> wrote:",
    "On 3 Mar 2025, at 10:12, Jo Bloggs <jo@shop.example> wrote:",
    "On Monday, Jo wrote:",
    "Am Mo., 3. März 2025 um 10:12 Uhr schrieb Jo <jo@shop.example>:",
    "Le lun. 3 mars 2025 à 10:12, Jo <jo@shop.example> a écrit :",
    "El lun, 3 mar 2025 a las 10:12, Jo (<jo@shop.example>) escribió:",
    "Il giorno lun 3 mar 2025 alle ore 10:12 Jo <jo@shop.example> ha scritto:",
    "Op ma 3 mrt 2025 om 10:12 schreef Jo <jo@shop.example>:",
    "Op 3 mrt 2025, om 10:12 heeft Jo <jo@shop.example> het volgende geschreven:",
    "Den mån 3 mars 2025 kl 10:12 skrev Jo <jo@shop.example>:",
    "Em seg., 3 de mar. de 2025 às 10:12, Jo <jo@shop.example> escreveu:",
    "pon., 3 mar 2025 o 10:12 Jo <jo@shop.example> napisał(a):",
    "пн, 3 марта 2025, 10:12, Jo <jo@shop.example>:",
    "2025年3月3日(月) 10:12 Jo <jo@shop.example>:",
)
"""The lines above quoted lines, as Gmail, Apple Mail, Thunderbird and others write them."""

HEADS = (
    "-----Original Message-----\nFrom: Jo\nSent: Monday\nTo: Al\nSubject: It",
    "________________________________\nFrom: Jo <jo@shop.example>\nSent: Monday\nTo: Al\nSubject: It",
    "From: Jo <jo@shop.example>\nSent: Monday\nTo: Al\nSubject: It",
    "*From:* Jo <jo@shop.example>\n*Sent:* Monday\n*To:* Al\n*Subject:* It",
    "Begin forwarded message:\n\nFrom: Jo\nSubject: It\nDate: 3 March\nTo: Al",
    "---------- Forwarded message ---------\nFrom: Jo\nDate: Mon\nSubject: It\nTo: Al",
    "-----Ursprüngliche Nachricht-----\nVon: Jo\nGesendet: Montag\nAn: Al\nBetreff: Es",
    "Von: Jo <jo@shop.example>\nGesendet: Montag\nAn: Al\nBetreff: Es",
    "-----Message d'origine-----\nDe : Jo\nEnvoyé : lundi\nÀ : Al\nObjet : Ce",
    "De : Jo <jo@shop.example>\nEnvoyé : lundi 3 mars\nÀ : Al\nObjet : Ce",
)
"""What stands above a mail that is answered or passed on, and not quoted line by line."""

ENDS = (
    "-- \nJo Bloggs\nHead of Sales",
    "--\nJo Bloggs\nHead of Sales",
    "Kind regards,\nJo Bloggs\nHead of Sales",
    "Yours sincerely\nJo Bloggs",
    "Sent from my iPhone",
    "Get Outlook for iOS",
    "Thanks,\nJo",
    "Best,\nJo",
    "This email and its attachments are confidential and intended solely for the addressee.\nDelete it.",
    "If you are not the intended recipient, delete it.",
    "You are receiving this email because you signed up.\nUnsubscribe",
    "To unsubscribe from this group, send a mail to leave@shop.example.",
    "RT @jo: Theirs is here",
)
"""Signatures, disclaimers and shared posts: behind them nothing is the author's."""

POSTS = {
    "quote": f'[quote="jo, post:3, topic:12, full:true"]\nTheirs is here\n[/quote]\n\n{MINE}',
    "nested quotes": f'[quote="jo"]\nTheirs [quote="al"]\nTheirs\n[/quote]\nTheirs\n[/quote]\n{MINE}',
    "quotes between": f'{MINE}\n[quote="jo"]Theirs[/quote]\n{TOO}\n[quote]\nTheirs\n[/quote]',
    "capital tags": f"[QUOTE=jo]Theirs[/QUOTE] {MINE}",
    "quoted lines": f"> Theirs\n> theirs\n\n{MINE}\n\n> Theirs\n{TOO}",
    "one-box": f"{MINE}\n\nhttps://shop.example/theirs?is=here\n\n{TOO}",
    "code": f"{MINE}\n```python\nTheirs = 1\n```\n{TOO}",
    "code in tildes": f"{MINE}\n~~~\nTheirs\n```\nTheirs\n~~~\n{TOO}",
    "code left open": f"{MINE} {TOO}\n```\nTheirs = 1\n",
    "code between words": f"{MINE} {TOO} `print`",
}

SHARED = {
    "retweet": ("RT @jo: Theirs is here", ""),
    "with a comment": (f"{MINE} RT @jo Theirs is here", MINE),
    "address": (f"{MINE} www.shop.example/theirs help@shop.example", MINE),
}

PAGES = {
    "mail by Gmail": f"""<div dir="ltr">{MINE}<br></div><br><div class="gmail_quote"><div class="gmail_attr">
        On Mon, Jo &lt;<a href="mailto:jo@shop.example">jo@shop.example</a>&gt; wrote:<br></div>
        <blockquote>Theirs</blockquote></div>""",
    "mail by Outlook on the web": f"""<div>{MINE}</div><hr><div id="divRplyFwdMsg" dir="ltr">
        <b>From:</b> Jo</div><div><p>Theirs is here</p></div>""",
    "mail by Outlook for iOS": f"""<div>{MINE}</div><div id="ms-outlook-mobile-appendonsend"></div>
        <div>Theirs</div>""",
    "mail by Outlook": f"""<html><head><title>Theirs</title><style>p {{theirs: 0}}</style></head><body>
        <p>{MINE}</p><div style="border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> Jo<br><b>Sent:</b> Mon<br>
        <b>To:</b> Al</p></div><p>Theirs</p></body></html>""",
    "mail by Yahoo": f"""<div>{MINE}</div><div id="y1" class="yahoo_quoted"><div>Jo wrote:</div>
        <div>Theirs</div></div>""",
    "mail by Thunderbird": f"""<p>{MINE}</p><div class="moz-cite-prefix">On 3/3/25 Jo wrote:<br></div>
        <blockquote type="cite"><p>Theirs</p></blockquote><p>{TOO}</p>""",
    "cooked quote": f"""<aside class="quote no-group" data-username="jo" data-post="3"><div class="title">jo:
        </div><blockquote><p>Theirs</p></blockquote></aside><p>{MINE}</p>""",
    "cooked one-box": f"""<p>{MINE}</p><aside class="onebox allowlistedgeneric" data-onebox-src="https://a.b">
        <header class="source">Theirs</header><article class="onebox-body"><h3>Theirs</h3><p>Theirs</p>
        </article></aside><p>{TOO}</p>""",
    "cooked code": f"""<p>{MINE}</p><pre><code class="lang-py">Theirs &lt; 1</code></pre><p>{TOO}</p>""",
    "nested quotes": f"""<blockquote>Theirs<blockquote>Theirs</blockquote>Theirs</blockquote><p>{MINE}</p>""",
    "comments and scripts": f"<!-- Theirs <p>Theirs</p> --><script>theirs()</script><p>{MINE}</p><!-- Theirs",
}

STATUS = (
    '<p><span class="h-card" translate="no"><a href="https://m.example/@windrow" class="u-url mention">@'
    "<span>windrow</span></a></span> Salt &amp; mud, caf&eacute;, it&#39;s &#128512; \U0001f600 "
    '<a href="https://m.example/tags/rain" class="mention hashtag" rel="tag">#<span>rain</span></a> '
    '<a href="https://a.example/long" target="_blank"><span class="invisible">https://</span>'
    '<span class="ellipsis">a.example/lo</span><span class="invisible">ng</span></a></p>'
    "<p>A second&nbsp;one&#33;</p>"
)
"""As Mastodon writes it."""


def said(text: str) -> str:
    return " ".join(own_words(text).words.split())


def shown(text: str, own: OwnWords) -> Iterator[tuple[str, str]]:
    """Each own word, and what stands in the text as given at the place it is said to be from."""
    for word in re.finditer(r"\S+", own.words):
        start, end = own.source(*word.span())
        assert 0 <= start < end <= len(text)
        yield word[0], html.unescape(re.sub(r"<[^<>]*>", "", text[start:end]))


def check_places(text: str) -> None:
    own = own_words(text)
    assert len(own.words) == len(own.folded)
    for word, given_word in shown(text, own):
        assert word == given_word


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["unix", "mail"])
@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
class TestAnswers:
    def test_below(self, attribution: str, line_end: str) -> None:
        text = f"{MINE}\n\n{attribution}\n{ANSWER}".replace("\n", line_end)
        assert said(text) == MINE
        check_places(text)

    def test_above(self, attribution: str, line_end: str) -> None:
        assert said(f"{attribution}\n\n{ANSWER}\n{MINE}\n".replace("\n", line_end)) == MINE

    def test_between(self, attribution: str, line_end: str) -> None:
        text = f"{attribution}\n{ANSWER}{MINE}\n{ANSWER}\n{TOO}\n".replace("\n", line_end)
        assert said(text) == f"{MINE} {TOO}"
        check_places(text)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["unix", "mail"])
@pytest.mark.parametrize("head", HEADS)
def test_what_is_passed_on_is_not_own(head: str, line_end: str) -> None:
    text = f"{MINE}\n\n{head}\n\nTheirs is here.\n\nAnd here.\n".replace("\n", line_end)
    assert said(text) == MINE
    check_places(text)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["unix", "mail"])
@pytest.mark.parametrize("end", ENDS)
def test_signatures_and_disclaimers_are_not_own(end: str, line_end: str) -> None:
    text = f"{MINE} {TOO}\n\n{end}\n".replace("\n", line_end)
    assert said(text) == f"{MINE} {TOO}"
    check_places(text)


@pytest.mark.parametrize("name", POSTS)
def test_posts(name: str) -> None:
    words = said(POSTS[name])
    assert "heirs" not in words
    assert words.startswith(MINE)
    assert (TOO in words) == (TOO in POSTS[name])
    check_places(POSTS[name])


@pytest.mark.parametrize("name", SHARED)
def test_what_was_only_shared_is_not_own(name: str) -> None:
    text, own = SHARED[name]
    assert said(text) == own
    check_places(text)


@pytest.mark.parametrize("name", PAGES)
def test_html(name: str) -> None:
    words = said(PAGES[name])
    assert words == (f"{MINE} {TOO}" if TOO in PAGES[name] else MINE)
    check_places(PAGES[name])


def test_a_status() -> None:
    assert said(STATUS) == "@windrow Salt & mud, café, it's 😀 😀 #rain A second one!"
    check_places(STATUS)


@pytest.mark.parametrize(
    "text",
    [
        "On Sunday I ran in it.",
        "On the label it said:\nwash it cold. I did.",
        "From: the shop in Leeds I had\na jacket. Sent: two days later.",
        "The size is > 5 and < 9, so x<y>z holds.",
        "I tried to unsubscribe from this list three times.",
        "Thanks to all, best wishes and regards to Jo from me.",
        "Thanks,\nit works now, I only had to press the button for longer than I thought.",
        "He wrote to me that it came late.",
        "A dash -- so -- and\n-- another one",
        "",
        "Thanks\nJo",
    ],
)
def test_own_words_that_look_like_others_are_kept(text: str) -> None:
    assert said(text) == " ".join(text.split())


def test_only_so_much_of_a_text_is_looked_at() -> None:
    assert len(own_words("word " * MOST_READ).words) == MOST_READ


def test_what_others_say_is_not_heard() -> None:
    assert intents(f"The parcel weighs two kilos.\n\n{ATTRIBUTIONS[0]}\n> Please add a dark mode.\n") == set()
    assert intents("[quote]\nPlease add a dark mode.\n[/quote]\nThe parcel weighs two kilos.") == set()
    reading = read("<blockquote>Please stop sending me emails.</blockquote><p>Please add a dark mode.</p>")
    assert {intent.intent for intent in reading.intents} == {"suggestion"}


# Any composition: own blocks are marked "own", others' blocks "theirs".

OWN = st.sampled_from(
    [
        "I ran in the ownN again.",
        "ownN",
        "Is the ownN warm?\nI wonder, ownN!",
        "😀 ownN 🎉 café ownN… “ownN”",
        "- ownN one\n- ownN two",
        "5 < 6, ownN & ownN",
        "@jo ownN #ownN",
        "\u202b\u05e9\u05dc\u05d5\u05dd\u202c ownN e\u0301",
    ]
)
OTHERS = st.one_of(
    st.sampled_from(ATTRIBUTIONS).map(lambda line: f"{line}\n> theirs\n> theirs"),
    st.sampled_from(ATTRIBUTIONS).map(lambda line: f"{line}\n\n> theirs\n>> theirs"),
    st.sampled_from(
        [
            "> theirs\n> theirs",
            '[quote="jo, post:1"]\ntheirs\n[quote]theirs[/quote]\ntheirs\n[/quote]',
            "```\ntheirs\n> theirs\n```",
            "~~~py\ntheirs\n~~~",
            "https://theirs.example/theirs?theirs",
            "theirs@theirs.example",
        ]
    ),
)
LASTS = st.one_of(
    st.just(""),
    st.sampled_from(HEADS).map(lambda head: f"{head}\n\ntheirs\n\ntheirs"),
    st.sampled_from(
        [
            "-- \ntheirs",
            "Kind regards\ntheirs theirs",
            "RT @jo: theirs",
            "If you are not the intended recipient theirs",
        ]
    ),
)
OWN_IN_HTML = st.sampled_from(
    [
        "<p>I ran in the ownN again.</p>",
        "<div>ownN &amp; ownN<br/>ownN</div>",
        "ownN",
        "<ul><li>ownN</li><li><b>ow</b>nN</li></ul>",
        "<p>😀 ownN&hellip;&#128512;ownN</p>",
        '<p><a href="https://a.example">ownN</a> <img src="x"> ownN</p>',
    ]
)
OTHERS_IN_HTML = st.sampled_from(
    [
        "<blockquote>theirs<blockquote><p>theirs</p></blockquote>theirs</blockquote>",
        '<aside class="quote"><div class="title">theirs</div><blockquote>theirs</blockquote></aside>',
        '<aside class="onebox"><article><h3>theirs</h3></article></aside>',
        '<div class="gmail_quote"><div>theirs</div><div><div>theirs</div></div></div>',
        '<div class="yahoo_quoted">theirs</div>',
        "<pre><code>theirs &lt;p&gt;</code></pre>",
        "<style>theirs</style><script>theirs < 1</script>",
        "<!-- theirs <p>theirs</p> -->",
        '<p><a href="#"><span class="invisible">https://theirs</span><span>.example/theirs</span></a></p>',
    ]
)


def check_composed(text: str, plain: str) -> None:
    """All that is marked as own is in the own words, nothing of the others', and all is in its place."""
    own = own_words(text)
    assert own.words.count("ownN") == plain.count("ownN")
    assert "theirs" not in own.words
    check_places(text)


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.booleans(), OWN, OTHERS), max_size=7),
    LASTS,
    st.sampled_from(["\n\n", "\n", "\r\n"]),
)
def test_of_any_composition_all_own_words_are_read(
    blocks: list[tuple[bool, str, str]], last: str, between: str
) -> None:
    parts = [own if is_own else others for is_own, own, others in blocks]
    text = between.join([*parts, last])
    check_composed(text, text)


@settings(max_examples=300)
@given(st.lists(st.tuples(st.booleans(), OWN_IN_HTML, OTHERS_IN_HTML), max_size=7), st.booleans())
def test_of_any_html_all_own_words_are_read(blocks: list[tuple[bool, str, str]], is_answered: bool) -> None:
    parts = [own if is_own else others for is_own, own, others in blocks]
    if is_answered:
        parts.append('<div id="divRplyFwdMsg">From: theirs</div><div>theirs</div>')
    text = "<div>" + "\n".join(parts) + "</div>"
    check_composed(text, re.sub(r"<[^<>]*>", "", text))


@settings(max_examples=300)
@given(st.text(max_size=300))
def test_any_text_is_as_long_folded_and_in_its_place(text: str) -> None:
    own = own_words(text)
    assert len(own.words) == len(own.folded)
    for word in re.finditer(r"\S+", own.words):
        start, end = own.source(*word.span())
        assert 0 <= start < end <= len(text)
