"""Generated histories: linear, three DDL statements a revision, as a shop grows over years."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

# One transaction holds a lock on every table, sequence and index it made: one table in five
# revisions keeps 5,000 of them within the server's default settings.
CYCLE = 5
GIT = ("git", "-c", "user.name=Nobody", "-c", "user.email=nobody@example.invalid")

ENV = '''\
"""The env.py that `alembic init` writes, with the URL from a variable."""

import os

from alembic import context
from sqlalchemy import engine_from_config, pool

config = context.config
config.set_main_option("sqlalchemy.url", os.environ["DATABASE_URL"].replace("%", "%%"))
target_metadata = None

connectable = engine_from_config(
    config.get_section(config.config_ini_section, {}),
    prefix="sqlalchemy.",
    poolclass=pool.NullPool,
)
with connectable.connect() as connection:
    context.configure(connection=connection, target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()
'''

MAKO = '''\
"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}
"""

from alembic import op
import sqlalchemy as sa
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
'''

REVISION = '''\
"""{doc}

Revision ID: {id}
Revises: {down}
Create Date: {date}
"""

from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision = "{id}"
down_revision = {down_literal}
branch_labels = None
depends_on = None


def upgrade() -> None:
{up}


def downgrade() -> None:
{back}
'''


def make_history(folder: Path, revisions: int, *, rows: bool = False) -> Path:
    """Make a project with a linear history, committed to a git repository of its own.

    Parameters
    ----------
    folder : new folder of the project
    revisions : how many
    rows : whether every table gets reference data, some of it with the time of the migration
    """
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    (folder / ".gitignore").write_text("__pycache__/\n")
    (folder / "migrations" / "env.py").write_text(ENV)
    (folder / "migrations" / "script.py.mako").write_text(MAKO)
    day = datetime(2019, 3, 4, 9, 30, tzinfo=UTC)
    down = ""
    for number in range(revisions):
        doc, up, back = _step(number, rows)
        this = sha256(f"{number}".encode()).hexdigest()[:12]
        text = REVISION.format(
            id=this, doc=doc, down=down, down_literal=f'"{down}"' if down else None,
            date=f"{day + timedelta(hours=9 * number):%Y-%m-%d %H:%M:%S}",
            up=_indented(up), back=_indented(back),
        )  # fmt: skip
        slug = doc.lower().replace(" ", "_")
        (versions / f"{this}_{slug}.py").write_text(text)
        down = this
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "All"]):
        subprocess.run([*GIT, *command], cwd=folder, check=True)
    return folder


def _step(number: int, rows: bool) -> tuple[str, list[str], list[str]]:
    """What a revision says, does (three statements) and takes back."""
    turn, table = number % CYCLE, f"item_{number // CYCLE}"
    doc, up, back = STEPS[turn](table, number // CYCLE)
    if rows and turn == CYCLE - 1:
        up.append(
            f'op.execute("INSERT INTO {table} (name, amount, state) '
            f"SELECT 'name ' || n, n, 'new' FROM generate_series(1, 5) n\")"
        )
    return doc, up, back


def _create(table: str, number: int) -> tuple[str, list[str], list[str]]:
    earlier = f"item_{number // 2}" if number else table
    up = [
        (
            f'op.create_table(\n    "{table}",\n'
            '    sa.Column("id", sa.Integer(), primary_key=True),\n'
            '    sa.Column("name", sa.String(80), nullable=False),\n'
            '    sa.Column("amount", sa.Numeric(12, 2), nullable=True),\n'
            '    sa.Column("created_at", sa.DateTime(), server_default=sa.func.now()),\n'
            ")"
        ),
        f'op.create_index("ix_{table}_name", "{table}", ["name"])',
        f'op.add_column("{earlier}", sa.Column("extra_{number}", sa.Integer()))',
    ]
    back = [f'op.drop_column("{earlier}", "extra_{number}")'] if number else []
    return f"Add {table}", up, [*back, f'op.drop_table("{table}")']


def _grow(table: str, number: int) -> tuple[str, list[str], list[str]]:
    up = [
        f'op.add_column("{table}", sa.Column("state", sa.String(20), server_default="open"))',
        f'op.add_column("{table}", sa.Column("parent_id", sa.Integer()))',
        (
            f'op.create_foreign_key("fk_{table}_parent", "{table}", "item_{number // 2}", '
            '["parent_id"], ["id"])'
        ),
    ]
    back = [
        f'op.drop_constraint("fk_{table}_parent", "{table}")',
        f'op.drop_column("{table}", "parent_id")',
        f'op.drop_column("{table}", "state")',
    ]
    return f"Grow {table}", up, back


def _check(table: str, number: int) -> tuple[str, list[str], list[str]]:
    up = [
        (
            f'op.create_check_constraint("ck_{table}_state", "{table}", '
            "\"state IN ('open', 'new', 'done')\")"
        ),
        f'op.alter_column("{table}", "amount", server_default="0")',
        f'op.add_column("{table}", sa.Column("note", sa.Text()))',
    ]
    back = [
        f'op.drop_column("{table}", "note")',
        f'op.alter_column("{table}", "amount", server_default=None)',
        f'op.drop_constraint("ck_{table}_state", "{table}")',
    ]
    return f"Check {table}", up, back


def _change(table: str, number: int) -> tuple[str, list[str], list[str]]:
    up = [
        f'op.drop_index("ix_{table}_name", table_name="{table}")',
        f'op.create_index("uq_{table}_name_state", "{table}", ["name", "state"], unique=True)',
        f'op.alter_column("{table}", "note", new_column_name="remark")',
    ]
    back = [
        f'op.alter_column("{table}", "remark", new_column_name="note")',
        f'op.drop_index("uq_{table}_name_state", table_name="{table}")',
        f'op.create_index("ix_{table}_name", "{table}", ["name"])',
    ]
    return f"Change {table}", up, back


def _finish(table: str, number: int) -> tuple[str, list[str], list[str]]:
    up = [
        f'op.alter_column("{table}", "name", type_=sa.String(120), nullable=False)',
        f'op.drop_column("{table}", "created_at")',
        (
            f'op.add_column("{table}", sa.Column("changed_at", sa.DateTime(True), '
            "server_default=sa.func.now()))"
        ),
    ]
    back = [
        f'op.drop_column("{table}", "changed_at")',
        f'op.add_column("{table}", sa.Column("created_at", sa.DateTime()))',
        f'op.alter_column("{table}", "name", type_=sa.String(80), nullable=False)',
    ]
    return f"Finish {table}", up, back


STEPS = (_create, _grow, _check, _change, _finish)


def _indented(statements: list[str]) -> str:
    return "\n".join(f"    {line}" for statement in statements for line in statement.splitlines())


def main() -> None:
    """Make one history by hand: FOLDER REVISIONS [rows]."""
    make_history(Path(sys.argv[1]), int(sys.argv[2]), rows=sys.argv[3:] == ["rows"])


if __name__ == "__main__":
    main()
