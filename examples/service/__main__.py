"""The commands of the service: make and take back tokens, serve a register, and a demonstration with invented data."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Final

from targetrules.errors import TargetrulesError

from .tokens import TokenFile, TokenFileError

_MOST_DAYS: Final = 3660


def main(arguments: list[str] | None = None) -> int:
    """Do what was typed."""
    asked = _parser().parse_args(arguments)
    try:
        status: int = asked.do(asked)
    except (TargetrulesError, TokenFileError, OSError) as error:
        _say(str(error), sys.stderr)
        return 1
    return status


def _say(text: str, to: IO[str] | None = None) -> None:
    print(text, file=to or sys.stdout, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="service", description="A register behind a service.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve a register")
    serve.add_argument("--register", required=True, help="the file, or postgresql://user@host/database")
    serve.add_argument("--tokens", required=True, type=Path, help="the file of tokens")
    _add_address(serve)
    serve.set_defaults(do=_serve)
    token = commands.add_parser("token", help="make a token; it is shown once")
    token.add_argument("--tokens", required=True, type=Path, help="the file of tokens; made where there is none")
    token.add_argument("--by", required=True, help="the name of the person")
    token.add_argument("--office", required=True, help="the id of the office")
    token.add_argument("--unit", action="append", default=[], help="one of his own units; may be given again")
    token.add_argument("--days", type=int, default=90, help="for how many days it is good (90)")
    token.set_defaults(do=_token)
    revoke = commands.add_parser("revoke", help="take a token back")
    revoke.add_argument("--tokens", required=True, type=Path, help="the file of tokens")
    revoke.add_argument("id", help="what the token is called in the file")
    revoke.set_defaults(do=_revoke)
    demo = commands.add_parser("demo", help="make a register of invented counties, and serve it")
    demo.add_argument("--folder", type=Path, default=Path("build/service"), help="where (build/service)")
    _add_address(demo)
    demo.set_defaults(do=_demo)
    return parser


def _add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="where it listens (127.0.0.1: this machine alone)")
    parser.add_argument("--port", type=int, default=8000, help="(8000)")


def _token(asked: argparse.Namespace) -> int:
    if not asked.by.strip():
        _say("--by: expected: a name", sys.stderr)
        return 2
    if not 1 <= asked.days <= _MOST_DAYS:
        _say(f"--days: expected: 1 to {_MOST_DAYS}", sys.stderr)
        return 2
    expires = datetime.now(UTC) + timedelta(days=asked.days)
    name, secret = TokenFile(asked.tokens).issue(asked.by, asked.office, asked.unit, expires)
    _say(f"{secret}\n# {name}: {asked.by}, {asked.office}, good until {expires:%Y-%m-%dT%H:%M:%SZ}; not shown again")
    return 0


def _revoke(asked: argparse.Namespace) -> int:
    if TokenFile(asked.tokens).revoke(asked.id):
        return 0
    _say(f"{asked.tokens}: there is no token {asked.id}", sys.stderr)
    return 1


def _demo(asked: argparse.Namespace) -> int:
    from .demonstration import prepare

    _say("示例数据均为虚构。The units and results are invented.\n")
    asked.register, asked.tokens, told = prepare(asked.folder, f"http://{asked.host}:{asked.port}")
    _say(told)
    return _serve(asked)


def _serve(asked: argparse.Namespace) -> int:
    from .serving import serve  # it takes its time to load, which other commands need not wait for

    serve(asked.register, TokenFile(asked.tokens), asked.host, asked.port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
