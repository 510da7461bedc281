"""Large objects: pg_dump's open/write/close, as statements that need no transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_OPEN = re.compile(r"SELECT pg_catalog\.lo_open\('(\d+)', \d+\)$")
_WRITE = re.compile(r"SELECT pg_catalog\.lowrite\(0, ('\\x[0-9a-f]*')\)$")


def put_large_objects(statements: Sequence[str]) -> Iterator[str]:
    """Rewrite the statements of a ``BLOBS`` item.

    A descriptor from ``lo_open`` lives only as long as its transaction, which an AUTOCOMMIT
    engine ends after every statement; ``lo_put`` writes at an offset without one.

    Raises ``ValueError`` for a statement that is none of pg_dump's four.
    """
    oid, offset = "", 0
    for statement in statements:
        opened, written = _OPEN.match(statement), _WRITE.match(statement)
        if opened:
            oid, offset = opened[1], 0
        elif written:
            yield f"SELECT pg_catalog.lo_put({oid}, {offset}, {written[1]})"
            offset += (len(written[1]) - len("'\\x'")) // 2
        elif statement not in ("BEGIN", "COMMIT", "SELECT pg_catalog.lo_close(0)"):
            raise ValueError(f"unknown large object statement: {statement[:80]}")
