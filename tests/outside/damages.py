"""Damages to a database, and the facts of the catalog that each of them must change."""

from __future__ import annotations

SCHEMA = """
CREATE ROLE app; CREATE ROLE team; CREATE ROLE "odd ""one";
CREATE TABLE alembic_version (version_num varchar(32) CONSTRAINT alembic_version_pkc PRIMARY KEY);
INSERT INTO alembic_version VALUES ('abc');
CREATE TYPE mood AS ENUM ('ok'); CREATE DOMAIN age AS integer CONSTRAINT old CHECK (VALUE > 0);
CREATE TYPE pair AS (a integer, b text);
CREATE TABLE parent (id serial PRIMARY KEY, name text);
CREATE TABLE child (extra integer) INHERITS (parent);
CREATE TABLE loose (a integer); CREATE TABLE joined () INHERITS (loose);
CREATE TABLE "Odd Name" ("a.b" integer, "tab	name" text);
CREATE TABLE other (id integer PRIMARY KEY, parent_id integer CONSTRAINT fk REFERENCES parent,
  twice integer GENERATED ALWAYS AS (id * 2) STORED);
CREATE TABLE parts (id integer, day date) PARTITION BY RANGE (id);
CREATE TABLE part1 PARTITION OF parts FOR VALUES FROM (1) TO (10);
CREATE UNLOGGED TABLE fast (id integer);
CREATE TABLE counted (id integer GENERATED ALWAYS AS IDENTITY);
CREATE INDEX other_parent ON other (parent_id); CREATE INDEX other_pair ON other (parent_id, id);
CREATE VIEW v AS SELECT id FROM parent;
CREATE MATERIALIZED VIEW mv AS SELECT id FROM parent;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION odd(integer, numeric) RETURNS boolean LANGUAGE sql AS 'SELECT false';
CREATE FUNCTION swapped(numeric, integer) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE TRIGGER tr BEFORE INSERT ON other FOR EACH ROW EXECUTE FUNCTION f();
CREATE RULE ru AS ON DELETE TO other DO INSTEAD NOTHING;
CREATE EVENT TRIGGER et ON ddl_command_start WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION g();
CREATE EXTENSION hstore SCHEMA public VERSION '1.4'; CREATE EXTENSION postgres_fdw;
CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw;
CREATE USER MAPPING FOR app SERVER s OPTIONS (user 'u', password 'geheim');
CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (user 'u');
CREATE SUBSCRIPTION sub CONNECTION 'host=nowhere password=geheim' PUBLICATION x
  WITH (connect = false);
CREATE PUBLICATION pub FOR TABLE other;
SELECT lo_from_bytea(7, 'abc');
CREATE SEQUENCE seq; CREATE SEQUENCE down INCREMENT -1 MINVALUE 1 MAXVALUE 3 START 3 CYCLE;
INSERT INTO parent (name) VALUES ('a'), (NULL), (E'tab\\tnew\\nline\\\\');
INSERT INTO child (name, extra) VALUES ('c', 1);
INSERT INTO "Odd Name" VALUES (1, 'x'); INSERT INTO fast VALUES (1);
INSERT INTO parts VALUES (1, '2020-01-31'); INSERT INTO other (id) VALUES (1), (2);
UPDATE other SET parent_id = 1 WHERE id = 1;
GRANT SELECT ON parent TO app; GRANT USAGE ON SEQUENCE seq TO app WITH GRANT OPTION;
CREATE TYPE span AS RANGE (SUBTYPE = integer);
CREATE OPERATOR ==!(LEFTARG = integer, RIGHTARG = numeric, FUNCTION = odd);
CREATE TRIGGER cloned AFTER INSERT ON parts FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE parts ADD CONSTRAINT above CHECK (id > 0);
CREATE CONSTRAINT TRIGGER once AFTER INSERT ON parent FOR EACH ROW EXECUTE FUNCTION f();
"""
MAPPING = """
CREATE EXTENSION postgres_fdw; CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw;
CREATE USER MAPPING FOR app SERVER s OPTIONS (user 'u', password 'geheim');
CREATE SUBSCRIPTION further CONNECTION 'host=nowhere' PUBLICATION x WITH (connect = false);
"""
TABLE = "version table"

# A damage, then kind and name of each fact that must differ, and no other.
DAMAGES: dict[str, list[tuple[str, str]]] = {
    "GRANT SELECT ON alembic_version TO app": [(TABLE, "public.alembic_version privileges")],
    "GRANT SELECT (version_num) ON alembic_version TO app": [
        (TABLE, "public.alembic_version privileges of version_num")
    ],
    "ALTER TABLE alembic_version ALTER version_num TYPE varchar(255)": [
        (TABLE, "public.alembic_version columns")
    ],
    "ALTER TABLE alembic_version ADD at timestamptz DEFAULT now()": [
        (TABLE, "public.alembic_version columns")
    ],
    "ALTER TABLE alembic_version ENABLE ROW LEVEL SECURITY": [
        (TABLE, "public.alembic_version row security")
    ],
    "CREATE POLICY own ON alembic_version TO app USING (true)": [
        (TABLE, "public.alembic_version policy own")
    ],
    "COMMENT ON TABLE alembic_version IS 'x'": [(TABLE, "public.alembic_version comment")],
    "CREATE TRIGGER t2 AFTER INSERT ON alembic_version FOR EACH ROW EXECUTE FUNCTION f()": [
        (TABLE, "public.alembic_version trigger t2")
    ],
    "CREATE INDEX v2 ON alembic_version (at)": [(TABLE, "public.alembic_version index public.v2")],
    "ALTER TABLE alembic_version OWNER TO app": [
        (TABLE, "public.alembic_version owner"),
        (TABLE, "public.alembic_version privileges"),
        (TABLE, "public.alembic_version privileges of version_num"),
    ],
    "ALTER TABLE parent ADD late text": [
        ("column order", "public.parent"),
        ("column order", "public.child"),
        ("column", "public.child.late"),
    ],
    "ALTER TABLE other ALTER twice SET STATISTICS 7": [("column", "public.other.twice")],
    "ALTER TABLE other ALTER id SET (n_distinct = 5)": [("column", "public.other.id")],
    'ALTER TABLE "Odd Name" ALTER "tab	name" SET STORAGE external': [
        ("column", 'public."Odd Name"."tab\tname"')
    ],
    "ALTER TABLE parent ALTER name SET COMPRESSION pglz": [("column", "public.parent.name")],
    "ALTER TABLE other SET (fillfactor = 70)": [("table", "public.other")],
    "ALTER TABLE parent SET (toast.autovacuum_enabled = off)": [("table", "public.parent")],
    "ALTER TABLE fast SET LOGGED": [("table", "public.fast")],
    "ALTER TABLE other FORCE ROW LEVEL SECURITY": [("table", "public.other")],
    "ALTER TABLE other CLUSTER ON other_parent": [("index", "public.other_parent")],
    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'other_pair'::regclass": [
        ("index", "public.other_pair")
    ],
    "ALTER TABLE other REPLICA IDENTITY USING INDEX other_pkey": [
        ("index", "public.other_pkey"),
        ("table", "public.other"),
    ],
    "ALTER TABLE other ADD CONSTRAINT late CHECK (id > 0) NOT VALID": [
        ("constraint", "public.other.late")
    ],
    "ALTER TABLE other VALIDATE CONSTRAINT late": [("constraint", "public.other.late")],
    "ALTER TABLE other ALTER CONSTRAINT fk DEFERRABLE INITIALLY DEFERRED": [
        ("constraint", "public.other.fk")
    ],
    "ALTER TABLE parts ADD CONSTRAINT pfk FOREIGN KEY (id) REFERENCES parent": [
        ("constraint", "public.parts.pfk"),
        ("constraint", "public.part1.pfk"),
    ],
    "ALTER DOMAIN age RENAME CONSTRAINT old TO new": [
        ("constraint", "public.age.old"),
        ("constraint", "public.age.new"),
    ],
    "ALTER TABLE other DISABLE TRIGGER tr": [("trigger", "public.other.tr")],
    "ALTER TABLE other DISABLE TRIGGER ALL": [
        ("trigger", 'public.other.fk ("RI_FKey_check_ins")'),
        ("trigger", 'public.other.fk ("RI_FKey_check_upd")'),
    ],
    "ALTER TABLE other DISABLE RULE ru": [("rule", "public.other.ru")],
    "ALTER EVENT TRIGGER et ENABLE ALWAYS": [("event trigger", "et")],
    "ALTER TABLE joined NO INHERIT loose": [
        ("inheritance", "public.joined"),
        ("column", "public.joined.a"),
    ],
    "REFRESH MATERIALIZED VIEW mv WITH NO DATA": [("materialised view", "public.mv")],
    "ALTER VIEW v SET (security_barrier = true)": [("view", "public.v")],
    "ALTER SEQUENCE seq CACHE 5": [("sequence", "public.seq")],
    "ALTER SEQUENCE counted_id_seq AS bigint MAXVALUE 2147483647": [
        ("identity", "public.counted_id_seq"),
        ("sequence", "public.counted_id_seq"),
    ],
    "ALTER EXTENSION hstore UPDATE TO '1.5'": [
        ("extension", "hstore"),
        *(
            ("extension member", f"hstore: operator public.{name}(public.hstore,public.hstore)")
            for name in ("#<=#", "#>=#")
        ),
    ],
    "ALTER EXTENSION hstore ADD FUNCTION f()": [
        ("extension member", "hstore: function public.f()"),
        ("owner", "function public.f()"),
        ("privilege", "function public.f()"),
    ],
    "ALTER FUNCTION hstore(text, text) SET search_path = public": [
        ("extension member", "hstore: function public.hstore(pg_catalog.text,pg_catalog.text)")
    ],
    "ALTER FUNCTION hstore(text, text) OWNER TO app": [
        ("extension member", "hstore: function public.hstore(pg_catalog.text,pg_catalog.text)")
    ],
    "ALTER TYPE hstore SET (STORAGE = external)": [
        ("extension member", "hstore: type public.hstore")
    ],
    "ALTER OPERATOR @>(hstore, hstore) SET (RESTRICT = NONE)": [
        ("extension member", "hstore: operator public.@>(public.hstore,public.hstore)")
    ],
    "ALTER OPERATOR FAMILY gin_hstore_ops USING gin ADD OPERATOR 77 <@(hstore, hstore)": [
        ("extension member", "hstore: operator family public.gin_hstore_ops USING gin")
    ],
    "ALTER FOREIGN DATA WRAPPER postgres_fdw NO VALIDATOR": [
        ("extension member", "postgres_fdw: foreign-data wrapper postgres_fdw")
    ],
    "ALTER FUNCTION pg_catalog.lower(text) COST 77": [
        ("built-in object", "function pg_catalog.lower(pg_catalog.text)")
    ],
    "ALTER FUNCTION pg_catalog.lower(text) COST 1": [
        ("built-in object", "function pg_catalog.lower(pg_catalog.text)")
    ],
    "ALTER FUNCTION pg_catalog.pg_sleep(float8) OWNER TO app": [
        ("built-in object", "function pg_catalog.pg_sleep(double precision)")
    ],
    "CREATE OR REPLACE AGGREGATE pg_catalog.sum(integer)"
    " (SFUNC = int4_sum, STYPE = bigint, PARALLEL = SAFE)": [
        ("built-in object", "aggregate pg_catalog.sum(integer)")
    ],
    "ALTER TEXT SEARCH CONFIGURATION pg_catalog.english ALTER MAPPING FOR asciiword WITH simple": [
        ("built-in object", "text search configuration pg_catalog.english")
    ],
    "ALTER TEXT SEARCH CONFIGURATION pg_catalog.danish DROP MAPPING FOR word": [
        ("built-in objects", "how many there are")
    ],
    "ALTER TEXT SEARCH DICTIONARY pg_catalog.english_stem (StopWords)": [
        ("built-in object", "text search dictionary pg_catalog.english_stem")
    ],
    "CREATE OPERATOR ===(LEFTARG = integer, RIGHTARG = numeric, FUNCTION = odd);"
    "ALTER OPERATOR FAMILY integer_ops USING btree ADD OPERATOR 3 ===(integer, numeric)": [
        ("operator", "public.===(integer,numeric)"),
        ("built-in object", "operator family pg_catalog.integer_ops USING btree"),
        ("built-in objects", "how many there are"),
    ],
    "ALTER TABLE information_schema.sql_features SET (fillfactor = 50)": [
        ("built-in object", "table information_schema.sql_features")
    ],
    "ALTER TABLE information_schema.sql_parts ALTER comments SET STATISTICS 7": [
        ("built-in object", "table information_schema.sql_parts")
    ],
    "CREATE OR REPLACE VIEW information_schema.enabled_roles AS"
    " SELECT 'x'::information_schema.sql_identifier AS role_name": [
        ("built-in object", "view information_schema.enabled_roles")
    ],
    "DROP VIEW information_schema.transforms": [("built-in objects", "how many there are")],
    "VACUUM FULL information_schema.sql_sizing": [],
    "UPDATE information_schema.sql_sizing SET supported_value = 7 WHERE sizing_id = 34": [
        ("built-in object", "rows of information_schema")
    ],
    "ALTER TABLESPACE pg_default SET (seq_page_cost = 7)": [("tablespace", "pg_default")],
    "ALTER TABLESPACE pg_default RESET (seq_page_cost)": [("tablespace", "pg_default")],
    "UPDATE pg_catalog.pg_extension SET extrelocatable = NOT extrelocatable"
    " WHERE extname = 'hstore'": [("extension", "hstore")],
    "GRANT EXECUTE ON FUNCTION pg_catalog.pg_reload_conf() TO app": [
        ("privilege", "function pg_reload_conf()")
    ],
    "REVOKE EXECUTE ON FUNCTION pg_catalog.pg_reload_conf() FROM app": [
        ("privilege", "function pg_reload_conf()")
    ],
    "SELECT lo_put(7, 0, 'x')": [("large object", "7")],
    "GRANT SELECT ON LARGE OBJECT 7 TO app": [("privilege", "large object 7")],
    "COMMENT ON LARGE OBJECT 7 IS 'x'": [("comment", "large object 7")],
    "COMMENT ON DATABASE {database} IS 'x'": [("comment", "database {database}")],
    "COMMENT ON ROLE app IS 'x'": [("comment", "role app")],
    "COMMENT ON FUNCTION hstore(text, text) IS 'x'": [
        ("comment", "function public.hstore(pg_catalog.text,pg_catalog.text)")
    ],
    "COMMENT ON FUNCTION pg_catalog.abs(integer) IS 'x'": [("comment", "built-in objects")],
    "COMMENT ON CONSTRAINT above ON part1 IS 'x'": [
        ("comment", "table constraint above on public.part1")
    ],
    "COMMENT ON CONSTRAINT pfk ON part1 IS 'x'": [
        ("comment", "table constraint pfk on public.part1")
    ],
    "COMMENT ON CONSTRAINT once ON parent IS 'x'": [
        ("comment", "table constraint once on public.parent")
    ],
    "COMMENT ON TRIGGER cloned ON part1 IS 'x'": [("comment", "trigger cloned on public.part1")],
    "COMMENT ON RULE \"_RETURN\" ON v IS 'x'": [("comment", 'rule "_RETURN" on public.v')],
    "COMMENT ON TYPE parent IS 'x'": [("comment", "type public.parent")],
    "COMMENT ON TYPE mood[] IS 'x'": [("comment", "type public.mood[]")],
    "COMMENT ON FUNCTION span(integer, integer) IS 'x'": [
        ("comment", "function public.span(integer,integer)")
    ],
    "COMMENT ON COLUMN other.xmin IS 'x'": [("comment", "table column public.other.xmin")],
    "COMMENT ON TYPE pair IS 'x'; COMMENT ON TABLE part1 IS 'x'; COMMENT ON TRIGGER tr ON other"
    " IS 'x'; COMMENT ON CONSTRAINT above ON parts IS 'x'; COMMENT ON COLUMN joined.a IS 'x'": [],
    "ALTER FUNCTION span(integer, integer) COST 77": [
        ("range constructor", "public.span(integer,integer)")
    ],
    "CREATE OPERATOR !==(LEFTARG = numeric, RIGHTARG = integer, FUNCTION = swapped,"
    " COMMUTATOR = ==!)": [
        ("operator", "public.!==(numeric,integer)"),
        ("operator", "public.==!(integer,numeric)"),
    ],
    "ALTER SUBSCRIPTION sub CONNECTION 'host=nowhere password=anders'": [("subscription", "sub")],
    "ALTER USER MAPPING FOR app SERVER s OPTIONS (SET password 'anders')": [
        ("user mapping", "app on s")
    ],
    "ALTER USER MAPPING FOR PUBLIC SERVER s OPTIONS (SET user 'w')": [
        ("user mapping", "PUBLIC on s")
    ],
    "ALTER PUBLICATION pub SET (publish = 'insert')": [("publication", "pub")],
    "REVOKE SELECT ON parent FROM app": [("privilege", "table public.parent")],
    "REVOKE GRANT OPTION FOR USAGE ON SEQUENCE seq FROM app": [
        ("privilege", "sequence public.seq")
    ],
    "GRANT UPDATE (id) ON other TO app": [("privilege", "column public.other.id")],
    "REVOKE EXECUTE ON PROCEDURE p() FROM PUBLIC": [("privilege", "procedure public.p()")],
    "REVOKE USAGE ON TYPE mood FROM PUBLIC": [("privilege", "type public.mood")],
    "GRANT USAGE ON TYPE parent TO app": [("privilege", "row type public.parent")],
    "REVOKE USAGE ON TYPE v FROM PUBLIC": [("privilege", "row type public.v")],
    "GRANT USAGE ON TYPE v TO PUBLIC": [("privilege", "row type public.v")],
    "REVOKE USAGE ON TYPE alembic_version FROM PUBLIC": [
        ("privilege", "row type public.alembic_version")
    ],
    "GRANT USAGE ON FOREIGN SERVER s TO app": [("privilege", "server s")],
    "GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO app": [
        ("privilege", "foreign data wrapper postgres_fdw")
    ],
    "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC": [("privilege", "language plpgsql")],
    "REVOKE CONNECT ON DATABASE {database} FROM PUBLIC": [("privilege", "database {database}")],
    'GRANT CREATE ON SCHEMA public TO {role}, "odd ""one"': [("privilege", "schema public")],
    "REVOKE EXECUTE ON FUNCTION pg_catalog.now() FROM PUBLIC": [("privilege", "function now()")],
    "REVOKE SELECT ON information_schema.tables FROM PUBLIC": [
        ("privilege", "view information_schema.tables")
    ],
    "GRANT CREATE ON TABLESPACE pg_default TO app": [("privilege", "tablespace pg_default")],
    "GRANT SET ON PARAMETER work_mem TO app": [("privilege", "parameter work_mem")],
    "ALTER TYPE pair OWNER TO {role}": [
        ("owner", "type public.pair"),
        ("privilege", "type public.pair"),
    ],
    "ALTER DEFAULT PRIVILEGES FOR ROLE {role} GRANT SELECT ON TABLES TO app": [
        ("default privilege", "for role {role} on tables")
    ],
    "ALTER DEFAULT PRIVILEGES FOR ROLE {role} IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO app": [
        ("default privilege", "for role {role} in schema public on functions")
    ],
    "CREATE ROLE fresh NOLOGIN CREATEDB": [("role", "fresh")],
    "ALTER ROLE {role} CONNECTION LIMIT 5": [("known role", "{role}")],
    "GRANT team TO app WITH ADMIN OPTION": [("membership", "app in team")],
    "GRANT team TO {role}": [("membership", "{role} in team")],
    "ALTER DATABASE {database} SET work_mem = '5MB'": [("database setting", "work_mem")],
    "ALTER ROLE app SET search_path = a, {role}": [("role setting", "app: search_path")],
    "ALTER ROLE ALL SET my.setting = 'a=b'": [("role setting", "ALL: my.setting")],
    "ALTER ROLE app IN DATABASE {database} SET jit = off": [
        ("role in database setting", "app: jit")
    ],
    "CREATE TABLESPACE place LOCATION ''": [
        ("tablespace", "place"),
        ("owner", "tablespace place"),
        ("privilege", "tablespace place"),
    ],
    "ALTER DATABASE {database} CONNECTION LIMIT 9": [("database", "{database}")],
    "ALTER SYSTEM SET work_mem = '6MB'": [("server setting", "work_mem")],
    "SELECT pg_create_physical_replication_slot('slot')": [("replication slot", "slot")],
    "SELECT pg_replication_origin_create('origin')": [("replication origin", "origin")],
    "CREATE DATABASE stray": [("other database", "stray")],
    "CREATE FUNCTION pg_catalog.hidden() RETURNS integer LANGUAGE sql AS 'SELECT 1'": [
        ("unknown object", "function pg_catalog.hidden()"),
        ("owner", "function hidden()"),
        ("privilege", "function hidden()"),
    ],
}
