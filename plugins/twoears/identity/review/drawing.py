"""Draws who is who for a person's own terminal: paths of evidence, reasons and weights.

All of it is customers' data: it is shown to whom asked, and neither logged nor kept. Unseen characters are
written as escapes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from twoears.identity.deciding import Decision, Someone, Standing, listed
from twoears.identity.explain import Evidence, Obstacle, Step, label
from twoears.identity.explain.withheld import Rules, named, reason
from twoears.identity.review.known import Candidate
from twoears.output import cell, visible

BAR = 40
"""Columns of a waterfall's bars."""

FOR, AGAINST = "█", "░"
"""What bars are made of: evidence for one person, and against."""

NOT_JOINED = "their names disagree or a decision holds them apart"
"""Why a value that joins others of each side does not join these."""

LISTED = 4
"""So many accounts that a value joins are named."""

TELLING = ("name", "username", "email", "phone", "postal_code", "website")
"""What people know each other by, in this order; the rest comes after it."""

LINES = 6
"""So many values of a side are shown in a list of candidates."""


def rows_under(headings: Sequence[str], rows: Iterable[Sequence[object]], lines: bool = False) -> Table:
    """Rows under headings, as the other commands print them; ``lines`` parts them."""
    drawn = Table(box=SIMPLE_HEAD, pad_edge=False, show_lines=lines)
    for heading in headings:
        numeric = heading in ("score", "weight")
        drawn.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(cell(value) for value in row))
    return drawn


def way(steps: Sequence[Step], evidence: Sequence[Evidence]) -> Text:
    """A path: accounts below one another, and between two what ties them."""
    drawn = _account(steps[0].from_account, evidence)
    for step in steps:
        drawn.append(f"\n  │  {visible(_tie(step))}\n").append_text(_account(step.to_account, evidence))
    return drawn


def _account(account: str, evidence: Iterable[Evidence]) -> Text:
    name = visible(label(row for row in evidence if row.account_id == account))
    return Text("  ● ").append(visible(account), style="bold").append(f"  {name}" if name else "")


def _tie(step: Step) -> str:
    if step.shared is None:
        return told(step.decision) if step.decision else ""
    left, right = step.shared
    trust = left.trust if left.trust == right.trust else f"{left.trust} / {right.trust}"
    texts = (left.value_as_written, right.value_as_written)
    written = sorted({text for text in texts if left.value not in text.lower()})
    spelt = f", written {' / '.join(written)}" if written else ""
    return f"{_value(left)}, {trust}{spelt}"


def told(decision: Decision) -> str:
    """A decision in words: what, who, when and why."""
    return (
        f"decision {decision.decision_id} ({decision.kind}) of {decision.decided_by} "
        f"on {decision.decided_at:%Y-%m-%d %H:%M}: {decision.because}"
    )


def _value(row: Evidence) -> str:
    return f"{named(row.identifier_type)} {row.value}"


def refused(obstacles: Iterable[Obstacle], rules: Rules) -> Table:
    """Values that two customers share, and why each joins nobody."""
    return rows_under(
        ("both have", "at", "and at", "but"),
        ((_value(o.left), o.left.account_id, o.right.account_id, _but(o, rules)) for o in obstacles),
    )


def _but(obstacle: Obstacle, rules: Rules) -> str:
    withheld = next((row for row in (obstacle.left, obstacle.right) if row.withheld_because), None)
    return reason(withheld, rules) if withheld else NOT_JOINED


def all_evidence(account: str, evidence: Sequence[Evidence], rules: Rules) -> RenderableType:
    """Every value of an account, and with whom of its customer it ties it."""
    values = rows_under(
        ("type", "as written", "compared as", "trust", "joins"),
        (
            (
                named(row.identifier_type),
                row.value_as_written,
                row.value if row.value != row.value_as_written else "",
                row.trust,
                _joins(row, evidence, rules),
            )
            for row in evidence
            if row.account_id == account
        ),
    )
    return Group(_account(account, evidence), values)


def _joins(row: Evidence, evidence: Iterable[Evidence], rules: Rules) -> str:
    if row.join_key is None:
        return f"nobody: {reason(row, rules)}"
    others = [e.account_id for e in evidence if e.join_key == row.join_key and e.account_id != row.account_id]
    if others:
        return "\n".join(others) if len(others) <= LISTED else f"{len(others):,} others of its customer"
    elsewhere = row.count_accounts - 1
    return f"nobody: {elsewhere:,} others have it, but {NOT_JOINED}" if elsewhere else "nobody else has it"


def candidates(chosen: Iterable[Candidate]) -> Table:
    """Pairs of the review queue, both sides beside each other, in short."""
    return rows_under(
        ("pair", "score", "one", "the other", "reasons"),
        (
            (
                candidate.key,
                f"{candidate.score:.3f}",
                _side(candidate.left_account_id, candidate.left_evidence),
                _side(candidate.right_account_id, candidate.right_evidence),
                candidate.reasons.replace("; ", "\n"),
            )
            for candidate in chosen
        ),
        lines=True,
    )


def _side(account: str, evidence: Iterable[Mapping[str, str]]) -> str:
    """A customer in a few lines: the account that was compared, and the values of all its accounts."""
    order = {kind: place for place, kind in enumerate(TELLING)}
    values = {
        (order.get(row["identifier_type"], len(order)), row["identifier_type"], row["value_as_written"])
        for row in evidence
    }
    lines = [f"{named(kind)}: {text}" for _, kind, text in sorted(values)]
    more = [f"and {len(lines) - LINES} more"] if len(lines) > LINES else []
    return "\n".join(visible(line) for line in [account, *lines[:LINES], *more])


def beside(left: Someone, right: Someone, evidence: Iterable[Evidence]) -> Table:
    """All evidence of two customers by type, what both have marked."""
    found: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
    for row in evidence:
        sides = found.setdefault(row.identifier_type, ({}, {}))
        side = sides[0] if row.account_id in left.account_ids else sides[1]
        side.setdefault(row.value, f"{row.value_as_written}  ({row.account_id}, {row.trust})")
    return rows_under(
        ("evidence", "one", "the other", ""),
        (
            (
                named(kind),
                "\n".join(one.values()),
                "\n".join(other.values()),
                "=" if {*one} & {*other} else "",
            )
            for kind, (one, other) in sorted(found.items())
        ),
        lines=True,
    )


def waterfall(steps: Sequence[Mapping[str, Any]]) -> RenderableType:
    """Weights in bits as bars, each from where the one before it ended."""
    ends = [0.0]
    for step in steps:
        ends.append(ends[-1] + float(step["weight"]))
    low, high = min(ends), max(ends)
    scale = BAR / (high - low) if high > low else 0.0
    at = [round((end - low) * scale) for end in ends]
    rows = [
        (named(step["comparison"]), step["grade"], f"{float(step['weight']):+.1f}", _bar(start, end))
        for step, start, end in zip(steps, at, at[1:], strict=False)
    ]
    total = ("together", "", f"{ends[-1]:+.1f}", " " * at[-1] + "▲")
    note = f"Weights in bits: +1 doubles the odds, -1 halves them. {FOR} for one person, {AGAINST} against."
    return Group(rows_under(("comparison", "grade", "weight", ""), [*rows, total]), Text(note))


def _bar(start: int, end: int) -> str:
    return " " * min(start, end) + (FOR if end >= start else AGAINST) * abs(end - start)


def decisions(made: Sequence[Decision], counting: Standing, in_effect: frozenset[str]) -> Table:
    """One row an act, newest first."""
    acts: dict[str, list[Decision]] = {}
    for decision in reversed(made):
        acts.setdefault(decision.decision_id, []).append(decision)
    return rows_under(
        ("decision", "when", "who", "what", "accounts", "why", "state"),
        (
            (
                number,
                f"{pairs[0].decided_at:%Y-%m-%d %H:%M}",
                pairs[0].decided_by,
                pairs[0].kind,
                _accounts(pairs),
                pairs[0].because,
                _state(pairs, counting, in_effect),
            )
            for number, pairs in acts.items()
        ),
    )


def _accounts(pairs: Iterable[Decision]) -> str:
    return listed(sorted({account for pair in pairs for account in pair.pair}), most=4)


def _state(pairs: Sequence[Decision], counting: Standing, in_effect: frozenset[str]) -> str:
    if not any(counting[pair.pair] == pair for pair in pairs):
        return "replaced by a later one"
    return "in effect" if pairs[0].decision_id in in_effect else "from the next run on"
