"""The migrating role: made for one run, with a password that nobody else has seen."""

from __future__ import annotations

import secrets

from squash.outside.server.connection import Connection


def new_password() -> str:
    """A password for a migrating role."""
    return secrets.token_hex(16)


def create_role(admin: Connection, name: str, password: str, *, superuser: bool) -> None:
    """Create a role that may log in, and nothing else (or everything)."""
    from psycopg import sql

    from squash.outside.server import databases

    rights = sql.SQL("SUPERUSER" if superuser else "NOSUPERUSER NOCREATEROLE NOCREATEDB")
    with databases.session(admin) as opened:
        opened.execute(
            sql.SQL("CREATE ROLE {} LOGIN {} PASSWORD {}").format(
                sql.Identifier(name), rights, sql.Literal(password)
            )
        )
