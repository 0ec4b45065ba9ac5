"""Where things lie and which engine is used: environment variables, read in this one place."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from twoears.errors import SettingsError

Engine = Literal["duckdb", "postgres"]
DateOrder = Literal["day-first", "month-first"]
Hemisphere = Literal["north", "south"]

ROOT = Path(__file__).resolve().parents[2]

NO_TELEMETRY = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "DO_NOT_TRACK": "1",
    "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process.

    ``home`` holds everything written on this machine, ``lake`` is a folder or an object store's URL,
    ``warehouse_url`` is a SQLAlchemy URL and is needed for PostgreSQL only. ``as_of`` makes every run stand
    for one moment, for replays of the past such as the sandbox's. ``date_order`` and ``hemisphere`` say how
    customers write 04/12 and when they have winter.
    """

    home: Path
    lake: str
    engine: Engine
    warehouse_url: str | None = None
    as_of: datetime | None = None
    date_order: DateOrder = "day-first"
    hemisphere: Hemisphere = "north"

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read TWOEARS_HOME, TWOEARS_LAKE, TWOEARS_ENGINE, TWOEARS_WAREHOUSE_URL, TWOEARS_AS_OF,
        TWOEARS_DATE_ORDER and TWOEARS_HEMISPHERE.

        Raises:
            SettingsError: an unknown engine, date order or hemisphere, PostgreSQL without a URL, or a time
                that is none.
        """
        os.environ.update(NO_TELEMETRY)
        home = Path(os.environ.get("TWOEARS_HOME", ".twoears")).expanduser().absolute()
        engine = _one_of(Engine, "TWOEARS_ENGINE")
        url = os.environ.get("TWOEARS_WAREHOUSE_URL") or None
        if engine == "postgres" and url is None:
            raise SettingsError(
                "TWOEARS_ENGINE is postgres but TWOEARS_WAREHOUSE_URL is empty; "
                "set it to postgresql://USER:PASSWORD@HOST:PORT/DATABASE."
            )
        lake = os.environ.get("TWOEARS_LAKE") or str(home / "lake")
        return cls(
            home=home,
            lake=lake,
            engine=engine,
            warehouse_url=url,
            as_of=_moment(os.environ.get("TWOEARS_AS_OF")),
            date_order=_one_of(DateOrder, "TWOEARS_DATE_ORDER"),
            hemisphere=_one_of(Hemisphere, "TWOEARS_HEMISPHERE"),
        )

    def environment(self) -> dict[str, str]:
        """These settings as environment variables, for processes and tasks that read them there."""
        values = {
            "TWOEARS_HOME": str(self.home),
            "TWOEARS_LAKE": self.lake,
            "TWOEARS_ENGINE": self.engine,
            "TWOEARS_WAREHOUSE_URL": self.warehouse_url or "",
            "TWOEARS_AS_OF": self.as_of.isoformat() if self.as_of else "",
            "TWOEARS_DATE_ORDER": self.date_order,
            "TWOEARS_HEMISPHERE": self.hemisphere,
        }
        return values | NO_TELEMETRY

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


def _one_of(choices: Any, name: str) -> Any:
    """A setting that is one of few words; the first of them where it is not set."""
    known = get_args(choices)
    value = os.environ.get(name) or known[0]
    if value not in known:
        raise SettingsError(f"{name} is {value!r}; set it to {' or '.join(known)}.")
    return value


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"TWOEARS_AS_OF is {text!r}; write it as 2026-08-28T00:00:00+00:00.") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
