"""What stands beside a phrase: can it be a time there, is the past told, which event does it date."""

import re2

_SENTENCE_END = bytes.maketrans(b".!?;:\n()", b"." * 8)
_LOOK_BACK = 90
_LOOK_AHEAD = 40
_FIRST_WORDS = 4

_TOLD = frozenset(
    b"was wasn't were weren't had hadn't did didn't bought came went ran wore broke fell tore sent paid "
    b"saw found lost wrote took gave kept split left made began rang sold felt won drove flew grew held "
    b"stood sat spent taught".split()
)
_WAS = frozenset(b"was wasn't were weren't had hadn't did didn't".split())
_DONE = frozenset(
    b"arrived came got finished left reached received completed ended died broke went ran won lost sold "
    b"closed opened started returned managed turned".split()
)
"""Of these even a deadline lies behind, as in "it came before Friday", ..."""

_NOT_YET = frozenset(b"to be been being get gets getting have has having is are was were".split())
"""... but not beside these: "to be finished by Friday"."""

_LASTING = re2.compile(
    rb"\b(?:haven't|hasn't|have not|has not|havent|hasnt|first|best|longest|worst|fastest|slowest|only)\b"
    rb"[^,]{0,60}$"
)
_SHOULD_HAVE = re2.compile(
    rb"\b(?:should|could|would|ought to|supposed to)(?:n't| not)? have (?:been|come|got|gone|had|\w+ed)\b"
)
_NOT_TOLD = frozenset(
    b"interested excited supposed scheduled booked signed registered entered planned expected required "
    b"needed wanted decided agreed promised invited selected opted based hundred indeed used need feed "
    b"speed bed red shed weed seed wed tired breed unlimited limited".split()
)
"""What ends like a past but looks ahead, or is none."""

_NOW = frozenset(b"is are am be i'm it's we're you're they're that's get gets getting".split())
"""Beside these a word in -ed is a passive of the present."""

_AHEAD = frozenset(
    b"will won't i'll we'll you'll they'll it'll he'll she'll would i'd we'd you'd they'd going gonna "
    b"hoping planning thinking looking wondering want wants need needs plan plans hope hopes should can "
    b"could may might due supposed training preparing wish please shall must".split()
)
_NOT_EVERY = frozenset(b"every each most some super ruby alternate".split())
_NO_ARTICLE = _NOT_EVERY | frozenset(b"a an one any another whole per mostly usually always".split())
_NUMBERED = frozenset(
    b"size sizes score ratio rated rating version v ver art no nr order ref page pages chapter part "
    b"model firmware release build".split()
)
_TIMES = frozenset(b"times time once twice thrice second third fourth fifth 2nd 3rd 4th 5th".split())
_NOT_AFTER_MAY = frozenset(
    b"be have not need seem well also want cause get work fit look take feel make only even still never "
    b"change vary contain come go help find prefer run require sound differ or i you we it they".split()
)
_COUNTED = frozenset(
    b"km kms k miles mile m metres meters hours minutes steps words people customers users euros pounds "
    b"dollars calories kcal rpm lines rows units copies items pieces pairs watts lumens g grams kg ml "
    b"mah x percent".split()
)
_MAY_FOLLOW = frozenset(
    b"at and or if so but to with please we i because for when as that though then until till my he she "
    b"they".split()
)
_JOINED_BEFORE = frozenset(b"./-+#$@_=%,\x1a\\&")
_JOINS = frozenset(b"-/:%_.,+")
_OUT_OF = re2.compile(rb"\b(?:10|[0-9])/10$|\b[0-5]/5$")
_SCORED = re2.compile(rb"\b(?:rat(?:e[ds]?|ing)|scor(?:e[ds]?|ing))\b")
_SCALES = frozenset(b"scale stars star points".split())

_EVENT = re2.compile(
    rb"\b(before|ahead of|in time for|prior to|until)\s{1,3}(?:the|my|our|a|an|his|her|their|your)"
    rb"((?:\s{1,3}[a-z0-9'&-]{1,20}){1,5})\s{0,2}[(,]?\s{0,2}$"
)
_NO_EVENT = frozenset(
    b"i we you he she they it will want need am are was and but or so if when because".split()
)


def is_time(folded: bytes, start: int, end: int, name: str) -> bool:
    """Whether a phrase, read by the rule `name`, can be a time where it stands."""
    first, last = folded[start], folded[end - 1]
    if 48 <= first <= 57 and start and folded[start - 1] in _JOINED_BEFORE:
        return False
    if 48 <= last <= 57 and (_joins(folded, end) or _next_word(folded, end) in _COUNTED):
        return False
    check = _CHECKS.get(name)
    if folded[end - 3 : end] == b"may" and _next_word(folded, end) in _NOT_AFTER_MAY:
        return False
    return check is None or check(folded, start, end)


def _joins(folded: bytes, end: int) -> bool:
    """Whether a number goes on behind its digits, as in 12/04/2026-99, 3.5 or 12 %."""
    beside = folded[end : end + 2]
    return beside[:1] == b"%" or (len(beside) == 2 and beside[0] in _JOINS and 48 <= beside[1] <= 57)


def _word_before(folded: bytes, start: int) -> bytes:
    words = folded[max(0, start - 24) : start].split()
    return words[-1] if words else b""


def _next_word(folded: bytes, end: int) -> bytes:
    words = folded[end : end + 24].split(maxsplit=1)
    return words[0].rstrip(b'.,;:!?)"') if words and folded[end : end + 1].isspace() else b""


def _not_every(folded: bytes, start: int, end: int) -> bool:
    return _word_before(folded, start) not in _NOT_EVERY


def _not_any(folded: bytes, start: int, end: int) -> bool:
    """Friday, but not a Friday, nor on a Friday."""
    return _word_before(folded, start) not in _NO_ARTICLE


def _not_numbered(folded: bytes, start: int, end: int) -> bool:
    return _word_before(folded, start).rstrip(b".:#") not in _NUMBERED


def _not_a_score(folded: bytes, start: int, end: int) -> bool:
    """On 9/10, but neither 9/10 stars nor rated 9/10."""
    if not _not_numbered(folded, start, end):
        return False
    if not _OUT_OF.search(folded[start:end]):
        return True
    return _next_word(folded, end) not in _SCALES and not _SCORED.search(_sentence_before(folded, start))


def _not_a_duration(folded: bytes, start: int, end: int) -> bool:
    """In two weeks, but not how long something took, nor for how long it has not been."""
    before = _sentence_before(folded, start)
    return (
        _not_times(folded, start, end)
        and not _LASTING.search(before)
        and not _tells(before.split(), is_deadline=False)
    )


def _not_times(folded: bytes, start: int, end: int) -> bool:
    return _word_before(folded, start) not in _TIMES


def _ends_there(folded: bytes, start: int, end: int) -> bool:
    """The 12th, but not the 12th floor."""
    if folded[end - 5 : end] == b"month":
        return True
    word = _next_word(folded, end)
    return (not word and folded[end : end + 1] != b"-") or word in _MAY_FOLLOW


_CHECKS = {
    "day of the week": _not_any,
    "month": _not_every,
    "holiday": _not_every,
    "in digits": _not_a_score,
    "deadline": _not_a_score,
    "year first": _not_numbered,
    "month and year in digits": _not_numbered,
    "range": _not_numbered,
    "in a count": _not_a_duration,
    "day of the month": _ends_there,
}


def is_told(folded: bytes, start: int, end: int, is_deadline: bool) -> bool:
    """Whether a sentence tells what has happened: by its words before a phrase, or after one that opens it.

    A deadline mostly is ahead even there ("has to be bought by May"), so it takes more to be over.
    """
    clause = _sentence_before(folded, start).rpartition(b" but ")[2]
    if len(clause.split()) > 1 or clause.strip() in _TOLD:
        return _SHOULD_HAVE.search(clause) is not None or _tells(clause.split(), is_deadline)
    after = folded[end : end + _LOOK_AHEAD].translate(_SENTENCE_END).partition(b".")[0].split()
    return _tells(after[:_FIRST_WORDS], is_deadline)


def _sentence_before(folded: bytes, start: int) -> bytes:
    """The sentence that a phrase is in up to it, as far as it is looked at."""
    return folded[max(0, start - _LOOK_BACK) : start].translate(_SENTENCE_END).rpartition(b".")[2]


def _tells(words: list[bytes], is_deadline: bool) -> bool:
    found = {word.strip(b",\"'*") for word in words}
    if not found.isdisjoint(_AHEAD):
        return False
    if b"since" in found:
        return True
    if is_deadline:
        return not found.isdisjoint(_WAS) or (not found.isdisjoint(_DONE) and found.isdisjoint(_NOT_YET))
    if not found.isdisjoint(_TOLD):
        return True
    return found.isdisjoint(_NOW) and any(
        word.endswith(b"ed") and len(word) > 4 and word not in _NOT_TOLD for word in found
    )


def event_before(folded: bytes, floor: int, start: int) -> tuple[int, bool] | None:
    """Where "before the marathon" begins that ends at a phrase, and whether it says "before"."""
    window = folded[max(floor, start - _LOOK_BACK) : start]
    if not any(word in window for word in (b"before", b"ahead", b"time for", b"prior", b"until")):
        return None
    found = _EVENT.search(window)
    if not found or not _NO_EVENT.isdisjoint(found.group(2).split()):
        return None
    return start - len(window) + found.start(), found.group(1) != b"until"
