"""What became of each expectation, free of any value from the data."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.expectations.expectation import Expectation

Status = Literal["met", "failed", "broken", "no history"]

_ERROR_NAME = re.compile(r"^(?:\w+\.)*(\w+(?:Error|Exception))(?=:|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One expectation of one table.

    ``expected`` and ``protects`` are sentences of the suite's author, ``allowed`` and ``seen`` are numbers.
    """

    table: str
    column: str
    severity: str
    status: Status
    expected: str
    protects: str
    allowed: str
    seen: str

    def sentence(self) -> str:
        """The outcome in words, for errors and logs."""
        where = f"{self.table}.{self.column}" if self.column else self.table
        return (
            f"{where}: {self.expected} Allowed: {self.allowed}. Seen: {self.seen}. Protects {self.protects}."
        )


def outcomes(table: str, result: "ExpectationSuiteValidationResult", label: str | None) -> list[Outcome]:
    """The outcomes of a validated suite; ``label`` is the column that may name the rows that fail."""
    return [_outcome(table, one, label) for one in result.results]


def without_history(table: str, skipped: "Iterable[Expectation]") -> list[Outcome]:
    """The outcomes of expectations that compare with an earlier release where there is none."""
    return [
        _described(table, one.configuration, "no history", "nothing to compare with yet") for one in skipped
    ]


def _outcome(table: str, one: "ExpectationValidationResult", label: str | None) -> Outcome:
    error = _error_name(one.exception_info)
    if error:
        return _described(table, one.expectation_config, "broken", f"not evaluated, {error}")
    status: Status = "met" if one.success else "failed"
    return _described(table, one.expectation_config, status, _observed(one.result, label))


def _described(table: str, config: Any, status: Status, seen: str) -> Outcome:
    return Outcome(
        table=table,
        column=_columns(config.kwargs),
        severity=config.severity.value,
        status=status,
        expected=config.description,
        protects=config.meta["protects"],
        allowed=_allowed(config.kwargs),
        seen=seen,
    )


def _columns(kwargs: dict[str, Any]) -> str:
    names = [kwargs.get(name) for name in ("column", "column_A", "column_B")]
    return ", ".join(name for name in names if name)


def _allowed(kwargs: dict[str, Any]) -> str:
    """The bounds and the share of rows that must keep them; a formula where it was not worked out."""
    least, most = kwargs.get("min_value"), kwargs.get("max_value")
    more = "more than" if kwargs.get("strict_min") else "at least"
    mostly = kwargs.get("mostly", 1)
    parts = [
        "equal" if "column_A" in kwargs else "",
        "no match" if "regex" in kwargs else "",
        f"{more} {_number(least)}" if least is not None else "",
        f"at most {_number(most)}" if most is not None else "",
        f"in {100 * mostly:g}% of rows" if mostly != 1 else "",
    ]
    return ", ".join(part for part in parts if part)


def _observed(result: dict[str, Any], label: str | None) -> str:
    """Counts or a number; anything else might be a value of a customer."""
    if "unexpected_count" not in result:
        return _number(result.get("observed_value"))
    count, rows = result["unexpected_count"], result["element_count"] - result.get("missing_count", 0)
    if not count:
        return f"none of {rows:,} rows against it"
    named = [row[label] for row in result.get("partial_unexpected_index_list", [])] if label else []
    which = f": {', '.join(sorted(set(named)))}" if named else ""
    return f"{count:,} of {rows:,} rows against it ({count / rows:.2%}){which}"


def _number(value: Any) -> str:
    if isinstance(value, dict):
        return str(value["$PARAMETER"])
    if isinstance(value, Real):
        return f"{float(value):,.4f}".rstrip("0").rstrip(".")
    return "nothing" if value is None else "no number"


def _error_name(exception_info: dict[str, Any]) -> str:
    """The class of the first error behind an expectation that could not be evaluated, or an empty text.

    The information is one entry, or one for each metric. An error's own text may quote the data, so it is
    never taken.
    """
    entries = [exception_info, *(entry for entry in exception_info.values() if isinstance(entry, dict))]
    raised = [entry for entry in entries if entry.get("raised_exception")]
    names = [name for entry in raised for name in _ERROR_NAME.findall(entry["exception_traceback"] or "")]
    return (names[0] if names else "unknown error") if raised else ""
