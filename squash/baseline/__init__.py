"""The baseline: the new first migration, as text."""
