"""`python -m sandbox serve` runs the brand's servers; `up` and `down` start and stop Airflow on them."""

import argparse
import os
import sys
from pathlib import Path

from sandbox.airflow import UpError, down, up
from sandbox.servers.serving import serve


def main() -> None:
    arguments = _parser().parse_args()
    arguments.run(arguments)


def _serve(arguments: argparse.Namespace) -> None:
    serve(
        arguments.home,
        arguments.people,
        arguments.days,
        arguments.seed,
        arguments.parent_pid,
        announce=_announce,
    )


def _up(arguments: argparse.Namespace) -> None:
    try:
        up(arguments.home, arguments.port, arguments.people, announce=_announce)
    except UpError as error:
        sys.exit(f"sandbox: {error}")


def _down(arguments: argparse.Namespace) -> None:
    down(arguments.home, announce=_announce)


def _announce(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve_parser = commands.add_parser("serve", help="serve a generated world on 127.0.0.1")
    serve_parser.set_defaults(run=_serve)
    add = serve_parser.add_argument
    add("--home", type=Path, required=True, help="folder for the world, truth and connections.json")
    add("--people", type=_positive, default=2000, help="how many people (default %(default)s)")
    add("--days", type=_positive, default=180, help="how many days (default %(default)s)")
    add("--seed", type=int, default=7, help="the same seed, the same world (default %(default)s)")
    add("--parent-pid", type=_positive, help="end when this process is gone")
    _add_up_and_down(commands)
    return parser


def _add_up_and_down(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    up_parser = commands.add_parser("up", help="start Airflow with its UI on 127.0.0.1 against the sandbox")
    up_parser.set_defaults(run=_up)
    up_parser.add_argument("--port", type=_positive, default=8080, help="of the UI (default %(default)s)")
    up_parser.add_argument("--people", type=_positive, default=2000, help="how many (default %(default)s)")
    down_parser = commands.add_parser("down", help="stop every process that up has started")
    down_parser.set_defaults(run=_down)
    for parser in (up_parser, down_parser):
        home = Path(os.environ.get("TWOEARS_HOME", ".twoears"))
        parser.add_argument("--home", type=Path, default=home, help="default %(default)s, or TWOEARS_HOME")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return number


if __name__ == "__main__":
    main()
