"""What a suite is run on: rows of a gated table, and numbers of what was published before."""

import logging
from datetime import datetime
from string import Template
from typing import TYPE_CHECKING

import pyarrow as pa

from twoears.errors import WarehouseError
from twoears.exports import previous_rows
from twoears.quality.suites import GatedTable
from twoears.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from twoears.warehouse import Warehouse

log = logging.getLogger(__name__)


def batch(warehouse: "Warehouse", table: GatedTable, as_of: datetime) -> "pd.DataFrame":
    """The rows of a gated table; where it reads marts, those of the candidate."""
    candidate = _candidate(warehouse)
    return frame(warehouse.read(_sql(table.rows, candidate, candidate, as_of)))


def numbers(
    warehouse: "Warehouse", table: GatedTable, settings: Settings, as_of: datetime
) -> dict[str, float]:
    """Numbers to compare a table with: of the published release, or of a segment's previous export.

    Empty when there is none, or when the published release cannot be asked: it has no such table or column
    yet, which is logged, as the comparisons of a whole table fall out.
    """
    if table.layer == "segments":
        rows = previous_rows(table.table, settings, as_of)
        return {} if rows is None else {"previous_rows": rows}
    if table.published is None or not any(release.is_current for release in warehouse.releases()):
        return {}
    try:
        published = _sql(table.published, "marts", _candidate(warehouse), as_of)
        (row,) = warehouse.read(published).to_pylist()
    except WarehouseError as reason:
        log.warning("%s: not compared with the published release. %s", table.name, reason)
        return {}
    return {name: float(value) for name, value in row.items() if value is not None}


def _candidate(warehouse: "Warehouse") -> str:
    return f"marts_{warehouse.candidate_colour()}"


def _sql(template: Template, marts: str, candidate: str, as_of: datetime) -> str:
    moment = f"cast('{as_of.isoformat()}' as timestamptz)"
    return template.substitute(marts=marts, candidate=candidate, as_of=moment)


def frame(rows: pa.Table) -> "pd.DataFrame":
    """Rows as pandas holds them fastest: decimals as floats, exact enough for bounds."""
    for position, field in enumerate(rows.schema):
        if pa.types.is_decimal(field.type):
            rows = rows.set_column(position, field.name, rows.column(position).cast(pa.float64()))
    return rows.to_pandas()
