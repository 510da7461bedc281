"""What a history did outside its database's dump is put back, or named and refused."""

from __future__ import annotations

import json

import pytest

from squash.baseline.shared import shared
from squash.errors import Blocked
from squash.snapshot import Fact


def fact(kind: str, name: str, value: object, *, secret: bool = False) -> Fact:
    """A fact of the catalog."""
    return Fact(kind, name, json.dumps(value), secret)


def test_roles_are_made_where_they_are_not() -> None:
    """With all they can do, but without a password; who may log in is told."""
    value = {"superuser": False, "inherit": False, "login": True, "create databases": True,
             "connection limit": 5, "valid until": "2030-01-01"}  # fmt: skip
    found = shared([fact("role", '"Odd ""one"', value)], [], {})
    (sql,) = found.before
    assert "WHERE rolname = 'Odd \"one'" in sql
    assert (
        'CREATE ROLE "Odd ""one" WITH CREATEDB LOGIN NOINHERIT CONNECTION LIMIT 5 '
        "VALID UNTIL '2030-01-01';" in sql
    )
    assert found.logins == ('"Odd ""one"',)


def test_what_was_there_before_is_not_the_baselines() -> None:
    """The environment made it."""
    there = [fact("role", "app", {"inherit": True}), fact("database setting", "jit", "off")]
    found = shared(there, there, {})
    assert (found.before, found.after) == ((), ())


def test_memberships_follow_roles() -> None:
    """With their options; what a server makes by itself is left out."""
    old = [fact("membership", "app in team", [{"admin": True, "grantor": "{role}"}]),
           fact("membership", "{role} in team", [{"grantor": "{role}"}])]  # fmt: skip
    assert shared(old, [], {}).before == (
        "GRANT team TO app WITH ADMIN OPTION",
        "GRANT team TO CURRENT_USER",
    )
    options = {"admin": True, "inherit": False, "set": True, "grantor": "postgres"}
    new = [fact("membership", "app in team", [options]),
           fact("membership", "{role} in team", [options])]  # fmt: skip
    assert shared(new, [], {}).before == (
        "GRANT team TO app WITH ADMIN TRUE, INHERIT FALSE, SET TRUE",
    )


def test_settings_keep_their_lists() -> None:
    """A list of names is written as one, any other value as a text."""
    found = shared(
        [
            fact("database setting", "search_path", 'app, "$user"'),
            fact("role setting", "app: statement_timeout", "5s"),
            fact("role setting", "{role}: temp_tablespaces", ""),
            fact("role in database setting", "app: jit", "off"),
        ],
        [],
        {},
    ).after
    assert 'ALTER DATABASE %I SET search_path TO app, "$user"' in found[0]
    assert found[1] == "ALTER ROLE app SET statement_timeout TO '5s'"
    assert found[2] == "ALTER ROLE CURRENT_USER SET temp_tablespaces TO ''"
    assert "ALTER ROLE app IN DATABASE %I SET jit TO ''off''" in found[3]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("app: search_path", '""', "ALTER ROLE app SET search_path TO ''"),
        (
            "app: search_path",
            '"", "a""b", c',
            """ALTER ROLE app SET search_path TO '', "a""b", c""",
        ),
        ("app: my.user", "x", """ALTER ROLE app SET "my.user" TO 'x'"""),
        ("app: My.Tenant", "x", """ALTER ROLE app SET "My.Tenant" TO 'x'"""),
        ("app: TimeZone", "UTC", "ALTER ROLE app SET TimeZone TO 'UTC'"),
    ],
)
def test_settings_are_statements_that_load(name: str, value: str, expected: str) -> None:
    """There is no empty identifier, and the name of a project's own setting may be any word."""
    assert shared([fact("role setting", name, value)], [], {}).after == (expected,)


def test_a_role_with_a_percent_sign_has_settings_here() -> None:
    """The statement goes through format()."""
    found = shared([fact("role in database setting", '"50%": jit', "off")], [], {}).after
    assert 'ALTER ROLE "50%%" IN DATABASE %I SET' in found[0]


def test_a_role_may_be_named_like_our_quotes() -> None:
    """Its block ends at its end."""
    (sql,) = shared([fact("role", '"a$role$b"', {})], [], {}).before
    assert sql.startswith("DO $role_$\n")
    assert sql.endswith("\n$role_$")


def test_privileges_on_parameters_are_granted() -> None:
    """Those of the server's owner are there anyway."""
    own = {"grantee": "pg", "grantor": "pg", "privileges": ["ALTER SYSTEM", "SET"]}
    given = {"grantee": "app", "grantor": "pg", "privileges": ["ALTER SYSTEM", "SET"],
             "grant option": ["SET"]}  # fmt: skip
    found = shared([fact("privilege", "parameter my.Thing", [own, given])], [], {}).after
    assert found == (
        'GRANT ALTER SYSTEM ON PARAMETER "my.Thing" TO "app"',
        'GRANT SET ON PARAMETER "my.Thing" TO "app" WITH GRANT OPTION',
    )


def test_a_changed_built_in_object_blocks() -> None:
    """By name; a family of operators may have been joined by a class that is dumped."""
    with pytest.raises(Blocked, match=r"built-in object .* function pg_catalog\.lower"):
        shared([fact("built-in object", "function pg_catalog.lower(text)", {})], [], {})
    family = fact("built-in object", "operator family pg_catalog.integer_ops USING btree", {})
    assert shared([family], [], {}).after == ()


def test_extensions_get_another_version_only_where_it_is_one() -> None:
    """The server's default needs no word."""
    facts = [fact("extension", "hstore", {"version": "1.4"}),
             fact("extension", '"uuid-ossp"', {"version": "1.1"})]  # fmt: skip
    found = shared(facts, [], {"hstore": "1.8", "uuid-ossp": "1.1"})
    assert found.after == ("ALTER EXTENSION hstore UPDATE TO '1.4'",)


def test_the_database_itself_is_described() -> None:
    """Its comment, limit and rights, whatever it is called."""
    before = [{"grantee": "PUBLIC", "grantor": "x", "privileges": ["CONNECT", "TEMPORARY"]}]
    after = [{"grantee": "PUBLIC", "grantor": "x", "privileges": ["CONNECT"]},
             {"grantee": "Odd one", "grantor": "x", "privileges": ["CONNECT", "CREATE"],
              "grant option": ["CREATE"]}]  # fmt: skip
    name = "database {database}"
    found = shared(
        [fact("comment", name, "it's"), fact("privilege", name, after),
         fact("database", "{database}", {"connection limit": 3})],
        [fact("privilege", name, before)],
        {},
    ).after  # fmt: skip
    texts = "\n".join(found)
    for expected in (
        "COMMENT ON DATABASE %I IS ''it''''s''",
        "REVOKE ALL ON DATABASE %I FROM PUBLIC",
        "GRANT CONNECT ON DATABASE %I TO PUBLIC",
        'GRANT CONNECT ON DATABASE %I TO "Odd one"\'',
        'GRANT CREATE ON DATABASE %I TO "Odd one" WITH GRANT OPTION',
        "ALTER DATABASE %I CONNECTION LIMIT 3",
    ):
        assert expected in texts


def test_comments_that_a_dump_leaves_out_are_written() -> None:
    """Those on roles and on members of extensions; the built-in ones are one hash."""
    found = shared(
        [fact("comment", "role app", "x"), fact("comment", "function public.f(text)", "y"),
         fact("comment", "built-in objects", "z")], [], {},
    ).after  # fmt: skip
    assert found == ("COMMENT ON ROLE app IS 'x'", "COMMENT ON FUNCTION public.f(text) IS 'y'")


@pytest.mark.parametrize(
    ("named", "written"),
    [
        ("role {role}", "ROLE CURRENT_USER"),
        ("type public.t[]", "TYPE public.t[]"),
        ('rule "_RETURN" on public.v', 'RULE "_RETURN" ON public.v'),
        ('trigger "a on b" on public."c d"', 'TRIGGER "a on b" ON public."c d"'),
        ("table constraint ck on public.p1", "CONSTRAINT ck ON public.p1"),
        ("domain constraint dn on public.d", "CONSTRAINT dn ON DOMAIN public.d"),
        ("table column public.t.xmin", "COLUMN public.t.xmin"),
        ("materialized view column public.t.a", "COLUMN public.t.a"),
        ("materialized view public.t", "MATERIALIZED VIEW public.t"),
    ],
)
def test_a_comment_names_what_it_is_on(named: str, written: str) -> None:
    """A part of an object is told with that object."""
    found = shared([fact("comment", named, "it's")], [], {}).after
    assert found == (f"COMMENT ON {written} IS 'it''s'",)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("tablespace", "ssd", {}),
        ("subscription", "sub", {}),
        ("unknown object", "thing", True),
        ("other database", "stray", True),
    ],
)
def test_what_no_migration_can_make_blocks(kind: str, name: str, value: object) -> None:
    """Kind and name are told, and what to do."""
    with pytest.raises(Blocked, match=f"{kind} that a baseline cannot hold: {name}") as raised:
        shared([fact(kind, name, value)], [], {})
    assert raised.value.next_step.startswith("Choose an earlier cut")


def test_a_password_blocks_and_its_absence_does_not() -> None:
    """A user mapping is carried by the dump where it holds no secret."""
    with pytest.raises(Blocked, match="user mapping"):
        shared([fact("user mapping", "app on s", {}, secret=True)], [], {})
    assert shared([fact("user mapping", "app on s", {})], [], {}).after == ()


def test_a_broken_index_blocks() -> None:
    """Unless it is only waiting for those of the partitions, which the dump tells."""
    broken = {"valid": False, "definition": "CREATE UNIQUE INDEX i ON public.t USING btree (a)"}
    with pytest.raises(Blocked, match="broken index that a baseline cannot hold: i") as raised:
        shared([fact("index", "i", broken)], [], {})
    assert raised.value.next_step.startswith("Drop the index")
    waiting = {"valid": False, "definition": 'CREATE INDEX "i x" ON ONLY public.t USING btree (a)'}
    assert shared([fact("index", "i", waiting), fact("index", "j", {"valid": True})], [], {})


T = "public.alembic_version"
AB = '"a b" USING (true)'
OWN = [{"name": "version_num", "type": "character varying(32)", "not null": True}]
ALL = ["DELETE", "INSERT", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"]
STORAGE = {"persistence": "p", "kind": "r", "options": None, "replica identity": "d",
           "tablespace": None}  # fmt: skip
NOT_NULL = "NOT NULL version_num"  # As PostgreSQL 18 lists it.


def version(**aspects: object) -> tuple[str, ...]:
    """Statements for a version table as Alembic makes it, but for these aspects."""
    plain = {
        "owner": "{role}", "storage": STORAGE, "columns": OWN,
        "row security": {"enabled": False, "forced": False},
        "constraint alembic_version_pkc": "PRIMARY KEY (version_num)",
        "index public.alembic_version_pkc": {"valid": True, "definition":
            f"CREATE UNIQUE INDEX alembic_version_pkc ON {T} USING btree (version_num)"},
        "privileges": [{"grantee": "{role}", "grantor": "{role}", "privileges": ALL}],
    }  # fmt: skip
    facts = {**plain, **aspects}
    return shared([fact("version table", f"{T} {a}", v) for a, v in facts.items()], [], {}).after


def test_an_untouched_version_table_needs_nothing() -> None:
    """Alembic makes it."""
    assert version() == ()
    assert version(**{"constraint alembic_version_version_num_not_null": NOT_NULL}) == ()
    assert shared([fact("version table", f"{T} owner", "{role}")], [], {}).after == ()


@pytest.mark.parametrize(
    ("aspect", "value", "expected"),
    [
        ("columns", [{"name": "version_num", "type": "text", "collation": '"C"', "default": "'x'"}],
         [f'ALTER TABLE {T} ALTER COLUMN version_num TYPE text COLLATE "C"',
          f"ALTER TABLE {T} ALTER COLUMN version_num SET DEFAULT 'x'"]),
        ("columns", [*OWN, {"name": "at", "type": "date", "not null": True, "default": "now()"}],
         [f'ALTER TABLE {T} ADD COLUMN IF NOT EXISTS "at" date DEFAULT now() NOT NULL']),
        ("columns", [*OWN, {"name": "n", "type": "integer", "identity": "a"}],
         [f'ALTER TABLE {T} ADD COLUMN IF NOT EXISTS "n" integer GENERATED ALWAYS AS IDENTITY']),
        ("columns", [*OWN, {"name": "g", "type": "text", "generated": "s", "default": "(1)"}],
         [f'ALTER TABLE {T} ADD COLUMN IF NOT EXISTS "g" text GENERATED ALWAYS AS ((1)) STORED']),
        ("constraint c", "CHECK (true)",
         [f"ALTER TABLE {T} DROP CONSTRAINT IF EXISTS c",
          f"ALTER TABLE {T} ADD CONSTRAINT c CHECK (true)"]),
        ("index public.i", {"definition": f"CREATE INDEX i ON {T} USING btree (at)"},
         [f"CREATE INDEX IF NOT EXISTS i ON {T} USING btree (at)"]),
        ("policy p", {"command": "r", "permissive": False, "using": "true", "check": None,
                      "roles": ["PUBLIC", "{role}", "a b"]},
         [f"DROP POLICY IF EXISTS p ON {T}",
          f"CREATE POLICY p ON {T} AS RESTRICTIVE FOR SELECT TO PUBLIC, CURRENT_USER, {AB}"]),
        ("policy p", {"command": "*", "permissive": True, "using": None, "check": "x",
                      "roles": ["PUBLIC"]},
         [f"DROP POLICY IF EXISTS p ON {T}",
          f"CREATE POLICY p ON {T} FOR ALL TO PUBLIC WITH CHECK (x)"]),
        ("trigger t", {"state": "enabled", "definition": "CREATE TRIGGER t"},
         [f"DROP TRIGGER IF EXISTS t ON {T}", "CREATE TRIGGER t"]),
        ("rule r", {"state": "enabled", "definition": "CREATE RULE r AS x;"},
         ["CREATE OR REPLACE RULE r AS x"]),
        ("comment", "it's", [f"COMMENT ON TABLE {T} IS 'it''s'"]),
        ("comment on version_num", "x", [f"COMMENT ON COLUMN {T}.version_num IS 'x'"]),
        ("privileges of version_num",
         [{"grantee": "app", "grantor": "{role}", "privileges": ["SELECT"]}],
         [f'GRANT SELECT (version_num) ON TABLE {T} TO "app"']),
        ("privileges", [{"grantee": "{role}", "grantor": "{role}", "privileges": ["SELECT"]},
                        {"grantee": "PUBLIC", "grantor": "{role}", "privileges": ["SELECT"]},
                        {"grantee": "app", "grantor": "{role}", "privileges": ["SELECT"],
                         "grant option": ["SELECT"]}],
         [f"REVOKE ALL ON TABLE {T} FROM CURRENT_USER",
          f"GRANT SELECT ON TABLE {T} TO CURRENT_USER",
          f"GRANT SELECT ON TABLE {T} TO PUBLIC",
          f'GRANT SELECT ON TABLE {T} TO "app" WITH GRANT OPTION']),
        ("storage", {**STORAGE, "persistence": "u", "options": ["fillfactor=70"],
                     "replica identity": "f"},
         [f"ALTER TABLE {T} SET UNLOGGED", f"ALTER TABLE {T} SET (fillfactor=70)",
          f"ALTER TABLE {T} REPLICA IDENTITY FULL"]),
        ("row security", {"enabled": True, "forced": True},
         [f"ALTER TABLE {T} ENABLE ROW LEVEL SECURITY",
          f"ALTER TABLE {T} FORCE ROW LEVEL SECURITY"]),
        ("owner", "app", [f'ALTER TABLE {T} OWNER TO "app"']),
        ("publication p", True, []),
    ],
)  # fmt: skip
def test_what_the_history_did_to_the_version_table_is_done_again(
    aspect: str, value: object, expected: list[str]
) -> None:
    """By statements that may run twice, because a downgrade leaves the table."""
    assert expected == list(version(**{aspect: value}))
