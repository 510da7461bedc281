"""A small package with its migrations inside, installed in a virtual environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = str(Path(sys.executable).with_name("alembic-squash"))
REPORT = "alembic-squash-report"
INI = """\
[alembic]
script_location = shopkit:migrations
version_locations = shopkit:migrations/versions, shopkit.billing:versions
"""
ENV = """\
from alembic import context
from shopkit.settings import engine

with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
SETTINGS = """\
import os
from sqlalchemy import create_engine, pool

engine = create_engine(os.environ.get("SHOP_URL", "{url}"), poolclass=pool.NullPool)


def table(name):
    return "CREATE TABLE %s (id integer PRIMARY KEY)" % name
"""
REVISION = '''\
"""Revision {id}."""
from alembic import op
from shopkit.settings import table
revision = "{id}"
down_revision = {down!r}


def upgrade():
    op.execute(table("{id}"))


def downgrade():
    op.execute("DROP TABLE {id}")
'''
MIGRATIONS, BILLING = "shopkit/migrations/versions", "shopkit/billing/versions"
FOLDERS = {"a1": MIGRATIONS, "b1": BILLING, "c1": MIGRATIONS, "d1": BILLING, "e1": MIGRATIONS}
CUT = "c1"


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that has ended: its code, all that it printed, its report (empty without one)."""

    code: int
    text: str
    report: Mapping[str, Any]


def write_package(folder: Path, url: str = "postgresql+psycopg://db.example/shop") -> None:
    """Write the package into a folder from which it can be imported.

    Parameters
    ----------
    url : the default of its settings
    """
    for name in {"shopkit", "shopkit/billing", "shopkit/migrations", *FOLDERS.values()}:
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "__init__.py").touch()
    (folder / "shopkit/settings.py").write_text(SETTINGS.format(url=url))
    (folder / "shopkit/migrations/env.py").write_text(ENV)
    down = None
    for revision, place in FOLDERS.items():
        (folder / place / f"{revision}.py").write_text(REVISION.format(id=revision, down=down))
        down = revision


def make_environment(project: Path) -> Path:
    """A virtual environment in a project, with all packages of ours; its site-packages."""
    python = [sys.executable, "-m", "venv", "--without-pip", str(project / ".venv")]
    subprocess.run(python, check=True)
    (site,) = (project / ".venv").glob("lib/python*/site-packages")
    (site / "ours.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return site


def commit(project: Path) -> None:
    """Make the project a repository with one commit."""
    (project / ".gitignore").write_text(".venv/\n__pycache__/\n")
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "--all"], ["commit", "-qm", "The package"]):
        subprocess.run(["git", *who, *words], cwd=project, check=True)


def state(project: Path) -> str:
    """What git says of the checkout."""
    command = ["git", "status", "--porcelain", "--untracked-files=all"]
    return subprocess.run(command, cwd=project, check=True, capture_output=True, text=True).stdout


def run(project: Path, *words: str, env: Mapping[str, str] | None = None) -> Ended:
    """Run a command in a project; the cut is `CUT` where the words name none."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ALEMBIC_SQUASH")}
    kept.pop("VIRTUAL_ENV", None)
    done = subprocess.run(
        [COMMAND, *words, "--revision", CUT], cwd=project, env={**kept, **(env or {})},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    document = project / REPORT / "report.json"
    report = json.loads(document.read_text("utf-8")) if document.exists() else {}
    return Ended(done.returncode, done.stdout + done.stderr, report)
