"""Says in words why two rows are one person, with the weight of each reason in bits."""

from twoears.identity.comparisons import Comparison


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


def _reason(comparison: Comparison) -> str:
    top = len(comparison.levels) - 1
    texts = " ".join(
        f"when {top - i} then '{comparison.label} {level.text}'".replace("other's", "other''s")
        for i, level in enumerate(comparison.levels)
    )
    grade = f"gamma_{comparison.name}"
    return f"case {grade} {texts} end || ' ' || printf('%+.1f', {weight_sql(comparison)})"
