"""A batch: the contents of many objects, as git prints them one after the other."""

from __future__ import annotations

from collections.abc import Iterator


def contents_in(output: bytes) -> Iterator[bytes]:
    """Every object's content in what `git cat-file --batch` printed, in the order asked for."""
    start = 0
    while start < len(output):
        header = output.index(b"\n", start)
        size = int(output[start:header].rpartition(b" ")[2])
        yield output[header + 1 : header + 1 + size]
        start = header + size + 2
