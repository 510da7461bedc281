"""The sequence of an identity column keeps a type that its dump does not tell."""

from __future__ import annotations

import json

from squash.baseline.identities import unlike_their_columns, with_own_types
from squash.snapshot import Fact

NAME = 'public."t_ID_seq"'
MADE = (
    'ALTER TABLE public.t ALTER COLUMN "ID" ADD GENERATED ALWAYS AS IDENTITY (\n'
    f"    SEQUENCE NAME {NAME}\n    START WITH 3000000000\n    INCREMENT BY 1\n"
    "    NO MINVALUE\n    MAXVALUE 5000000000\n    CACHE 1\n)"
)
SEQUENCE = {"type": "bigint", "start": 3000000000, "increment": 1, "minimum": 1,
            "maximum": 5000000000, "cache": 1, "cycle": True, "unlogged": False}  # fmt: skip
FACTS = (
    Fact("identity", NAME, json.dumps({"column type": "integer", "sequence type": "bigint"})),
    Fact("sequence", NAME, json.dumps(SEQUENCE)),
    Fact("sequence", "public.other", json.dumps(SEQUENCE)),
)


def test_a_sequence_is_made_and_then_altered() -> None:
    """Without options first, since the column's type may not allow them."""
    found = with_own_types([MADE, "ALTER TABLE x"], unlike_their_columns(FACTS))
    assert found == [
        (
            'ALTER TABLE public.t ALTER COLUMN "ID" ADD GENERATED ALWAYS AS IDENTITY (\n'
            f"    SEQUENCE NAME {NAME}\n)"
        ),
        (
            f"ALTER SEQUENCE {NAME} AS bigint INCREMENT BY 1 MINVALUE 1 MAXVALUE 5000000000 "
            "START WITH 3000000000 RESTART CACHE 1 CYCLE"
        ),
        "ALTER TABLE x",
    ]


def test_every_other_statement_is_as_it_was() -> None:
    """A sequence of its column's type, and anything else."""
    altered = unlike_their_columns(FACTS)
    assert with_own_types([MADE], unlike_their_columns(FACTS[1:])) == [MADE]
    other = MADE.replace("t_ID", "u_ID")
    assert with_own_types([other], altered) == [other]
    assert with_own_types(["SELECT 1"], altered) == ["SELECT 1"]
    assert with_own_types([], altered) == []
