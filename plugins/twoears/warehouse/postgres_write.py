"""Write to PostgreSQL the tables that Python fills, and read rows from it as they come."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from twoears.listening.tables import TABLES
from twoears.warehouse.schemas import conformed

LISTENING_INDEXES = tuple(
    f"create index if not exists {name}_of_interaction on listening.{name} (interaction_id)"
    for name in TABLES
)

SLOW_FOR_FEW = ("enable_hashjoin", "enable_mergejoin", "enable_seqscan")
"""Ways to find the readings of some texts that read the whole table instead of its index."""


def replace_all(connection: Any, schema: str, name: str, rows: pa.RecordBatchReader) -> None:
    """Put rows in the place of all that a table holds, and commit. ``connection`` is ADBC's."""
    with connection.cursor() as cursor:
        cursor.execute(f"truncate {schema}.{name}")
        cursor.adbc_ingest(name, rows, mode="append", db_schema_name=schema)
        cursor.execute(f"analyze {schema}.{name}")
    connection.commit()


def replace_readings(connection: Any, interactions: Sequence[str], readings: Mapping[str, pa.Table]) -> None:
    """Put readings in the place of those of some interactions, and commit."""
    rows = {name: conformed("listening", name, read) for name, read in readings.items()}
    replaced = pa.table({"interaction_id": pa.array(interactions, pa.string())})
    with connection.cursor() as cursor:
        cursor.adbc_ingest("replaced", replaced, mode="create", temporary=True)
        for way in SLOW_FOR_FEW:
            cursor.execute(f"set local {way} = off")
        for name in TABLES:
            cursor.execute(
                f"delete from listening.{name} as old using pg_temp.replaced as replaced "
                "where old.interaction_id = replaced.interaction_id"
            )
        for name, read in rows.items():
            cursor.adbc_ingest(name, read, mode="append", db_schema_name="listening")
    connection.commit()


def streamed(cursor: Any, rows: int) -> Iterator[pa.RecordBatch]:
    """The rows of a cursor's answer, so many at once at most."""
    for batch in cursor.fetch_record_batch():
        for start in range(0, batch.num_rows, rows):
            yield batch.slice(start, rows)
