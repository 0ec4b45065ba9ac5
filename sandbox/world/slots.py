"""What may stand in the slots of a sentence, and what it means there."""

CONDITIONS = {
    "cold": ("in the cold", "when it is freezing", "on frosty mornings"),
    "rain": ("in the rain", "when it pours", "in wet weather"),
    "wind": ("against the wind", "on windy ridges", "in a strong wind"),
    "snow": ("in snow", "on icy paths"),
    "night": ("after dark", "at night", "before sunrise"),
    "heat": ("in the heat", "on hot days", "in full sun"),
    "mud": ("in deep mud", "on muddy trails"),
}
_SHOES = ("trail shoes", "road shoes")
_JACKETS = ("wind jackets", "rain jackets")
_CLOTHES = (*_JACKETS, "tights", "shorts", "shirts", "gloves", "hats", "socks")
GROUPS = {
    "shoes": _SHOES,
    "feet": (*_SHOES, "socks"),
    "tops": (*_JACKETS, "shirts"),
    "wet": ("rain jackets", "trail shoes"),
    "clothes": _CLOTHES,
    "worn": (*_SHOES, *_CLOTHES),
}
RIVALS = ("Stridewell", "Norrfell", "Aerolap", "Pacewood")
PLACES = (
    "the Highlands",
    "Bergen",
    "the Lake District",
    "Galway",
    "the Black Forest",
    "Chamonix",
    "Asturias",
    "Vermont",
    "Iceland",
    "the Peak District",
    "Brittany",
    "Oregon",
)
RACES = ("half marathon", "10k", "trail marathon", "night race", "fell race", "50k", "relay")
FEATURES = (
    "a bigger back pocket",
    "a reflective strip",
    "a loop for hanging it up",
    "a wider fit",
    "a longer warranty",
    "a two-way zip",
    "a pocket for keys",
    "thumb holes",
    "a softer edge",
    "a charging port that keeps water out",
)
COLOURS = ("navy", "moss green", "orange", "grey", "plum", "white")
PRICES = ("Forty pounds", "A hundred euros", "That price")
CODES = ("RUN10", "FELL5", "WIND15", "TRAIL20")
