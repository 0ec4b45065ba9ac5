"""The brand of four people, built once; tests that change it take a copy."""

import shutil
from pathlib import Path

import pytest

from tests.dbt.brand import RAW, Home


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("brand"))
    home.fill(RAW)
    results = home.build()
    assert {result.status for result in results} == {"success", "pass"}
    assert {result.kind for result in results} == {"model", "seed", "test", "unit_test"}
    return home


@pytest.fixture
def copied(built: Home, tmp_path: Path) -> Home:
    return Home(Path(shutil.copytree(built.folder, tmp_path / "brand")))
