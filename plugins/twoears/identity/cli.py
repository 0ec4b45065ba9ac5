"""The commands about who is who."""

from pathlib import Path
from typing import Annotated

import typer

from twoears.errors import TableError
from twoears.output import Format, show_progress
from twoears.settings import Settings

THRESHOLD = 0.5
"""The default: pairs that are rather one person than two."""

SHOWN = 10
"""How many candidates are shown at once."""

identity_app = typer.Typer(help="Who is who.", no_args_is_help=True)

WHO = "An account (sql:17), a customer, or an address, phone or username of one. "
One = Annotated[str, typer.Argument(metavar="A", help=WHO + "Or a pair of the review.")]
Other = Annotated[str | None, typer.Argument(metavar="B", help="The other one; not with a pair.")]
Because = Annotated[str | None, typer.Option(help="Why; you are asked if you leave it out.", metavar="TEXT")]
By = Annotated[str | None, typer.Option(help="Who decides; by default your login name.", metavar="NAME")]


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


@identity_app.command("review")
def identity_review(
    pair: Annotated[str | None, typer.Argument(help="One pair, to look at closely.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many pairs to show.")] = SHOWN,
    form: Annotated[Format, typer.Option("--format", help="json: one line a pair.")] = Format.TABLE,
) -> None:
    """Show the pairs that may be one person, best first, and wait for your word.

    No candidate is ever joined by itself: say `twoears identity accept PAIR` or `reject PAIR`.
    """
    from twoears.identity.review import reviewing

    reviewing.show(Settings.from_environment(), pair, limit, form)


@identity_app.command("accept")
def identity_accept(a: One, b: Other = None, because: Because = None, by: By = None) -> None:
    """Say that two are one person, from the next run on, whatever the rules say.

    Example: twoears identity accept sql:17 discourse:5 --because "she told us"
    """
    from twoears.identity.review import reviewing

    reviewing.accept(Settings.from_environment(), a, b, because, by)


@identity_app.command("reject")
def identity_reject(a: One, b: Other = None, because: Because = None, by: By = None) -> None:
    """Say that two are not one person, from the next run on, whatever the rules say."""
    from twoears.identity.review import reviewing

    reviewing.reject(Settings.from_environment(), a, b, because, by)


@identity_app.command("split")
def identity_split(
    customer: Annotated[
        str, typer.Argument(help="Who was joined wrongly: a customer or any of its accounts.")
    ],
    accounts: Annotated[list[str], typer.Argument(metavar="ACCOUNT...", help="The accounts that leave it.")],
    because: Because = None,
    by: By = None,
) -> None:
    """Say that accounts of a customer are somebody else's, from the next run on.

    Example: twoears identity split cb4354757e97961df2b9c7987c2a5b617 discourse:5
    """
    from twoears.identity.review import reviewing

    reviewing.split(Settings.from_environment(), customer, accounts, because, by)


@identity_app.command("decisions")
def identity_decisions() -> None:
    """List what was decided, newest first: who, when and why, and whether it is in effect."""
    from twoears.identity.review import reviewing

    reviewing.show_decisions(Settings.from_environment())


@identity_app.command("explain")
def identity_explain(
    a: Annotated[str, typer.Argument(metavar="A", help=WHO)],
    b: Annotated[str | None, typer.Argument(metavar="B", help="The other one.")] = None,
) -> None:
    """Show by what evidence two are one customer, or why they are not; of A alone, all its evidence."""
    from twoears.identity.review import explaining

    explaining.show(Settings.from_environment(), a, b)
