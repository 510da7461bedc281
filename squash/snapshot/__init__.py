"""A snapshot: everything a database is, as comparable values."""

from __future__ import annotations

from squash.snapshot.masking import masked_digest, masked_equal
from squash.snapshot.values import CLUSTER_WIDE, Fact, Rows, Snapshot, State, decode_cell
from squash.snapshot.volatile import Volatile, volatile_cells

__all__ = [
    "CLUSTER_WIDE",
    "Fact",
    "Rows",
    "Snapshot",
    "State",
    "Volatile",
    "decode_cell",
    "masked_digest",
    "masked_equal",
    "volatile_cells",
]
