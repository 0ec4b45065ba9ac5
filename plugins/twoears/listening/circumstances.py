"""What somebody is about to do, in what weather, and where."""

import re
from collections.abc import Iterator

import re2

from twoears.listening.reading import Circumstance
from twoears.listening.words import Words

ACTIVITIES = {
    "race": r"race|races|racing|marathons?|half[- ]marathons?|10 ?k|5 ?k|50 ?k|100 ?k|ultras?|triathlons?|ironman|relay|parkrun|tournament|competition|time trial|sportive|regatta|fun run|hyrox",
    "training": r"training (?:for|block|plan|camp|run|session)s?|couch to 5k|training for|workouts?|gym sessions?|long runs?|intervals|speedwork",
    "trip": r"trips?|holidays?|vacation|travell?ing|travel|road ?trip|weekend away|city break|backpacking|camping|campsite|cruise|expedition|abroad|honeymoon|interrail\w*|festival|trek(?:king)?|flying (?:out|to)",
    "hike": r"hik(?:e|es|ing)|hillwalking|mountaineering|walking holiday|summit|climb(?:ing)?|scrambl\w+|bivvy",
    "ride": r"cycling|bike ride|bikepacking|commut(?:e|ing) by bike|cycle to work",
    "commute": r"commut(?:e|es|ing|er)|run to work|way to work|school run",
    "birth": r"baby|newborn|expecting|pregnant|pregnancy|due date|maternity|paternity|new (?:mum|mom|dad|parents?)|gives? birth|giving birth|baby shower",
    "move": r"mov(?:e|ed|ing) (?:house|home|in|into|out|to (?:a|the|our|my)|flat|office|together|abroad)|new (?:house|home|flat|apartment|place|kitchen|garden|allotment|office)|first (?:house|home|flat)|relocat\w+|house ?warming|renovat\w+|extension|buying a (?:house|flat|home)",
    "wedding": r"wedding|getting married|engaged|engagement|bridal|anniversary|stag do|hen do",
    "birthday": r"birthday|bday|turning (?:\d0|thirty|forty|fifty|sixty)",
    "party": r"party|dinner party|barbecue|bbq|guests|hosting|reunion|potluck|fete|garden party",
    "holidays": r"christmas|xmas|easter|thanksgiving|hanukkah|diwali|eid|new year's eve|halloween",
    "school": r"back to school|start(?:s|ing)? (?:school|uni|university|college)|uni|exams?|semester|term starts|freshers|degree|graduat\w+|dissertation|thesis",
    "new_job": r"new job|start(?:s|ing)? (?:a |my )?(?:new )?(?:job|business)|self[- ]employed|freelanc\w+|first day at work|promotion at work|retir(?:e|es|ing|ement)",
    "launch": r"launch(?:es|ing)?|go(?:ing)? live|release day|migration|migrat(?:e|ing)|roll(?:ing)? out|deadline|audit|demo day|onboarding",
    "cooking": r"bak(?:e|ing)|cook(?:ing)?|sourdough|batch cook\w*|meal prep\w*|jam[- ]making|preserving|canning|roast(?:ing)?",
    "planting": r"plant(?:ing)? out|sow(?:ing)?|prun(?:e|ing)|harvest\w*|mow(?:ing)?|digging|growing season|repot\w*|overwinter\w*|reseed\w*|landscap\w+|hedge",
    "pet": r"puppy|kitten|rescue dog|new dog|new cat",
}
CONDITIONS = {
    "cold": r"cold|colder|freez(?:e|ing)|frost\w*|chill\w*|sub-?zero|minus \d+|winter\w*|below zero|icy wind|arctic|bitter",
    "rain": r"rain\w*|wet|drizzl\w*|downpours?|pour(?:s|ing) (?:down|with)|when it pours|soak(?:ed|ing)|storm\w*|showers|monsoon|flood\w*|damp|waterlogged",
    "wind": r"wind|winds|windy|gusts?|gusty|gales?|breezy|blustery|windchill",
    "snow": r"snow\w*|ice|icy|sleet|slush|blizzard",
    "night": r"in the dark|dark (?:mornings?|evenings?|nights?|days|months|roads?|trails?|winter)|(?:gets?|getting|got|is|was|it's) dark|nights?|at night|after dark|before (?:dawn|sunrise)|pitch black|dusk|headtorch weather|unlit|sunset",
    "heat": r"heat|heatwave|hot (?:days?|weather|summer|sun|nights?)|scorching|humid\w*|full sun|blazing|tropic\w*|desert|sweltering|30 degrees|summer heat|sunburn",
    "mud": r"mud|muddy|bog|boggy|swamp\w*|mire",
    "dry": r"drought|dry spell|hosepipe ban|dry summer|parched",
    "altitude": r"altitude|high mountains|alpine",
}
GENERIC = r"mountains?|beach|seaside|coast|forest|woods|hills|countryside|desert|lake|river|island|abroad|overseas|allotment|balcony|greenhouse|greenhouses"


def _pattern(meanings: dict[str, str]) -> "re2._Regexp[bytes]":
    named = "|".join(f"({words})" for words in meanings.values())
    return re2.compile(rf"\b(?:{named})\b".encode("ascii"))


_KINDS = {"activity": (ACTIVITIES, _pattern(ACTIVITIES)), "condition": (CONDITIONS, _pattern(CONDITIONS))}
_GENERIC_PLACE = re2.compile(
    rf"\b(?:in|to|at|on|near|around|through|across|over|up) (?:the |my |our |a |some )?(?:\w+ )?({GENERIC})\b".encode(
        "ascii"
    )
)
_ANY = re2.Set.SearchSet()
for _one in (*(pattern.pattern for _, pattern in _KINDS.values()), _GENERIC_PLACE.pattern):
    _ANY.Add(_one)
_ANY.Compile()
_PLACE = re.compile(
    r"\b(?:in|to|at|around|near|from|through|across|over) (?:the )?"
    r"((?:(?:Lake|Mount|Mt|St|San|Santa|Los|Las|New|North|South|East|West|Upper|Lower|Isle of|Black|Peak|Costa) )?[A-Z][a-z\u00c0-\u017f]{2,20}(?: (?:[A-Z][a-z\u00c0-\u017f]{2,20}|of [A-Z][a-z]{2,20})){0,2})(?![\w@])"
)
_NO_PLACES = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday "
    "christmas easter english german french spanish italian java python windows android linux excel word google apple amazon facebook instagram twitter "
    "the this that these those my your our their his her its what when where which who why how spring summer autumn winter fall bluetooth usb api pdf "
    "customer support service team black friday cyber monday day thanksgiving halloween xmas settings mum dad god face chrome safari firefox outlook".split()
)

MOST = 50
"""Circumstances of one text that are kept."""


def find_circumstances(words: Words, not_places: frozenset[str]) -> Iterator[Circumstance]:
    """The circumstances that a text names, kind after kind; ``not_places`` are names of brands and products."""
    folded = words.own.folded
    found = _ANY.Match(folded) or ()
    for position, (kind, (meanings, pattern)) in enumerate(_KINDS.items()):
        if position in found:
            yield from _named(kind, tuple(meanings), pattern, folded)
    if len(_KINDS) in found:
        for match, _ in zip(_GENERIC_PLACE.finditer(folded), range(MOST), strict=False):
            start, end = match.span(1)
            yield Circumstance("place", folded[start:end].decode("ascii"), start, end)
    for named, _ in zip(_PLACE.finditer(words.own.words), range(MOST), strict=False):
        first = named[1].split()[0].lower()
        if (
            first not in _NO_PLACES
            and named[1].split()[-1].lower() not in _NO_PLACES
            and first not in not_places
        ):
            yield Circumstance("place", named[1], *named.span(1))


def _named(
    kind: str, names: tuple[str, ...], pattern: "re2._Regexp[bytes]", folded: bytes
) -> Iterator[Circumstance]:
    for match, _ in zip(pattern.finditer(folded), range(MOST), strict=False):
        group = next(position for position, words in enumerate(match.groups()) if words)
        yield Circumstance(kind, names[group], match.start(), match.end())
