"""Finds whom people mean by what they type: an account, a customer, or a value of somebody's evidence."""

from collections.abc import Sequence
from typing import Any

from twoears.errors import DecisionError
from twoears.identity.deciding import Someone, listed
from twoears.identity.review.known import Candidate, Known, md5_of

BY_ID = """
select account_id, customer_id
from identity.account_customers
where customer_id in (
    select customer_id from identity.account_customers
    where md5(account_id) in ({keys}) or md5(customer_id) in ({keys})
)
"""

BY_VALUE = """
select distinct members.account_id, members.customer_id
from identity.identifiers as identifiers
inner join identity.account_customers as members on identifiers.account_id = members.account_id
where md5(identifiers.value) in ({keys}) or md5(lower(identifiers.value_as_written)) in ({keys})
"""

BY_OLD_ID = """
select distinct members.account_id, members.customer_id
from identity.customer_id_history as history
inner join identity.account_customers as members on history.account_id = members.account_id
where md5(history.customer_id) in ({keys})
"""


def someone(known: Known, text: str) -> Someone:
    """Whom a text means: an account's id, a customer's, or a value of the evidence such as an address.

    Raises:
        DecisionError: nobody, several customers, or a customer that was merged into another.
    """
    members = _members(known, BY_ID, text)
    if members:
        customer = members[0]["customer_id"]
        return _of_customer(members, [] if text == customer else [text])
    found = _members(known, BY_VALUE, text, text.lower())
    named, customers = [row["account_id"] for row in found], {row["customer_id"] for row in found}
    if len(customers) > 1:
        raise DecisionError(
            f"{text} is of {len(customers)} customers; name one of its accounts: {listed(named)}."
        )
    if not customers:
        raise DecisionError(_unknown(known, text))
    return _of_customer(_members(known, BY_ID, *customers), named)


def sides(known: Known, candidate: Candidate) -> tuple[Someone, Someone]:
    """The customers of a candidate; the accounts that were compared speak for them."""
    left, right = (
        _led_by(account, someone(known, account))
        for account in (candidate.left_account_id, candidate.right_account_id)
    )
    return left, right


def _led_by(account: str, customer: Someone) -> Someone:
    others = (other for other in customer.account_ids if other != account)
    return Someone(customer.customer_id, (account, *others))


def _of_customer(members: Sequence[dict[str, Any]], named: Sequence[str]) -> Someone:
    """A customer whose founder comes first: the account of whose id its own is made, if nobody had that."""
    customer = members[0]["customer_id"]
    accounts = sorted((row["account_id"] for row in members), key=lambda a: (f"c{md5_of(a)}" != customer, a))
    return Someone(customer, tuple(accounts), tuple(named))


def _unknown(known: Known, text: str) -> str:
    moved = _members(known, BY_OLD_ID, text)
    if not moved:
        return (
            f"There is no account, customer, address or other value {text}; accounts look like sql:17, "
            "`twoears query 'select * from customer_accounts'` lists them, and new ones are known after "
            "`twoears build`."
        )
    now = sorted({row["customer_id"] for row in moved})
    accounts = listed([row["account_id"] for row in moved])
    return (
        f"{text} is no customer any more: its accounts, {accounts}, are now of {listed(now)}; "
        "name that customer or one of the accounts."
    )


def _members(known: Known, sql: str, *texts: str) -> list[dict[str, Any]]:
    return sorted(known.rows(sql, *texts), key=lambda row: str(row["account_id"]))
