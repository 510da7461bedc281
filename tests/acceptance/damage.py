"""Damages to the text of a baseline, and the object that a proof must name for each."""

from __future__ import annotations

from dataclasses import dataclass

NOTHING = "SELECT 1"


@dataclass(frozen=True, slots=True)
class Damage:
    """One damage.

    Parameters
    ----------
    what : it did, in a few words
    text : of the baseline of the case ``rich``
    instead : what stands there afterwards
    named : kind and name of an object that must be told
    """

    what: str
    text: str
    instead: str
    named: tuple[str, str]

    def to(self, baseline: str) -> str:
        """The damaged baseline; ``AssertionError`` where its text does not stand there once."""
        assert baseline.count(self.text) == 1, self.text
        return baseline.replace(self.text, self.instead)

    @classmethod
    def further(cls, what: str, statement: str, named: tuple[str, str]) -> Damage:
        """A damage that is one more statement, once the roles and the extension are there."""
        comes_before = "CREATE TABLE public.vault ("
        return cls(what, comes_before, f'{statement}""",\n    """{comes_before}', named)


DAMAGES = (
    Damage(
        "an index is lost",
        "CREATE INDEX pets_by_owner ON public.pets USING btree (owner_id)",
        NOTHING,
        ("index", "public.pets_by_owner"),
    ),
    Damage("a row is lost", ",\n\t(2, 2, '2021-03-03', 12)", "", ("row", "public.pets")),
    Damage("a value is another", "'2021-03-03', 12", "'2021-03-03', 13", ("row", "public.pets")),
    Damage("a default is another", "DEFAULT 'nobody'", "DEFAULT 'Nobody'", ("table", "owners")),
    Damage(
        "a grant is lost",
        "GRANT SELECT ON TABLE public.pets TO acc_visitor",
        NOTHING,
        ("grant", "table public.pets"),
    ),
    Damage(
        "a grant is wider",
        "GRANT SELECT ON TABLE public.pets TO acc_visitor",
        "GRANT SELECT ON TABLE public.pets TO acc_visitor WITH GRANT OPTION",
        ("grant", "table public.pets"),
    ),
    Damage(
        "a partial index covers less",
        "WHERE (weight > (3)::numeric)",
        "WHERE (weight > (4)::numeric)",
        ("index", "public.pets_young"),
    ),
    Damage("a sequence is behind", "_seq', 2, true)", "_seq', 1, true)", ("sequence", "owners")),
    Damage(
        "an extension is gone",
        "CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public",
        NOTHING,
        ("extension", "pg_trgm"),
    ),
    Damage(
        "a trigger is gone",
        "CREATE TRIGGER pets_touch BEFORE UPDATE ON public.pets FOR EACH ROW EXECUTE FUNCTION "
        "public.touch()",
        NOTHING,
        ("trigger", "pets_touch"),
    ),
    Damage("a policy is weaker", "text) > 5)", "text) > 4)", ("policy", "public.owners own")),
    Damage(
        "row security is off",
        "ALTER TABLE public.owners ENABLE ROW LEVEL SECURITY",
        NOTHING,
        ("row security", "owners"),
    ),
    Damage(
        "a comment is lost",
        "COMMENT ON COLUMN public.pets.weight IS 'in kg'",
        NOTHING,
        ("comment", "column public.pets.weight"),
    ),
    Damage(
        "columns have another order",
        "born date,\n    weight numeric",
        "weight numeric,\n    born date",
        ("column order", "public.pets"),
    ),
    Damage(
        "an enum has another order",
        "'low',\n    'high'",
        "'high',\n    'low'",
        ("type", "public.mood"),
    ),
    Damage(
        "a view is another",
        "weight > (10)::numeric",
        "weight >= (10)::numeric",
        ("view", "public.heavy"),
    ),
    Damage("a function is another", "SELECT n * 2", "SELECT n * 3", ("function", "public.tax")),
    Damage(
        "a function may change data",
        "LANGUAGE sql IMMUTABLE",
        "LANGUAGE sql",
        ("function", "public.tax"),
    ),
    Damage(
        "a column may be empty",
        "'nobody'::character varying NOT NULL",
        "'nobody'::character varying",
        ("table", "public.owners"),
    ),
    Damage("a key deletes nothing", " ON DELETE CASCADE", "", ("foreign key", "pets_owner")),
    Damage(
        "a key is lost",
        "ALTER TABLE ONLY public.pets\n    ADD CONSTRAINT pets_pkey PRIMARY KEY (id)",
        NOTHING,
        ("constraint", "pets_pkey"),
    ),
    Damage("a check is another", "(name)::text <> ''", "(name)::text <> 'x'", ("table", "owners")),
    Damage(
        "a materialised view is empty",
        "REFRESH MATERIALIZED VIEW public.pet_count",
        NOTHING,
        ("materialised view", "public.pet_count"),
    ),
    Damage(
        "statistics are lost",
        "CREATE STATISTICS public.pets_together ON owner_id, born FROM public.pets",
        NOTHING,
        ("statistics", "public.pets_together"),
    ),
    Damage(
        "a setting of a role is lost",
        "ALTER ROLE acc_visitor SET statement_timeout TO '5s'",
        NOTHING,
        ("role setting", "acc_visitor: statement_timeout"),
    ),
    Damage(
        "an owner is another",
        "ALTER TABLE public.vault OWNER TO acc_keeper",
        NOTHING,
        ("owner", "table public.vault"),
    ),
    Damage(
        "a role can do more",
        "CREATE ROLE acc_visitor;",
        "CREATE ROLE acc_visitor CREATEDB;",
        ("role", "acc_visitor"),
    ),
    Damage(
        "default privileges are lost",
        "GRANT SELECT ON SEQUENCES",
        "GRANT USAGE ON TYPES",
        ("default privilege", "sequences"),
    ),
    Damage(
        "a table too many",
        "CREATE TABLE public.vault (",
        'CREATE TABLE public.extra ()""",\n    """CREATE TABLE public.vault (',
        ("table", "public.extra"),
    ),
    Damage.further(
        "a function of an extension is another",
        "ALTER FUNCTION public.similarity(text, text) COST 77",
        ("extension member", "pg_trgm: function public.similarity("),
    ),
    Damage.further(
        "an operator of an extension is another",
        "ALTER OPERATOR public.%(text, text) SET (RESTRICT = NONE)",
        ("extension member", "pg_trgm: operator public.%("),
    ),
    Damage.further(
        "an operator family of an extension is smaller",
        "ALTER OPERATOR FAMILY public.gin_trgm_ops USING gin DROP OPERATOR 3 (text, text)",
        ("extension member", "pg_trgm: operator family public.gin_trgm_ops"),
    ),
    Damage.further(
        "an owner in an extension is another",
        "ALTER FUNCTION public.show_limit() OWNER TO acc_keeper",
        ("extension member", "pg_trgm: function public.show_limit()"),
    ),
    Damage.further(
        "a row type is not for everybody",
        "REVOKE USAGE ON TYPE public.owners FROM PUBLIC",
        ("privilege", "row type public.owners"),
    ),
    Damage.further(
        "a built-in function is another",
        "ALTER FUNCTION pg_catalog.lower(text) COST 77",
        ("built-in object", "function pg_catalog.lower("),
    ),
    Damage.further(
        "a built-in text search is another",
        "ALTER TEXT SEARCH CONFIGURATION pg_catalog.english "
        "ALTER MAPPING FOR asciiword WITH simple",
        ("built-in object", "text search configuration pg_catalog.english"),
    ),
    Damage.further(
        "a built-in view is another",
        "ALTER VIEW information_schema.tables SET (security_barrier = true)",
        ("built-in object", "view information_schema.tables"),
    ),
    Damage.further(
        "a built-in view is gone",
        "DROP VIEW information_schema.transforms",
        ("built-in objects", "how many"),
    ),
)

# The whole command is run with these; a database is compared with each.
THROUGH_THE_COMMAND = (
    "an index is lost",
    "a row is lost",
    "a grant is lost",
    "a partial index covers less",
    "a sequence is behind",
    "columns have another order",
    "an owner is another",
)
