"""What all tests share: examples without a time limit, and a real PostgreSQL for those that ask for one."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres_server import database, served

settings.register_profile(
    "any machine", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
# How fast examples are made says nothing about the code; as they are the same everywhere, red means a change.
settings.load_profile("any machine")

SPEED = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "4GB",
    "autovacuum": "off",
}
STRANGE = {"TimeZone": "Asia/Tokyo", "DateStyle": "German"}
"""What a server may be set to: nothing that is built may depend on it."""


def pytest_unconfigure() -> None:
    """Let pytest's closing line be the last: DuckDB's binding lists what it leaks when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The superuser's URL of a PostgreSQL 18 that lives as long as the session."""
    with served(SPEED | STRANGE) as url:
        yield url


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """The URL of an empty database, as the ordinary role that owns it."""
    with database(postgres_url) as url:
        yield url
