"""The rules about candidates and releases that hold on every engine."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from twoears.errors import WarehouseError
from twoears.warehouse import Colour, Release


def candidate(colour: Colour) -> str:
    """The schema of a colour's marts."""
    return f"marts_{colour}"


def other(colour: Colour | None) -> Colour:
    """The colour that a candidate is built in beside a published one; blue comes first."""
    return "green" if colour == "blue" else "blue"


def marts_in(schema: str) -> str:
    """SQL for the names of a schema's marts, without what an interrupted dbt run left behind."""
    return (
        f"select table_name as mart from information_schema.tables where table_schema = '{schema}' "
        "and position('__dbt_' in table_name) = 0 order by table_name"
    )


def already_made(current: Release | None, began_on: int | None, as_of: datetime) -> Release | None:
    """The release that an earlier publish of the same build made; None when it is still to be made.

    A build notes the release that was current when it began. Once that is not the current one, the colour
    that is not published holds something older.

    Raises:
        WarehouseError: there was no build, or another release came between.
    """
    if began_on is None:
        raise WarehouseError("There is no candidate to publish; run twoears build first.")
    number = current.number if current else 0
    if began_on == number:
        return None
    if current and began_on < number and current.as_of == as_of:
        return current
    raise WarehouseError(
        f"The candidate was built beside release {began_on}, but release {number} is current now; "
        "run twoears build again."
    )


def require_checked(schema: str, found: Iterable[str], fingerprints: Mapping[str, str]) -> list[str]:
    """The marts of a candidate, by name.

    Raises:
        WarehouseError: there are none, or others than were fingerprinted.
    """
    names = sorted(found)
    if not names or names != sorted(fingerprints):
        raise WarehouseError(
            f"{schema} holds {', '.join(names) or 'no marts'} but was fingerprinted as "
            f"{', '.join(sorted(fingerprints)) or 'nothing'}; run twoears build again."
        )
    return names
