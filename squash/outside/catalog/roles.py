"""Roles, their memberships, and the settings of roles and of the database."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

from squash.outside.catalog.facts import FIRST_USER_OID, Reading
from squash.snapshot import Fact

# Without passwords: none may ever be printed or written.
_ROLES = """
SELECT r.rolname, quote_ident(r.rolname), jsonb_strip_nulls(jsonb_build_object(
  'superuser', r.rolsuper, 'inherit', r.rolinherit, 'create roles', r.rolcreaterole,
  'create databases', r.rolcreatedb, 'login', r.rolcanlogin, 'replication', r.rolreplication,
  'bypass row security', r.rolbypassrls, 'connection limit', nullif(r.rolconnlimit, -1),
  'valid until', r.rolvaliduntil))
FROM pg_catalog.pg_roles r WHERE r.rolname !~ '^pg_'
"""

_MEMBERSHIPS = f"""
SELECT quote_ident(member.rolname) || ' in ' || quote_ident(grp.rolname),
  to_jsonb(m) - ARRAY['oid', 'roleid', 'member', 'grantor'], pg_get_userbyid(m.grantor)
FROM pg_catalog.pg_auth_members m
JOIN pg_catalog.pg_roles grp ON grp.oid = m.roleid
JOIN pg_catalog.pg_roles member ON member.oid = m.member
WHERE m.roleid >= {FIRST_USER_OID} OR m.member >= {FIRST_USER_OID} OR m.member = 10
"""

_SETTINGS = """
SELECT CASE WHEN s.setrole = 0 AND s.setdatabase <> 0 THEN 'database setting'
    WHEN s.setdatabase = 0 THEN 'role setting' ELSE 'role in database setting' END,
  CASE WHEN s.setrole <> 0 THEN quote_ident(pg_get_userbyid(s.setrole)) || ': '
    WHEN s.setdatabase = 0 THEN 'ALL: ' ELSE '' END || split_part(entry, '=', 1),
  to_jsonb(substr(entry, strpos(entry, '=') + 1))
FROM pg_catalog.pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) entry
WHERE s.setdatabase = 0 OR s.setdatabase = (
  SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
"""


def read(reading: Reading) -> Iterator[Fact]:
    """Read roles, memberships, and settings of roles and of the database."""
    known = reading.known_roles | {reading.role}
    for raw, name, value in reading.query(_ROLES):
        yield reading.fact("known role" if raw in known else "role", name, value)
    options = defaultdict(list)
    for name, value, grantor in reading.query(_MEMBERSHIPS):
        words = {key.removesuffix("_option"): on for key, on in value.items()}
        options[name].append({**words, "grantor": "{role}" if grantor == reading.role else grantor})
    for name, grants in options.items():
        ordered = sorted(grants, key=lambda grant: json.dumps(grant, sort_keys=True))
        yield reading.fact("membership", name, ordered)
    yield from reading.facts(_SETTINGS)
