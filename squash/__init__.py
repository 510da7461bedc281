"""Squash the oldest revisions of an Alembic history into one proved baseline."""
