"""Private clusters: who owns what, what is copied, how they start and how they go."""

from __future__ import annotations

import os
import secrets
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from squash.errors import ServerError
from squash.outside import leftovers, process
from squash.outside.account import User
from squash.outside.run_folder import RunFolder, bases, open_run_folder
from squash.outside.server import (
    Binaries,
    BusyDatabase,
    Connection,
    Limits,
    PrivatePostgres,
    databases,
    private,
    server_user,
    session,
    use_up_numbers,
)
from squash.outside.server import cluster as cluster_module
from squash.outside.server.cluster import Cluster
from squash.outside.server.template import Template

ROOT = Path(__file__).parents[2]
HOLD = """
import os, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from squash.outside.run_folder import open_run_folder
from squash.outside.server import *
run = open_run_folder([Path(sys.argv[2])])
user = server_user()
cache = Path(sys.argv[3])
binaries = find_binaries(path=os.environ["PATH"], user=user, cache=cache)
made = PrivatePostgres(lambda: binaries, run, cache, limits=Limits(), user=user)
made.open("one"), made.open("two")
print(run.path, *[child.name for child in run.pids.iterdir()], flush=True)
sys.stdin.read()
"""


def one(connection: Connection, query: str) -> tuple[object, ...]:
    """The only row of a query."""
    with session(connection) as opened:
        row = opened.execute(query.encode()).fetchone()
    assert row is not None
    return row


def do(connection: Connection, *statements: str) -> None:
    """Send statements."""
    with session(connection) as opened:
        for statement in statements:
            opened.execute(statement.encode())


def test_the_migrating_role_owns_its_database_and_nothing_else(postgres: PrivatePostgres) -> None:
    """It can create in schema public, and is no superuser and makes no roles."""
    scratch = postgres.open("plain")
    do(scratch.migrating, "CREATE TABLE t (a int)")
    flags = "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    assert one(scratch.migrating, flags) == (False, False, False)
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    assert one(scratch.migrating, owner) == (scratch.role,)
    assert one(scratch.admin, "SELECT current_user, current_database()") == (
        "postgres",
        scratch.database,
    )
    scratch.drop()
    scratch.drop()


def test_the_role_can_be_a_superuser_and_the_database_have_any_name(
    postgres: PrivatePostgres,
) -> None:
    """Names are the same in every cluster of a run, unless another is asked for."""
    first, second = postgres.open("a", superuser=True), postgres.open("b", dbname="o'dd \"name")
    assert one(first.migrating, "SHOW is_superuser") == ("on",)
    assert (first.role, second.database) == (second.role, "o'dd \"name")
    assert one(second.migrating, "SELECT current_database()") == ("o'dd \"name",)
    assert first.role not in first.database
    first.drop()
    second.drop()


def test_the_url_is_understood_by_libpq(postgres: PrivatePostgres) -> None:
    """URL and DSN lead to the same place, and a wrong password leads nowhere."""
    scratch = postgres.open("url")
    with psycopg.connect(scratch.migrating.url) as opened:
        assert opened.info.dbname == scratch.database
    wrong = scratch.migrating.with_user(scratch.role, "wrong")
    with pytest.raises(ServerError) as caught, session(wrong):
        raise AssertionError
    assert "Check user and password" in caught.value.next_step
    assert "wrong@" not in str(caught.value)
    scratch.drop()


def test_nothing_listens_on_tcp(postgres: PrivatePostgres) -> None:
    """No socket of the server's processes is an internet one, by the kernel's own tables."""
    scratch = postgres.open("tcp")
    assert one(scratch.admin, "SELECT current_setting('listen_addresses')") == ("",)
    status = Path(scratch.admin.host).parent / "data" / "postmaster.pid"
    postmaster = int(status.read_text().splitlines()[0])
    descriptors = Path(f"/proc/{postmaster}/fd").iterdir()
    held = {str(path.readlink()) for path in descriptors}
    tables = [Path(f"/proc/{postmaster}/net/{name}").read_text() for name in ("tcp", "tcp6")]
    internet = {f"socket:[{line.split()[9]}]" for text in tables for line in text.splitlines()[1:]}
    assert any(name.startswith("socket:") for name in held)
    assert held & internet == set()
    scratch.drop()


def test_a_copy_has_content_settings_and_privileges(postgres: PrivatePostgres) -> None:
    """What TEMPLATE leaves out is put there: ACL, settings, comment, connection limit."""
    scratch = postgres.open("source")
    name = scratch.database
    do(
        scratch.admin,
        f"SET ROLE {scratch.role}",
        "CREATE TABLE t AS SELECT 5 AS a",
        "RESET ROLE",
        "CREATE ROLE reader",
        'CREATE ROLE "odd \'role"',
        f'ALTER DATABASE {name} SET search_path TO "$user", \'a "b\', public',
        f"ALTER DATABASE {name} SET my.thing TO 'it''s'",
        f"ALTER ROLE reader IN DATABASE {name} SET search_path TO ''",
        f"ALTER ROLE \"odd 'role\" IN DATABASE {name} SET work_mem TO '5MB'",
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {name} TO reader WITH GRANT OPTION",
        f"GRANT TEMPORARY ON DATABASE {name} TO PUBLIC",
        f"REVOKE CREATE ON DATABASE {name} FROM {scratch.role}",
        f"COMMENT ON DATABASE {name} IS 'it''s ours'",
        f"ALTER DATABASE {name} CONNECTION LIMIT 17",
    )
    copy = scratch.copy("The Copy!")
    assert one(copy.migrating, "SELECT a FROM public.t") == (5,)
    described = """
        SELECT (SELECT array_agg(x::text ORDER BY 1) FROM unnest(datacl) x), datconnlimit,
          shobj_description(oid, 'pg_database'), (SELECT array_agg(setrole::text || setconfig::text
          ORDER BY setrole) FROM pg_db_role_setting WHERE setdatabase = d.oid)
        FROM pg_database d WHERE datname = current_database()"""
    expected = one(scratch.admin, described)
    assert expected[1:3] == (17, "it's ours")
    assert len(str(expected[3])) > 60
    assert one(copy.admin, described) == expected
    assert copy.database.endswith("_the_copy")
    plain = scratch.empty("plain")
    assert plain.copy("plain").database == f"{plain.database}_2"
    copy.drop()
    scratch.drop()
    plain.drop()


def test_a_database_in_use_is_not_copied(postgres: PrivatePostgres) -> None:
    """The sessions in the way are named."""
    scratch = postgres.open("busy")
    with psycopg.connect(scratch.migrating.dsn, application_name="env.py") as opened:
        opened.execute("SELECT 'left open'")
        with pytest.raises(BusyDatabase) as caught:
            scratch.copy("copy")
    assert "(env.py, as " in caught.value.why
    assert "SELECT 'left open'" in caught.value.why
    scratch.drop()


def test_everything_that_holds_a_database_is_removed(postgres: PrivatePostgres) -> None:
    """Sessions, slots, subscriptions, prepared transactions, template and connection flags."""
    scratch = postgres.open("held", superuser=True)
    other = scratch.empty("other")
    do(
        other.migrating,
        "SELECT pg_create_logical_replication_slot('slot', 'test_decoding')",
        "CREATE SUBSCRIPTION sub CONNECTION 'host=/nowhere' PUBLICATION p WITH (connect = false)",
    )
    do(
        scratch.admin,
        f"ALTER DATABASE {other.database} IS_TEMPLATE true ALLOW_CONNECTIONS false",
    )
    databases.drop(scratch.admin, other.database)
    count = f"SELECT count(*)::int FROM pg_database WHERE datname = '{other.database}'"
    assert one(scratch.admin, count) == (0,)
    assert one(scratch.admin, "SELECT count(*)::int FROM pg_replication_slots") == (0,)
    scratch.drop()


@pytest.mark.parametrize("large", [False, True])
def test_room_is_given_back_at_once_where_it_is_much(
    postgres: PrivatePostgres, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    """Other files are removed at the end of the run, all together."""
    if large:
        monkeypatch.setattr(cluster_module, "LARGE", 1 << 20)
    scratch = postgres.open("room")
    other = scratch.empty("other")
    other.drop()
    count = f"SELECT count(*)::int FROM pg_database WHERE datname = '{other.database}'"
    assert one(scratch.admin, count) == (0 if large else 1,)
    scratch.drop()
    assert Path(scratch.admin.host).exists() != large


def test_a_prepared_transaction_does_not_hold_a_database(
    binaries: Binaries, run_folder: RunFolder, cache: Path, account: User | None
) -> None:
    """It is rolled back."""
    settings = {"max_prepared_transactions": "5"}
    cluster = Cluster(run_folder, secrets.token_hex(4), account, settings)
    cluster.start(binaries, Template(binaries, cache, account))
    databases.create(cluster.admin, "site", "postgres")
    with psycopg.connect(cluster.admin.with_dbname("site").dsn, autocommit=True) as opened:
        opened.execute("BEGIN")
        opened.execute("CREATE TABLE t (a int)")
        opened.execute("PREPARE TRANSACTION 'it''s'")
    databases.drop(cluster.admin, "site")
    count = "SELECT count(*)::int FROM pg_database WHERE datname = 'site'"
    assert one(cluster.admin, count) == (0,)
    cluster.close()


def test_a_history_that_blocks_itself_ends(
    binaries: Binaries, run_folder: RunFolder, cache: Path, account: User | None
) -> None:
    """The lock limit of the run ends a statement that waits for another session."""
    limits = Limits(lock=1, idle=7)
    made = PrivatePostgres(lambda: binaries, run_folder, cache, limits=limits, user=account)
    made._number = 1000
    scratch = made.open("locks")
    idle = "SHOW idle_in_transaction_session_timeout"
    assert one(scratch.migrating, idle) == ("7s",)
    do(scratch.migrating, "CREATE TABLE t (a int)")
    with psycopg.connect(scratch.migrating.dsn) as holder:
        holder.execute("LOCK TABLE t")
        with pytest.raises(ServerError, match="refused a statement") as caught:
            do(scratch.migrating, "DROP TABLE t")
    assert caught.value.why.startswith("55P03")
    assert made.session_settings == {}
    assert made.logs() != ""
    made.close()
    made.close()


def test_four_clusters_start_at_once(postgres: PrivatePostgres) -> None:
    """Starting is thread-safe, and each has a folder of its own."""
    with ThreadPoolExecutor(4) as pool:
        scratches = list(pool.map(postgres.open, "abcd"))
    assert len({scratch.admin.host for scratch in scratches}) == 4
    for scratch in scratches:
        assert one(scratch.migrating, "SELECT 1") == (1,)
        scratch.drop()
        with pytest.raises(ServerError, match="cannot be reached"):
            one(scratch.migrating, "SELECT 1")


def test_like_servers_can_be_made_to_give_other_numbers(postgres: PrivatePostgres) -> None:
    """Two that began with the same files give the same object and transaction ids."""
    numbers = "SELECT lo_create(0)::bigint, txid_current(), pg_current_wal_lsn()::text"
    one_of_them, other = postgres.open("one"), postgres.open("other")
    use_up_numbers(other.admin)
    first, second = (one(scratch.admin, numbers) for scratch in (one_of_them, other))
    assert [a != b for a, b in zip(first, second, strict=True)] == [True, True, True]
    assert one(other.admin, "SELECT count(*) FROM pg_largeobject_metadata") == (1,)
    one_of_them.drop()
    other.drop()


def test_what_is_written_to_a_shared_database_is_told(postgres: PrivatePostgres) -> None:
    """Nobody writes to what all clusters are made with; where somebody does, it is named."""
    one_of_two, other = postgres.open("one", superuser=True), postgres.open("two")
    further = one_of_two.empty("further")
    with session(one_of_two.migrating) as opened:
        opened.execute("CREATE TABLE t (x int)")
        opened.execute("CREATE DATABASE fresh TEMPLATE template0")
    one_of_two.copy("copied")
    for name in ("postgres", "template1"):
        with session(other.admin.with_dbname(name)) as opened:
            opened.execute("SELECT * FROM pg_class, pg_namespace")
            opened.execute("CHECKPOINT")
    assert postgres.touched().changed == ()
    with session(further.migrating.with_dbname("template1")) as opened:
        opened.execute("CREATE TABLE stray (x int)")
    assert postgres.touched().changed == ("template1",)


def test_a_further_database_of_a_stopped_cluster_is_gone(postgres: PrivatePostgres) -> None:
    """Dropping it later is no error."""
    scratch = postgres.open("gone")
    further = scratch.empty("further")
    scratch.drop()
    further.drop()


def test_the_server_never_runs_as_root(
    postgres: PrivatePostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files belong to another account when we are root; without one that is told."""
    scratch = postgres.open("owner")
    status = Path(scratch.admin.host).stat()
    assert status.st_uid != 0
    scratch.drop()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(private, "ACCOUNTS", ("no such account",))
    with pytest.raises(ServerError, match="as root"):
        server_user()


def test_a_killed_run_leaves_no_server(cache: Path) -> None:
    """After SIGKILL both its postmasters and its folder are gone within seconds."""
    base = bases()[0] / f"squash-test-{secrets.token_hex(4)}"
    base.mkdir(mode=0o755)
    owner = process.start(
        (sys.executable, "-c", HOLD, str(ROOT), str(base), str(cache)),
        env=os.environ,
        stdin=process.PIPE,
        stdout=process.PIPE,
    )
    assert owner.stdout is not None
    path, *pids = owner.stdout.readline().decode().split()
    assert len(pids) == 2
    assert all(leftovers.birth(int(pid)) for pid in pids)
    owner.end(signal.SIGKILL)
    until = time.monotonic() + 10
    while Path(path).exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert [leftovers.birth(int(pid)) for pid in pids] == ["", ""]
    base.rmdir()


def test_a_long_path_gets_a_short_socket(
    binaries: Binaries, cache: Path, account: User | None
) -> None:
    """Sockets have short names in the kernel; the server gets a folder for it elsewhere."""
    base = bases()[0] / f"squash-test-{secrets.token_hex(4)}"
    deep = base / ("x" * 90)
    deep.mkdir(parents=True, mode=0o755)
    with open_run_folder([deep]) as run:
        made = PrivatePostgres(lambda: binaries, run, cache, limits=Limits(), user=account)
        scratch = made.open("deep")
        assert one(scratch.migrating, "SELECT 1") == (1,)
        sockets = Path(scratch.admin.host)
        assert sockets.parent == Path("/tmp")
        made.close()
        assert not sockets.exists()
    deep.rmdir()
    base.rmdir()
