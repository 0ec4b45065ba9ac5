"""A layer is built in the warehouse; what fails is named, and no data with it."""

import json
import stat
from pathlib import Path

import pytest

from tests.dbt.brand import AS_OF, Home
from tests.small_brand import settings_on
from twoears.errors import ModelError
from twoears.identity.resolve import Resolved, resolve
from twoears.lake import StreamTable
from twoears.listening.keeping import Listened, listen
from twoears.streams import all_streams
from twoears.tasks import segment_names
from twoears.transform import PROJECT, build, run_dbt
from twoears.warehouse import Layer, open_warehouse

SECRET = "ann@people.example"
LAYERS: tuple[Layer, ...] = ("seeds", "staging", "evidence", "marts")


def test_models_need_no_vendor_to_be_connected(tmp_path: Path) -> None:
    settings = settings_on(tmp_path)
    warehouse = open_warehouse(settings)
    warehouse.load([StreamTable(settings.lake, stream) for stream in all_streams()])
    built: list[str] = []
    for layer in LAYERS:
        results = build(layer, settings, AS_OF)
        assert {result.status for result in results} == {"success", "pass"}
        kept = json.loads((settings.dbt_artifacts / layer / "run_results.json").read_text())
        assert len(kept["results"]) == len(results)
        built += [result.name for result in results]
        if layer == "evidence":
            assert resolve(settings, AS_OF) == Resolved(0, 0, 0, 0, 0)
            assert listen(settings) == Listened(0, 0, 0, 0, 0, 0, 0)
    assert len(built) == len(set(built)), "a layer builds what an earlier one has built"
    assert {path.stem for path in (PROJECT / "models").rglob("*.sql")} - set(built) == set(segment_names())
    candidate = f"marts_{warehouse.candidate_colour()}"
    assert warehouse.read(f"select * from {candidate}.customer_engagement").num_rows == 0


def test_a_failed_model_is_named_without_its_data(copied: Home, capfd: pytest.CaptureFixture[str]) -> None:
    copied.execute(f"alter table raw.sql_orders alter ordered_at type text using '{SECRET}'")
    with pytest.raises(ModelError, match="model int_accounts_from_sql") as failure:
        copied.run("staging", "intermediate", "marts", flags=("--exclude-resource-type", "unit_test"))
    assert SECRET not in str(failure.value)
    assert failure.value.__cause__ is None
    assert SECRET not in "".join(capfd.readouterr())


def test_a_failed_test_is_named(copied: Home) -> None:
    copied.execute("update raw.sql_customers set customer_id = null")
    with pytest.raises(ModelError, match="test not_null_stg_sql__customers_customer_id"):
        copied.run("staging")


def test_a_model_without_its_variable_is_named(copied: Home) -> None:
    copied.variables.pop("as_of")
    with pytest.raises(ModelError, match="int_contributions"):
        copied.run("int_contributions")


def test_what_stops_dbt_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"dbt stopped before any model ran .*oracle"):
        run_dbt("build", ["marts"], {"type": "oracle"}, {}, tmp_path)


def test_the_profile_is_for_this_user_alone(built: Home) -> None:
    profile = built.artifacts / "profiles" / "profiles.yml"
    assert stat.S_IMODE(profile.stat().st_mode) == 0o600
