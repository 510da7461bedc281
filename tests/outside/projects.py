"""Small projects with an env.py of any kind, replayed on scratch databases."""

from __future__ import annotations

import os
import socket
import sys
import textwrap
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from squash.outside.deadline import Deadline
from squash.outside.project import Application, Place, Replay, Setup
from squash.outside.server import Scratch

INI = """
[alembic]
script_location = %(here)s/migrations
prepend_sys_path = .
sqlalchemy.url = URL
"""
URL = "context.config.get_main_option('sqlalchemy.url')"
HEAD = """
from alembic import context

def migrate(connection):
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
PLAIN = f"""
from sqlalchemy import create_engine, pool

with create_engine({URL}, poolclass=pool.NullPool).connect() as connection:
    migrate(connection)
"""
REVISION = '''"""Revision {id}."""

from alembic import op

revision = "{id}"
down_revision = {down!r}


def upgrade():
{up}


def downgrade():
    pass
'''
TABLES = {"a1": "op.execute('CREATE TABLE one (n int)')", "a2": "op.execute('CREATE TABLE two ()')"}


class Decoy:
    """A server on TCP that counts who comes; nobody should."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.visits = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                visitor, _ = self._listening.accept()
            except OSError:
                return
            self.visits += 1
            visitor.close()

    def close(self) -> None:
        """Stop listening."""
        self._listening.close()


@dataclass
class Project:
    """A project in a folder.

    Parameters
    ----------
    folder : it is written to
    env : body of env.py; ``migrate(connection)`` is there
    revisions : body of upgrade() by id, each the parent of the next
    url : in its ini
    files : further files by path
    """

    folder: Path
    env: str = PLAIN
    revisions: Mapping[str, str] = field(default_factory=lambda: TABLES)
    url: str = "postgresql://prod:secret@127.0.0.1:1/prod"
    files: Mapping[str, str] = field(default_factory=dict)

    def write(self) -> Place:
        """Write it, and say where Alembic finds it."""
        versions = self.folder / "migrations" / "versions"
        versions.mkdir(parents=True)
        ini = INI.replace("URL", self.url.replace("%", "%%"))
        (self.folder / "alembic.ini").write_text(ini, "utf-8")
        env = self.env if self.env.startswith("#!") else HEAD + textwrap.dedent(self.env)
        (versions.parent / "env.py").write_text(env, "utf-8")
        down = None
        for revision, body in self.revisions.items():
            up = textwrap.indent(textwrap.dedent(body).strip(), "    ")
            text = REVISION.format(id=revision, down=down, up=up)
            (versions / f"{revision}.py").write_text(text, "utf-8")
            down = revision
        for name, text in self.files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), "utf-8")
        return self.place

    @property
    def place(self) -> Place:
        """Where Alembic finds it."""
        script = self.folder / "migrations"
        return Place(self.folder, script, (script / "versions",), ((self.folder, self.folder),))

    def setup(
        self,
        *,
        python: str = sys.executable,
        variables: Mapping[str, str] | None = None,
        given: Mapping[str, str] | None = None,
        session: Mapping[str, str] | None = None,
    ) -> Setup:
        """How it is run; its logs lie beside it."""
        logs = self.folder.with_name(f"{self.folder.name}-logs")
        logs.mkdir(exist_ok=True)
        return Setup(
            python=Path(python),
            config_file=self.folder / "alembic.ini",
            section="alembic",
            variables={**os.environ, **(variables or {})},
            given=given or {},
            logs=logs,
            session=session or {},
        )

    def log(self, name: str) -> str:
        """What one replay printed."""
        folder = self.folder.with_name(f"{self.folder.name}-logs")
        return (folder / f"{name}.log").read_text("utf-8", "replace")


@contextmanager
def running(
    project: Project, scratch: Scratch, setup: Setup | None = None, *, fork: bool = True
) -> Iterator[Application]:
    """The project's application, ended afterwards."""
    place = project.write()
    with closing(
        Application(
            "application",
            setup or project.setup(),
            place,
            scratch.migrating,
            hash_seed=1,
            fork=fork,
        )
    ) as application:
        yield application


def upgrade(
    project: Project,
    scratch: Scratch,
    setup: Setup | None = None,
    *,
    seconds: float = 30,
    fork: bool = True,
) -> tuple[str, ...]:
    """Replay the whole history; the revisions that ran."""
    deadline = Deadline.after(seconds)
    with running(project, scratch, setup, fork=fork) as application:
        replay: Replay = application.replay("replay", scratch.migrating, deadline)
        leg = replay.leg(project.place, "up", ["heads"], deadline=deadline)
        return tuple(each.revision for each in leg.executed)


def tables(scratch: Scratch) -> Sequence[str]:
    """Names of the tables in a scratch database."""
    with psycopg.connect(scratch.admin.dsn) as opened:
        found = opened.execute(
            "SELECT nspname || '.' || relname FROM pg_class JOIN pg_namespace n"
            " ON n.oid = relnamespace WHERE relkind = 'r' AND nspname !~ '^(pg_|information)'"
            " ORDER BY 1"
        )
        return [name.removeprefix("public.") for (name,) in found]
