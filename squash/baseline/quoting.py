"""Quoting: names and texts as SQL, blocks, and statements that name the database they run in."""

from __future__ import annotations

import re

_PLAIN_SETTING = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def text_constant(text: str) -> str:
    """An SQL string constant under standard_conforming_strings."""
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """A quoted identifier."""
    return '"' + text.replace('"', '""') + '"'


def in_this_database(head: str, tail: str) -> str:
    """A statement on the database it runs in, whatever that is called.

    Parameters
    ----------
    head : up to the database's name, with ``%I`` in its place
    tail : what follows
    """
    template = text_constant(head + tail.replace("%", "%%"))
    return block(
        "database",
        f"BEGIN\n    EXECUTE pg_catalog.format({template}, pg_catalog.current_database());\nEND",
    )


def block(word: str, body: str) -> str:
    """An anonymous block of PL/pgSQL, whatever texts it holds.

    Parameters
    ----------
    word : what its dollar quotes say, where the body does not say that itself
    body : from DECLARE or BEGIN to END
    """
    tag = f"${word}$"
    while tag in body:
        tag = f"{tag[:-1]}_$"
    return f"DO {tag}\n{body}\n{tag}"


def setting_name(setting: str) -> str:
    """The name of a setting; one of a project's own may hold anything."""
    return setting if _PLAIN_SETTING.fullmatch(setting) else name(setting)


def any_role(role: str) -> str:
    """A role as a grantee, from its unquoted name in a fact."""
    return {"{role}": "CURRENT_USER", "PUBLIC": "PUBLIC"}.get(role) or name(role)
