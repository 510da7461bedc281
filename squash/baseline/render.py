"""The baseline as the text of a revision file: plain Alembic, nothing of ours to import."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from squash.sql.literal import literal

# Session settings the statements rely on.  They are set for the session and put back after:
# SET LOCAL does nothing where the engine is in AUTOCOMMIT.  search_path stays as it is, because
# names are qualified and the bodies of functions may need the project's own.
_SESSION = (
    ("standard_conforming_strings", "on"),
    ("check_function_bodies", "off"),
    ("xmloption", "content"),
    ("row_security", "off"),
    ("client_min_messages", "warning"),
    ("datestyle", "ISO, MDY"),
    ("intervalstyle", "postgres"),
    ("default_tablespace", ""),
    ("default_table_access_method", "heap"),
)

_RUN = '''
def _run(sql):
    """Send one statement verbatim: no parameters, no colons, no percent signs."""
    context = op.get_context()
    if context.as_sql:
        context.impl.static_output(sql + ";")
    elif hasattr(context.connection, "exec_driver_sql"):
        context.connection.exec_driver_sql(sql, execution_options={"no_parameters": True})
    else:
        context.connection.execution_options(no_parameters=True).execute(sql)
'''

_REFUSE = """
def downgrade():
    raise CommandError(
        {text}
    )
"""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a baseline comes from; its docstring says it.

    Parameters
    ----------
    revision : its id, the id of the cut
    doc : first line of the cut's docstring
    created : the cut's own date, None where it has none
    replaces : ids of the removed revisions, parents first, the cut last
    postgres : version of the server it was generated on
    snapshot : hash of the snapshot that was proved, in hex
    """

    revision: str
    doc: str
    created: datetime | None
    replaces: tuple[str, ...]
    postgres: str
    snapshot: str


def render(
    provenance: Provenance,
    statements: Sequence[str],
    drops: Sequence[str] | None,
    labels: Sequence[str],
    encoding: str = "utf-8",
    last: Sequence[str] = (),
) -> str:
    """The whole text of the baseline's file.

    Parameters
    ----------
    provenance : what its docstring says
    statements : SQL of upgrade(), one statement each, without semicolons
    drops : SQL of downgrade(), None where it refuses
    labels : branch labels of all removed revisions
    encoding : of the file
    last : SQL at the end of upgrade(), when the session's settings are put back
    """
    upgrade = (_save(), *statements, _restore(), *last)
    parts = [
        _docstring(provenance, encoding),
        "from alembic import op\n",
        "" if drops is not None else "from alembic.util import CommandError\n",
        "\n# revision identifiers, used by Alembic.\n",
        f"revision = {literal_id(provenance.revision)}\n",
        "down_revision = None\n",
        f"branch_labels = {tuple(labels) if labels else None!a}\n",
        "depends_on = None\n\n",
        "\ndef upgrade():\n",
        '    """Create what the replaced revisions created."""\n',
        "    for sql in _UPGRADE:\n        _run(sql)\n\n",
        _downgrade(provenance, drops),
        _RUN,
        "\n\n_UPGRADE = (\n",
        *(f"    {literal(sql, encoding)},\n" for sql in upgrade),
        ")\n",
    ]
    if drops is not None:
        parts += ["\n_DOWNGRADE = (\n"]
        parts += [f"    {literal(sql, encoding)},\n" for sql in drops] + [")\n"]
    return "".join(parts)


def literal_id(text: str) -> str:
    """A revision id as a Python literal, with the double quotes most templates use."""
    plain = text.isascii() and text.isprintable() and not set(text) & {'"', "\\"}
    return f'"{text}"' if plain else ascii(text)


def _docstring(provenance: Provenance, encoding: str) -> str:
    ids = " ".join(provenance.replaces)
    wrapped = textwrap.fill(ids, 92, initial_indent="  ", subsequent_indent="  ",
                            break_long_words=False, break_on_hyphens=False)  # fmt: skip
    created = f"Create Date: {provenance.created}\n" if provenance.created else ""
    text = (
        f"baseline: everything up to {provenance.doc or provenance.revision}\n\n"
        f"Revision ID: {provenance.revision}\nRevises:\n{created}\n"
        f"Replaces {len(provenance.replaces)} revisions and keeps the id of the last one, so a\n"
        "database that stands there or later has nothing to do.\n\n"
        "alembic-squash: 1\n"
        f"generated-from: PostgreSQL {provenance.postgres}\n"
        f"proved-snapshot: sha256:{provenance.snapshot}\n"
        f"replaces:\n{wrapped}\n"
    )
    safe = text.encode(encoding, "backslashreplace").decode(encoding)
    safe = safe.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'"""{safe}"""\n\n'


def _downgrade(provenance: Provenance, drops: Sequence[str] | None) -> str:
    if drops is None:
        text = literal_id(
            f"{provenance.revision} is a baseline: the revisions before it were squashed "
            "into it, and some of them could not be downgraded."
        )
        return _REFUSE.format(text=text)
    return (
        '\ndef downgrade():\n    """Drop what upgrade() created."""\n'
        "    for sql in _DOWNGRADE:\n        _run(sql)\n\n"
    )


def _values(with_value: bool) -> str:
    rows = [f"('{n}', '{v}')" if with_value else f"('{n}')" for n, v in _SESSION]
    return "(VALUES " + ", ".join(rows) + (") AS s(name, value)" if with_value else ") AS s(name)")


def _save() -> str:
    """One statement that works online and offline: old values go to settings of our own."""
    return (
        "SELECT pg_catalog.set_config('alembic_squash.' || name, "
        "pg_catalog.current_setting(name), false), pg_catalog.set_config(name, value, false) "
        f"FROM {_values(with_value=True)}"
    )


def _restore() -> str:
    return (
        "SELECT pg_catalog.set_config(name, "
        "pg_catalog.current_setting('alembic_squash.' || name), false) "
        f"FROM {_values(with_value=False)}"
    )
