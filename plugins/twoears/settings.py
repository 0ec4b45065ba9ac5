"""Where things lie and which engine is used: environment variables, read in this one place."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from twoears.errors import SettingsError

Engine = Literal["duckdb", "postgres"]

ROOT = Path(__file__).resolve().parents[2]

NO_TELEMETRY = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "DO_NOT_TRACK": "1",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process.

    ``home`` holds everything written on this machine, ``lake`` is a folder or an object store's URL,
    ``warehouse_url`` is a SQLAlchemy URL and is needed for PostgreSQL only.
    """

    home: Path
    lake: str
    engine: Engine
    warehouse_url: str | None = None

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read TWOEARS_HOME, TWOEARS_LAKE, TWOEARS_ENGINE and TWOEARS_WAREHOUSE_URL.

        Raises:
            SettingsError: an unknown engine, or PostgreSQL without a URL.
        """
        os.environ.update(NO_TELEMETRY)
        home = Path(os.environ.get("TWOEARS_HOME", ".twoears")).expanduser().absolute()
        engine = os.environ.get("TWOEARS_ENGINE", "duckdb")
        url = os.environ.get("TWOEARS_WAREHOUSE_URL") or None
        if engine not in get_args(Engine):
            known = " or ".join(get_args(Engine))
            raise SettingsError(f"TWOEARS_ENGINE is {engine!r}; set it to {known}.")
        if engine == "postgres" and url is None:
            raise SettingsError(
                "TWOEARS_ENGINE is postgres but TWOEARS_WAREHOUSE_URL is empty; "
                "set it to postgresql://USER:PASSWORD@HOST:PORT/DATABASE."
            )
        lake = os.environ.get("TWOEARS_LAKE") or str(home / "lake")
        return cls(home=home, lake=lake, engine=cast(Engine, engine), warehouse_url=url)

    @property
    def warehouse(self) -> Path:
        """The folder of the DuckDB working file and the releases beside it."""
        return self.home / "warehouse"

    @property
    def exports(self) -> Path:
        return self.home / "exports"

    @property
    def data_docs(self) -> Path:
        return self.home / "data_docs"

    @property
    def dbt_artifacts(self) -> Path:
        """The folder of dbt's logs, manifests and run results, one folder a layer."""
        return self.home / "dbt"
