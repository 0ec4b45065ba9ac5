"""The publish step: hash the candidate marts, then switch all readers to them at once; and the way back."""

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from twoears.fingerprints import fingerprints_of
from twoears.warehouse import Release, open_warehouse
from twoears.warehouse.candidates import candidate

if TYPE_CHECKING:
    from twoears.settings import Settings

log = logging.getLogger(__name__)


def publish(settings: "Settings", as_of: datetime) -> Release:
    """Make the candidate marts the current release.

    Run again for the same build, it finds the release made and returns it.

    Raises:
        WarehouseError: there is no finished candidate, or readers hold the marts for too long.
    """
    warehouse = open_warehouse(settings)
    known = {release.number for release in warehouse.releases()}
    release = warehouse.publish(as_of, fingerprints_of(warehouse, candidate(warehouse.candidate_colour())))
    if release.number in known:
        log.warning("release %d of this build stands already; a new one begins with load", release.number)
    return release


def releases(settings: "Settings") -> list[Release]:
    """The releases that can be switched to, newest first."""
    return open_warehouse(settings).releases()


def rollback(settings: "Settings", number: int | None = None) -> Release:
    """Switch readers to an older release; without a number, to the one before the current.

    Raises:
        WarehouseError: there is no such release any more.
    """
    return open_warehouse(settings).rollback(number)
