"""Objects

Revision ID: 5900000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "5900000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE t (id int CONSTRAINT t_pk PRIMARY KEY, v text CONSTRAINT t_v CHECK (v <> ''))
    """)
    op.execute("CREATE INDEX t_i ON t (v)")
    op.execute("CREATE VIEW w AS SELECT id FROM t")
    op.execute("CREATE SEQUENCE s")
    op.execute("CREATE DOMAIN d AS int CONSTRAINT d_c CHECK (VALUE > 0)")
    op.execute("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
    op.execute("CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()")
    op.execute("CREATE TABLE p (id int REFERENCES t, CONSTRAINT p_c CHECK (id > 0)) PARTITION BY LIST (id)")
    op.execute('CREATE TABLE "p one" PARTITION OF p FOR VALUES IN (1)')
    op.execute("CREATE TRIGGER g AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION f()")
    op.execute("CREATE CONSTRAINT TRIGGER h AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()")
    op.execute("CREATE TABLE heir (CONSTRAINT t_v CHECK (v <> '')) INHERITS (t)")
    op.execute("CREATE TABLE other_heir () INHERITS (t)")


def downgrade() -> None:
    pass
