"""Every model is SQL that each of the three engines can read."""

from pathlib import Path

import pytest

from tests.dbt.portability import DIALECTS, compiled, problems
from twoears.transform import PROJECT

MODELS = {path.name for path in (PROJECT / "models").rglob("*.sql")}


OWN_FORMS = {
    "duckdb": "cross join unnest(",
    "postgres": "cross join lateral json_array_elements_text(",
    "spark": "lateral view explode(",
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_model_is_read_in_the_dialect(dialect: str, tmp_path: Path) -> None:
    statements = compiled(dialect, tmp_path)
    assert {Path(name).name for name in statements} >= MODELS
    assert list(problems(statements, dialect)) == []
    (recipients,) = (sql for name, sql in statements.items() if name.endswith("/int_mail_recipients.sql"))
    assert OWN_FORMS[dialect] in recipients


def test_what_an_engine_cannot_read_is_named() -> None:
    statements = {"broken.sql": "select a from", "two.sql": "select 1; select 2", "ddl.sql": "drop table a"}
    assert [line.split(": ")[1] for line in problems(statements, "spark")] == list(statements)
