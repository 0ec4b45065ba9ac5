"""How to talk to an order database: any that SQLAlchemy has a dialect and a driver for.

Values are read as the driver gives them. A typed reader, such as SQLAlchemy's own result types or Arrow,
stops a whole load at the first value that does not fit its column; here the contract refuses that row alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt, ValidationError
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from twoears.errors import VendorError

if TYPE_CHECKING:
    from airflow.sdk import Connection

Entity = Literal["customers", "orders", "order_lines", "products"]

EXTRA = "the extra of the Airflow connection orders_sql"


class Options(BaseModel):
    """The connection's extra.

    ``tables`` and ``columns`` name what is called otherwise than in the default shape; a column mapped to
    null is one that the database does not have. ``timezone`` is that of times stored without one.
    ``overlap_seconds`` is how far behind the newest row seen a pull starts, for rows committed late.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str
    schema_name: str | None = Field(default=None, alias="schema")
    tables: dict[Entity, str] = {}
    columns: dict[Entity, dict[str, str | None]] = {}
    overlap_seconds: NonNegativeInt = 3600
    chunk_rows: PositiveInt = 20_000
    timezone: ZoneInfo = ZoneInfo("UTC")


def read_options(stream: str, connection: "Connection") -> Options:
    """Read the connection's extra.

    Raises:
        VendorError: it lacks the URL or has a key or a value that cannot work.
    """
    try:
        return Options.model_validate(connection.extra_dejson)
    except ValidationError as invalid:
        error = invalid.errors(include_input=False)[0]
        where = ".".join(str(part) for part in error["loc"])
        problem = f"{where} in {EXTRA} cannot work ({error['msg'].lower()})"
        raise VendorError(stream, problem, "correct it") from None


@contextmanager
def opened(stream: str, connection: "Connection", options: Options) -> Iterator[sa.Connection]:
    """Connect to the database while the block runs; whatever it answers wrongly becomes a VendorError."""
    url = _url(stream, connection, options)
    engine = _engine(stream, url)
    try:
        reader = engine.connect()
    except SQLAlchemyError as error:
        reason = _first_line(error, url.password)
        raise VendorError(
            stream,
            f"no connection to the database ({reason})",
            f"check that it is up, the url in {EXTRA}, its login and its password",
        ) from None
    try:
        yield reader
    except SQLAlchemyError as error:
        kind = type(getattr(error, "orig", None) or error).__name__
        raise VendorError(
            stream,
            f"the database broke off while it was read ({kind})",
            "check that the login may read the table and run it again; it goes on where it stopped",
        ) from None
    finally:
        reader.close()
        engine.dispose()


def _url(stream: str, connection: "Connection", options: Options) -> sa.URL:
    """The extra's URL with the connection's login and password, where it has them, in place of its own."""
    try:
        url = sa.make_url(options.url)
    except ArgumentError:
        raise VendorError(
            stream,
            f"the url in {EXTRA} is no SQLAlchemy URL",
            "write it as postgresql://HOST:PORT/DATABASE or sqlite:////PATH",
        ) from None
    url = url.set(username=connection.login or url.username, password=connection.password or url.password)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise VendorError(stream, f"there is no database file {url.database}", f"correct the url in {EXTRA}")
    return url


def _engine(stream: str, url: sa.URL) -> sa.Engine:
    try:
        engine = sa.create_engine(url, poolclass=sa.NullPool, hide_parameters=True)
    except (NoSuchModuleError, ImportError):
        raise VendorError(
            stream,
            f"there is no driver for {url.drivername} databases",
            "install the Python package of the driver or name another one in the url",
        ) from None
    except (ArgumentError, ValueError, TypeError):
        raise VendorError(
            stream,
            f"the url in {EXTRA} or its login has a part that {url.drivername} cannot take",
            "write it as postgresql://HOST:PORT/DATABASE or sqlite:////PATH, login and "
            "password only where it knows them",
        ) from None
    if engine.driver == "pysqlite":
        sa.event.listen(engine, "connect", _keep_broken_text)
    if engine.dialect.name == "postgresql":
        sa.event.listen(engine, "begin", _fix_session)
    return engine


def _keep_broken_text(connection: Any, _record: Any) -> None:
    """Text that is not UTF-8 is kept as lone surrogates, which the contract refuses, instead of raising."""
    connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")


def _fix_session(reader: sa.Connection) -> None:
    """Nothing is written, and times are told in one way whatever server and role are set to."""
    reader.exec_driver_sql("set transaction read only")
    reader.exec_driver_sql("set datestyle to 'ISO'")
    reader.exec_driver_sql("set timezone to 'UTC'")


def _first_line(error: SQLAlchemyError, password: str | None) -> str:
    """What the driver said, on one line and without the password."""
    said = str(getattr(error, "orig", None) or type(error).__name__).strip()
    line = said.partition("\n")[0].rstrip(".")
    return line.replace(str(password), "***") if password else line
