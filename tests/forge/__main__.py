"""The stand-in as a program, for runs in containers: ``python -m tests.forge --help``."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.forge.said import KINDS, Token
from tests.forge.server import Forge, server_of


def main() -> None:
    """Serve until the process is ended; the state names what was not said as GitHub does."""
    known = argparse.ArgumentParser(prog="python -m tests.forge", description=__doc__)
    known.add_argument("--host", default="0.0.0.0")
    known.add_argument("--port", type=int, required=True)
    known.add_argument("--git-root", type=Path, required=True, help="holds OWNER/NAME.git")
    known.add_argument("--state", type=Path, help="JSON file: written after each change")
    known.add_argument(
        "--token", action="append", default=[], metavar="TOKEN[:KIND[:LOGIN[:read]]]",
        help="KIND: workflow, app, user",
    )  # fmt: skip
    given = known.parse_args()
    tokens = dict(map(_token, given.token))
    forge = Forge(given.git_root, tokens, given.state)
    forge.load()
    server_of(forge, given.host, given.port).serve_forever()


def _token(text: str) -> tuple[str, Token]:
    usual = Token()
    token, kind, login, may = [*text.split(":"), "", "", ""][:4]
    writes = frozenset[str]() if may == "read" else usual.writes
    return token, Token(login or usual.login, KINDS[kind or usual.kind], writes)


main()
