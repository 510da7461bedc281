"""A verification: whether two databases are the same, and where they are not."""

from __future__ import annotations

from squash.verification.dumps import Objects, Texts, compare_dumps, objects_of, same_text
from squash.verification.paths import Step, compare_drift, compare_steps
from squash.verification.states import compare_facts, compare_rows, compare_sequences

__all__ = [
    "Objects",
    "Step",
    "Texts",
    "compare_drift",
    "compare_dumps",
    "compare_facts",
    "compare_rows",
    "compare_sequences",
    "compare_steps",
    "objects_of",
    "same_text",
]
