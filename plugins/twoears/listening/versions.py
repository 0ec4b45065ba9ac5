"""Which weights a reader uses, and what its version is called."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from twoears.listening.brands import Brand
from twoears.listening.catalogue import Product
from twoears.listening.model import SHIPPED
from twoears.listening.times import Calendar


def own_weights(home: Path | None) -> Path:
    """The weights that a brand trained for itself, or the shipped ones."""
    own = home / "listening" / "weights.csv" if home else SHIPPED
    return own if own.exists() else SHIPPED


def version_of(
    weights: Path, catalogue: Sequence[Product], brands: Sequence[Brand], calendar: Calendar
) -> str:
    """A name for all that decides how a text is read: code, lexica, weights, catalogue, brands, calendar."""
    digest = hashlib.sha256(weights.read_bytes())
    folder = Path(__file__).parent
    code = [folder.glob(part) for part in ("*.py", "*.csv", "own_words/*.py", "times/*.py", "rules/*.*")]
    for path in sorted(path for some in code for path in some if path != SHIPPED):
        digest.update(path.read_bytes())
    for thing in (*catalogue, *brands, calendar):
        digest.update(repr(thing).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]
