"""Access privileges as Postgres prints them, told in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_WORDS = {
    "r": "SELECT",
    "a": "INSERT",
    "w": "UPDATE",
    "d": "DELETE",
    "D": "TRUNCATE",
    "x": "REFERENCES",
    "t": "TRIGGER",
    "X": "EXECUTE",
    "U": "USAGE",
    "C": "CREATE",
    "c": "CONNECT",
    "T": "TEMPORARY",
    "s": "SET",
    "A": "ALTER SYSTEM",
    "m": "MAINTAIN",
}
_NAME = r'"(?:[^"]|"")*"|[^"=/]*'
_ITEM = re.compile(rf"({_NAME})=([^/]*)/({_NAME})")
_LETTER = re.compile(r"(.)(\*?)")


def grants(acl: Sequence[str], role: str) -> list[dict[str, object]]:
    """Tell the entries of an ACL in words, in one order whatever the role is named.

    Parameters
    ----------
    acl : entries as Postgres prints them, ``grantee=letters/grantor``
    role : the migrating role, which becomes ``{role}``
    """
    entries = []
    for item in acl:
        grantee, privileges, grantable, grantor = _entry(item)
        entry: dict[str, object] = {
            "grantee": "{role}" if grantee == role else grantee or "PUBLIC",
            "grantor": "{role}" if grantor == role else grantor,
            "privileges": list(privileges),
        }
        if grantable:
            entry["grant option"] = list(grantable)
        entries.append(entry)
    return sorted(entries, key=lambda entry: (str(entry["grantee"]), str(entry["grantor"])))


@lru_cache(maxsize=4096)
def _entry(item: str) -> tuple[str, tuple[str, ...], tuple[str, ...], str]:
    found = _ITEM.fullmatch(item)
    assert found, item
    letters = [(match[1], bool(match[2])) for match in _LETTER.finditer(found[2])]
    words = [(_WORDS.get(letter, letter), option) for letter, option in letters]
    return (
        _unquoted(found[1]),
        tuple(sorted(word for word, _ in words)),
        tuple(sorted(word for word, option in words if option)),
        _unquoted(found[3]),
    )


def _unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
