"""What must survive the rebuild of any warehouse: Delta tables in the lake, beside those of the streams."""

from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import CommitProperties, DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError

from twoears.errors import LakeError
from twoears.lake import CONFIGURATION

AT_ONCE = CommitProperties(max_commit_retries=0)
"""A commit that another writer came before fails, instead of being put on top of what it never saw."""


class StateTable:
    """A table of ``<lake>/identity``; made empty and typed where there is none yet."""

    def __init__(self, root: str, name: str, schema: pa.Schema) -> None:
        self.name = f"identity.{name}"
        self.uri = f"{root.rstrip('/')}/identity/{name}"
        self.schema = schema

    @cached_property
    def delta(self) -> DeltaTable:
        """The table, made where there is none.

        Raises:
            LakeError: the lake cannot be reached, or nothing can be written there.
        """
        try:
            return self._opened()
        except (DeltaError, OSError) as error:
            raise self._unusable("be opened", error) from None

    def _opened(self) -> DeltaTable:
        try:
            return DeltaTable(self.uri)
        except TableNotFoundError:
            return DeltaTable.create(self.uri, schema=self.schema, mode="ignore", configuration=CONFIGURATION)

    def refresh(self) -> None:
        """Go to the newest version, which all that follows reads and writes upon."""
        try:
            self.delta.update_incremental()
        except (DeltaError, OSError) as error:
            raise self._unusable("be read", error) from None

    def rows(self, where: pc.Expression | None = None) -> pa.Table:
        """The rows of this version, in no order."""
        try:
            rows: pa.Table = self.delta.to_pyarrow_dataset().to_table(filter=where)
            return rows.cast(self.schema)
        except (DeltaError, OSError) as error:
            raise self._unusable("be read", error) from None

    def append(self, rows: pa.Table) -> bool:
        """Commit rows on top of this version; False where another writer came before."""
        return self._committed(rows, mode="append")

    def replace(self, rows: pa.Table, predicate: str) -> bool:
        """Commit rows in the place of those that the predicate names; False as for ``append``."""
        return self._committed(rows, mode="overwrite", predicate=predicate)

    def _committed(self, rows: pa.Table, **how: str) -> bool:
        try:
            write_deltalake(self.delta, rows.cast(self.schema), commit_properties=AT_ONCE, **how)
            self.refresh()
        except CommitFailedError:
            return False
        except (DeltaError, OSError) as error:
            raise self._unusable("be written", error) from None
        return True

    def _unusable(self, what: str, error: Exception) -> LakeError:
        return LakeError(
            f"{self.name}: the lake at {self.uri} cannot {what} ({type(error).__name__}); check TWOEARS_LAKE "
            "or TWOEARS_HOME, that there is room and that this account may write there."
        )
