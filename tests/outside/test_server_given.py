"""A server given by its URL: rights, scratch databases, leftovers, and what lies outside them."""

from __future__ import annotations

import os
import secrets
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from squash.errors import ServerError, UsageError
from squash.outside import process
from squash.outside.account import User
from squash.outside.run_folder import RunFolder, new_run_id
from squash.outside.server import (
    Binaries,
    Connection,
    GivenPostgres,
    Limits,
    databases,
    fitness,
    read_url,
    session,
)
from squash.outside.server.cluster import Cluster
from squash.outside.server.state import added, changed, cluster_state, describe, remove_added
from squash.outside.server.template import Template

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from squash.outside.server import *
client = Binaries(Path("/"), "99.1", "99.1", "test", False)
made = GivenPostgres(read_url(sys.argv[2]), client, limits=Limits())
made.open("held")
print(made.run, flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def site(
    binaries: Binaries, run_folder: RunFolder, cache: Path, account: User | None
) -> Iterator[Connection]:
    """A server that somebody gave us, as its superuser."""
    name = secrets.token_hex(4)
    settings = {"max_prepared_transactions": "5"}
    template = Template(binaries, cache, account)
    cluster = Cluster(run_folder, name, account, settings)
    cluster.start(binaries, template)
    with session(cluster.admin) as opened:
        opened.execute("CREATE ROLE root_of_site LOGIN SUPERUSER PASSWORD 'p@ss'")
        opened.execute("CREATE DATABASE site")
    yield cluster.admin.with_user("root_of_site", "p@ss").with_dbname("site")
    cluster.close()


@pytest.fixture
def server(site: Connection, binaries: Binaries) -> Iterator[GivenPostgres]:
    """The door to it."""
    made = GivenPostgres(site, binaries, limits=Limits(lock=3))
    yield made
    made.close()


def as_role(site: Connection, rights: str) -> Connection:
    """The same server as a new role."""
    name = f"app_{secrets.token_hex(4)}"
    with session(site) as opened:
        opened.execute(f"CREATE ROLE {name} LOGIN {rights} PASSWORD 'secret'".encode())
    return site.with_user(name, "secret")


def do(connection: Connection, *statements: str) -> None:
    """Send statements."""
    with session(connection) as opened:
        for statement in statements:
            opened.execute(statement.encode())


def names(site: Connection) -> set[str]:
    """Every database and role of ours on the server."""
    with session(site) as opened:
        rows = opened.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^squash_'"
            " UNION SELECT rolname FROM pg_roles WHERE rolname ~ '^squash_'"
        ).fetchall()
    return {str(row[0]) for row in rows}


def test_scratch_databases_come_and_go(site: Connection, binaries: Binaries) -> None:
    """Opened, copied, emptied, dropped; nothing stays behind."""
    made = GivenPostgres(site, binaries, limits=Limits(lock=3))
    assert (made.version, made.major) == (binaries.version, binaries.major)
    assert (made.private, made.bin, made.client) == (False, binaries.bin, binaries.version)
    assert made.origin == f"--database-url {site.host}:{site.port}"
    assert made.session_settings["lock_timeout"] == "3s"
    first, again = made.open("role of one"), made.open("x", dbname="x")
    assert first.role == again.role
    assert first.role not in first.database
    do(first.migrating, "CREATE TABLE t (a int)")
    copy, empty = first.copy("copy"), first.empty("copy")
    assert len(names(site)) == 5
    do(copy.migrating, "INSERT INTO t VALUES (1)")
    do(empty.migrating, "CREATE TABLE t (b text)")
    copy.drop()
    assert copy.database not in names(site)
    superuser = made.open("root", superuser=True)
    assert superuser.role != first.role
    assert superuser.database.endswith("_db_root")
    with session(superuser.migrating) as opened:
        assert opened.execute("SHOW is_superuser").fetchone() == ("on",)
    made.close()
    assert names(site) == set()


@pytest.mark.parametrize(("rights", "own"), [("CREATEDB", True), ("CREATEDB CREATEROLE", False)])
def test_a_role_without_superuser_is_enough(
    site: Connection, binaries: Binaries, rights: str, own: bool
) -> None:
    """Where it may make no role, it migrates itself; superuser is refused with a next step."""
    url = as_role(site, rights)
    made = GivenPostgres(url, binaries, limits=Limits())
    scratch = made.open("one")
    assert (made.own_role, scratch.role == url.user) == (own, own)
    do(scratch.migrating, "CREATE TABLE t (a int)")
    scratch.copy("two").drop()
    with pytest.raises(ServerError, match="no superuser"):
        made.open("three", superuser=True)
    made.close()
    assert names(site) == set()


def test_the_right_to_create_databases_is_needed(site: Connection, binaries: Binaries) -> None:
    """The statement that gives it is told, and nothing is left connected."""
    url = as_role(site, "NOCREATEDB")
    with pytest.raises(ServerError, match="may not create databases") as caught:
        GivenPostgres(url, binaries, limits=Limits())
    assert caught.value.next_step == f'ALTER ROLE "{url.user}" CREATEDB'
    with session(site) as opened:
        query = "SELECT count(*)::int FROM pg_stat_activity WHERE usename = %s"
        for _ in range(100):
            if opened.execute(query, (url.user,)).fetchone() == (0,):
                break
            opened.execute("SELECT pg_sleep(0.02)")
        assert opened.execute(query, (url.user,)).fetchone() == (0,)


def test_an_old_server_is_refused(
    site: Connection, binaries: Binaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its version is told."""
    monkeypatch.setattr(fitness, "OLDEST", 99)
    with pytest.raises(ServerError, match=f"Postgres {binaries.version}"):
        GivenPostgres(site, binaries, limits=Limits())


@pytest.mark.parametrize(
    ("other", "step"),
    [
        ({"password": "wrong"}, "Check user and password"),
        ({"dbname": "nowhere"}, "that exist"),
        ({"host": "no-such-host.invalid"}, "Check the host name"),
        ({"host": "127.0.0.1", "port": 1}, "Check that Postgres answers"),
    ],
)
def test_an_unreachable_server_is_told(
    site: Connection, binaries: Binaries, other: dict[str, str], step: str
) -> None:
    """Each way of failing has its next step, and the password is in none."""
    changes = {key: int(v) if key == "port" else v for key, v in other.items()}
    wrong = Connection(
        str(changes.get("host", site.host)),
        int(changes.get("port", site.port)),
        site.user,
        str(changes.get("password", site.password)),
        str(changes.get("dbname", site.dbname)),
    )
    with pytest.raises(ServerError, match="cannot be reached") as caught:
        GivenPostgres(wrong, binaries, limits=Limits())
    assert step in caught.value.next_step
    assert "p%40ss" not in str(caught.value)


def test_a_killed_run_is_swept_by_the_next_and_a_live_one_is_not(
    site: Connection, binaries: Binaries
) -> None:
    """Databases and roles of a run go when nobody holds its lock; names by chance stay."""
    do(site, "CREATE DATABASE squash_deadbeef0000_mine", "CREATE ROLE squash_team")
    owner = process.start(
        (sys.executable, "-c", HOLD, str(ROOT), site.url),
        env=os.environ,
        stdin=process.PIPE,
        stdout=process.PIPE,
    )
    assert owner.stdout is not None
    run = owner.stdout.readline().decode().strip()
    kept = {"squash_deadbeef0000_mine", "squash_team"}
    theirs = {f"squash_{run}_held", f"squash_{run}_role"}
    living = GivenPostgres(site, binaries, limits=Limits())
    assert (living.swept, names(site)) == ((), kept | theirs)
    before = cluster_state(site, living.run)
    assert not any(run in name for key in before for name in key)
    owner.end(signal.SIGKILL)
    swept: set[str] = set()
    for _ in range(100):
        again = GivenPostgres(site, binaries, limits=Limits())
        swept |= set(again.swept)
        again.close()
        if swept == theirs:
            break
    living.close()
    assert (swept, names(site)) == (theirs, kept)
    do(site, "DROP DATABASE squash_deadbeef0000_mine", "DROP ROLE squash_team")


def test_what_another_role_left_stays(site: Connection, binaries: Binaries) -> None:
    """A sweep without the right to drop goes on without a word."""
    left = f"squash_{new_run_id()}_old"
    do(site, f"CREATE DATABASE {left}")
    made = GivenPostgres(as_role(site, "CREATEDB"), binaries, limits=Limits())
    assert left in names(site)
    made.close()
    GivenPostgres(site, binaries, limits=Limits()).close()
    assert left not in names(site)


def test_a_statement_that_fails_while_closing_does_not_stop_the_rest(
    site: Connection, server: GivenPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every database is tried, and the error is told."""
    first, second = server.open("first"), server.open("second")
    drop = databases.drop

    def fail(admin: Connection, name: str) -> None:
        if name == second.database:
            raise ServerError("no")
        drop(admin, name)

    monkeypatch.setattr(databases, "drop", fail)
    with pytest.raises(ServerError):
        server.close()
    monkeypatch.undo()
    assert first.database not in names(site)
    GivenPostgres(site, server_client(server), limits=Limits()).close()
    assert names(site) == set()


def server_client(server: GivenPostgres) -> Binaries:
    """The client programs of a door, as another door takes them."""
    return Binaries(server.bin, server.client, server.client, "test", True)


def test_cluster_wide_changes_are_seen_and_taken_back(
    site: Connection, server: GivenPostgres, tmp_path: Path
) -> None:
    """Every kind of cluster-wide thing that a history may add is named and removed."""
    scratch = server.open("wide", superuser=True)
    before = cluster_state(site, server.run)
    assert added(before, cluster_state(site, server.run)) == ()
    do(
        scratch.migrating,
        "CREATE ROLE app LOGIN PASSWORD 'x'",
        "CREATE ROLE team",
        "GRANT team TO app WITH ADMIN OPTION",
        f"GRANT pg_monitor TO {scratch.role}",
        "ALTER ROLE app SET search_path TO a, b",
        "ALTER ROLE ALL SET my.thing TO 1",
        "ALTER DATABASE site SET work_mem TO '5MB'",
        "ALTER ROLE app IN DATABASE site SET work_mem TO '6MB'",
        "ALTER SYSTEM SET deadlock_timeout TO '2s'",
        "CREATE DATABASE extra",
        "SELECT pg_create_physical_replication_slot('slot')",
        "SELECT pg_replication_origin_create('origin')",
        "SET allow_in_place_tablespaces = on",
        "CREATE TABLESPACE space LOCATION ''",
        "CREATE SUBSCRIPTION sub CONNECTION 'host=/no' PUBLICATION p WITH (connect = false)",
    )
    if server.major >= 15:
        do(
            scratch.migrating,
            "GRANT SET ON PARAMETER log_min_messages TO app",
            "GRANT ALTER SYSTEM ON PARAMETER my.thing TO PUBLIC",
        )
    after = cluster_state(site, server.run)
    new = added(before, after)
    assert changed(before, after) == ()
    expected = {"database", "membership", "origin", "password", "role", "setting", "slot"}
    expected |= {"subscription", "system", "tablespace"}
    assert {key[0] for key in new} - {"parameter"} == expected
    assert "setting site / app / work_mem" in {describe(key) for key in new}
    scratch.drop()
    assert remove_added(site, server.run, before, after) == new
    assert cluster_state(site, server.run) == before


def test_a_change_of_what_was_there_stops_the_run(site: Connection, server: GivenPostgres) -> None:
    """It is named, nothing is removed, and the private server is the way out."""
    do(site, "CREATE ROLE staff")
    before = cluster_state(site, server.run)
    do(site, "ALTER ROLE staff CREATEDB", "CREATE ROLE another")
    after = cluster_state(site, server.run)
    with pytest.raises(ServerError, match="role staff") as caught:
        remove_added(site, server.run, before, after)
    assert "--database-url" in caught.value.next_step
    assert cluster_state(site, server.run) == after
    do(site, "DROP ROLE staff", "DROP ROLE another")


def test_what_cannot_be_removed_is_named(site: Connection, server: GivenPostgres) -> None:
    """Something that comes back, or that we know no statement for, stops the run."""
    before = cluster_state(site, server.run)
    do(site, "CREATE ROLE late")
    with pytest.raises(ServerError, match="left on the server: role late"):
        remove_added(site, server.run, before, before)
    do(site, "DROP ROLE late")


def test_the_state_can_be_read_without_rights(site: Connection, binaries: Binaries) -> None:
    """An ordinary role sees all but passwords, the system file and origins."""
    url = as_role(site, "CREATEDB")
    made = GivenPostgres(url, binaries, limits=Limits())
    kinds = {key[0] for key in cluster_state(url, made.run)}
    made.close()
    assert {"role", "membership", "database", "tablespace"} <= kinds
    assert not kinds & {"password", "system", "origin"}


def test_urls_are_read(site: Connection) -> None:
    """SQLAlchemy's drivers, options, encodings, IPv6, sockets; and back to the same."""
    read = read_url("postgresql+psycopg2://a%40b:p%2Fw@db.example:6543/x%20y?sslmode=require")
    assert read == Connection("db.example", 6543, "a@b", "p/w", "x y", (("sslmode", "require"),))
    assert read_url(read.url) == read
    assert read_url(read.dsn) == read
    assert read.masked == "postgresql://a%40b:***@db.example:6543/x%20y?sslmode=require"
    assert read_url(site.url) == site
    v6 = read_url("host=::1 user=me dbname=d")
    assert (v6.port, v6.password, v6.url) == (5432, "", "postgresql://me@[::1]:5432/d")
    assert v6.masked == v6.url
    assert read_url("postgres://u@h").dbname == "postgres"
    assert replace(read, dbname="z") == read.with_dbname("z")


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "postgresql://h:secret/x",
        "mysql://u:secret@h/x",
        "postgresql:///db",
        "postgresql://u:secret@h:port/x",
        f"postgresql://u:secret@{'h' * 64}/x",
        "postgresql://u:secret@h..example/x",
    ],
)
def test_unreadable_urls_are_usage_errors(text: str) -> None:
    """What is missing is told, the password is not."""
    with pytest.raises(UsageError) as caught:
        read_url(text)
    assert "secret" not in str(caught.value)
    assert "--database-url" in caught.value.next_step
