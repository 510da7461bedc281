"""The help: what the command line teaches about each command."""

from __future__ import annotations

from squash.settings.options import Command

# The first line of each block keeps its line breaks.
EXIT_CODES = """\b
Exit codes:
  0   done, or nothing to do
  1   not the same database, or blocked: the report says by what
  2   usage or configuration
  3   the history cannot be read, or not cut there
  4   the project's own code failed, ran too long or went elsewhere
  5   Postgres: server, rights, extension
  6   the forge: GitHub or GitLab
  7   checkout, disk or git
  70  a bug of this tool
  130 interrupted (143: ended by SIGTERM)
"""

TEACHING: dict[Command, tuple[str, str]] = {
    "plan": (
        "Say what a squash would do, without any database.",
        f"""\b
Examples:
  alembic-squash plan
  alembic-squash plan backend --keep 50
  alembic-squash plan backend --revision head-5

{EXIT_CODES}""",
    ),
    "check": (
        "Make the baseline and prove it; change nothing.",
        f"""\b
Examples:
  alembic-squash check --python .venv/bin/python
  alembic-squash check backend --env DATABASE_URL={{url}}

{EXIT_CODES}""",
    ),
    "squash": (
        "Make the baseline, prove it, and change the files.",
        f"""\b
Examples:
  alembic-squash squash --keep 20
  alembic-squash squash backend --revision head-5 --dry-run
  alembic-squash squash --database-url postgresql://postgres@db/postgres
  ALEMBIC_SQUASH_TOKEN=... alembic-squash squash --create-pull-request

{EXIT_CODES}""",
    ),
}

START = f"""\b
Start with:
  alembic-squash plan
  alembic-squash check --python .venv/bin/python
  alembic-squash squash --python .venv/bin/python

{EXIT_CODES}"""
