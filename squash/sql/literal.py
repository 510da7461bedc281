"""SQL as Python source: a literal that evaluates to exactly the same text."""

from __future__ import annotations


def literal(sql: str, encoding: str) -> str:
    """A readable Python literal for ``sql`` in a file of this ``encoding``.

    Triple quotes where the text survives them; an escaped literal where it holds what an
    editor, a line ending or the file's encoding would change.
    """
    if _survives(sql, encoding) and '"""' not in sql and not sql.endswith(('"', "\\")):
        return f'r"""{sql}"""' if "\\" in sql else f'"""{sql}"""'
    return ascii(sql)


def _survives(sql: str, encoding: str) -> bool:
    """Whether every character can stand in a source file as itself."""
    if not all(c.isprintable() or c in "\n\t" for c in sql):
        return False
    try:
        sql.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
