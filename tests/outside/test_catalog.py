"""What is true of the catalog: each damage to a database changes exactly the right facts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext

import psycopg
import pytest

from squash.errors import ServerError
from squash.outside.catalog import read_state, unknown
from squash.outside.catalog.acl import grants
from squash.outside.catalog.facts import Reading
from squash.outside.run_folder import bases, open_run_folder
from squash.outside.server import Limits, PrivatePostgres, Scratch, find_binaries, server_user
from squash.snapshot import Fact, State
from tests.outside.damages import DAMAGES, MAPPING, SCHEMA


@pytest.fixture(scope="module")
def server() -> Iterator[PrivatePostgres]:
    """Give a server that starts clusters."""
    user = server_user()
    with open_run_folder(bases()) as run:
        cache = run.new("cache")
        cache.chmod(0o755)
        binaries = find_binaries(user=user, cache=cache)
        private = PrivatePostgres(lambda: binaries, run, cache, limits=Limits(), user=user)
        yield private
        private.close()


@pytest.fixture(scope="module")
def scratch(server: PrivatePostgres) -> Scratch:
    """Give a database with something of everything."""
    database = server.open("catalog")
    execute(database, SCHEMA)
    return database


@pytest.fixture(scope="module")
def pristine(scratch: Scratch) -> State:
    """Give the state of that database before any damage."""
    return read(scratch)


def execute(scratch: Scratch, sql: str) -> None:
    """Run SQL as superuser, with the names of this run put in."""
    text = sql.replace("{role}", scratch.role).replace("{database}", scratch.database)
    with psycopg.connect(scratch.admin.dsn, autocommit=True) as connection:
        connection.execute("SET allow_system_table_mods = on; SET allow_in_place_tablespaces = on")
        connection.execute(text.encode())


def read(scratch: Scratch, schema: str | None = None, name: str = "alembic_version") -> State:
    """Read the whole state."""
    return read_state(
        scratch.admin.dsn,
        version_table=(schema, name),
        role=scratch.role,
        database=scratch.database,
        known_roles=frozenset({"postgres"}),
        known_databases=frozenset({"postgres", "template0", "template1", scratch.database}),
        untouched=lambda: nullcontext(scratch.admin.with_dbname("template1").dsn),
    )


def changed(before: State, after: State) -> list[tuple[str, str]]:
    """Give kind and name of the facts that differ, sorted."""
    return sorted({(f.kind, f.name) for f in set(before.facts) ^ set(after.facts)})


def value(state: State, kind: str, name: str) -> object:
    """Give the value of one fact."""
    (found,) = [fact for fact in state.facts if (fact.kind, fact.name) == (kind, name)]
    return json.loads(found.value)


def test_damage_changes_exactly_its_facts(scratch: Scratch, pristine: State) -> None:
    """Each damage, one on top of the other, is seen by kind and name, and nothing else moves."""
    before, wrong = pristine, {}
    for damage, expected in DAMAGES.items():
        execute(scratch, damage)
        after = read(scratch)
        if changed(before, after) != sorted(expected):
            wrong[damage] = changed(before, after)
        assert (after.rows.keys(), after.sequences) == (before.rows.keys(), before.sequences)
        before = after
    assert wrong == {}


def test_reading_twice_gives_equal_states(scratch: Scratch) -> None:
    """Nothing of the reading itself is in a state."""
    assert read(scratch) == read(scratch)


def test_same_statements_give_equal_states(server: PrivatePostgres, pristine: State) -> None:
    """The same statements on another cluster, with other OIDs, give the same state."""
    other = server.open("other")
    execute(other, "SELECT lo_unlink(lo_from_bytea(0, 'x')); CREATE TABLE j (); DROP TABLE j")
    execute(other, SCHEMA)
    assert changed(pristine, read(other)) == []
    assert read(other) == pristine
    other.drop()


def test_facts_are_unique_and_sorted(pristine: State) -> None:
    """One fact has one kind and name."""
    names = [(fact.kind, fact.name) for fact in pristine.facts]
    assert names == sorted(set(names))


def test_no_secret_is_readable(pristine: State) -> None:
    """Passwords appear nowhere, and what holds one is marked."""
    assert "geheim" not in repr(pristine)
    secrets = [(fact.kind, fact.name) for fact in pristine.facts if fact.secret]
    assert secrets == [("subscription", "sub"), ("user mapping", "app on s")]
    assert value(pristine, "user mapping", "PUBLIC on s") == {"user": "u"}


def test_names_of_the_run_are_placeholders(scratch: Scratch, pristine: State) -> None:
    """Neither the role's nor the database's name is in a fact."""
    assert scratch.role not in repr(pristine.facts)
    assert scratch.database not in repr(pristine.facts)
    assert value(pristine, "owner", "database {database}") == "{role}"


def test_privileges_are_told_in_words(pristine: State) -> None:
    """Built-in defaults are filled in, and a grant option is kept apart."""
    found = value(pristine, "privilege", "sequence public.seq")
    assert found == [
        {
            "grantee": "app",
            "grantor": "postgres",
            "privileges": ["USAGE"],
            "grant option": ["USAGE"],
        },
        {
            "grantee": "postgres",
            "grantor": "postgres",
            "privileges": ["SELECT", "UPDATE", "USAGE"],
        },
    ]


def test_quoted_names_in_privileges() -> None:
    """Names that Postgres quotes are understood, and the role's place does not depend on it."""
    found = grants(['"odd ""one"=r*w/zoe', "=r/zoe", "zoe=r/zoe"], "zoe")
    assert [entry["grantee"] for entry in found] == ["PUBLIC", 'odd "one', "{role}"]
    assert found[1]["grant option"] == ["SELECT"]


def test_rows(pristine: State) -> None:
    """Every table with rows is there with all columns, each row where it lives."""
    parent = pristine.rows["public.parent"]
    assert (parent.columns, parent.types, parent.key) == (
        ("id", "name"),
        ("integer", "text"),
        ("id",),
    )
    assert parent.lines == (b"1\ta", b"2\t\\N", b"3\ttab\\tnew\\nline\\\\")
    assert pristine.rows["public.child"].lines == (b"4\tc\t1",)
    assert pristine.rows["public.part1"].lines == (b"1\t2020-01-31",)
    assert pristine.rows['public."Odd Name"'].columns == ("a.b", "tab\tname")
    # The updated row lies behind the other one.
    assert pristine.rows["public.other"].lines == (b"2\t\\N\t4", b"1\t1\t2")
    assert sorted(pristine.rows) == [
        'public."Odd Name"',
        "public.child",
        "public.fast",
        "public.other",
        "public.parent",
        "public.part1",
    ]


def test_rows_that_are_gone_and_tables_without_columns(server: PrivatePostgres) -> None:
    """An emptied table is absent; rows without columns still count."""
    other = server.open("gone")
    execute(
        other,
        "CREATE TABLE gone (id integer); INSERT INTO gone VALUES (1); DELETE FROM gone;"
        "CREATE TABLE bare (); INSERT INTO bare DEFAULT VALUES; INSERT INTO bare DEFAULT VALUES;"
        "CREATE SCHEMA ext; CREATE TABLE ext.conf (id integer, own boolean);"
        "INSERT INTO ext.conf VALUES (1, true), (2, false); CREATE TABLE ext.inner (id integer);"
        "INSERT INTO ext.inner VALUES (1); CREATE EXTENSION hstore;"
        "ALTER EXTENSION hstore ADD TABLE ext.conf; ALTER EXTENSION hstore ADD TABLE ext.inner;"
        "UPDATE pg_extension SET extconfig = ARRAY['ext.conf'::regclass::oid],"
        "extcondition = ARRAY['WHERE own'] WHERE extname = 'hstore'",
    )
    state = read(other)
    assert {name: rows.lines for name, rows in state.rows.items()} == {
        "public.bare": (b"", b""),
        "ext.conf": (b"1\tt",),
    }
    assert state.version_table is None
    assert not [fact for fact in state.facts if fact.kind == "version table"]
    other.drop()


def test_table_that_cannot_be_read_is_an_error(server: PrivatePostgres) -> None:
    """A failing COPY is told, not taken for a table without rows."""
    other = server.open("unreadable")
    execute(
        other,
        "CREATE TABLE a AS SELECT 1 AS id; CREATE TABLE b AS SELECT 2 AS id;"
        "CREATE EXTENSION hstore; ALTER EXTENSION hstore ADD TABLE a;"
        "UPDATE pg_extension SET extconfig = ARRAY['a'::regclass::oid],"
        "extcondition = ARRAY['WHERE missing'] WHERE extname = 'hstore'",
    )
    with pytest.raises(ServerError, match='column "missing" does not exist'):
        read(other)
    other.drop()


def test_a_multirange_type_may_have_its_own_owner_and_privileges(server: PrivatePostgres) -> None:
    """Up to version 16; later servers refuse that, and no fact is needed."""
    other = server.open("multirange")
    execute(other, "CREATE ROLE odd; CREATE TYPE r AS RANGE (SUBTYPE = integer)")
    before = read(other)
    refused = (psycopg.errors.InvalidGrantOperation, psycopg.errors.WrongObjectType)
    for damage, kinds in (
        ("REVOKE USAGE ON TYPE r_multirange FROM PUBLIC", ["privilege"]),
        ("ALTER TYPE r_multirange OWNER TO odd", ["owner", "privilege"]),
    ):
        try:
            execute(other, damage)
        except refused:
            told = []
        else:
            told = [(kind, "multirange type public.r_multirange") for kind in kinds]
        after = read(other)
        assert changed(before, after) == told
        before = after
    other.drop()


def test_sequences_give_their_next_value(scratch: Scratch, pristine: State) -> None:
    """The next value counts, whether setval said called or not, and cycles are followed."""
    assert pristine.sequences == {
        "public.counted_id_seq": 1,
        "public.down": 3,
        "public.parent_id_seq": 5,
        "public.seq": 1,
    }
    execute(scratch, "SELECT setval('seq', 9, false), setval('down', 1, true)")
    assert {n: read(scratch).sequences[n] for n in ("public.seq", "public.down")} == {
        "public.seq": 9,
        "public.down": 3,
    }
    execute(scratch, "SELECT setval('seq', 9, true), setval('down', 2, true)")
    assert {n: read(scratch).sequences[n] for n in ("public.seq", "public.down")} == {
        "public.seq": 10,
        "public.down": 1,
    }


def test_version_table_is_found_and_left_out(server: PrivatePostgres) -> None:
    """Without a schema the search path counts, then public; a schema is believed."""
    other = server.open("places")
    execute(
        other,
        "CREATE SCHEMA tenant; CREATE TABLE tenant.alembic_version (v text);"
        "INSERT INTO tenant.alembic_version VALUES ('a')",
    )
    assert read(other).version_table == "tenant.alembic_version"
    execute(other, "CREATE TABLE public.alembic_version (v text)")
    execute(other, "INSERT INTO public.alembic_version VALUES ('b')")
    assert read(other).version_table == "public.alembic_version"
    assert sorted(read(other).rows) == ["tenant.alembic_version"]
    assert sorted(read(other, "tenant").rows) == ["public.alembic_version"]
    assert read(other, name="nothing").version_table is None
    other.drop()


def test_unknown_catalog_is_reported(scratch: Scratch) -> None:
    """Objects in a catalog that nobody reads are named, whatever they are."""
    with psycopg.connect(scratch.admin.dsn) as connection:
        start = Reading.start(connection, 0, "r", "d", frozenset(), None)
        known = frozenset(unknown.CATALOGS - {"pg_event_trigger"})
        found = [fact for fact in unknown.read(start, known) if "event" in fact.name]
    assert found == [Fact("unknown object", "event trigger et", "true")]


def test_migrating_role_can_read_its_own_database(scratch: Scratch) -> None:
    """Without a superuser what belongs to the role is read; the rest is an error, not silence."""
    plain = scratch.empty("plain")
    execute(plain, MAPPING)
    with psycopg.connect(plain.migrating.dsn) as connection:
        connection.execute("CREATE SCHEMA mine; CREATE TABLE mine.a AS SELECT 1 AS id")
    state = read_state(
        plain.migrating.dsn,
        version_table=(None, "alembic_version"),
        role=plain.role,
        database=plain.database,
        known_roles=frozenset(),
    )
    assert sorted(state.rows) == ["mine.a"]
    assert value(state, "user mapping", "app on s") == {}
    assert value(state, "subscription", "further")
    execute(plain, "ALTER SUBSCRIPTION further SET (slot_name = NONE)")
    execute(plain, "DROP SUBSCRIPTION further")
    with pytest.raises(ServerError, match="permission denied"):
        read_state(
            scratch.migrating.dsn,
            version_table=(None, "alembic_version"),
            role=scratch.role,
            database=scratch.database,
            known_roles=frozenset(),
        )
    plain.drop()


def test_no_connection_is_an_error_to_act_on() -> None:
    """A server that does not answer is a ServerError."""
    with pytest.raises(ServerError, match="could not be read") as caught:
        read_state(
            "host=/nonexistent dbname=x",
            version_table=(None, "alembic_version"),
            role="r",
            database="x",
            known_roles=frozenset(),
        )
    assert "superuser" in caught.value.next_step
