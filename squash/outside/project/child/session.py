"""What revisions leave in their session: the next one of the same upgrade runs in it.

Runs in the project's interpreter, so it uses only the standard library and is old-Python-safe
(3.6 and later).
"""

import hashlib
import re

# Settings that nobody declared are listed nowhere; where one is set, its name is written.
_NAMES = re.compile(
    rb"(?:\bset_config\s*\(\s*'|\bSET\s+(?:SESSION\s+|LOCAL\s+)?)\"?([a-z_]\w*\.[a-z_]\w*)", re.I
)
# A table that hides another of the same name is all that is wanted of the temporary ones: who
# uses any other of them fails without it.
_STATE = """
SELECT name, setting, source FROM pg_catalog.pg_settings
WHERE context IN ('user', 'superuser') AND name NOT LIKE 'alembic#_squash.%' ESCAPE '#'
AND name NOT LIKE 'transaction#_%' ESCAPE '#'
UNION ALL SELECT 'role', current_user::text, 'session'
UNION ALL SELECT 'session authorization', session_user::text, 'session'
UNION ALL SELECT 'temporary table ' || quote_ident(t.relname), t.relkind::text, 'session'
FROM pg_catalog.pg_class t
WHERE t.relnamespace = pg_catalog.pg_my_temp_schema() AND EXISTS (
    SELECT FROM pg_catalog.pg_class p JOIN pg_catalog.pg_namespace n ON n.oid = p.relnamespace
    WHERE p.relname = t.relname AND n.nspname NOT LIKE 'pg#_%' ESCAPE '#')
"""


def read(path):
    """The hash of a revision file, and names of settings of the project's own that it may set."""
    with open(path, "rb") as stream:
        text = stream.read()
    return hashlib.sha256(text).hexdigest(), {each.decode("ascii") for each in _NAMES.findall(text)}


def state(connection, own=()):
    """(value, source) of what is set in the session of an SQLAlchemy connection, by name.

    ``own`` are names of settings that nobody declared.
    """
    within = connection.in_transaction()
    query = _STATE.replace("%", "%%")
    for name in sorted(own):
        query += "UNION ALL SELECT '%s', current_setting('%s', true), 'session'\n" % (name, name)
    if hasattr(connection, "exec_driver_sql"):
        rows = connection.exec_driver_sql(query).fetchall()
    else:
        rows = connection.execute(query).fetchall()
    if not within and hasattr(connection, "rollback"):
        connection.rollback()  # Or env.py could begin no transaction of its own.
    return {row[0]: (row[1], row[2]) for row in rows if row[1] is not None}


def left(before, after):
    """What somebody set to another value than before: [name, value], sorted."""
    return sorted(
        [name, value]
        for name, (value, source) in after.items()
        # A library that was loaded meanwhile brings settings of its own.
        if source == "session" and before.get(name, (None, None))[0] != value
    )
