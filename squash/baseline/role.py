"""The migrating role in a statement: another name in production, so CURRENT_USER here."""

from __future__ import annotations

import re

from squash.errors import Blocked
from squash.sql.statements import tokens

_QUOTED = ("quoted", "escape", "dollar")


def without_owner(sql: str, role: str) -> bool:
    """Whether a statement only says that the migrating role owns what it created."""
    return re.search(rf"\sOWNER TO {re.escape(role)}$", sql) is not None


def for_any_role(sql: str, role: str, database: str, what: str) -> str:
    """The statement with the migrating role written as CURRENT_USER.

    Parameters
    ----------
    sql : one statement
    role, database : random names that only this run uses
    what : the object, for the message

    Raises ``Blocked`` where either name stands inside a text (a function's body, a default, a
    row): it came from the run's own environment, and no statement can put the right one there.
    """
    if role not in sql and database not in sql:
        return sql
    parts = []
    for token in tokens(sql):
        text = token.text
        inside = token.kind in _QUOTED and role in text
        if database in text or inside:
            raise Blocked(
                f"{what} holds the name of the {'role' if inside else 'database'} it was "
                "migrated with.",
                why="A history that writes the name of its role or database into an object or a "
                "row makes another database under another name.",
                next_step="Let the history use CURRENT_USER or current_database() there, or keep "
                "that revision.",
            )
        parts.append(re.sub(rf"\b{re.escape(role)}\b", "CURRENT_USER", text))
    return "".join(parts)
