"""`python -m sandbox serve --home DIR` runs the brand's servers until it is told to stop."""

import argparse
import sys
from pathlib import Path

from sandbox.servers.serving import serve


def main() -> None:
    arguments = _parser().parse_args()
    serve(
        arguments.home,
        arguments.people,
        arguments.days,
        arguments.seed,
        arguments.parent_pid,
        announce=_announce,
    )


def _announce(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve_parser = commands.add_parser("serve", help="serve a generated world on 127.0.0.1")
    add = serve_parser.add_argument
    add("--home", type=Path, required=True, help="folder for the world, truth and connections.json")
    add("--people", type=_positive, default=2000, help="how many people (default %(default)s)")
    add("--days", type=_positive, default=180, help="how many days (default %(default)s)")
    add("--seed", type=int, default=7, help="the same seed, the same world (default %(default)s)")
    add("--parent-pid", type=_positive, help="end when this process is gone")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return number


if __name__ == "__main__":
    main()
