"""What review, accept, reject, split and decisions do and print: customers' data, for who asked only."""

import getpass
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from twoears.errors import DecisionError
from twoears.identity.deciding import Pair, Someone, to_accept, to_reject, to_split
from twoears.identity.review import drawing
from twoears.identity.review.known import Candidate, Known
from twoears.identity.review.lookup import sides, someone
from twoears.output import Format, console, visible

if TYPE_CHECKING:
    from twoears.settings import Settings

PAIRS_SHOWN = 10
"""So many pairs of a decision are printed; a split of a large customer has thousands."""

NEXT = "It takes effect with the next run: `twoears build`."


def show(settings: "Settings", key: str | None, limit: int, form: Format) -> None:
    """Print the open candidates, best first, or one of them closely.

    Raises:
        DecisionError: no pair has that key.
    """
    known = Known(settings)
    chosen = [_candidate(known, key)] if key is not None else _open(known)[:limit]
    if form is not Format.TABLE:
        sys.stdout.writelines(json.dumps(asdict(candidate)) + "\n" for candidate in chosen)
    elif key is not None:
        _show_closely(known, chosen[0])
    else:
        _show_all(known, chosen)


def _open(known: Known) -> list[Candidate]:
    """Candidates about whom nothing was decided since they were found."""
    made = [d for d in known.standing.values() if d.decision_id not in known.in_effect]
    customers = known.customers_of({account for decision in made for account in decision.pair})
    decided = [{customers.get(account) for account in decision.pair} for decision in made]
    return [c for c in known.candidates if {c.left_customer_id, c.right_customer_id} not in decided]


def _show_all(known: Known, chosen: Sequence[Candidate]) -> None:
    out, count = console(), len(_open(known))
    decided = len(known.candidates) - count
    if chosen:
        out.print(drawing.candidates(chosen))
    out.print(f"{count:,} open" + (f", {decided:,} decided since the last run" if decided else "") + ".")
    if chosen:
        key = chosen[0].key
        out.print(f"Look closely: twoears identity review {key}")
        out.print(f"Decide: twoears identity accept {key} | twoears identity reject {key}")
    if count > len(chosen):
        out.print(f"All: twoears identity review --limit {count}")


def _show_closely(known: Known, candidate: Candidate) -> None:
    out = console()
    out.print(
        f"{visible(candidate.left_account_id)} and {visible(candidate.right_account_id)}, "
        f"score {candidate.score:.3f}",
        markup=False,
    )
    left, right = sides(known, candidate)
    out.print(drawing.beside(left, right, known.evidence(left.customer_id, right.customer_id)))
    out.print(drawing.waterfall(candidate.waterfall))
    out.print(f"\nOne person:  twoears identity accept {candidate.key}")
    out.print(f"Two people:  twoears identity reject {candidate.key}")


def accept(settings: "Settings", one: str, other: str | None, because: str | None, by: str | None) -> None:
    """Record that two are one person and print what was recorded.

    Raises:
        DecisionError: a text names nobody, or there is nothing to decide.
    """
    known = Known(settings)
    left, right, why = _two(known, one, other)
    _record(settings, "accept", to_accept(left, right, known.standing), because or why, by)


def reject(settings: "Settings", one: str, other: str | None, because: str | None, by: str | None) -> None:
    """Record that two are not one person, as ``accept``."""
    known = Known(settings)
    left, right, why = _two(known, one, other)
    _record(settings, "reject", to_reject(left, right, known.standing), because or why, by)


def split(
    settings: "Settings", customer: str, accounts: Sequence[str], because: str | None, by: str | None
) -> None:
    """Record that accounts are not the customer's, as ``accept``."""
    known = Known(settings)
    whole = someone(known, customer)
    leaving = [someone(known, account) for account in accounts]
    _record(settings, "split", to_split(whole, leaving, known.standing), because, by)


def show_decisions(settings: "Settings") -> None:
    """Print what was decided, newest first."""
    known = Known(settings)
    if known.decisions:
        console().print(drawing.decisions(known.decisions, known.standing, known.in_effect))
    else:
        console().print("Nothing was decided yet.")


def _two(known: Known, one: str, other: str | None) -> tuple[Someone, Someone, str | None]:
    """Whom two texts mean, or the key of a pair alone, whose score is then the reason unless one is given."""
    if other is not None:
        return someone(known, one), someone(known, other), None
    candidate = _candidate(known, one)
    left, right = sides(known, candidate)
    return left, right, f"candidate with score {candidate.score:.3f}"


def _candidate(known: Known, key: str) -> Candidate:
    found = [candidate for candidate in known.candidates if candidate.key == key.lower()]
    if len(found) == 1:
        return found[0]
    if found:
        raise DecisionError(f"{key} means {len(found)} pairs; name the two accounts instead.")
    raise DecisionError(
        f"The review has no pair {key}; `twoears identity review` lists them, or name two accounts."
    )


def _record(
    settings: "Settings", kind: str, pairs: Sequence[Pair], because: str | None, by: str | None
) -> None:
    from twoears.identity.decisions import Decisions

    who, why = by or _login(), because or _asked()
    made = Decisions(settings.lake).add(kind, pairs, who, why, datetime.now(UTC))
    verdict = "together" if kind == "accept" else "apart"
    out = console()
    out.print(visible(f"Decision {made}: {kind} by {who}, {why!r}."), markup=False, soft_wrap=True)
    for one, other in pairs[:PAIRS_SHOWN]:
        out.print(visible(f"  {one} and {other}: {verdict}"), markup=False, soft_wrap=True)
    if len(pairs) > PAIRS_SHOWN:
        out.print(f"  and {len(pairs) - PAIRS_SHOWN:,} more pairs: {verdict}")
    out.print(NEXT)


def _asked() -> str:
    """The reason, asked for at a terminal.

    Raises:
        DecisionError: nobody can be asked, or nothing was answered.
    """
    if sys.stdin.isatty():
        sys.stderr.write("Why? ")
        sys.stderr.flush()
        if answer := sys.stdin.readline().strip():
            return answer
    raise DecisionError('Nothing was recorded, since no reason was given; say it with --because "…".')


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise DecisionError("This account has no login name; say who decides with --by NAME.") from None
