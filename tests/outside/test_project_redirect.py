"""Whatever way a project connects, it reaches the scratch database and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from squash.outside.project import ReplayFailed
from squash.outside.server import PrivatePostgres, Scratch
from tests.outside.projects import URL, Decoy, Project, tables, upgrade

DONE = ["alembic_version", "one", "two"]
CREATE = "from sqlalchemy import create_engine, event, pool, text\n"
WITH = """
with engine.connect() as connection:
    migrate(connection)
"""
ASYNC = f"""
import asyncio
from sqlalchemy import pool
from sqlalchemy.ext.asyncio import create_async_engine

async def main():
    engine = create_async_engine({URL}, poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()
"""
WAYS = {
    "psycopg2": ("postgresql+psycopg2", f"{CREATE}engine = create_engine({URL}){WITH}"),
    "psycopg": ("postgresql+psycopg", f"{CREATE}engine = create_engine({URL}){WITH}"),
    "pg8000": ("postgresql+pg8000", f"{CREATE}engine = create_engine({URL}){WITH}"),
    "asyncpg": ("postgresql+asyncpg", f"{ASYNC}\nasyncio.run(main())"),
    "asyncpg in a loop of its own": (
        "postgresql+asyncpg",
        f"{ASYNC}\nasyncio.new_event_loop().run_until_complete(main())",
    ),
    "psycopg async": ("postgresql+psycopg", f"{ASYNC}\nasyncio.run(main())"),
    "creator": (
        "postgresql",
        f"""
{CREATE}
import psycopg2
creator = lambda: psycopg2.connect({URL})
engine = create_engine("postgresql+psycopg2://", creator=creator){WITH}""",
    ),
    "pool": (
        "postgresql",
        f"""
{CREATE}
import psycopg
made = pool.QueuePool(lambda: psycopg.connect({URL}))
engine = create_engine("postgresql+psycopg://", pool=made){WITH}""",
    ),
    "own listener": (
        "postgresql+psycopg2",
        f"""
{CREATE}
import psycopg2
engine = create_engine({URL})
@event.listens_for(engine, "do_connect")
def connect(dialect, record, arguments, parameters):
    return psycopg2.connect(*arguments, **parameters)
{WITH}""",
    ),
    "keywords, options and ssl": (
        "postgresql+psycopg2",
        f"""
{CREATE}
arguments = dict(sslmode="verify-full", sslrootcert="/nowhere", hostaddr="127.0.0.1",
                 port=PORT, options="-csearch_path=app", connect_timeout=3)
engine = create_engine("postgresql+psycopg2://prod@prod.example/prod", connect_args=arguments)
with engine.connect() as connection:
    assert connection.execute(text("SHOW search_path")).scalar() == "app"
    connection.rollback()
    connection.execute(text("SET search_path TO public"))
    connection.commit()
    migrate(connection)
""",
    ),
    "server settings": (
        "postgresql+asyncpg",
        f"""
{ASYNC}
async def main():
    arguments = {{"server_settings": {{"application_name": "theirs"}}, "ssl": True}}
    engine = create_async_engine({URL}, connect_args=arguments)
    async with engine.connect() as connection:
        row = await connection.exec_driver_sql("SHOW application_name")
        assert row.scalar() == "theirs"
        await connection.rollback()
        await connection.run_sync(migrate)
    await engine.dispose()
asyncio.run(main())""",
    ),
    "an engine in the application": (
        "postgresql",
        f"from application import engine{WITH}",
    ),
    "direct calls": (
        "postgresql",
        f"""
{CREATE}
import asyncio, asyncpg, os, pg8000, psycopg, psycopg2
where = "host=127.0.0.1 port=PORT dbname=prod user=prod password=secret"
os.environ.update(PGHOSTADDR="127.0.0.1", PGSERVICE="production")
def ask(opened):
    cursor = opened.cursor()
    cursor.execute("SELECT current_database()")
    return cursor.fetchone()[0]
names = {{
    ask(psycopg2.connect(where)),
    ask(psycopg2.connect(dsn=where, dbname="other")),
    ask(psycopg2.connect(host="127.0.0.1", port=PORT, user="prod")),
    ask(psycopg2.connect("service=production")),
    ask(psycopg.connect(where)),
    ask(psycopg.connect(where, autocommit=True)),
    ask(psycopg.Connection.connect(host="127.0.0.1", port=PORT, user="prod")),
    ask(pg8000.connect("prod", "127.0.0.1", "prod", PORT)),
}}
async def main():
    opened = await asyncpg.connect("postgresql://prod:secret@127.0.0.1:PORT/prod?sslmode=require")
    names.add(await opened.fetchval("SELECT current_database()"))
    await opened.close()
    async with asyncpg.create_pool(host="127.0.0.1", port=PORT, min_size=1, max_size=1) as made:
        names.add(await made.fetchval("SELECT current_database()"))
    opened = await psycopg.AsyncConnection.connect(where)
    names.add((await (await opened.execute("SELECT current_database()")).fetchone())[0])
    await opened.close()
asyncio.run(main())
assert len(names) == 1, names
engine = create_engine({URL}){WITH}""",
    ),
}  # fmt: skip
APPLICATION = """
import os
import psycopg2
from sqlalchemy import create_engine

engine = create_engine(os.environ["THEIR_OWN"])
"""


@pytest.fixture(scope="module")
def server(postgres: PrivatePostgres) -> Iterator[Scratch]:
    """One server for all of them."""
    scratch = postgres.open("redirect")
    yield scratch
    scratch.drop()


@pytest.fixture
def scratch(server: Scratch) -> Scratch:
    """An empty database."""
    return server.empty("redirect")


@pytest.fixture
def decoy() -> Iterator[Decoy]:
    """A server that nobody should visit."""
    with closing(Decoy()) as decoy:
        yield decoy


@pytest.mark.parametrize("way", WAYS)
def test_every_connection_reaches_the_scratch_database(
    way: str, tmp_path: Path, scratch: Scratch, decoy: Decoy
) -> None:
    """Migrations arrive in our database, and the project's own server sees nobody."""
    scheme, env = WAYS[way]
    place = f"127.0.0.1:{decoy.port}"
    service = tmp_path / "service.conf"
    service.write_text(f"[production]\nhost=127.0.0.1\nhostaddr=127.0.0.1\nport={decoy.port}\n")
    project = Project(
        tmp_path / "shop",
        env=env.replace("PORT", str(decoy.port)),
        url=f"{scheme}://prod:secret@{place}/prod",
        files={"application.py": APPLICATION},
    )
    variables = {
        "THEIR_OWN": f"postgresql://prod@{place}/prod?application_name=kept",
        "PGHOST": "127.0.0.1",
        "PGHOSTADDR": "127.0.0.1",
        "PGPORT": str(decoy.port),
        "PGSERVICEFILE": str(service),
        "PGSERVICE": "production",
        "PGSSLMODE": "require",
        "PGCHANNELBINDING": "require",
        "PGTARGETSESSIONATTRS": "read-only",
    }
    ran = upgrade(project, scratch, project.setup(variables=variables))
    assert (ran, tables(scratch), decoy.visits) == (("a1", "a2"), DONE, 0)


@pytest.mark.parametrize("scheme", ["psycopg2", "psycopg", "pg8000", "asyncpg"])
def test_every_session_asks_for_the_limits(tmp_path: Path, scratch: Scratch, scheme: str) -> None:
    """Where the server does not limit waiting, each session does, beside the project's options."""
    body = """
        said = op.get_bind().exec_driver_sql(
            "SELECT current_setting('lock_timeout') || current_setting('application_name')"
        )
        assert said.scalar() == "7s" + EXPECTED
    """
    expected = "'theirs'" if scheme.startswith("psycopg") else "''"
    plain = f"{CREATE}engine = create_engine({URL}){WITH}"
    project = Project(
        tmp_path / "shop",
        env=f"{ASYNC}\nasyncio.run(main())" if scheme == "asyncpg" else plain,
        url=f"postgresql+{scheme}://prod@127.0.0.1:1/prod",
        revisions={"a1": body.replace("EXPECTED", expected)},
    )
    setup = project.setup(
        session={"lock_timeout": "7s"}, variables={"PGOPTIONS": "-capplication_name=theirs"}
    )
    assert upgrade(project, scratch, setup) == ("a1",)


SQLITE = f"{CREATE}engine = create_engine(URL){WITH}"
OTHERS = {
    "sqlite": ("'sqlite:///prod.db'", "sqlite (sqlite:///prod.db)"),
    "sqlite async": ("'sqlite+aiosqlite:///prod.db'", "sqlite (sqlite+aiosqlite:///prod.db)"),
    "mysql": ("'mysql+pymysql://me:secret@prod/shop'", "mysql (mysql+pymysql://me:***@prod/shop)"),
    "none": ("'driver://user:pass@localhost/db'", "driver (driver://user:***@localhost/db)"),
}


@pytest.mark.parametrize("other", OTHERS)
def test_another_kind_of_database_is_not_touched(
    other: str, tmp_path: Path, scratch: Scratch
) -> None:
    """The run stops before the first statement and says which URL it was, without password."""
    url, named = OTHERS[other]
    project = Project(tmp_path / "shop", env=SQLITE.replace("URL", url))
    with pytest.raises(ReplayFailed) as raised:
        upgrade(project, scratch)
    error = raised.value
    assert error.what == f"The project was about to migrate another database: {named}."
    assert "--env DATABASE_URL={url}" in error.next_step
    assert "secret" not in str(error)
    assert not (tmp_path / "shop" / "prod.db").exists()


def test_a_connection_of_a_driver_we_do_not_know_is_stopped(
    tmp_path: Path, scratch: Scratch
) -> None:
    """An engine that is handed connections by a function is looked at before it is used."""
    env = f"""
import sqlite3
{CREATE}
made = create_engine("sqlite://", creator=lambda: sqlite3.connect("prod.db")){WITH}
""".replace("made", "engine")
    project = Project(tmp_path / "shop", env=env)
    with pytest.raises(ReplayFailed) as raised:
        upgrade(project, scratch)
    assert raised.value.what.startswith("The project was about to migrate another database: sqlite")
    assert (tmp_path / "shop" / "prod.db").stat().st_size == 0


def test_who_waits_for_the_database_is_not_kept_waiting(tmp_path: Path, scratch: Scratch) -> None:
    """A loop that tries until its database is up ends at once where it is another one."""
    env = f"""
{CREATE}
engine = create_engine("sqlite:///prod.db")
while True:
    try:
        engine.connect()
        break
    except Exception:
        pass
"""
    with pytest.raises(ReplayFailed) as raised:
        upgrade(Project(tmp_path / "shop", env=env), scratch, seconds=10)
    assert "another database: sqlite" in raised.value.what
