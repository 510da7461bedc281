"""The judges pass a squash made by hand and see what a careless hand loses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.real.after import Checkout
from tests.real.oracle import Facts, differences, oracle
from tests.real.projects import packages
from tests.real.servers import OTHER, Server
from tests.real.trial import Case, run

BASELINE = '''"""Made by hand."""
from alembic import op

revision = {revision!r}
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = {statements!r}


def upgrade():
    context = op.get_context()
    for statement in STATEMENTS:
        if context.as_sql:
            context.impl.static_output(statement + ";")
        else:
            verbatim = {{"no_parameters": True}}
            context.connection.exec_driver_sql(statement, execution_options=verbatim)
'''
ARGILLA = packages()[0]


def by_hand(lost: str = "") -> Any:
    """A squasher: pg_dump cut at semicolons, without the statements `lost` is found in."""

    def squasher(case: Case, server: Server, project: Path, reports: Path) -> dict[str, Any]:
        checkout = Checkout(case.package, project)
        database = server.create("by_hand")
        cut = case.package.near_head
        checkout.upgrade(cut, server.url("psycopg2", "landlord", database))
        text = server.dump(database, "--column-inserts", "--no-owner", "-T", "alembic_version")
        lines = [line for line in text.splitlines() if line and not line.startswith("--")]
        statements = [
            statement.strip()
            for statement in "\n".join(lines).split(";\n")
            if not re.match(r"SET |SELECT pg_catalog.set_config", statement)
            and not (lost and lost in statement)
        ]
        server.drop(database)
        order = list(checkout.revisions())
        for name in order[: order.index(cut) + 1]:
            says = re.compile(rf"^revision\b.*=\s*u?['\"]{name}['\"]", re.MULTILINE)
            for file in (project / "migrations" / "versions").glob("*.py"):
                if says.search(file.read_text(encoding="utf-8")):
                    file.unlink()
        baseline = BASELINE.format(revision=cut, statements=statements)
        place = project / "migrations" / "versions" / f"{cut}_baseline.py"
        place.write_text(baseline, encoding="utf-8")
        return {"result": "squashed"}

    return squasher


def test_a_careful_hand_passes(server: Server, tmp_path: Path) -> None:
    """A baseline with every statement of pg_dump passes all checks, with all drivers."""
    row = run(Case(ARGILLA, "near head", server.major), server, tmp_path, by_hand())

    assert row["problems"] == []
    assert list(ARGILLA.drivers) == row["drivers to the heads"]


def test_a_careless_hand_is_seen(server: Server, tmp_path: Path) -> None:
    """A baseline without one index does not pass, and the index is named."""
    lost = "CREATE INDEX ix_records_dataset_id"

    row = run(Case(ARGILLA, "near head", server.major), server, tmp_path, by_hand(lost))

    assert any("ix_records_dataset_id" in problem for problem in row["problems"])


SCHEMA = """
CREATE SCHEMA shop; CREATE TYPE shop.state AS ENUM ('open', 'paid');
CREATE TABLE shop.orders (id serial PRIMARY KEY, state shop.state DEFAULT 'open', code varchar,
  price numeric CHECK (price > 0), CHECK (code IN ('a', 'b')));
CREATE INDEX open_orders ON shop.orders (id) WHERE state = 'open';
CREATE VIEW shop.paid AS SELECT id FROM shop.orders WHERE state = 'paid';
CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touched BEFORE UPDATE ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.touch();
INSERT INTO shop.orders (code, price) VALUES ('a', 1), ('b', 2);
COMMENT ON TABLE shop.orders IS 'all'; GRANT SELECT ON shop.orders TO PUBLIC;
"""
DAMAGES = {
    "index definitions": "DROP INDEX shop.open_orders;"
    "CREATE INDEX open_orders ON shop.orders (id) WHERE state = 'paid'",
    "indexes": "DROP INDEX shop.open_orders",
    "rows": "UPDATE shop.orders SET price = 3 WHERE id = 2",
    "sequences": "SELECT setval('shop.orders_id_seq', 1)",
    "defaults": "ALTER TABLE shop.orders ALTER state SET DEFAULT 'paid'",
    "columns": "ALTER TABLE shop.orders ALTER code SET NOT NULL",
    "types": "ALTER TYPE shop.state ADD VALUE 'lost'",
    "views": "CREATE OR REPLACE VIEW shop.paid AS SELECT id FROM shop.orders",
    "functions": "CREATE OR REPLACE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql"
    " AS 'BEGIN RETURN OLD; END'",
    "triggers": "ALTER TABLE shop.orders DISABLE TRIGGER touched",
    "constraint definitions": "ALTER TABLE shop.orders DROP CONSTRAINT orders_code_check,"
    " ADD CONSTRAINT orders_code_check CHECK (code IN ('a', 'b', 'c'))",
    "privileges": "REVOKE SELECT ON shop.orders FROM PUBLIC",
    "relations": f"ALTER TABLE shop.orders OWNER TO {OTHER}",
    "comments": "COMMENT ON TABLE shop.orders IS 'some'",
    "policies": "CREATE POLICY mine ON shop.orders",
    "extensions": "DROP EXTENSION plpgsql CASCADE",
    "collations": "CREATE COLLATION shop.plain (locale = 'C')",
    "schemas": "CREATE SCHEMA empty",
}


@pytest.fixture(scope="module")
def sound(server: Server) -> Iterator[tuple[str, Facts]]:
    """A database that is not damaged, and its facts."""
    database = server.create("sound")
    server.psql(SCHEMA, database)
    yield database, oracle(server, database)
    server.drop(database)


@pytest.mark.parametrize("kind", DAMAGES)
def test_the_oracle_sees_a_damage(kind: str, server: Server, sound: tuple[str, Facts]) -> None:
    """A change of any kind of object shows among the facts of its kind."""
    original, before = sound
    database = server.create("damaged", template=original)
    server.psql(DAMAGES[kind], database)

    found = differences(before, oracle(server, database))

    server.drop(database)
    assert any(line[2:].startswith(f"{kind}: ") for line in found)


def test_the_oracle_sees_privileges_on_row_types(server: Server, sound: tuple[str, Facts]) -> None:
    """No dump tells them, so a comparison of dumps could not."""
    original, before = sound
    database = server.create("row_types", template=original)
    server.psql("REVOKE USAGE ON TYPE shop.orders, shop.paid FROM PUBLIC", database)

    found = differences(before, oracle(server, database))

    server.drop(database)
    assert len(found) == 2
    assert all("shop.orders" in line or "shop.paid" in line for line in found)


def test_the_oracle_sees_no_wording(server: Server) -> None:
    """A database and the one loaded from its dump are equal, though IN is printed otherwise."""
    first, second = server.create("first"), server.create("second")
    server.psql(SCHEMA, first)
    server.psql(server.dump(first), second)

    found = differences(oracle(server, first), oracle(server, second))

    server.drop(first, second)
    assert found == []


def test_the_oracle_masks_what_is_volatile(server: Server) -> None:
    """Rows that differ in a volatile column alone are equal; without the mask they are not."""
    database = server.create("volatile")
    server.psql(SCHEMA, database)
    volatile = {"orders": ("price",)}
    before, masked = oracle(server, database), oracle(server, database, volatile)
    server.psql("UPDATE shop.orders SET price = 7", database)

    assert differences(masked, oracle(server, database, volatile)) == []
    assert differences(before, oracle(server, database)) != []
    server.drop(database)
