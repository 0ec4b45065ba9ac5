"""How a moment is written where it names a file."""

from datetime import UTC, datetime


def compact(moment: datetime) -> str:
    """The moment in UTC as a name that sorts by time: ``20261121T060000Z``.

    Basic format of ISO 8601; fractions of a second are kept where there are any.
    """
    return moment.astimezone(UTC).isoformat().replace("-", "").replace(":", "").replace("+0000", "Z")
