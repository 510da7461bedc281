"""Run these migrations on DATABASE_URL."""

import os

from alembic import context
from sqlalchemy import create_engine, pool, text

URL = os.environ.get("DATABASE_URL", "postgresql://localhost/acceptance")
BEFORE = ("CREATE SCHEMA IF NOT EXISTS ops",)
OPTIONS = {"version_table": "revisions", "version_table_schema": "ops", "include_schemas": True}


def offline() -> None:
    context.configure(url=URL, literal_binds=True, **OPTIONS)
    with context.begin_transaction():
        for statement in BEFORE:
            context.execute(statement)
        context.run_migrations()


def online() -> None:
    with create_engine(URL, poolclass=pool.NullPool).connect() as connection:
        for statement in BEFORE:
            connection.execute(text(statement))
        connection.commit()
        context.configure(connection=connection, **OPTIONS)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    offline()
else:
    online()
