"""Review, accept, reject, split and explain over a real warehouse: what they print, record and refuse."""

import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.identity.small_people import ANNA, AS_OF, copy, customer_of, fill, read, run, settings_at
from twoears import cli
from twoears.identity.decisions import Decisions
from twoears.identity.review.known import Known
from twoears.settings import Settings

WHO_IS_WHO = ("identifiers", "account_customers", "customers", "customer_id_history", "identity_changes")
EXPLAINED = ("explain", "sql:17", "mastodon:9")
PERSONAL = ("anna", "lee", "x.example", "7946")


class Said(NamedTuple):
    """How a command ended and what it said, its spaces and lines run together."""

    code: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = settings_at(tmp_path_factory.mktemp("filled"))
    fill(settings)
    return settings


@pytest.fixture
def home(filled: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A copy of the filled warehouse and lake, which the commands find."""
    shutil.copytree(filled.home, tmp_path / "home")
    monkeypatch.setenv("TWOEARS_HOME", str(tmp_path / "home"))
    for name in ("TWOEARS_LAKE", "TWOEARS_ENGINE", "TWOEARS_WAREHOUSE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LOGNAME", "mia")
    return settings_at(tmp_path / "home")


@pytest.fixture
def command(
    home: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Command]:
    before = os.umask(0o077)  # a command sets it for the life of its process

    def twoears(*words: str) -> Said:
        monkeypatch.setattr("sys.argv", ["twoears", "identity", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return Said(int(ended.value.code or 0), " ".join(said.out.split()), " ".join(said.err.split()))

    yield twoears
    os.umask(before)


@pytest.fixture
def pair(home: Settings) -> str:
    """The key of the one candidate, sql:17 and mastodon:9."""
    return Known(home).candidates[0].key


def decided(home: Settings) -> set[tuple[str, frozenset[str]]]:
    rows = Decisions(home.lake).table().to_pylist()
    return {(row["verdict"], frozenset((row["account_id"], row["other_account_id"]))) for row in rows}


def test_the_review_shows_both_sides_and_how_to_decide(command: Command, pair: str) -> None:
    said = command("review")
    assert said.code == 0
    for words in ("0.986", "email: Anna@X.example", "username: @annalee", "name equal +8.2", "1 open."):
        assert words in said.out
    assert f"twoears identity accept {pair}" in said.out
    assert f"twoears identity reject {pair}" in said.out


def test_a_pair_is_shown_with_its_weights_as_bars(command: Command, pair: str) -> None:
    said = command("review", pair)
    assert said.code == 0
    for words in (
        "before any evidence -11.2 ░░░",
        "username equal +9.1 ███",
        "together +6.1",
        "(discourse:5, ver",
    ):
        assert words in said.out


def test_programs_read_the_review_as_json(command: Command, pair: str) -> None:
    told = json.loads(command("review", "--format", "json").out)
    assert (told["key"], told["left_account_id"], told["right_account_id"]) == (pair, "sql:17", "mastodon:9")
    assert told["waterfall"][1] == {"comparison": "name", "grade": "equal", "weight": 8.2}


def test_a_wrong_merge_is_undone_and_leaves_no_trace(command: Command, pair: str, home: Settings) -> None:
    before = {table: read(home, table) for table in WHO_IS_WHO}
    assert command("accept", pair).out.startswith(
        "Decision d000001: accept by mia, 'candidate with score 0.986'"
    )
    assert "d000001 (accept) of mia" in command(*EXPLAINED).out
    assert "`twoears build` puts it into effect" in command(*EXPLAINED).out
    run(home)
    said = command(*EXPLAINED)
    assert f"sql:17 and mastodon:9 are one customer, {customer_of('sql:17')}, with 4 accounts" in said.out
    assert "● sql:17 Anna Lee │ decision d000001 (accept) of mia" in said.out
    assert command("review").out == "0 open."
    assert command("split", customer_of("sql:17"), "mastodon:9", "--because", "her sister").code == 0
    run(home)
    assert {table: read(home, table) for table in WHO_IS_WHO} == before
    assert "Held apart by decision d000002 (split) of mia" in command(*EXPLAINED).out


def test_what_was_decided_is_not_asked_again_before_the_next_run(command: Command, pair: str) -> None:
    assert command("reject", pair, "--by", "tom").code == 0
    assert command("review").out == "0 open, 1 decided since the last run."
    said = command("decisions")
    assert "d000001" in said.out
    assert "tom reject" in said.out
    assert "from the next run on" in said.out


def test_rejecting_a_pair_holds_all_accounts_of_one_from_all_of_the_other(
    command: Command, pair: str, home: Settings
) -> None:
    assert command("reject", pair).code == 0
    assert decided(home) == {("apart", frozenset((account, "mastodon:9"))) for account in ANNA}


def test_a_rejected_pair_can_be_accepted_after_all(command: Command, pair: str, home: Settings) -> None:
    command("reject", pair)
    run(home)
    assert command("accept", "sql:17", "mastodon:9", "--because", "she told us").code == 0
    run(home)
    assert "are one customer" in command(*EXPLAINED).out
    assert command("decisions").out.count("replaced by a later one") == 1


def test_an_account_splits_from_all_who_stay_and_can_come_back(command: Command, home: Settings) -> None:
    before = read(home, "account_customers")
    assert command("split", "sql:17", "discourse:5", "--because", "her sister's").code == 0
    run(home)
    said = command("explain", "sql:17", "discourse:5")
    assert "are two customers" in said.out
    assert "are one customer" in command("explain", "sql:17", "imap:e1").out
    assert "Held apart by decision d000001 (split) of mia" in said.out
    assert "both have at and at but" in said.out
    assert "email anna@x.example sql:17 discourse:5 their names disagree or a decision holds them" in said.out
    assert command("accept", "sql:17", "discourse:5", "--because", "she herself").code == 0
    run(home)
    members = {row["account_id"]: row["customer_id"] for row in read(home, "account_customers")}
    assert members == {row["account_id"]: row["customer_id"] for row in before}


def test_who_is_one_customer_is_told_by_the_path_between(command: Command) -> None:
    said = command("explain", "imap:e1", "discourse:5")
    assert "confidence 0.98, reached by email" in said.out
    assert (
        "● imap:e1 Anna\\x1b[2J Lee\\u202e │ email anna@x.example, typed / verified ● discourse:5" in said.out
    )


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        (
            "sql:18",
            "discourse:6",
            "email info@shop.example sql:18 discourse:6 blocked as nobody's own (role)",
        ),
        ("sql:20", "sql:21", "sql:21 the names of those who have it disagree or are not known"),
        ("sql:30", "sql:35", "sql:35 6 accounts have it, over the limit of 4 a vendor"),
        ("sql:40", "imap:e4", "phone +442079460123 sql:40 imap:e4 only seen, joins from typed on"),
        ("sql:41", "discourse:7", "email two@@x.example sql:41 discourse:7 no valid email"),
        ("sql:17", "mastodon:9", "name anna lee sql:17 mastodon:9 a name alone is no proof"),
        ("sql:18", "sql:40", "They share no value."),
    ],
)
def test_who_is_not_joined_is_told_why(one: str, other: str, says: str, command: Command) -> None:
    said = command("explain", one, other)
    assert said.code == 0
    assert f"{one} and {other} are two customers" in said.out
    assert says in said.out


def test_the_place_in_the_review_is_told(command: Command, pair: str) -> None:
    assert f"candidate 1 of 1 in the review, with score 0.986: `twoears identity review {pair}`" in (
        command(*EXPLAINED).out
    )
    assert "If you know that they are one person: `twoears identity accept sql:18" in (
        command("explain", "sql:18", "discourse:6").out
    )


def test_all_evidence_of_one_is_told_by_account_customer_or_value(command: Command) -> None:
    one = command("explain", "sql:17").out
    assert "Other accounts of the customer: discourse:5, imap:e1." in one
    assert "email Anna@X.example anna@x.example typed discourse:5 imap:e1" in one
    for text in (customer_of("sql:17"), "anna@x.example", "ANNA@X.EXAMPLE"):
        assert "username annalee typed nobody: a username alone is no proof" in command("explain", text).out


def test_nothing_that_a_customer_wrote_commands_the_terminal(command: Command, pair: str) -> None:
    for words in (["review"], ["review", pair], ["explain", "imap:e1"], ["explain", "imap:e1", "sql:17"]):
        said = command(*words)
        assert "\x1b" not in said.out
        assert "\u202e" not in said.out
        assert "\\x1b[2J" in command("explain", "imap:e1").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["accept", "nobody", "sql:17"], "There is no account, customer, address or other value nobody"),
        (["accept", "sql:17", "discourse:5"], "are one customer already; `twoears identity explain` shows"),
        (["accept", "sql:17", "sql:17"], "Both are sql:17; name two accounts or customers"),
        (["accept", "ffffff"], "The review has no pair ffffff; `twoears identity review` lists them"),
        (
            ["accept", "annalee", "sql:18"],
            "annalee is of 2 customers; name one of its accounts: discourse:5, mas",
        ),
        (
            ["reject", "sql:17", customer_of("sql:17")],
            "say which accounts leave it with `twoears identity split",
        ),
        (["split", "sql:17", "sql:18"], f"sql:18 is no account of {customer_of('sql:17')}"),
        (["split", "sql:18", "sql:18"], "That would leave nothing of"),
        (["accept", "sql:17", "sql:18"], 'no reason was given; say it with --because "…".'),
        (["review", "ffffff"], "The review has no pair ffffff"),
        (["explain", "nobody"], "new ones are known after `twoears build`"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_records_nothing(
    words: list[str], says: str, command: Command, home: Settings
) -> None:
    said = command(*words)
    assert said.code == 1
    assert said.err.startswith("twoears: ")
    assert says in said.err
    assert not decided(home)


def test_words_that_are_sql_find_nobody(command: Command) -> None:
    said = command("explain", "x' or 1=1 --")
    assert said.code == 1
    assert "There is no account, customer, address or other value x' or 1=1 --" in said.err


def test_a_customer_that_was_merged_is_found_where_it_is_now(
    command: Command, pair: str, home: Settings
) -> None:
    command("accept", pair)
    run(home, AS_OF.replace(day=29))
    said = command("explain", customer_of("mastodon:9"))
    assert f"its accounts, mastodon:9, are now of {customer_of('sql:17')}" in said.err
    assert command("explain", "mastodon:9").code == 0


def test_postgres_says_the_same(
    command: Command, pair: str, home: Settings, postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = (
        ["review"],
        ["review", pair],
        EXPLAINED,
        ["explain", "anna@x.example"],
        ["explain", "sql:20", "sql:21"],
    )
    before = [command(*words) for words in commands]
    copy(home, replace(home, engine="postgres", warehouse_url=postgres_database))
    monkeypatch.setenv("TWOEARS_ENGINE", "postgres")
    monkeypatch.setenv("TWOEARS_WAREHOUSE_URL", postgres_database)
    assert [command(*words) for words in commands] == before
    assert command("accept", pair).code == 0


def test_before_the_first_build_there_is_nobody(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWOEARS_HOME", str(tmp_path / "empty"))
    said = command("review")
    assert said.code == 1
    assert "run `twoears build` first" in said.err


def test_nothing_personal_is_logged(
    command: Command, pair: str, home: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for words in (
            ("review",),
            ("explain", "sql:17"),
            EXPLAINED,
            ("accept", pair),
            ("explain", "anna@y.example"),
        ):
            command(*words)
        run(home)
    logged = " ".join(record.getMessage() for record in caplog.records).lower()
    assert not [word for word in PERSONAL if word in logged]
