"""Run these migrations on DATABASE_URL, after a look round."""

import os
import runpy
from pathlib import Path

from alembic import context
from sqlalchemy import create_engine, pool

URL = os.environ.get("DATABASE_URL", "postgresql://localhost/acceptance")

runpy.run_path(str(Path(__file__).with_name("look_round.py")), run_name="__main__")

if context.is_offline_mode():
    context.configure(url=URL, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    with create_engine(URL, poolclass=pool.NullPool).connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
