"""Where the work on people is done: a DuckDB in memory, the same on every engine."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

MEMORY = "3GB"
"""What DuckDB holds in memory; beyond that it writes to a folder of its own."""


@contextmanager
def workspace() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory; what it spilled to disk is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="twoears-identity-") as folder:
        connection = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": folder})
        try:
            connection.execute("set enable_progress_bar = false; set preserve_insertion_order = false")
            connection.execute("set timezone = 'UTC'")
            yield connection
        finally:
            connection.close()
