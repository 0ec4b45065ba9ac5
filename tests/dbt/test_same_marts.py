"""The same input and the same as_of give the same marts, in whatever order the input came."""

import random

from tests.dbt.brand import BUILT, MARTS, RAW, Home, Row

NO_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


def marts(home: Home) -> dict[str, list[Row]]:
    return {mart: home.mart(mart) for mart in MARTS}


def test_the_order_of_rows_never_matters(copied: Home) -> None:
    before = marts(copied)
    numbered = {table: [row | {"_ordinal": n} for n, row in enumerate(rows)] for table, rows in RAW.items()}
    copied.fill({table: random.Random(7).sample(rows, len(rows)) for table, rows in numbered.items()})
    copied.build(BUILT, flags=NO_TESTS)
    assert marts(copied) == before


def test_an_older_record_that_comes_again_changes_nothing(copied: Home) -> None:
    before = marts(copied)
    copied.fill({table: [*rows, *(row | {"_version": 0} for row in rows)] for table, rows in RAW.items()})
    copied.build(BUILT, flags=NO_TESTS)
    assert marts(copied) == before
