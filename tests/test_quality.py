"""The gates on real warehouses: what passes, what stops, what is reported, and what is never shown."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.small_brand import (
    AS_OF,
    build_marts,
    draw_segment,
    execute,
    land,
    load,
    order,
    publish,
    settings_on,
)
from twoears.errors import GateBroken, GateFailed
from twoears.quality import check
from twoears.quality.outcomes import Outcome, outcomes
from twoears.quality.pages import KEPT_RUNS, write_run
from twoears.settings import Settings
from twoears.warehouse import open_warehouse

CANARY = "canary.7f3a@leak.test"
SEGMENT = "'c' || n as customer_id, 'help' as main_pillar, 'gave help {n} times' as reason"


@pytest.fixture(params=["duckdb", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = request.getfixturevalue("postgres_database") if request.param == "postgres" else None
    made = settings_on(tmp_path, url)
    open_warehouse(made).prepare()
    return made


@pytest.fixture
def on_duckdb(tmp_path: Path) -> Settings:
    made = settings_on(tmp_path)
    open_warehouse(made).prepare()
    return made


def named(outcomes: tuple[Outcome, ...]) -> set[tuple[str, str]]:
    return {(outcome.table, outcome.column) for outcome in outcomes}


def test_gate_1_passes_when_only_one_vendor_is_connected(settings: Settings) -> None:
    land(settings, "sql.orders", [order(number) for number in range(30)])
    land(settings, "sql.orders", [order(1), {"order_id": 31}])
    load(settings)
    result = check("gate_1", settings, AS_OF)
    assert (result.failed_critical, result.failed_warnings) == ((), ())
    assert result.expectations >= 6


def test_gate_1_stops_when_a_load_does_not_add_up(on_duckdb: Settings) -> None:
    land(on_duckdb, "sql.orders", [order(number) for number in range(30)])
    load(on_duckdb)
    execute(on_duckdb, "update raw.loads set landed = landed - 1")
    with pytest.raises(GateFailed) as stopped:
        check("gate_1", on_duckdb, AS_OF)
    told = str(stopped.value)
    assert "staging.loads.extracted" in told
    assert "staging.streams.rows_in_raw, landed" in told
    assert "1 of 1 rows against it (100.00%): sql.orders" in told
    assert f"{on_duckdb.data_docs.as_uri()}/gate_1/20260828T000000Z.html" in told


def test_gate_1_stops_when_staging_loses_a_record(on_duckdb: Settings) -> None:
    land(on_duckdb, "sql.orders", [order(number) for number in range(30)])
    load(on_duckdb)
    execute(
        on_duckdb,
        "create or replace view staging.stg_sql__orders as "
        "select *, cast(1 as bigint) as newest_first from raw.sql_orders where order_id <> '7'",
    )
    with pytest.raises(GateFailed, match="rows_in_staging"):
        check("gate_1", on_duckdb, AS_OF)


def test_gate_1_reports_a_stale_feed_a_flood_and_a_quarantine_without_stopping(on_duckdb: Settings) -> None:
    for _ in range(5):
        land(on_duckdb, "sql.orders", [order(number) for number in range(20)])
    land(on_duckdb, "sql.orders", [order(number) for number in range(300)] + [{"order_id": 1}] * 30)
    load(on_duckdb)
    execute(on_duckdb, "update raw.loads set until = until + version * interval '1' hour")
    result = check("gate_1", on_duckdb, AS_OF + timedelta(days=8))
    assert result.failed_critical == ()
    assert named(result.failed_warnings) == {
        ("staging.streams", "age_days"),
        ("staging.streams", "quarantined_share"),
        ("staging.streams", "volume_ratio"),
    }


def test_gate_1_stops_when_most_of_a_stream_is_refused(on_duckdb: Settings) -> None:
    land(on_duckdb, "sql.orders", [order(1)] + [{"order_id": 2}] * 19)
    load(on_duckdb)
    with pytest.raises(GateFailed, match="quarantined_share"):
        check("gate_1", on_duckdb, AS_OF)


def test_gate_2_passes_a_first_release_and_stops_one_that_lost_more_than_half(settings: Settings) -> None:
    load(settings)
    build_marts(settings, customers=10)
    first = check("gate_2", settings, AS_OF)
    publish(settings)
    load(settings)
    build_marts(settings, customers=4)
    with pytest.raises(GateFailed, match=r"marts\.customers: .* Allowed: at least 5\. Seen: 4\."):
        check("gate_2", settings, AS_OF + timedelta(days=1))
    assert (first.failed_critical, first.failed_warnings) == ((), ())
    assert "no history" in Path(first.docs_url.removeprefix("file://")).read_text()


def test_gate_2_stops_a_release_without_a_source_though_it_has_as_many_rows(settings: Settings) -> None:
    candidate = _beside_a_release(settings)
    execute(settings, f"update {candidate}.interactions set source = 'social'")
    with pytest.raises(GateFailed, match=r"1 critical .* marts\.interactions\.is_from_forum"):
        check("gate_2", settings, AS_OF)


JUMPS = {
    "largest_customer": (51, r"largest_customer: .* Allowed: at most 25\. Seen: 51\."),
    "joined_share": (0.39, r"joined_share_all: .* at least 0\.4, at most 0\.6\. Seen: 0\.39\."),
}


@pytest.mark.parametrize("measure", JUMPS)
def test_gate_2_stops_when_who_is_who_jumps(settings: Settings, measure: str) -> None:
    jump, told = JUMPS[measure]
    candidate = _beside_a_release(settings)
    execute(settings, f"update {candidate}.identity_measures set value = {jump} where measure = '{measure}'")
    with pytest.raises(GateFailed, match=rf"1 critical .* marts\.identity_measures\.{told}"):
        check("gate_2", settings, AS_OF)


@pytest.mark.parametrize("grown", ["'accounts', 'mastodon', 5", "'identifiers', 'discourse: email', 5"])
def test_gate_2_lets_the_joined_share_move_with_much_new_evidence(on_duckdb: Settings, grown: str) -> None:
    candidate = _beside_a_release(on_duckdb)
    execute(on_duckdb, f"update {candidate}.identity_measures set value = 0.9 where measure = 'joined_share'")
    few = grown.replace("5", "4")
    execute(on_duckdb, f"insert into {candidate}.identity_measures values ({few})")
    with pytest.raises(GateFailed, match="joined_share_all"):
        check("gate_2", on_duckdb, AS_OF)
    execute(on_duckdb, f"insert into {candidate}.identity_measures values ({grown})")
    assert check("gate_2", on_duckdb, AS_OF).failed_critical == ()


def test_gate_2_warns_of_an_intent_that_drifts_and_stops_when_it_jumps(settings: Settings) -> None:
    candidate = _beside_a_release(settings)
    hear_praise(settings, candidate, 0.15)
    drifted = check("gate_2", settings, AS_OF)
    assert drifted.failed_critical == ()
    assert named(drifted.failed_warnings) == {("marts.listening_measures", "praise_imap")}
    hear_praise(settings, candidate, 0.26)
    with pytest.raises(
        GateFailed, match=r"1 critical .* marts\.listening_measures\.praise_imap: .* at most 0\.25\."
    ):
        check("gate_2", settings, AS_OF)


def test_gate_2_compares_intents_of_many_texts_only(on_duckdb: Settings) -> None:
    candidate = _beside_a_release(on_duckdb)
    hear_praise(on_duckdb, candidate, 0.9)
    execute(on_duckdb, f"update {candidate}.listening_measures set value = 199 where measure = 'read_texts'")
    result = check("gate_2", on_duckdb, AS_OF)
    assert (result.failed_critical, result.failed_warnings) == ((), ())


OTHER_READERS = {
    "all by another version": "update {} set dimension = 'v2' where measure = 'texts_by_version'",
    "some by another version": "insert into {} values ('texts_by_version', 'imap', 'v2', 1)",
}


@pytest.mark.parametrize("change", OTHER_READERS.values(), ids=OTHER_READERS)
def test_gate_2_stops_only_surges_when_another_reader_reads(on_duckdb: Settings, change: str) -> None:
    candidate = _beside_a_release(on_duckdb)
    execute(on_duckdb, change.format(f"{candidate}.listening_measures"))
    hear_praise(on_duckdb, candidate, 0.39)
    result = check("gate_2", on_duckdb, AS_OF)
    assert (result.failed_critical, result.failed_warnings) == ((), ())
    hear_praise(on_duckdb, candidate, 0.41)
    with pytest.raises(GateFailed, match=r"1 critical .*praise_imap: .* at most 0\.4\. "):
        check("gate_2", on_duckdb, AS_OF)


def hear_praise(settings: Settings, candidate: str, share: float) -> None:
    praise = "measure = 'intent_share' and dimension = 'praise'"
    execute(settings, f"update {candidate}.listening_measures set value = {share} where {praise}")


def _beside_a_release(settings: Settings) -> str:
    """Publish a release and build the same again; gives the candidate's schema."""
    load(settings)
    build_marts(settings)
    publish(settings)
    load(settings)
    build_marts(settings)
    return f"marts_{open_warehouse(settings).candidate_colour()}"


def test_gate_2_says_when_it_cannot_compare_with_what_is_published(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    load(settings)
    build_marts(settings)
    candidate = f"marts_{open_warehouse(settings).candidate_colour()}"
    execute(settings, f"alter table {candidate}.orders drop column is_anonymous")
    publish(settings)
    load(settings)
    build_marts(settings)
    check("gate_2", settings, AS_OF)
    told = [record.getMessage() for record in caplog.records if "not compared" in record.getMessage()]
    assert len(told) == 1
    assert told[0].startswith("marts.orders: not compared with the published release.")
    assert "is_anonymous" in told[0]


def test_gate_2_compares_a_replay_of_the_past_with_the_past_only(on_duckdb: Settings) -> None:
    load(on_duckdb)
    build_marts(on_duckdb, customers=10)
    publish(on_duckdb)
    load(on_duckdb)
    build_marts(on_duckdb, customers=0)
    assert check("gate_2", on_duckdb, AS_OF - timedelta(days=2)).failed_critical == ()


def test_gate_3_holds_back_a_segment_with_an_address_in_it(settings: Settings) -> None:
    draw_segment(settings, SEGMENT)
    assert check("gate_3", settings, AS_OF).failed_critical == ()
    draw_segment(settings, f"'c' || n as customer_id, 'help' as main_pillar, '{CANARY}' as reason")
    with pytest.raises(GateFailed, match=r"segments\.engaged_customers\.reason"):
        check("gate_3", settings, AS_OF)


def test_no_value_of_a_customer_is_shown_anywhere(
    settings: Settings, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Wherever the gates read text, and where numbers turn out to be text, the text stays inside."""
    caplog.set_level(0)
    build_marts(settings)
    colour = open_warehouse(settings).candidate_colour()
    engagement = f"marts_{colour}.customer_engagement"
    draw_segment(settings, f"'{CANARY}' as customer_id, '{CANARY}' as main_pillar, '{CANARY}' as reason")
    execute(settings, f"update {engagement} set customer_id = '{CANARY}', reason = '{CANARY}'")
    failures = [_raised(GateFailed, gate, settings) for gate in ("gate_2", "gate_3")]
    execute(settings, f"alter table marts_{colour}.orders alter column net_amount type text")
    execute(settings, f"update marts_{colour}.orders set net_amount = '{CANARY}'")
    failures.append(_raised(GateBroken, "gate_2", settings))
    written = [path.read_text() for path in settings.data_docs.rglob("*") if path.is_file()]
    output = capfd.readouterr()
    assert len(written) == 5
    for text in (*written, *failures, caplog.text, output.out, output.err):
        assert "canary" not in text
        assert "leak.test" not in text


def _raised(kind: type[Exception], gate: Any, settings: Settings) -> str:
    with pytest.raises(kind) as raised:
        check(gate, settings, AS_OF)
    assert raised.value.__cause__ is None
    return str(raised.value)


def test_an_expectation_that_cannot_be_evaluated_is_no_failure_of_the_data(on_duckdb: Settings) -> None:
    build_marts(on_duckdb)
    orders = f"marts_{open_warehouse(on_duckdb).candidate_colour()}.orders"
    execute(on_duckdb, f"alter table {orders} alter column net_amount type text")
    with pytest.raises(GateBroken, match=r"marts\.orders\.net_amount: .* not evaluated, TypeError"):
        check("gate_2", on_duckdb, AS_OF)


def test_of_an_error_only_its_kind_is_told() -> None:
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    config = ExpectationConfiguration(
        type="expect_column_mean_to_be_between",
        kwargs={"column": "net_amount"},
        meta={"protects": "turnover"},
        severity="critical",
        description="A mean.",
    )
    trace = f"Traceback (most recent call last):\n  File x\nValueError: could not convert {CANARY!r}\n"
    raised = {"raised_exception": True, "exception_message": CANARY, "exception_traceback": trace}
    for info in (raised, {"some metric": raised}):
        result = ExpectationValidationResult(success=False, expectation_config=config, exception_info=info)
        whole = ExpectationSuiteValidationResult(success=False, results=[result], suite_name="x")
        (outcome,) = outcomes("marts.orders", whole, None)
        assert (outcome.status, outcome.seen) == ("broken", "not evaluated, ValueError")
        assert "canary" not in repr(outcome)


def test_data_docs_keep_earlier_runs_and_the_same_run_replaces_its_page(on_duckdb: Settings) -> None:
    draw_segment(on_duckdb, SEGMENT)
    site = on_duckdb.data_docs
    for days in (0, 1, 0):
        check("gate_3", on_duckdb, AS_OF + timedelta(days=days))
    pages = sorted(path.name for path in (site / "gate_3").glob("*.html"))
    index = (site / "index.html").read_text()
    assert pages == ["20260828T000000Z.html", "20260829T000000Z.html"]
    assert all(f'href="gate_3/{page}"' in index for page in pages)
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    check("gate_3", on_duckdb, AS_OF)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_data_docs_load_nothing_from_elsewhere_and_escape_what_they_show(tmp_path: Path) -> None:
    outcome = Outcome("marts.x", "y", "critical", "failed", "<b>Bold.</b>", "a & b", "at least 1", "0")
    page = write_run(tmp_path, "gate_2", AS_OF, [outcome]).read_text()
    assert "&lt;b&gt;Bold.&lt;/b&gt;" in page
    assert "a &amp; b" in page
    assert not any(part in page for part in ("http:", "https:", "//", "<script", "<link"))


def test_old_pages_go_when_there_are_too_many(tmp_path: Path) -> None:
    for days in range(KEPT_RUNS + 3):
        page = write_run(tmp_path, "gate_1", AS_OF + timedelta(days=days), [])
    assert page.exists()
    assert len(list(tmp_path.glob("gate_1/*.html"))) == KEPT_RUNS
    assert len(list(tmp_path.glob("gate_1/*.json"))) == KEPT_RUNS
    assert (tmp_path / "index.html").read_text().count("<tr><td>") == KEPT_RUNS


def test_importing_the_gates_imports_no_great_expectations() -> None:
    heavy = "[name for name in ('great_expectations', 'pandas', 'airflow') if name in sys.modules]"
    code = f"import sys; import twoears.quality, twoears.exports; print({heavy})"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=None)
    assert found.stdout.strip() == "[]"
