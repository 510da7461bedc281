"""Triggers

Revision ID: 5b00000002
Revises: 5b00000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "5b00000002"
down_revision = "5b00000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TRIGGER a_insert AFTER INSERT ON items FOR EACH ROW EXECUTE FUNCTION note('it''s', '100%; ')
    """)
    op.execute("""
        CREATE TRIGGER b_when BEFORE UPDATE OF state ON items FOR EACH ROW
        WHEN (OLD.state IS DISTINCT FROM NEW.state AND NEW.state IN ('open', 'shut')) EXECUTE FUNCTION note()
    """)
    op.execute("""
        CREATE CONSTRAINT TRIGGER c_constraint AFTER INSERT OR UPDATE ON items
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note('late')
    """)
    op.execute("""
        CREATE TRIGGER d_statement AFTER UPDATE ON items REFERENCING OLD TABLE AS before NEW TABLE AS after
        FOR EACH STATEMENT EXECUTE FUNCTION note()
    """)
    op.execute("""
        CREATE TRIGGER e_instead INSTEAD OF INSERT ON open_items FOR EACH ROW EXECUTE FUNCTION note()
    """)
    op.execute("CREATE TRIGGER f_truncate BEFORE TRUNCATE ON items EXECUTE FUNCTION note()")


def downgrade() -> None:
    pass
