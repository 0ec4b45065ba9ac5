"""What `twoears identity explain` shows on the terminal of who asked; nothing of it is logged."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from twoears.identity.deciding import Decision, Someone, listed, standing
from twoears.identity.explain import Evidence, held_apart, obstacles, path
from twoears.identity.review import drawing
from twoears.identity.review.known import Known
from twoears.identity.review.lookup import someone
from twoears.output import console, visible

if TYPE_CHECKING:
    from twoears.settings import Settings


def show(settings: "Settings", one: str, other: str | None) -> None:
    """Print all evidence of one, or by what two are one customer, or why they are not.

    Raises:
        DecisionError: a text names nobody, or several.
    """
    known = Known(settings)
    left = someone(known, one)
    parts = _alone(known, left) if other is None else _two(known, left, someone(known, other))
    out = console()
    for part in parts:
        out.print(part, soft_wrap=isinstance(part, Text))


def _alone(known: Known, who: Someone) -> Iterator[RenderableType]:
    evidence = known.evidence(who.customer_id)
    others = [account for account in who.account_ids if account not in who.meant]
    yield _line(f"Customer {who.customer_id}{_sure(known, who)}.")
    for account in sorted(who.meant):
        yield Text()
        yield drawing.all_evidence(account, evidence, known.rules)
    if others:
        yield _line(f"Other accounts of the customer: {listed(others)}.")
    yield from _decisions(known, [d for d in known.standing.values() if d.pair & set(who.meant)])


def _two(known: Known, left: Someone, right: Someone) -> Iterator[RenderableType]:
    evidence = known.evidence(left.customer_id, right.customer_id)
    if set(left.meant) & set(right.meant):
        yield from _alone(known, left)
    elif left.customer_id == right.customer_id:
        yield from _joined(known, left, right, evidence)
    else:
        yield from _apart(known, left, right, evidence)


def _joined(
    known: Known, left: Someone, right: Someone, evidence: Sequence[Evidence]
) -> Iterator[RenderableType]:
    yield _line(
        f"{left.speaker} and {right.speaker} are one customer, {left.customer_id}{_sure(known, left)}."
    )
    in_effect = standing(d for d in known.decisions if d.decision_id in known.in_effect)
    steps = path(left.speaker, right.speaker, evidence, in_effect.values())
    if steps:
        yield Text()
        yield drawing.way(steps, evidence)
    else:
        yield _line("What joined them is not in the tables any more; `twoears build` makes them new.")
    yield from _decisions(known, _pending(known, left, right))


def _apart(
    known: Known, left: Someone, right: Someone, evidence: Sequence[Evidence]
) -> Iterator[RenderableType]:
    yield _line(
        f"{left.speaker} and {right.speaker} are two customers, {left.customer_id} and {right.customer_id}."
    )
    decided = held_apart(left.account_ids, right.account_ids, known.standing.values())
    yield from _decisions(known, [*decided, *_pending(known, left, right)])
    shared = obstacles(_of(left, evidence), _of(right, evidence))
    if shared:
        yield drawing.refused(shared, known.rules)
    else:
        yield _line("They share no value.")
    again = f"`twoears identity accept {left.speaker} {right.speaker}`"
    yield _line(f"If that is wrong: {again}." if decided else _in_queue(known, left, right, again))


def _of(who: Someone, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence of a customer, that of the account that speaks for it first."""
    mine = (row for row in evidence if row.account_id in who.account_ids)
    return sorted(mine, key=lambda row: row.account_id != who.speaker)


def _in_queue(known: Known, left: Someone, right: Someone, accept: str) -> str:
    wanted = {left.customer_id, right.customer_id}
    for place, candidate in enumerate(known.candidates, start=1):
        if {candidate.left_customer_id, candidate.right_customer_id} == wanted:
            return (
                f"They are candidate {place} of {len(known.candidates):,} in the review, with score "
                f"{candidate.score:.3f}: `twoears identity review {candidate.key}`."
            )
    return f"They are not in the review either. If you know that they are one person: {accept}."


def _pending(known: Known, left: Someone, right: Someone) -> list[Decision]:
    """What was decided about these two since the last run."""
    between = set(left.account_ids) | set(right.account_ids)
    return [d for d in known.standing.values() if d.pair <= between and d.decision_id not in known.in_effect]


def _decisions(known: Known, decisions: Sequence[Decision]) -> Iterator[RenderableType]:
    told = {}
    for decision in decisions:
        later = "" if decision.decision_id in known.in_effect else "; `twoears build` puts it into effect"
        told[decision.decision_id] = f"Held {decision.verdict} by {drawing.told(decision)}{later}."
    for sentence in told.values():
        yield _line(sentence)


def _sure(known: Known, who: Someone) -> str:
    customer = known.customer(who.customer_id)
    if customer.count_accounts == 1:
        return ", with this account alone"
    return (
        f", with {customer.count_accounts:,} accounts, confidence {customer.confidence:.2f}, "
        f"reached by {customer.reached_by}"
    )


def _line(sentence: str) -> Text:
    return Text(visible(sentence))
