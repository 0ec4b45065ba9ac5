"""The commands about who is who."""

from pathlib import Path
from typing import Annotated

import typer

from twoears.errors import TableError
from twoears.output import show_progress

THRESHOLD = 0.5
"""The default: pairs that are rather one person than two."""

identity_app = typer.Typer(help="Who is who.", no_args_is_help=True)


@identity_app.callback()
def identity() -> None:
    """Who is who."""


@identity_app.command("link", context_settings={"allow_extra_args": True})
def identity_link(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="A list of people, in UTF-8.")],
    id_column: Annotated[str, typer.Option("--id", help="The column that is different in every row.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The CSV file to write.")],
    mapping: Annotated[
        list[str] | None, typer.Option("--map", metavar="KIND=COLUMN", help="Say what a column means.")
    ] = None,
    threshold: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="The least probability of a pair that is written.")
    ] = THRESHOLD,
) -> None:
    """Find the people who stand twice in a customer list.

    Writes id_l, id_r, probability and reasons, most probable first. KIND is one of given_name, family_name,
    email, phone, date_of_birth, street, city, postal_code and username; a column of that name, or of a usual
    other one such as first_name or dob, needs no --map, and those that are missing are done without.

    Example: twoears identity link customers.csv --id customer_no --map given_name=vorname
    --map family_name=nachname --output pairs.csv
    """
    from twoears.identity.link import link

    show_progress()
    linked = link(file, id_column, _mapping([*(mapping or []), *context.args]), threshold, output)
    typer.echo(f"{linked.pairs:,} pairs among {linked.rows:,} rows in {output}")


def _mapping(texts: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    if not all(kind and equals and column for kind, equals, column in pairs):
        raise TableError("--map is written KIND=COLUMN, for example --map given_name=first_name.")
    return {kind.strip(): column.strip() for kind, _, column in pairs}
