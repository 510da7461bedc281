"""A folder of the user's that is called like Alembic."""

raise ImportError("the user's folder alembic was imported")
