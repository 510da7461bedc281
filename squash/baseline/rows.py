"""The rows of a table as INSERTs that give back exactly the same values."""

from __future__ import annotations

import re

from squash.sql.statements import tokens

_NEGATIVE_ZERO = re.compile(r"[\s(]-0[,)]")
_ZERO = re.compile(r"0(?=[,)])")


def exact_rows(sql: str) -> str:
    """An INSERT of pg_dump's with its negative zeros quoted.

    pg_dump prints the floating point value -0 bare; the server reads that as minus the integer
    zero, which is zero.
    """
    if not _NEGATIVE_ZERO.search(sql):
        return sql
    parts: list[str] = []
    minus = False
    for token in tokens(sql):
        text = token.text
        if minus:
            text = _ZERO.sub("'-0'", text, count=1) if _ZERO.match(text) else f"-{text}"
            parts.append(text)
            minus = False
        elif token.kind == "other" and text == "-" and parts and parts[-1][-1] in " \t\n(":
            minus = True
        else:
            parts.append(text)
    return "".join(parts)
