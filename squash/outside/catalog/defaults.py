"""Extensions as the server offers them: default version and the comment they come with."""

from __future__ import annotations

import psycopg

from squash.errors import ServerError


def extension_defaults(dsn: str) -> tuple[dict[str, str], dict[str, str]]:
    """Default version and own comment of every extension, each by name.

    Raises ``ServerError`` when the server does not answer.
    """
    try:
        with psycopg.connect(dsn) as connection:
            rows = connection.execute(
                "SELECT name, default_version, coalesce(comment, '')"
                " FROM pg_catalog.pg_available_extensions"
            ).fetchall()
    except psycopg.Error as error:
        raise ServerError(
            f"The server's extensions could not be read: {str(error).strip()}",
            why="Their default versions decide what the baseline must say.",
            next_step="Run again; if it stays, look at the server's log.",
        ) from error
    return {n: v for n, v, _ in rows}, {n: c for n, _, c in rows}
