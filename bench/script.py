"""The shell-script method of the field: upgrade, reflect, autogenerate; it proves nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from bench.generate import MAKO
from bench.measure import Failed, Run, run, together
from bench.server import Server
from bench.subjects import Subject
from squash.outside.server import Scratch

# What a person without the application's models at hand writes: the database is the model.
ENV = '''\
"""Autogenerate from what another database holds."""

import os

from alembic import context
from sqlalchemy import MetaData, create_engine, pool

target_metadata = MetaData()
if "REFLECTED_URL" in os.environ:
    target_metadata.reflect(create_engine(os.environ["REFLECTED_URL"]))
    target_metadata.remove(target_metadata.tables["alembic_version"])

with create_engine(os.environ["DATABASE_URL"], poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection, target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()
'''


@dataclass(frozen=True, slots=True)
class Scripted:
    """One run of the method.

    Parameters
    ----------
    run : what it took; None where a command of it failed
    loss : what its baseline does not bring back, or why there is none
    """

    run: Run | None
    loss: str


def scripted(subject: Subject, upgraded: Path, folder: Path, server: Server) -> Scripted:
    """Run the method and look at what it lost.

    Parameters
    ----------
    upgraded : a copy of the project with warm bytecode, for the upgrade
    folder : a new folder for the baseline
    """
    shutil.copytree(upgraded, folder)
    versions = folder / "migrations" / "versions"
    shutil.rmtree(versions)
    versions.mkdir()
    (folder / "migrations" / "env.py").write_text(ENV)
    template = folder / "migrations" / "script.py.mako"
    if not template.exists():
        template.write_text(MAKO)
    log = folder.with_suffix(".log")
    with server.database() as old, server.database() as empty, server.database() as new:
        upgrade, generate = subject.alembic("upgrade", "heads"), subject.alembic("revision")
        generate += ["--autogenerate", "--message", "baseline"]
        both = {**subject.variables(empty.migrating.url), "REFLECTED_URL": old.migrating.url}
        first = run(
            upgrade, cwd=upgraded, env=subject.variables(old.migrating.url), log=log,
            postmaster=server.postmaster,
        )  # fmt: skip
        try:
            second = run(generate, cwd=folder, env=both, log=log, postmaster=server.postmaster)
            run(upgrade, cwd=folder, env=subject.variables(new.migrating.url), log=log)
        except Failed as failed:
            return Scripted(None, f"fails: {str(failed).strip().splitlines()[-1][:160]}")
        return Scripted(together(first, second), _loss(server, old, new))


def _loss(server: Server, old: Scratch, new: Scratch) -> str:
    """How much of the old database the new one does not have."""
    with server.database() as loaded:
        # pg_dump words some expressions differently after one load: that is no loss.
        load: list[str | Path] = [
            server.bin / "psql",
            "-X",
            "-q",
            "-o",
            os.devnull,
            loaded.admin.dsn,
        ]
        subprocess.run(load, input=_text(server, old), text=True, check=True)
        before, after = _lines(_text(server, loaded)), _lines(_text(server, new))
    missing, added = (before - after).total(), (after - before).total()
    rows = _rows(old) - _rows(new)
    if not missing and not added and not rows:
        return "nothing here"
    return f"{missing} lines of the schema missing, {added} others instead; {rows} rows lost"


def _text(server: Server, scratch: Scratch) -> str:
    dump: list[str | Path] = [
        server.bin / "pg_dump",
        "--schema-only",
        "--no-comments",
        scratch.admin.dsn,
    ]
    return subprocess.run(dump, capture_output=True, text=True, check=True).stdout


def _lines(text: str) -> Counter[str]:
    lines = (line.strip().rstrip(",") for line in text.splitlines())
    return Counter(line for line in lines if line and not line.startswith(("--", "\\")))


def _rows(scratch: Scratch) -> int:
    count = 0
    with psycopg.connect(scratch.admin.dsn) as session:
        tables = session.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE tablename <> 'alembic_version' "
            "AND schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table in tables:
            counting = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
            row = session.execute(counting).fetchone()
            assert row is not None
            count += row[0]
    return count
