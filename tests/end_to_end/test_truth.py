"""The scorer counts what counting every pair would count."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from sandbox.world import build
from tests.end_to_end.truth import missing_pairs, people_of, score, wrong_pairs

PEOPLE = st.frozensets(st.sampled_from("pqrs"), min_size=1, max_size=3)
ACCOUNTS = st.lists(st.tuples(PEOPLE, st.sampled_from(["c1", "c2", "c3", None])), max_size=12)


@given(ACCOUNTS)
def test_the_counted_pairs_are_those_that_looking_at_every_pair_finds(
    drawn: list[tuple[frozenset[str], str | None]],
) -> None:
    people = {f"a{n}": behind for n, (behind, _customer) in enumerate(drawn)}
    customers = {f"a{n}": customer for n, (_behind, customer) in enumerate(drawn) if customer}
    pairs = list(combinations(sorted(customers), 2))
    together = {(a, b) for a, b in pairs if customers[a] == customers[b]}
    true = {(a, b) for a, b in pairs if people[a] & people[b]}
    found = score(customers, people)
    assert (found.together, found.true, found.right) == (len(together), len(true), len(together & true))
    assert (found.accounts, found.missing) == (len(customers), len(people) - len(customers))
    assert set(wrong_pairs(customers, people)) == together - true
    assert missing_pairs(customers, people) == sorted(true - together)


def test_one_customer_a_person_is_right_but_for_shared_addresses() -> None:
    """A household's address can stand with one of the two only: that is the best any mapping can do."""
    people = people_of(build(people=300))
    best = score({account: min(behind) for account, behind in people.items()}, people)
    assert best.precision == 1
    assert 0.97 < best.recall < 1
    assert best.missing == 0
