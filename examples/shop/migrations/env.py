"""Run the shop's migrations against the database of its own settings."""

from logging.config import fileConfig

from alembic import context
from sqlalchemy import create_engine, pool

from shop.models import Base
from shop.settings import Settings

# Made by a migration, unknown to the models: the partitions of page_views.
PARTITIONS = "page_views_"

settings = Settings.load()

if context.config.config_file_name is not None:
    fileConfig(context.config.config_file_name, disable_existing_loggers=False)


def include_name(name, type_, parent_names):
    """Compare our two schemas only, and no single partition."""
    if type_ == "schema":
        return name in (None, "audit")
    if type_ == "table":
        return not name.startswith(PARTITIONS)
    return True


options = {
    "target_metadata": Base.metadata,
    "include_schemas": True,
    "include_name": include_name,
    "transaction_per_migration": True,
}


def run_offline():
    """Print the statements instead of running them."""
    context.configure(
        url=settings.database_url,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
        **options,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_online():
    """Run the migrations on the shop's database."""
    engine = create_engine(settings.database_url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
