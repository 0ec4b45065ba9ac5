"""The commands about what texts say."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twoears.errors import ListeningError
from twoears.output import show_progress
from twoears.settings import Settings

if TYPE_CHECKING:
    from twoears.listening.brands import Brand
    from twoears.listening.catalogue import Product
    from twoears.listening.crew import Brief


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def listen(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A CSV (.csv, .tsv) or JSONL file in UTF-8.")],
    column: Annotated[str, typer.Option(help="The column, or JSON key, that holds the texts.")] = "text",
    date_column: Annotated[
        str | None, typer.Option(help="The column of when each was written; times are counted from it.")
    ] = None,
    catalogue: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.csv",
            help="Your products: columns name and category; product_id, description if any.",
        ),
    ] = None,
    brands: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.csv",
            help="Brands to listen for: columns brand, kind (own, competitor), names (a;b).",
        ),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="By default, stdout.")] = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="FILE is one text (or - for stdin); show what fired, with weights."),
    ] = False,
    date: Annotated[
        datetime | None,
        typer.Option(parser=_moment, metavar="ISO-DATE", help="With --explain: when it was written."),
    ] = None,
) -> None:
    """Read what texts say, and write one JSON object a line, one for each row in.

    Each has row, language, unread, sentiment (-1 to 1), intents, topics, circumstances, times, brands, needs
    and is_incentivised. English is read; texts in other languages are marked unread. start and end count
    characters of the text as given. Nothing is fetched and nothing is sent anywhere.
    TWOEARS_DATE_ORDER=month-first reads 04/12 as April, TWOEARS_HEMISPHERE=south has winter in June.

    Example: twoears listen posts.csv --column body --date-column created_at --catalogue products.csv
    --brands brands.csv --output heard.jsonl
    """
    from twoears.listening.crew import Brief
    from twoears.listening.files import listen_to_file

    brief = Brief.of(Settings.from_environment(), _products(catalogue), _brands(brands))
    if explain:
        _explain(brief, sys.stdin.read() if file == "-" else file, date)
        return
    show_progress()
    path = Path(file)
    if not path.is_file():
        raise ListeningError(f"There is no file {file}; give a CSV or JSONL file, or --explain and a text.")
    done = listen_to_file(brief, path, column, date_column, output)
    sys.stderr.write(f"{done.rows:,} texts read from {path.name}, {done.unread:,} of them unread\n")
    if date_column and done.undated:
        sys.stderr.write(
            f"{done.undated:,} of them have no day in column {date_column!r} that is understood, so their "
            "times have none; write 2026-11-24 or 2026-11-24T09:30:00Z.\n"
        )


def _products(file: Path | None) -> "Sequence[Product]":
    from twoears.listening.catalogue import read_catalogue

    return read_catalogue(file) if file else ()


def _brands(file: Path | None) -> "Sequence[Brand]":
    from twoears.listening.brands import read_brands

    return read_brands(file) if file else ()


def _explain(brief: "Brief", text: str, written: datetime | None) -> None:
    from twoears.listening.explaining import show

    show(brief.reader(), text, written.date() if written else None)


def teach(
    labels: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.csv", help="By default TWOEARS_HOME/listening/labels.csv.", show_default=False
        ),
    ] = None,
) -> None:
    """Retrain the reader with your own labelled texts; prints how well it hears them, before and after.

    The file has a column text, in which the words that show an intent or need are marked {intent|so}, or
    beside it a column intents (a;b) for whole texts; a column sentiment (-1, 0, 1) is optional. Before and
    after are measured on parts of your texts that were held out. The result lies in
    TWOEARS_HOME/listening/weights.csv and is used from then on, also by the next build; take the file away to
    go back.

    Example: twoears teach
    """
    from twoears.listening.teaching import teach as retrain

    show_progress()
    retrain(Settings.from_environment().home, labels)
