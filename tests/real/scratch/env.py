"""The env.py put beside a published migrations folder: any driver, online and offline."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from typing import Any

from alembic import context
from sqlalchemy import MetaData, create_engine, pool
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.ext.asyncio import create_async_engine

URL_OF_DATABASE: URL = make_url(os.environ["DATABASE_URL"])
SETTINGS: dict[str, Any] = json.loads(context.config.get_section("published", {})["settings"])
CONVENTION: dict[str, str] | None = SETTINGS.get("naming_convention")
METADATA: MetaData | None = MetaData(naming_convention=CONVENTION) if CONVENTION else None
OPTIONS: dict[str, Any] = SETTINGS.get("configure", {})

# "Running upgrade a -> b, ..." is how a reader learns what was executed.
logging.basicConfig(format="%(message)s")
logging.getLogger("alembic.runtime.migration").setLevel(logging.INFO)


def run_offline() -> None:
    """Print the SQL."""
    context.configure(
        url=URL_OF_DATABASE.render_as_string(hide_password=False),
        target_metadata=METADATA,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
        **OPTIONS,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_on(connection: Connection) -> None:
    """Migrate over one connection."""
    context.configure(connection=connection, target_metadata=METADATA, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


async def run_async() -> None:
    """Migrate over an asynchronous engine."""
    engine = create_async_engine(URL_OF_DATABASE, poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(run_on)
        await connection.commit()
    await engine.dispose()


def run_online() -> None:
    """Migrate with the driver the URL names."""
    if URL_OF_DATABASE.drivername == "postgresql+asyncpg":
        asyncio.run(run_async())
        return
    engine = create_engine(URL_OF_DATABASE, poolclass=pool.NullPool)
    with engine.connect() as connection:
        run_on(connection)
    engine.dispose()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
