"""What an operator sees of a command: rows on stdout, all else in sentences on stderr, and how it ended."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from twoears import tasks
from twoears.cli import app
from twoears.errors import GateFailed
from twoears.sandboxed import NOTE
from twoears.settings import ROOT

SECRET = "secret-of-the-shop"


def twoears(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in an environment without any other connection."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW_CONN_")}
    command = [sys.executable, "-c", "from twoears.cli import main; main()", *arguments]
    return subprocess.run(
        command,
        env={**kept, "TWOEARS_HOME": str(home), "PYTHONPATH": str(ROOT / "plugins"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def shop(tmp_path: Path) -> str:
    """A connection to a database that holds products only."""
    path = tmp_path / "shop.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("create table products (product_id, name, category, updated_at)")
        database.execute("insert into products values (1, 'Sock', null, '2026-03-01 10:00:00')")
    return json.dumps({"conn_type": "generic", "extra": {"url": f"sqlite:///{path}"}})


def test_rows_go_to_stdout_and_all_else_to_stderr(shop: str, tmp_path: Path) -> None:
    ended = twoears(tmp_path / "home", "ingest", "orders", AIRFLOW_CONN_ORDERS_SQL=shop)
    assert ended.stdout.split()[:2] == ["stream", "pulled"]
    assert "sql.products" in ended.stdout
    assert "sql.products: 1 records pulled so far\n" in ended.stderr
    assert "sql.orders: the database has no table orders" in ended.stderr.splitlines()[-1]
    assert ended.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (["ingest", "orders"], {}, "twoears: orders: nothing was pulled, no vendor is connected."),
        (["ingest", "sales"], {}, "twoears: There is no source 'sales'; choose one of email,"),
        (["ingest", "orders", "--vendor", "shop"], {}, "twoears: orders has no vendor 'shop'; choose one of"),
        (
            ["ingest", "orders"],
            {"AIRFLOW_CONN_ORDERS_SQL": f'{{"password": "{SECRET}", '},
            "twoears: orders: AIRFLOW_CONN_ORDERS_SQL cannot be read as an Airflow connection; write it as",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    arguments: list[str], environment: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    ended = twoears(tmp_path / "home", *arguments, **environment)
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith(sentence)
    assert "Traceback" not in ended.stderr
    assert SECRET not in ended.stdout + ended.stderr


@pytest.mark.parametrize("arguments", [["ingest", "orders"], ["run"]], ids=lambda arguments: arguments[0])
def test_a_home_where_nothing_can_be_written_is_one_sentence(
    arguments: list[str], shop: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.touch()
    ended = twoears(home, *arguments, AIRFLOW_CONN_ORDERS_SQL=shop)
    assert ended.returncode == 1
    assert "TWOEARS_HOME" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("arguments", [["ingest", "orders"], ["run"]], ids=lambda arguments: arguments[0])
def test_own_vendors_do_not_mix_with_the_sandbox(arguments: list[str], shop: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "sandbox").mkdir(parents=True)
    (home / "sandbox" / NOTE).write_text("2000")
    ended = twoears(home, *arguments, AIRFLOW_CONN_ORDERS_SQL=shop)
    assert ended.returncode == 1
    assert "set TWOEARS_HOME to another folder" in " ".join(ended.stderr.split())
    assert not (home / "lake").exists()


@pytest.mark.parametrize(("meant", "published"), [([], []), (["--past-gate-2"], ["publish"])])
def test_a_jump_that_is_meant_can_be_published(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, meant: list[str], published: list[str]
) -> None:
    """The steps are stand-ins: what they do is tested elsewhere, here it is which of them run."""
    ran: list[str] = []

    def gate_2(as_of: str) -> dict[str, str]:
        raise GateFailed("gate_2 stopped the run.")

    def publish(as_of: str) -> dict[str, str]:
        ran.append("publish")
        return {}

    monkeypatch.setenv("TWOEARS_HOME", str(tmp_path))
    monkeypatch.setattr(tasks, "BUILD", (gate_2, publish))
    ended = CliRunner().invoke(app, ["build", "--as-of", "2026-07-01", *meant])
    assert ran == published
    assert isinstance(ended.exception, GateFailed) is not bool(meant)
