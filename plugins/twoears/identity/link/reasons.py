"""Says in words why two rows are one person, with the weight of each reason in bits."""

from twoears.identity.link.comparisons import Comparison


def reasons_sql(comparisons: list[Comparison]) -> str:
    """An expression over a scored pair: its reasons, joined by semicolons, evidence that is missing left out.

    It uses Splink's ``gamma_``, ``mw_`` and ``mw_tf_adj_`` columns and ``relatives``, a weight.
    """
    parts = [_reason(comparison) for comparison in comparisons]
    kin = (
        "case when relatives <= -0.05 then 'relatives could agree as much ' || printf('%+.1f', relatives) end"
    )
    return f"concat_ws('; ', {', '.join([*parts, kin])})"


def weight_sql(comparison: Comparison) -> str:
    """The weight of a comparison in bits, with what the rarity of the value adds."""
    weight = f"mw_{comparison.name}"
    if any(level.frequency for level in comparison.levels):
        weight += f" + mw_tf_adj_{comparison.name}"
    return f"({weight})"


def steps_sql(comparisons: list[Comparison]) -> str:
    """An expression over a scored pair: a list of (comparison, grade, weight) for what both sides tell."""
    steps = [
        f"if(gamma_{c.name} >= 0, {{'comparison': {_quoted(c.label)}, 'grade': {_grade(c)}, "
        f"'weight': {weight_sql(c)}}}, null)"
        for c in comparisons
    ]
    return f"list_filter([{', '.join(steps)}], lambda step: step is not null)"


def _reason(comparison: Comparison) -> str:
    weight = f"printf('%+.1f', {weight_sql(comparison)})"
    return f"{_quoted(comparison.label + ' ')} || {_grade(comparison)} || ' ' || {weight}"


def _grade(comparison: Comparison) -> str:
    top = len(comparison.levels) - 1
    texts = (f"when {top - i} then {_quoted(level.text)}" for i, level in enumerate(comparison.levels))
    return f"case gamma_{comparison.name} {' '.join(texts)} end"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
