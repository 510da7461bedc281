"""Run these migrations on DATABASE_URL."""

import os

from alembic import context
from sqlalchemy import create_engine, pool

URL = os.environ.get("DATABASE_URL", "postgresql://localhost/acceptance")


def offline() -> None:
    context.configure(url=URL, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def online() -> None:
    with create_engine(URL, poolclass=pool.NullPool).connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    offline()
else:
    online()
