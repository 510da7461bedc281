"""A database as one plain dict, by catalog queries that share nothing with the product."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.real.servers import Server

Facts = dict[str, list[dict[str, Any]]]
Volatile = Mapping[str, tuple[str, ...]]

OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'"
CLASS = f"pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND {OURS}"
ROLE_COLUMNS = frozenset({"owner", "grantor", "grantee", "role"})

# An index keeps the names its columns once had; nobody sees them, so only relations' columns count.
# What a dump and load would not keep, or keeps to the letter: asked of the database itself.
PLAIN = {
    "schemas": f"""
        SELECT n.nspname AS name, n.nspowner::regrole::text AS owner
        FROM pg_namespace n WHERE {OURS} ORDER BY 1""",
    "relations": f"""
        SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind,
               c.relpersistence AS persistence, c.relowner::regrole::text AS owner,
               c.reloptions AS options, c.relrowsecurity AS security, c.relispopulated AS populated,
               c.relforcerowsecurity AS forced, c.relreplident AS identity,
               (SELECT amname FROM pg_am WHERE oid = c.relam) AS method,
               pg_get_expr(c.relpartbound, c.oid) AS bound, pg_get_partkeydef(c.oid) AS key
        FROM {CLASS} WHERE c.relkind <> 'c' ORDER BY 1, 2""",
    "parents": f"""
        SELECT n.nspname AS schema, c.relname AS name, i.inhparent::regclass::text AS parent,
               i.inhseqno AS number
        FROM {CLASS} JOIN pg_inherits i ON i.inhrelid = c.oid ORDER BY 1, 2, 4""",
    "columns": f"""
        SELECT n.nspname AS schema, c.relname AS relation, a.attname AS name,
               rank() OVER (PARTITION BY c.oid ORDER BY a.attnum) AS position,
               format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null,
               a.attidentity AS identity, a.attgenerated AS generated, a.atthasdef AS has_default,
               a.attstorage AS storage, a.attcompression AS compression,
               CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS target,
               a.attislocal AS local, a.attinhcount AS inherited,
               (SELECT array_agg(o) FROM unnest(a.attoptions) o WHERE o !~ '^pg_attver=')
               AS options,
               (SELECT l.collname FROM pg_collation l WHERE l.oid = a.attcollation) AS collation
        FROM {CLASS} JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind NOT IN ('i', 'I')
        ORDER BY 1, 2, 4""",
    "sequences": f"""
        SELECT s.schemaname AS schema, s.sequencename AS name, s.data_type::text AS type,
               s.start_value, s.min_value, s.max_value, s.increment_by, s.cycle, s.cache_size,
               s.last_value,
               (SELECT array_agg(d.refobjid::regclass || '.' || d.refobjsubid || d.deptype::text)
                FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass
                AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')) AS owned_by
        FROM {CLASS} JOIN pg_sequences s ON s.schemaname = n.nspname AND s.sequencename = c.relname
        ORDER BY 1, 2""",
    "types": f"""
        SELECT n.nspname AS schema, t.typname AS name, t.typtype AS kind,
               t.typowner::regrole::text AS owner, t.typnotnull AS not_null,
               t.typdefault AS default,
               CASE WHEN t.typbasetype <> 0 THEN format_type(t.typbasetype, t.typtypmod) END
               AS base,
               (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder)
                FROM pg_enum e WHERE e.enumtypid = t.oid) AS labels
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace AND {OURS}
        WHERE t.typelem = 0 AND t.typtype <> 'c' ORDER BY 1, 2""",
    "indexes": f"""
        SELECT n.nspname AS schema, c.relname AS name, i.indrelid::regclass::text AS relation,
               i.indisunique AS is_unique, i.indisprimary AS is_primary, i.indisvalid AS valid,
               i.indisready AS ready, i.indisclustered AS clustered, i.indisreplident AS identity,
               i.indnkeyatts AS keys, i.indoption::text AS options
        FROM {CLASS} JOIN pg_index i ON i.indexrelid = c.oid ORDER BY 1, 2""",
    "constraints": f"""
        SELECT n.nspname AS schema, k.conrelid::regclass::text AS relation, k.conname AS name,
               k.contype AS kind, k.convalidated AS validated, k.condeferrable AS deferrable,
               k.condeferred AS deferred,
               CASE WHEN k.contype IN ('c', 'n') THEN k.connoinherit END AS not_inherited
        FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace AND {OURS}
        ORDER BY 1, 2, 3""",
    "functions": f"""
        SELECT n.nspname AS schema, p.oid::regprocedure::text AS name, p.prokind AS kind,
               p.proowner::regrole::text AS owner,
               CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END AS definition
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace AND {OURS}
        ORDER BY 1, 2""",
    "extensions": """
        SELECT e.extname AS name, e.extversion AS version, e.extnamespace::regnamespace AS schema,
               (SELECT count(*) FROM pg_depend d WHERE d.refobjid = e.oid AND d.deptype = 'e')
               AS members
        FROM pg_extension e ORDER BY 1""",
    "collations": f"""
        SELECT n.nspname AS schema, l.collname AS name, l.collowner::regrole::text AS owner,
               to_jsonb(l) - '{{oid,collname,collnamespace,collowner}}'::text[] AS rest
        FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace AND {OURS}
        ORDER BY 1, 2""",
    "privileges": f"""
        SELECT o.kind, o.name, a.grantor::regrole::text AS grantor,
               CASE a.grantee WHEN 0 THEN 'public' ELSE a.grantee::regrole::text END AS grantee,
               a.privilege_type AS privilege, a.is_grantable AS grantable
        FROM (
          SELECT 'relation' AS kind, c.oid::regclass::text AS name, coalesce(c.relacl,
                 acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner))
                 AS acl
          FROM {CLASS} WHERE c.relkind IN ('r', 'v', 'm', 'S', 'f', 'p')
          UNION ALL SELECT 'column', c.oid::regclass || '.' || t.attname, t.attacl
          FROM {CLASS} JOIN pg_attribute t ON t.attrelid = c.oid AND t.attacl IS NOT NULL
          UNION ALL SELECT 'schema', n.nspname, coalesce(n.nspacl, acldefault('n', n.nspowner))
          FROM pg_namespace n WHERE {OURS}
          UNION ALL SELECT 'function', p.oid::regprocedure::text,
                 coalesce(p.proacl, acldefault('f', p.proowner))
          FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace AND {OURS}
          UNION ALL SELECT 'type', t.oid::regtype::text,
                 coalesce(t.typacl, acldefault('T', t.typowner))
          FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace AND {OURS}
          UNION ALL SELECT 'default ' || defaclobjtype::text, defaclnamespace::regnamespace::text
                 || ' ' || defaclrole::regrole, defaclacl
          FROM pg_default_acl
        ) o, aclexplode(o.acl) a ORDER BY 1, 2, 3, 4, 5""",
    "comments": """
        SELECT i.type AS kind, i.identity AS name, d.description AS comment
        FROM pg_description d,
             pg_identify_object(d.classoid, d.objoid, d.objsubid) i
        WHERE d.objoid >= 16384
           OR d.classoid = 'pg_namespace'::regclass AND d.objoid = 'public'::regnamespace
        ORDER BY 1, 2""",
    "large objects": """
        SELECT oid::text AS name, lomowner::regrole::text AS owner, md5(lo_get(oid)) AS content
        FROM pg_largeobject_metadata ORDER BY 1""",
}

# What the server prints in other words after one dump and load, and then never again.
WORDED = {
    "constraint definitions": f"""
        SELECT n.nspname AS schema, k.conrelid::regclass::text AS relation, k.conname AS name,
               pg_get_constraintdef(k.oid) AS definition
        FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace AND {OURS}
        ORDER BY 1, 2, 3""",
    "index definitions": f"""
        SELECT n.nspname AS schema, c.relname AS name, pg_get_indexdef(c.oid) AS definition
        FROM {CLASS} WHERE c.relkind IN ('i', 'I') ORDER BY 1, 2""",
    "defaults": f"""
        SELECT n.nspname AS schema, c.relname AS relation, a.attname AS name,
               pg_get_expr(d.adbin, d.adrelid) AS expression
        FROM {CLASS} JOIN pg_attrdef d ON d.adrelid = c.oid
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum ORDER BY 1, 2, 3""",
    "views": f"""
        SELECT n.nspname AS schema, c.relname AS name, pg_get_viewdef(c.oid) AS definition
        FROM {CLASS} WHERE c.relkind IN ('v', 'm') ORDER BY 1, 2""",
    "triggers": f"""
        SELECT n.nspname AS schema, c.relname AS relation, t.tgname AS name, t.tgenabled AS enabled,
               pg_get_triggerdef(t.oid) AS definition
        FROM {CLASS} JOIN pg_trigger t ON t.tgrelid = c.oid WHERE NOT t.tgisinternal
        ORDER BY 1, 2, 3""",
    "rules": f"""
        SELECT n.nspname AS schema, c.relname AS relation, r.rulename AS name,
               pg_get_ruledef(r.oid) AS definition
        FROM {CLASS} JOIN pg_rewrite r ON r.ev_class = c.oid ORDER BY 1, 2, 3""",
    "policies": f"""
        SELECT n.nspname AS schema, c.relname AS relation, p.polname AS name, p.polcmd AS command,
               p.polpermissive AS permissive, p.polroles::regrole[]::text AS roles,
               pg_get_expr(p.polqual, c.oid) AS using,
               pg_get_expr(p.polwithcheck, c.oid) AS with_check
        FROM {CLASS} JOIN pg_policy p ON p.polrelid = c.oid ORDER BY 1, 2, 3""",
    "statistics": f"""
        SELECT n.nspname AS schema, s.stxname AS name, pg_get_statisticsobjdef(s.oid) AS definition
        FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace AND {OURS}
        ORDER BY 1, 2""",
}


def oracle(
    server: Server,
    database: str,
    volatile: Volatile | None = None,
    roles: Mapping[str, str] | None = None,
) -> Facts:
    """Everything `database` is; expressions as the server words them after a dump and a load.

    `volatile` names columns, by table, whose values do not count; `roles` gives names for roles.
    """
    normal = normalised(server, database)
    facts = plain(server, database, volatile) | server.many(WORDED, normal)
    server.drop(normal)
    return _with_roles(facts, roles or {})


def worded(
    server: Server,
    database: str,
    volatile: Volatile | None = None,
    roles: Mapping[str, str] | None = None,
) -> Facts:
    """As `oracle`, with the expressions as they are: for databases made by the same statements."""
    facts = plain(server, database, volatile) | server.many(WORDED, database)
    return _with_roles(facts, roles or {})


def normalised(server: Server, database: str) -> str:
    """A new database loaded from the dump of `database`; its name."""
    normal = server.create(f"{database}_normal", owner="postgres")
    server.psql(server.dump(database), normal)
    return normal


def plain(server: Server, database: str, volatile: Volatile | None = None) -> Facts:
    """The catalog but for expressions, and the rows of every table."""
    facts = server.many(PLAIN, database)
    return facts | {"rows": _rows(server, database, facts, volatile or {})}


def differences(before: Facts, after: Facts) -> list[str]:
    """One line for each fact that only one side has."""
    lines = []
    for kind in sorted({*before, *after}):
        old, new = before.get(kind, []), after.get(kind, [])
        lines += [f"- {kind}: {fact}" for fact in old if fact not in new]
        lines += [f"+ {kind}: {fact}" for fact in new if fact not in old]
    return lines


def _rows(server: Server, database: str, facts: Facts, volatile: Volatile) -> list[dict[str, Any]]:
    """Count and hash of the ordered rows of every table."""
    queries = []
    for relation in facts["relations"]:
        if relation["kind"] not in ("r", "m") or not relation["populated"]:
            continue
        schema, name = relation["schema"], relation["name"]
        left_out = volatile.get(name, ())
        columns = [
            _quoted(column["name"])
            for column in facts["columns"]
            if (column["schema"], column["relation"]) == (schema, name)
            and column["name"] not in left_out
        ]
        row = f'ROW({", ".join(columns)})::text COLLATE "C"'
        queries.append(
            f"SELECT '{schema}.{name}' AS name, count(*) AS count, "
            f"md5(string_agg({row}, E'\\n' ORDER BY {row})) AS hash "
            f"FROM ONLY {_quoted(schema)}.{_quoted(name)}"
        )
    return server.rows("\nUNION ALL\n".join(queries), database) if queries else []


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _with_roles(facts: Facts, roles: Mapping[str, str]) -> Facts:
    """The facts with the roles' own names replaced where a column holds a role, put in order."""
    renamed = {
        kind: [
            {
                key: roles.get(value, value) if key in ROLE_COLUMNS else value
                for key, value in fact.items()
            }
            for fact in found
        ]
        for kind, found in facts.items()
    }
    return {kind: sorted(found, key=str) for kind, found in renamed.items()}
