"""Paths of evidence: the shortest, of these the strongest, and the same in any order of rows."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from twoears.identity.deciding import Decision
from twoears.identity.explain import Evidence, held_apart, label, obstacles, path
from twoears.identity.explain.withheld import Blocked, Rule, Rules, reason


def row(
    account: str, kind: str, value: str, trust: str = "typed", withheld: str | None = None, group: str = ""
) -> Evidence:
    key = None if withheld else f"{kind}|{value}|{group}"
    return Evidence(account, account.split(":")[0], kind, value, value, trust, key, withheld, 2)


def decision(verdict: str, one: str, other: str) -> Decision:
    return Decision("d1", "accept", verdict, one, other, "mia", datetime(2026, 1, 1, tzinfo=UTC), "met")


CHAIN = [
    row("sql:1", "email", "a@x.example"),
    row("discourse:2", "email", "a@x.example", "verified"),
    row("discourse:2", "phone", "+1"),
    row("imap:3", "phone", "+1", "seen"),
]


def test_a_path_leads_over_the_accounts_between() -> None:
    steps = path("sql:1", "imap:3", CHAIN, [])
    assert steps is not None
    assert [(s.from_account, s.to_account) for s in steps] == [
        ("sql:1", "discourse:2"),
        ("discourse:2", "imap:3"),
    ]
    assert [s.shared[0].identifier_type for s in steps if s.shared] == ["email", "phone"]


def test_of_two_paths_of_one_length_the_stronger_is_told() -> None:
    weak = [row("sql:1", "website", "w", "seen"), row("imap:3", "website", "w", "seen")]
    strong = [row("sql:1", "loyalty_number", "7"), row("imap:3", "loyalty_number", "7", "verified")]
    steps = path("sql:1", "imap:3", [*CHAIN, *weak, *strong], [])
    assert steps is not None
    assert [s.shared[0].identifier_type for s in steps if s.shared] == ["loyalty_number"]
    detours = [row("sql:1", "phone", "+2"), row("sql:4", "phone", "+2"), row("sql:4", "email", "b@x.example")]
    steps = path("sql:1", "imap:3", [*CHAIN, *detours, row("imap:3", "email", "b@x.example")], [])
    assert steps is not None
    assert steps[0].to_account == "sql:4"  # typed twice is stronger than typed and seen


def test_a_decision_is_a_step_and_the_strongest() -> None:
    steps = path("sql:1", "imap:3", CHAIN, [decision("together", "imap:3", "sql:1")])
    assert steps is not None
    assert [s.decision.decision_id for s in steps if s.decision] == ["d1"]
    assert path("sql:1", "imap:9", CHAIN, [decision("apart", "imap:9", "sql:1")]) is None


def test_one_value_ties_only_the_accounts_of_one_group_of_names() -> None:
    household = [row(f"sql:{n}", "email", "hill@x.example", group=g) for n, g in enumerate("aabb")]
    assert path("sql:0", "sql:1", household, []) is not None
    assert path("sql:1", "sql:2", household, []) is None


def test_a_chain_of_a_thousand_accounts_is_told_to_its_end() -> None:
    rows = [row(f"sql:{n + more}", "email", f"{n}@x.example") for n in range(1000) for more in (0, 1)]
    steps = path("sql:0", "sql:1000", rows, [])
    assert steps is not None
    assert [step.to_account for step in steps] == [f"sql:{n}" for n in range(1, 1001)]


@given(st.permutations([*CHAIN, row("sql:1", "phone", "+5"), row("imap:3", "phone", "+5", "verified")]))
def test_any_order_of_rows_tells_the_same_path(rows: list[Evidence]) -> None:
    steps = path("sql:1", "imap:3", rows, [])
    assert steps is not None
    assert [step.shared[0].value for step in steps if step.shared] == ["+5"]


def test_shared_values_that_join_nobody_are_obstacles() -> None:
    left = [
        row("sql:1", "email", "info@x.example", withheld="blocked"),
        row("sql:1", "name", "ann lee", withheld="no_rule"),
    ]
    right = [
        row("sql:2", "email", "info@x.example", withheld="blocked"),
        row("sql:2", "name", "bo lee", withheld="no_rule"),
    ]
    assert [(o.left.value, o.right.account_id) for o in obstacles(left, right)] == [
        ("info@x.example", "sql:2")
    ]


def test_only_decisions_between_the_two_hold_them_apart() -> None:
    made = [
        decision("apart", "sql:2", "sql:1"),
        decision("together", "sql:1", "sql:3"),
        decision("apart", "sql:1", "sql:4"),
    ]
    assert held_apart(["sql:1"], ["sql:2", "sql:3"], made) == made[:1]


def test_an_account_is_called_by_its_name_before_its_handle() -> None:
    rows = [row("mastodon:1", "username", "ann"), row("mastodon:1", "name", "Ann Lee")]
    assert label(rows) == label(reversed(rows)) == "Ann Lee"
    assert label(rows[:1]) == "ann"
    assert label([]) == ""


def test_a_reason_names_the_figures_of_its_rule() -> None:
    rules = Rules(
        {kind: Rule(kind, True, "typed", 4) for kind in ("email", "phone", "website")},
        (
            Blocked("email", "mailbox", "info", "role"),
            Blocked("email", "domain", "relay.test", "marketplace"),
            Blocked("website", "domain", "linktr.example", "platform"),
            Blocked("phone", "value", "+1", "placeholder"),
        ),
    )
    told = {
        row("a:1", "email", "info@x.example", withheld="blocked"): "(role)",
        row("a:1", "email", "x@mail.relay.test", withheld="blocked"): "(marketplace)",
        row("a:1", "website", "linktr.example/ann", withheld="blocked"): "(platform)",
        row("a:1", "phone", "+1", withheld="blocked"): "(placeholder)",
        row("a:1", "phone", "+2", withheld="over_limit"): "2 accounts have it, over the limit of 4 a vendor",
        row("a:1", "phone", "+2", "seen", withheld="trust_too_low"): "only seen, joins from typed on",
        row("a:1", "phone", "1" * 30, withheld="not_valid"): "no valid phone",
        row("a:1", "postal_code", "ab1", withheld="no_rule"): "a postal code alone is no proof",
    }
    for withheld, says in told.items():
        assert says in reason(withheld, rules)
