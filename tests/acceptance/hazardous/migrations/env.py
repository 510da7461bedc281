"""Asks another database as well, knows a column that no migration makes, and never goes back."""

from alembic import context
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, pool, text

models = MetaData()
Table("colors", models, Column("id", Integer, primary_key=True), Column("shade", Integer))


def connect(name):
    url = f"postgresql+psycopg://db.example/{name}"
    return create_engine(url, poolclass=pool.NullPool).connect()


def only_forward(step, **_):
    if not step.is_upgrade:
        raise RuntimeError("nobody goes back here")


with connect("audit") as audit:
    audit.execute(text("SELECT 1"))
with connect("shop") as connection:
    context.configure(
        connection=connection, target_metadata=models, on_version_apply=only_forward
    )
    with context.begin_transaction():
        context.run_migrations()
