"""Quoting: names and texts as SQL, and statements that name the database they run in."""

from __future__ import annotations


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
    return (
        "DO $database$\nBEGIN\n"
        f"    EXECUTE pg_catalog.format({template}, pg_catalog.current_database());\n"
        "END\n$database$"
    )


def any_role(role: str) -> str:
    """A role as a grantee, from its unquoted name in a fact."""
    return {"{role}": "CURRENT_USER", "PUBLIC": "PUBLIC"}.get(role) or name(role)
